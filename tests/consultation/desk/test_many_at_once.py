"""Fifty counters at once."""

import uuid
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from urllib.parse import urlencode, urlsplit

import pytest

from consultation.desk import services
from consultation.desk.models import Ticket
from dtks.office.models import NumberSeries


@pytest.mark.django_db(transaction=True)
def test_fifty_tickets_at_once_have_numbers_without_gap_or_double(
    rules, live_server, client_of, front_desk, citizen_kadia
):
    """Failure 13."""
    session = client_of(front_desk).cookies["sessionid"].value
    address, token = urlsplit(live_server.url).netloc, "a" * 32

    def save(number):
        connection = HTTPConnection(address, timeout=120)
        fields = {
            "csrfmiddlewaretoken": token, "key": str(uuid.uuid4()), "citizen": citizen_kadia.pk, "kind": "notice",
            "brought_by": "SENDIRI", "asked": f"laporan {number}", "act_now": "save",
        }  # fmt: skip
        headers = {
            "Content-Type": "application/x-www-form-urlencoded", "Cookie": f"sessionid={session}; csrftoken={token}"
        }  # fmt: skip
        connection.request("POST", "/tiket/terima/", urlencode(fields), headers)
        return connection.getresponse().status

    with ThreadPoolExecutor(25) as counters:
        answers = list(counters.map(save, range(50)))
    assert answers == [302] * 50
    numbers = sorted(int(number.rsplit("-", 1)[1]) for number in Ticket.objects.values_list("number", flat=True))
    assert numbers == list(range(1, 51))
    assert {ticket.asked for ticket in Ticket.objects.all()} == {f"laporan {n}" for n in range(50)}


@pytest.mark.django_db(transaction=True)
def test_the_same_screen_sent_by_two_clicks_at_once_makes_one(rules, front_desk, citizen_kadia):
    from django.db import connection

    key = uuid.uuid4()

    def click(_):
        try:
            intake = services.Intake(kind="info", act="INFO", citizen=citizen_kadia)
            return services.open_ticket(intake=intake, actor=front_desk, key=key).ticket.number
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as fingers:
        numbers = set(fingers.map(click, range(4)))
    assert len(numbers) == 1 == Ticket.objects.count()
    assert NumberSeries.objects.get(kind="ticket").last == 1
