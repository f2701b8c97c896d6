"""Two operators on one queue at once: no case is decided twice, none is passed over for good."""

import os
import threading
from collections import Counter

import pytest
from django.db import connections
from django.test import Client

from tests.verification.workbench.conftest import (
    compare,
    find,
    lahundape,
    make_citizen,
    make_user,
    office_tables,
    rahmawati,
    salim,
)
from verification.corrections.models import ChangeRequest, Decision
from verification.workbench.services import claim_next

__all__ = ["compare", "find", "lahundape", "make_citizen", "make_user", "office_tables", "rahmawati", "salim"]

CASES = int(os.environ.get("PADAN_CASES", "60"))  # 500 in the office's own proof
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def cases(make_citizen, find):
    people = [make_citizen(nik=f"74710552038{n:05d}", name=f"WARGA {n:03d}") for n in range(CASES)]
    return [find(each, {"rt": "007"}).pk for each in people]


def work(user, seen, failures):
    """Decide what is offered, by the one key, until the queue is empty."""
    try:
        client = Client()
        client.force_login(user)
        place = client.post("/antrean/berikutnya/").headers["Location"]
        while place.startswith("/perkara/"):
            seen.append(place)
            answer = client.post(f"{place}putuskan/", {"act": "accept_all"})
            place = answer.headers["Location"]
    except Exception as error:
        failures.append(error)
    finally:
        connections.close_all()


def test_two_operators_decide_one_queue_each_case_once(cases, rahmawati, salim):
    seen: dict[int, list[str]] = {user.pk: [] for user in (rahmawati, salim)}
    failures: list[Exception] = []
    threads = [
        threading.Thread(target=work, args=(user, seen[user.pk], failures))
        for user in (rahmawati, salim, rahmawati, salim)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    states = Counter(ChangeRequest.objects.filter(pk__in=cases).values_list("state", flat=True))
    assert states == {"applied": CASES}
    assert Decision.objects.filter(kind="accept").count() == CASES
    assert not set(seen[rahmawati.pk]) & set(seen[salim.pk])


def test_twenty_hands_at_once_get_twenty_cases(cases, rahmawati, salim):
    start, got = threading.Barrier(20), []

    def take(user):
        start.wait()
        found = claim_next(user=user)
        got.append((user.pk, found.pk if found else None))
        connections.close_all()

    threads = [threading.Thread(target=take, args=(user,)) for user in (rahmawati, salim) * 10]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    mine, others = ({pk for who, pk in got if who == user.pk} for user in (rahmawati, salim))
    assert not mine & others and None not in mine | others
