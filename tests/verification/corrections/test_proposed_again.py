"""What is proposed while it is open already: one request where it is the same, another where it is not (row 38)."""

import pytest

from dtks.papers.models import PaperKind
from tests.verification.corrections.test_births_told_again import companion, told
from verification.corrections.models import ChangeRequest, Origin
from verification.corrections.services import (
    Because,
    Proposal,
    decide_fields,
    propose,
    propose_many,
    reverse,
    send_back,
)
from verification.corrections.services.refusals import OpenAlready

__all__ = ["companion", "told"]
State = ChangeRequest.State
NAME = {"name": "WA ODE NURAINI"}


@pytest.fixture
def again(nuraeni, salim):
    """Propose the name once more, at the counter."""

    def make(**more):
        return propose(
            **{"citizen": nuraeni, "act": "", "values": NAME, "origin": Origin.DESK, "maker": salim,
               "origin_reference": "Tiket T-2611-0917", **more}
        )  # fmt: skip

    return make


@pytest.fixture
def sent_back(nuraeni, ask, rahmawati):
    request = ask(nuraeni, NAME)
    return send_back(request=request, checker=rahmawati, because=Because("NO_PAPER"))


def test_papers_that_come_for_what_was_sent_back_bring_it_to_the_queue_again(sent_back, again, nuraeni, make_paper):
    paper = make_paper(nuraeni, "KTP")
    assert again(documents=paper, reason="Bawa KTP") == sent_back
    sent_back.refresh_from_db()
    assert (sent_back.state, sent_back.waits_for) == (State.SUBMITTED, ["operator"])
    assert "Tiket T-2611-0917: Bawa KTP" in sent_back.reason
    assert [each.document for each in sent_back.evidence.all()] == paper
    again(documents=paper, reason="Bawa KTP")
    assert sent_back.evidence.count() == 1 and ChangeRequest.objects.count() == 1


def test_what_was_sent_back_and_is_urgent_now_stands_in_the_lane(sent_back, again):
    again(urgent_reason="RAWAT")
    sent_back.refresh_from_db()
    assert sent_back.state == State.SUBMITTED and sent_back.urgent_reason == "RAWAT"
    assert sent_back.queued.urgent


def test_a_question_about_a_machines_proposal_ends_when_somebody_proposes_the_same(nuraeni, again, rahmawati):
    found = Proposal(citizen_id=nuraeni.pk, values=NAME)
    request = propose_many(proposals=[found], origin=Origin.EXTRACT, origin_reference="Rekonsiliasi 3").made[0]
    send_back(request=request, checker=rahmawati, because=Because("ASK_CITIZEN"))
    assert again(reason="Ia membenarkannya") == request
    request.refresh_from_db()
    assert request.state == State.SUBMITTED and request.maker is None


def test_a_way_back_is_never_taken_for_what_somebody_else_proposed(nuraeni, ask, rahmawati, kasi, fitriani):
    request = ask(nuraeni, NAME)
    decide_fields(request=request, verdicts={"name": "accepted"}, checker=rahmawati)
    older = propose_many(
        proposals=[Proposal(citizen_id=nuraeni.pk, values={"name": "WA ODE NURAENI"})], origin=Origin.EXTRACT,
        origin_reference="Rekonsiliasi 3",
    ).made[0]  # fmt: skip
    back = reverse(request=request, maker=fitriani, reason="Keliru orang")
    assert back != older and back.reverses == request
    assert reverse(request=request, maker=fitriani, reason="Keliru orang") == back


def test_an_exit_for_another_reason_is_another_request(nuraeni, again, fitriani):
    gone = {"values": {"register_state": "removed"}, "act": "GRADUATE", "documents": ()}
    first = again(outcome="31", **gone)
    other = again(outcome="32", maker=fitriani, **gone)
    assert other != first and (first.outcome, other.outcome) == ("31", "32")
    assert again(outcome="31", **gone) == first


def test_what_carries_a_plan_joins_nobody_elses_request(nuraeni, again, fitriani):
    first = again()
    with pytest.raises(OpenAlready, match=first.number):
        again(maker=fitriani, alone=True)
    assert ChangeRequest.objects.count() == 1


@pytest.mark.django_db
def test_a_birth_told_again_as_urgent_goes_over_into_the_lane(told, companion):
    birth = told()
    told(maker=companion, urgent_reason="LAHIR", papers=[PaperKind.objects.get(code="SK_LAHIR")])
    birth.request.refresh_from_db()
    assert birth.request.urgent_reason == "LAHIR" and birth.request.queued.urgent
