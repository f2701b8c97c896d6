"""What is proposed is frozen, and is proposed once."""

import threading

import pytest
from django.db import InternalError, connection, connections, transaction

from dtks.registry.models import Citizen, Source
from dtks.registry.services import set_values
from verification.corrections.models import ChangeRequest, FieldChange, Origin
from verification.corrections.services import (
    Because,
    NotAllowed,
    Proposal,
    act_for_fields,
    decide_fields,
    propose,
    propose_many,
    withdraw,
)
from verification.corrections.services.decisions import decide_held
from verification.corrections.services.states import hold

ACCEPT, REFUSE = FieldChange.Verdict.ACCEPTED, FieldChange.Verdict.REFUSED


def test_row_36_a_request_freezes_what_the_maker_saw_and_on_what_it_rests(nuraeni, ask):
    request = ask(nuraeni, {"name": "WA ODE NURAINI"})
    change = request.fields.get()
    assert (change.old_value, change.new_value) == ("WA ODE NURAENI", "WA ODE NURAINI")
    assert change.basis["verdict"] == "same" and change.basis["taken_on"] == "2026-11-12"
    assert "NIK" in request.explanation["words"] and request.explanation["bars"][0] == ["NIK", 5.2]
    assert request.number.startswith("P-") and request.state == ChangeRequest.State.SUBMITTED


def test_failure_7_proposed_values_cannot_be_edited_after_submit(nuraeni, ask):
    change = ask(nuraeni, {"name": "WA ODE NURAINI"}).fields.get()
    with pytest.raises(InternalError), transaction.atomic():
        FieldChange.objects.filter(pk=change.pk).update(new_value="LAIN")


def test_failure_8_a_request_without_difference_says_that_there_is_nothing_to_do(nuraeni, ask):
    request = ask(nuraeni, {"name": nuraeni.name})
    assert request.state == ChangeRequest.State.NOTHING_TO_DO and request.waits_for == []


def test_an_identical_open_request_is_returned_instead_of_doubled(nuraeni, ask):
    first, second = ask(nuraeni, {"name": "WA ODE NURAINI"}), ask(nuraeni, {"name": "WA ODE NURAINI"})
    assert first.pk == second.pk and ChangeRequest.objects.count() == 1


def test_a_machine_has_no_maker_and_a_person_always_is_one(nuraeni, fitriani):
    for origin, maker in ((Origin.EXTRACT, fitriani), (Origin.DESK, None)):
        with pytest.raises(NotAllowed):
            propose(citizen=nuraeni, act="", values={"name": "A"}, origin=origin, maker=maker)


def test_the_leading_act_follows_the_fields():
    assert act_for_fields({"name", "nik"}) == "FIX_NIK"
    assert act_for_fields({"name", "birth_date"}) == "FIX_NAME"
    assert act_for_fields({"rt"}) == "FIX_ADDRESS"
    assert act_for_fields({"phone"}) == "CHANGE_NOTICE"


def test_failure_16_a_new_request_after_a_refusal_starts_from_the_present_value(nuraeni, ask, rahmawati):
    first = ask(nuraeni, {"name": "WA ODE NURAINI"})
    decide_fields(request=first, verdicts={"name": REFUSE}, reasons={"name": Because("NO_PAPER")}, checker=rahmawati)
    set_values(
        citizen=nuraeni,
        values={"name": "W.O. NURAENI"},
        source=Source.VISIT,
        reference="V",
        on=nuraeni.updated_at.date(),
    )
    assert ask(nuraeni, {"name": "WA ODE NURAINI"}).fields.get().old_value == "W.O. NURAENI"


def many(*proposals):
    return propose_many(proposals=proposals, origin=Origin.EXTRACT, origin_reference="Rekonsiliasi 1")


