"""Approved and applied are two things; a value that changed meanwhile is never overwritten; back and forth."""

import threading

import pytest
from django.db import connections

from dtks.registry.models import Citizen, Source
from dtks.registry.services import ImpossibleValue, set_values
from verification.corrections.models import ChangeRequest, Decision, FieldChange
from verification.corrections.services import (
    AlreadyDecided,
    Because,
    NotAllowed,
    StaleValue,
    WrongState,
    apply_decided,
    apply_request,
    decide_fields,
    retry_apply,
    reverse,
    undo_decision,
    withdraw,
)

ACCEPT, REFUSE = FieldChange.Verdict.ACCEPTED, FieldChange.Verdict.REFUSED
State = ChangeRequest.State


def leave_approved(request, because):
    """What a process leaves that ends between the decision and its application."""
    from dtks.jobs.services import emit

    Decision.objects.bulk_create(because)
    FieldChange.objects.bulk_update(request.fields.all(), FieldChange.PROGRESS)
    request.store()
    emit(kind="change.decided", payload={"request": request.pk})


def accept(request, checker, **more):
    return decide_fields(
        request=request, verdicts=dict.fromkeys(more.pop("fields", ["name"]), ACCEPT), checker=checker, **more
    )


def change_name(citizen, name):
    set_values(
        citizen=citizen, values={"name": name}, source=Source.CORRECTION, reference="V-1", on=citizen.updated_at.date()
    )


def test_an_accepted_value_is_written_with_its_source(nuraeni, ask, rahmawati):
    request = accept(ask(nuraeni, {"name": "WA ODE NURAINI"}), rahmawati)
    nuraeni.refresh_from_db()
    assert request.state == State.APPLIED and request.applied_at
    assert nuraeni.name == "WA ODE NURAINI"
    assert nuraeni.sources["name"]["source"] == "correction" and nuraeni.sources["name"]["reference"] == request.number


def test_failure_2_of_two_requests_on_one_field_the_second_sees_the_conflict(nuraeni, ask, rahmawati):
    first, second = ask(nuraeni, {"name": "WA ODE NURAINI"}), ask(nuraeni, {"name": "WA NURAENI"})
    accept(first, rahmawati)
    with pytest.raises(StaleValue):
        accept(second, rahmawati)
    second.refresh_from_db()
    nuraeni.refresh_from_db()
    assert second.state == State.SUBMITTED and not second.decisions.exists() and nuraeni.name == "WA ODE NURAINI"


def test_the_checker_may_override_the_newer_value_that_he_has_seen(nuraeni, ask, rahmawati):
    request = ask(nuraeni, {"name": "WA ODE NURAINI"})
    change_name(nuraeni, "W.O. NURAENI")
    with pytest.raises(StaleValue):  # he saw another one
        accept(request, rahmawati, over={"name": "SOMETHING"})
    assert accept(request, rahmawati, over={"name": "W.O. NURAENI"}).state == State.APPLIED


def test_row_37_a_value_that_changes_between_decision_and_application_is_not_written(
    nuraeni, ask, rahmawati, monkeypatch
):
    request = ask(nuraeni, {"name": "WA ODE NURAINI", "rt": "009"})
    with monkeypatch.context() as killed:
        killed.setattr("verification.corrections.services.decisions.apply_held", leave_approved)
        approved = accept(request, rahmawati, fields=["name", "rt"])
    assert approved.state == State.APPROVED
    change_name(nuraeni, "W.O. NURAENI")
    applied = apply_request(request=approved)
    nuraeni.refresh_from_db()
    assert (nuraeni.name, nuraeni.rt) == ("W.O. NURAENI", "009")
    assert applied.state == State.SUBMITTED
    assert [change.field for change in applied.fields.filter(verdict="")] == ["name"]
    refused = decide_fields(
        request=applied, verdicts={"name": REFUSE}, reasons={"name": Because("NEWER_VALUE")}, checker=rahmawati
    )
    assert refused.state == State.APPLIED  # the other field was written


def test_failure_5_a_failed_application_is_seen_and_tried_again(nuraeni, ask, rahmawati, monkeypatch):
    path = "verification.corrections.services.application.set_values"
    with monkeypatch.context() as broken:
        broken.setattr(path, lambda **values: (_ for _ in ()).throw(ImpossibleValue("name", "", "tabel rusak.")))
        request = accept(ask(nuraeni, {"name": "WA ODE NURAINI"}), rahmawati)
    nuraeni.refresh_from_db()
    assert request.state == State.APPLY_FAILED and request.apply_error == "Nama: tabel rusak."
    assert nuraeni.name == "WA ODE NURAENI" and not request.fields.get().applied
    assert retry_apply(request=request, actor=rahmawati).state == State.APPLIED


