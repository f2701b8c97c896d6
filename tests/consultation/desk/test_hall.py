"""The queue of the hall: numbers, calls, counters."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.utils import timezone

from consultation.desk.models import HallNumber
from consultation.desk.queries import hall
from consultation.desk.services.hall import (
    NobodyHere,
    NobodyWaits,
    call_back,
    call_next,
    finish,
    mark_absent,
    ring_again,
    take_number,
)


def take(*series):
    return [str(take_number(priority="elderly" if letter == "P" else "")) for letter in series]


@pytest.fixture
def second_desk(make_user):
    return make_user("front_desk", username="loket.1", counter="Loket 1")


def test_both_series_begin_at_one_each_morning(front_desk, time_machine):
    time_machine.move_to("2026-11-18 08:00+08:00")
    assert take("A", "A", "P") == ["A-001", "A-002", "P-001"]
    time_machine.move_to("2026-11-19 08:00+08:00")
    assert take("A") == ["A-001"]


def test_who_goes_first_is_called_first_but_the_long_queue_moves_too(front_desk):
    """Row 16: numbers of the hall. Row 21: who is old, disabled, pregnant or carries a baby goes first."""
    take("A", "P", "P", "P", "A")
    assert [str(call_next(actor=front_desk)) for _ in range(5)] == ["P-001", "P-002", "A-001", "P-003", "A-002"]
    with pytest.raises(NobodyWaits):
        call_next(actor=front_desk)


def test_calling_the_next_ends_the_one_before(front_desk):
    take("A", "A")
    first = call_next(actor=front_desk)
    call_next(actor=front_desk)
    first.refresh_from_db()
    assert first.state == HallNumber.State.SERVED and first.ended_at
    with pytest.raises(IntegrityError, match="one_number_at_a_counter"), transaction.atomic():
        HallNumber.objects.filter(pk=first.pk).update(state="called")


def test_who_did_not_come_may_come_back_with_the_old_number(front_desk):
    take("A")
    call_next(actor=front_desk)
    absent = mark_absent(actor=front_desk)
    with pytest.raises(NobodyHere):
        finish(actor=front_desk)
    call_back(number=absent)
    assert str(call_next(actor=front_desk)) == "A-001"


def test_a_ticket_that_is_opened_belongs_to_the_number_at_the_counter(counter, citizen_kadia, front_desk):
    take("A")
    number = call_next(actor=front_desk)
    ticket = counter(citizen=citizen_kadia).ticket
    counter(citizen=citizen_kadia)
    number.refresh_from_db()
    assert number.ticket == ticket


def test_the_screen_shows_numbers_counters_and_minutes_but_no_name(front_desk, second_desk, counter, citizen_kadia):
    take("A", "A", "P", "A")
    call_next(actor=second_desk)
    counter(citizen=citizen_kadia, actor=second_desk)
    call_next(actor=front_desk)
    page = Client().get("/antrean-loket").content.decode()
    assert "A-001" in page and "P-001" in page and "2 orang menunggu" in page and "menit" in page
    assert citizen_kadia.name not in page.upper()
    now = hall.hall_now()
    assert (str(now.called), now.called.counter) == ("A-001", "Loket 2")
    assert [str(each) for each in now.before] == ["P-001"]
    assert [str(each.number) for each in now.waiting] == ["A-002", "A-003"]


def test_a_number_that_is_called_again_changes_the_screen(front_desk, time_machine):
    time_machine.move_to("2026-11-18 09:00+08:00", tick=False)
    take("A")
    call_next(actor=front_desk)
    before = Client().get("/antrean-loket/papan").content.decode()
    time_machine.move_to("2026-11-18 09:00:20+08:00", tick=False)
    ring_again(actor=front_desk)
    after = Client().get("/antrean-loket/papan").content.decode()
    assert before.split("data-panggilan=")[1][:30] != after.split("data-panggilan=")[1][:30]


def test_the_tablet_gives_numbers_only_under_the_office_s_key(db, settings):
    assert Client().get("/antrean-loket/ambil/kunci").status_code == 404
    settings.HALL_KEY = "kunci-aula"
    assert Client().get("/antrean-loket/ambil/kunci").status_code == 404
    page = Client().post("/antrean-loket/ambil/kunci-aula", {"priority": "baby"}).content.decode()
    assert "P-001" in page


def test_the_counter_calls_from_its_page(client_of, front_desk):
    browser = client_of(front_desk)
    browser.post("/tiket/antrean/", {"act_now": "take"})
    assert browser.post("/tiket/antrean/", {"act_now": "next", "intake": "1"}).url == "/tiket/terima/"
    assert "A-001" in browser.get("/tiket/terima/").content.decode()
    assert HallNumber.objects.get().counter == "Loket 2"


@pytest.mark.django_db(transaction=True)
def test_two_counters_never_call_the_same_number(front_desk, second_desk):
    take(*"AAAAAAAA")

    def call(user):
        try:
            return str(call_next(actor=user))
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as counters:
        called = list(counters.map(call, [front_desk, second_desk] * 4))
    assert sorted(called) == [f"A-{n:03d}" for n in range(1, 9)]
    assert HallNumber.objects.filter(day=timezone.localdate(), state="called").count() == 2