def test_many_findings_of_a_machine_open_once_however_often_they_are_found(make_citizen, compare):
    people = [make_citizen(nik=f"747105520384{n:04d}") for n in range(1, 4)]
    found = [
        Proposal(citizen_id=each.pk, values={"name": "WA ODE NURAINI"}, comparison=compare(each, name="WA ODE NURAINI"))
        for each in people
    ]
    assert len(many(*found).made) == 3
    again = many(*found)
    assert (len(again.made), again.already_open) == (0, 3)
    numbers = sorted(ChangeRequest.objects.values_list("number", flat=True))
    assert [int(number[-4:]) for number in numbers] == [1, 2, 3]


def test_what_a_person_refused_comes_back_only_after_the_value_changed(nuraeni, rahmawati):
    found = Proposal(citizen_id=nuraeni.pk, values={"name": "WA ODE NURAINI"})
    request = many(found).made[0]
    decide_fields(
        request=request, verdicts={"name": REFUSE}, reasons={"name": Because("OTHER_PERSON")}, checker=rahmawati
    )
    assert many(found).refused_before == 1
    set_values(
        citizen=nuraeni, values={"name": "W NURAENI"}, source=Source.VISIT, reference="V", on=nuraeni.updated_at.date()
    )
    assert len(many(found).made) == 1


def test_many_findings_take_a_fixed_number_of_queries(make_citizen, django_assert_max_num_queries):
    people = [make_citizen(nik=f"747105520384{n:04d}") for n in range(1, 31)]
    with django_assert_max_num_queries(25):
        made = many(*(Proposal(citizen_id=each.pk, values={"name": "X Y"}) for each in people)).made
    assert len(made) == 30


def test_a_machines_proposal_is_withdrawn_by_who_started_it_and_never_once_it_was_decided(nuraeni, fitriani, rahmawati):
    found = Proposal(citizen_id=nuraeni.pk, values={"name": "WA ODE NURAINI"})
    first = propose_many(proposals=[found], origin=Origin.EXTRACT, origin_reference="R", started_by=rahmawati).made[0]
    with pytest.raises(NotAllowed):
        withdraw(request=first, actor=fitriani)
    ChangeRequest.objects.filter(pk=first.pk).update(state="apply_failed")
    with pytest.raises(NotAllowed):
        withdraw(request=first, actor=rahmawati)
    ChangeRequest.objects.filter(pk=first.pk).update(state="submitted")
    assert withdraw(request=first, actor=rahmawati).state == ChangeRequest.State.WITHDRAWN


@pytest.mark.django_db(transaction=True)
def test_what_is_proposed_again_while_it_is_decided_waits_for_the_decision(
    nuraeni, fitriani, rahmawati, ask, make_paper
):
    """failure 2: nobody is thrown out by a deadlock, and nothing stale is written over what was decided"""
    request, paper = ask(nuraeni, {"name": "WA ODE NURAINI"}), make_paper(nuraeni, "KTP")
    held, made = threading.Event(), []

    def again():
        held.wait(10)
        try:
            made.append(
                propose(citizen=nuraeni, act="", values={"name": "WA ODE NURAINI"}, origin=Origin.CITIZEN_PAGE,
                        maker=fitriani, documents=paper, reason="Bawa KTP")
            )  # fmt: skip
        finally:
            connections.close_all()

    thread = threading.Thread(target=again)
    thread.start()
    with transaction.atomic():
        decided = hold(request)
        held.set()
        wait_for_lock()
        Citizen.objects.select_for_update().get(pk=nuraeni.pk)  # as a decision does when it writes
        decide_held(decided, verdicts={"name": "accepted"}, checker=rahmawati)
    thread.join(20)
    request.refresh_from_db()
    assert request.state == ChangeRequest.State.APPLIED
    assert [each.state for each in made] == [ChangeRequest.State.NOTHING_TO_DO]


def wait_for_lock():
    """Until the other one waits for a row of ours."""
    with connection.cursor() as cursor:
        for _ in range(200):
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
            if cursor.fetchone()[0]:
                return
            cursor.execute("SELECT pg_sleep(0.05)")
