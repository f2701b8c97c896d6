"""The short chain of the urgent lane: two persons always, exits never cut, who is left out is told (idea 10)."""

from datetime import date, timedelta

import pytest
from django.db import InternalError, transaction
from django.utils import timezone

from dtks.assignments.models import Assignment
from dtks.jobs.models import Event
from dtks.jobs.services import handle_event
from dtks.office.services import load_codes
from verification.corrections.models import Act, Reason, ShortChain, UrgentRule
from verification.corrections.queries.act_forms import act_forms
from verification.corrections.queries.permissions import may_decide
from verification.corrections.queries.urgent import LaneRule, lane_rule, lane_rule_on, may_be_shortened, shortened
from verification.corrections.services import (
    Because,
    NotAllowed,
    decide_fields,
    propose_act,
    set_urgent_rule,
    undo_decision,
)

OPERATOR, KASI, KABID = ["operator"], ["kasi"], ["kabid"]
ORDERS = [
    ([OPERATOR, KASI, KABID], [OPERATOR, ["kasi", "kabid"]]),  # the common case
    ([KASI, KABID], [["kasi", "kabid"]]),  # the operator made it: two persons still
    ([OPERATOR, KASI], [OPERATOR, KASI]),
    ([OPERATOR], [OPERATOR]),
    ([], []),
]


@pytest.mark.parametrize(("whole", "short"), ORDERS)
def test_the_lane_goes_from_the_operator_to_whoever_of_the_higher_tiers_is_there_first(whole, short):
    assert shortened(whole) == short


@pytest.fixture
def reactivation(nuraeni, fitriani):
    """Propose a reactivation, urgent or not."""
    load_codes()

    def make(reason="RAWAT", maker=fitriani, slug="reaktivasi-pbi", values=None):
        form, day = act_forms()[slug], timezone.localdate() - timedelta(days=20)
        made = propose_act(
            form=form, citizen=nuraeni, values=values or {}, maker=maker, event_on=day, urgent_reason=reason
        )
        type(made).objects.filter(pk=made.pk).update(papers_needed=[])
        made.refresh_from_db()
        return made

    return make


def decide(request, person, verdict="accepted", **more):
    names = list(request.fields.values_list("field", flat=True))
    return decide_fields(request=request, verdicts=dict.fromkeys(names, verdict), checker=person, **more)


def told():
    """The tasks that events of the lane have written."""
    for event in Event.objects.filter(kind="urgent.decided", handled_at=None):
        handle_event(event_id=event.pk)
    return list(Assignment.objects.filter(key__startswith="urgent|").values_list("role", flat=True))


@pytest.mark.parametrize(("first", "left"), [("kasi", "kabid"), ("kabid", "kasi")])
def test_an_urgent_reactivation_is_decided_by_two_and_the_third_is_told(
    reactivation, rahmawati, kasi, kabid, first, left
):
    people = {"kasi": kasi, "kabid": kabid}
    request = reactivation()
    assert request.tiers == [OPERATOR, ["kasi", "kabid"]] and ShortChain.objects.get().tiers_before == [
        OPERATOR,
        KASI,
        KABID,
    ]
    assert not may_decide(request, people[first])  # never without the operator
    request = decide(request, rahmawati)
    assert (request.state, told()) == ("submitted", [])
    assert not may_decide(request, rahmawati)  # never one person for two tiers
    request = decide(request, people[first])
    assert (request.state, told()) == ("applied", [left])
    task = Assignment.objects.get()
    assert request.number == task.origin and str(people[first]) in task.step and "jalur pendek" in task.step


def test_a_refusal_by_the_operator_alone_is_told_to_both(reactivation, rahmawati, kasi, kabid):
    request = reactivation()
    code = Reason.objects.filter(kind="refuse", needs_words=False).values_list("code", flat=True)[0]
    reasons = dict.fromkeys(request.fields.values_list("field", flat=True), Because(code))
    assert decide(request, rahmawati, "refused", reasons=reasons).state == "refused"
    assert sorted(told()) == ["kabid", "kasi"]


