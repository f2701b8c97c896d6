"""What a succession leaves behind: the dead on no card, who joined only while it stands, and a case for who waits."""

from datetime import UTC, date, datetime, timedelta

import pytest

from dtks.assignments.services import finish
from dtks.jobs.services import sweep_events
from dtks.registry.models import Citizen, HouseholdMembership
from dtks.registry.queries import family_of
from tests.verification.corrections.test_nobody_between import (  # noqa: F401  two fixtures among them
    ONE,
    applied,
    family,
    operator,
    sent,
    standing_of,
    the_usual,
)
from verification.corrections.models import SuccessionDraft
from verification.corrections.services import (
    Because,
    BrokenPlan,
    MemberPlace,
    Newcomer,
    cases_of,
    decide_fields,
    forget_drafts,
    keep_succession_draft,
    reverse,
    undo_decision,
    withdraw,
)

pytestmark = pytest.mark.django_db
FITRI = Newcomer(number=ONE, relation="9", values={"name": "FITRI", "sex": "P", "birth_date": "2004-02-03"})


def test_who_was_dead_already_leaves_the_old_card_for_no_other_and_comes_back_with_it(family, operator, kasi, kabid):  # noqa: F811
    head = family[0]
    Citizen.objects.filter(pk=head.pk).update(life_state="2", life_state_on=date(2026, 9, 1))
    head.refresh_from_db()
    before = standing_of(family)
    as_member = {head: MemberPlace(citizen=head, number=ONE, relation="9")}
    with pytest.raises(BrokenPlan, match="LA NDOASA sudah tercatat meninggal"):
        sent(family, operator, places=the_usual(family, as_member))
    request = sent(family, operator, places=the_usual(family))
    applied(request, kasi, kabid)
    assert not HouseholdMembership.objects.filter(citizen=head, ended_on=None).exists()
    applied(reverse(request=request, maker=operator, reason="keliru"), kasi, kabid)
    assert standing_of(family) == before


def test_who_was_written_down_for_a_succession_is_no_valid_record_when_it_comes_to_nothing(
    family,  # noqa: F811
    operator,  # noqa: F811
    kasi,
    kabid,
):
    for _ in range(2):
        withdraw(request=sent(family, operator, places=the_usual(family), newcomers=[FITRI]), actor=operator)
        sweep_events()
    assert set(Citizen.objects.filter(name="FITRI").values_list("life_state", flat=True)) == {"9"}
    request = sent(family, operator, places=the_usual(family), newcomers=[FITRI])
    mine = Citizen.objects.filter(name="FITRI").latest("pk")
    applied(request, kasi, kabid)
    applied(reverse(request=request, maker=operator, reason="keliru"), kasi, kabid)
    sweep_events()
    mine.refresh_from_db()
    assert mine.life_state == "9"


def test_who_was_written_down_lives_again_with_the_succession_that_waits_again(family, operator, kasi):  # noqa: F811
    request = sent(family, operator, places=the_usual(family), newcomers=[FITRI])
    fields = [change.field for change in request.fields.all()]
    decide_fields(
        request=request, verdicts=dict.fromkeys(fields, "refused"), checker=kasi,
        reasons=dict.fromkeys(fields, Because("OTHER", "belum jelas")),
    )  # fmt: skip
    sweep_events()
    assert Citizen.objects.get(name="FITRI").life_state == "9"
    undo_decision(request=request, actor=kasi)
    sweep_events()
    assert Citizen.objects.get(name="FITRI").life_state == "1"


def test_who_waits_for_a_card_stays_a_case_though_somebody_ticks_it_off(
    family,  # noqa: F811
    operator,  # noqa: F811
    kasi,
    kabid,
    make_user,
    lahundape,
):
    child, lurah = family[4], make_user("lurah", "kelurahan", lahundape)
    request = sent(family, operator, places=the_usual(family))
    finish(assignment=cases_of([child.pk]).get(), by=lurah, note="sudah")
    sweep_events()
    assert not cases_of([child.pk]).exists(), "nothing is to be done before it is applied"
    applied(request, kasi, kabid)
    sweep_events()
    finish(assignment=cases_of([child.pk]).get(), by=lurah, note="sudah")
    sweep_events()
    assert cases_of([child.pk]).count() == 1


def test_a_draft_that_nobody_touches_for_a_month_is_forgotten(family, operator, make_user, time_machine):  # noqa: F811
    card, start = family_of(family[0]), datetime(2026, 11, 27, 2, tzinfo=UTC)
    for days, name in ((0, "lama"), (10, "baru")):
        time_machine.move_to(start + timedelta(days=days))
        keep_succession_draft(user=make_user(name, "operator"), household=card, fields={"card_1": [ONE]})
    time_machine.move_to(start + timedelta(days=31))
    assert forget_drafts() == 1 and SuccessionDraft.objects.get().user.username == "baru"