def test_what_could_not_be_written_is_given_up_by_its_maker_and_proposed_anew(
    nuraeni, ask, rahmawati, fitriani, monkeypatch
):
    """failure 5: nothing stays accepted and never applied"""
    path = "verification.corrections.services.application.set_values"
    with monkeypatch.context() as broken:
        broken.setattr(path, lambda **values: (_ for _ in ()).throw(ImpossibleValue("name", "", "tabel rusak.")))
        request = accept(ask(nuraeni, {"name": "WA ODE NURAINI"}), rahmawati)
    with pytest.raises(NotAllowed):
        withdraw(request=request, actor=rahmawati)
    assert withdraw(request=request, actor=fitriani).state == State.WITHDRAWN
    assert accept(ask(nuraeni, {"name": "WA ODE NURAINI"}), rahmawati).state == State.APPLIED


def test_what_a_dead_process_left_approved_is_applied_by_its_event(nuraeni, ask, rahmawati, monkeypatch):
    from dtks.jobs.models import Event

    with monkeypatch.context() as killed:
        killed.setattr("verification.corrections.services.decisions.apply_held", leave_approved)
        request = accept(ask(nuraeni, {"name": "WA ODE NURAINI"}), rahmawati)
    event = Event.objects.get(kind="change.decided")
    for _ in range(2):
        apply_decided(event)
    request.refresh_from_db()
    assert request.state == State.APPLIED and Decision.objects.filter(kind="apply").count() == 1


def test_failure_8_a_value_that_is_there_already_is_nothing_to_do(nuraeni, ask, rahmawati):
    request = ask(nuraeni, {"name": "WA ODE NURAINI"})
    change_name(nuraeni, "WA ODE NURAINI")
    assert accept(request, rahmawati).state == State.NOTHING_TO_DO


def test_undo_gives_value_and_source_back_and_keeps_what_was_decided(nuraeni, ask, rahmawati, salim):
    before = nuraeni.sources.get("name")
    request = accept(ask(nuraeni, {"name": "WA ODE NURAINI"}), rahmawati)
    with pytest.raises(NotAllowed):
        undo_decision(request=request, actor=salim)
    undone = undo_decision(request=request, actor=rahmawati)
    nuraeni.refresh_from_db()
    assert (undone.state, nuraeni.name, nuraeni.sources.get("name")) == (State.SUBMITTED, "WA ODE NURAENI", before)
    assert list(undone.decisions.values_list("kind", flat=True)) == ["accept", "apply", "undo"]
    assert accept(undone, rahmawati).state == State.APPLIED


def test_a_sealed_request_is_reversed_not_undone(nuraeni, ask, rahmawati, salim):
    request = accept(ask(nuraeni, {"name": "WA ODE NURAINI"}), rahmawati)
    ChangeRequest.objects.filter(pk=request.pk).update(sealed_in="K-2611-01")
    with pytest.raises(WrongState, match="K-2611-01"):
        undo_decision(request=request, actor=rahmawati)
    inverse = reverse(request=request, maker=rahmawati, reason="Salah orang")
    assert inverse.fields.get().new_value == "WA ODE NURAENI" and inverse.maker == rahmawati
    ChangeRequest.objects.filter(pk=inverse.pk).update(second_look=False)
    inverse.act.evidence = "none"
    inverse.act.save()
    accept(inverse, salim)
    request.refresh_from_db()
    nuraeni.refresh_from_db()
    assert request.state == State.REVERSED and nuraeni.name == "WA ODE NURAENI"


def test_undo_does_not_overwrite_what_somebody_changed_since(nuraeni, ask, rahmawati):
    request = accept(ask(nuraeni, {"name": "WA ODE NURAINI"}), rahmawati)
    change_name(nuraeni, "LAIN LAGI")
    with pytest.raises(StaleValue):
        undo_decision(request=request, actor=rahmawati)


@pytest.mark.django_db(transaction=True)
def test_of_two_decisions_at_once_on_one_field_exactly_one_wins(nuraeni, ask, rahmawati, salim):
    request = ask(nuraeni, {"name": "WA ODE NURAINI"})
    start, outcomes = threading.Barrier(2), []

    def decide(checker, verdict):
        start.wait()
        try:
            decide_fields(
                request=request, verdicts={"name": verdict}, reasons={"name": Because("OTHER_PERSON")}, checker=checker
            )
            outcomes.append("won")
        except AlreadyDecided:
            outcomes.append("late")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=decide, args=each) for each in ((rahmawati, ACCEPT), (salim, REFUSE))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["late", "won"]
    assert Decision.objects.filter(kind__in=["accept", "refuse"]).count() == 1
    request.refresh_from_db()
    name = Citizen.objects.get(pk=nuraeni.pk).name
    assert (request.state, name) in {(State.APPLIED, "WA ODE NURAINI"), (State.REFUSED, "WA ODE NURAENI")}
