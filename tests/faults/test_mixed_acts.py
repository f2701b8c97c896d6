"""Twenty people at once do all kinds of acts on the same citizens: what they are told is a sentence, never an error."""

import os
import threading
from random import Random

import pytest
from django.db import connections

from dtks.registry.models import Citizen
from dtks.web.refusals import Refusal
from tests.verification.corrections.invariants import assert_all_holds, values
from tests.verification.workbench.conftest import (
    fitriani,
    kabid,
    kasi,
    lahundape,
    make_citizen,
    make_user,
    office_tables,
    rahmawati,
    salim,
)
from verification.corrections.models import Act, ChangeRequest, Origin, Reason
from verification.corrections.services import Because, decide_fields, propose, reverse, send_back, undo_decision

__all__ = [
    "fitriani", "kabid", "kasi", "lahundape", "make_citizen", "make_user", "office_tables", "rahmawati", "salim",
]  # fmt: skip

PEOPLE = 20
CITIZENS = int(os.environ.get("PADAN_CITIZENS", "6"))
ACTS = int(os.environ.get("PADAN_ACTS", "8"))  # 500 on 200 citizens in the office's own proof
pytestmark = pytest.mark.django_db(transaction=True)


def act_once(lot: Random, user, citizens, reasons):
    """One act by lot."""
    request = ChangeRequest.objects.order_by("?").first()
    kind = lot.choice(["propose", "decide", "decide", "decide", "undo", "back", "reverse"])
    if kind == "propose" or request is None:
        wanted = {lot.choice(["rt", "rw"]): f"{lot.randrange(1, 5):03d}"}
        propose(citizen=lot.choice(citizens), act="", values=wanted, origin=Origin.DESK, maker=user)
    elif kind == "decide":
        names = list(request.fields.values_list("field", flat=True))
        decide_fields(request=request, checker=user, verdicts=dict.fromkeys(names, "accepted"))
    elif kind == "undo":
        undo_decision(request=request, actor=user)
    elif kind == "back":
        send_back(request=request, checker=user, because=Because(reasons["send_back"], "lain"))
    else:
        reverse(request=request, maker=user, reason="keliru")


def test_twenty_people_act_at_once_and_nobody_reads_an_error(make_citizen, fitriani, rahmawati, salim, kasi, kabid):
    Act.objects.update(evidence="none")
    citizens = [make_citizen(nik=f"747105520384{n:04d}", name=f"WARGA {n}") for n in range(CITIZENS)]
    first, users = values(), [fitriani, rahmawati, salim, kasi, kabid]
    reasons = {kind: Reason.objects.filter(kind=kind).first().code for kind in ("refuse", "send_back")}
    errors: list[BaseException] = []
    told: list[str] = []

    def work(number: int) -> None:
        lot = Random(number)
        try:
            for _ in range(ACTS):
                try:
                    act_once(lot, users[number % len(users)], citizens, reasons)
                except Refusal as refusal:
                    told.append(str(refusal))
        except BaseException as error:
            errors.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work, args=(number,)) for number in range(PEOPLE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert all(sentence.endswith(".") for sentence in told)
    assert Citizen.objects.count() == CITIZENS
    assert_all_holds(made=set(ChangeRequest.objects.values_list("pk", flat=True)), first=first)