def test_an_operator_who_made_it_does_not_decide_it(reactivation, rahmawati, salim, kasi):
    request = reactivation(maker=rahmawati)
    assert request.tiers == [["kasi", "kabid"]]
    assert not may_decide(request, rahmawati) and not may_decide(request, salim)
    assert decide(request, kasi).state == "applied"


def test_what_is_not_urgent_goes_the_whole_way(reactivation):
    assert reactivation(reason="").tiers == [OPERATOR, KASI, KABID] and not ShortChain.objects.exists()


def test_an_exit_and_a_household_matter_are_never_shortened(reactivation, nuraeni):
    assert reactivation(slug="meninggal", values={nuraeni: {"life_state": "2"}}).tiers == [OPERATOR, KASI]
    Act.objects.filter(code="DEATH").update(tiers=["operator", "kasi", "kabid"])
    for act in Act.objects.filter(group__in=["exit", "household"], urgent_allowed=True):
        assert not may_be_shortened(act)


def test_a_request_that_is_raised_into_the_lane_is_cut_where_it_stands(reactivation, rahmawati, kabid):
    request = decide(reactivation(reason=""), rahmawati)
    assert request.waits_for == KASI
    raised = reactivation()
    assert raised.pk == request.pk and raised.waits_for == ["kasi", "kabid"] and raised.tiers[0] == OPERATOR
    assert decide(raised, kabid).state == "applied" and told() == ["kasi"]


def test_a_decision_taken_back_and_made_again_is_told_once(reactivation, rahmawati, kasi):
    request = decide(decide(reactivation(), rahmawati), kasi)
    undo_decision(request=request, actor=kasi)
    request.refresh_from_db()
    assert request.waits_for == ["kasi", "kabid"]
    decide(request, kasi)
    assert told() == ["kabid"]


def test_the_rule_of_the_lane_is_dated_reasoned_the_kabids_and_kept(client_of, reactivation, rahmawati, kabid):
    tomorrow = timezone.localdate() + timedelta(days=1)
    usual = LaneRule(hours=7, quota=10, short_chain=False)
    with pytest.raises(NotAllowed):
        set_urgent_rule(rule=usual, starts_on=tomorrow, reason="x", by=rahmawati)
    page, boss = "/aturan-pemutus/jalur-mendesak/", client_of(kabid)
    said = {"hours": 14, "quota": 3, "starts_on": f"{timezone.localdate():%d-%m-%Y}", "reason": "Uji"}
    assert "Tulis mengapa" in boss.post(page, said | {"reason": " "}).content.decode()
    assert "hari ini atau sesudahnya" in boss.post(page, said | {"starts_on": "01-01-2020"}).content.decode()
    boss.post(page, said)
    assert lane_rule() == LaneRule(14, 3, short_chain=False) and reactivation().tiers == [OPERATOR, KASI, KABID]
    assert lane_rule_on(date(2020, 1, 1)) == LaneRule()
    assert "sudah yang berlaku" in boss.post(page, said).content.decode()
    seen = client_of(rahmawati).get(page).content.decode()
    assert "berlaku hari ini" in seen and "Uji" in seen and 'name="hours"' not in seen
    with pytest.raises(InternalError), transaction.atomic():
        UrgentRule.objects.update(reason="lain")


def test_the_page_of_the_rule_names_the_acts_that_are_shortened(client_of, kabid):
    ways = {act.code: lane for act, _, lane in client_of(kabid).get("/aturan-pemutus/jalur-mendesak/").context["ways"]}
    assert ways["REACTIVATE_PBI"] == ways["NEW_PROPOSAL"] == "operator, lalu kasi atau kabid"
    assert not any(ways[code] for code in ("DEATH", "HEAD_SUCCESSION", "PENGURUS_CHANGE", "FIX_NIK"))
