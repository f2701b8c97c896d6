"""A plan of the family is never taken for another request or another plan, and is filed by one person at a time."""

import threading
from contextlib import contextmanager
from datetime import date

import pytest
from django.db import connections

from dtks.registry.models import Household
from dtks.registry.queries import family_of
from dtks.web.locking import SomebodyElse, locked
from tests.verification.corrections.people import a_person
from tests.verification.corrections.test_nobody_between import (  # noqa: F401  two fixtures among them
    AUNTS,
    OLD,
    ONE,
    TWO,
    family,
    operator,
    papers,
    sent,
    standing_of,
    the_usual,
)
from verification.corrections.models import ChangeRequest, Origin, Succession
from verification.corrections.queries.act_forms import act_forms
from verification.corrections.queries.succession import candidates, may_head
from verification.corrections.services import (
    BrokenPlan,
    MemberPlace,
    Newcomer,
    OpenAlready,
    Proposal,
    propose,
    propose_act,
    propose_many,
)
from verification.corrections.services.filing import take_turn

pytestmark = pytest.mark.django_db
OTHERS = "7471051811260009"


@pytest.fixture
def moved(family, operator):  # noqa: F811
    """Files that the whole card is replaced by a new number, the head stays head."""

    def file():
        places = [MemberPlace(citizen=each, number=ONE, relation=each.relation) for each in family]
        return sent(family, operator, places=places, kind="replaced", successor=family[0])

    return file


@pytest.mark.parametrize("whose", ["machine", "counter"])
def test_a_replaced_card_never_hides_behind_a_request_for_the_head_alone(whose, family, fitriani, moved):  # noqa: F811
    head, number = family[0], {"kk_number": ONE}
    if whose == "machine":
        proposal = Proposal(citizen_id=head.pk, values=number)
        said = {"origin": Origin.EXTRACT, "origin_reference": "Rekonsiliasi 1"}
        alone = propose_many(proposals=[proposal], **said).made[0]
    else:
        alone = propose(citizen=head, act="KK_CHANGE", values=number, origin=Origin.DESK, maker=fitriani)
    with pytest.raises(OpenAlready, match=alone.number):
        moved()
    alone.refresh_from_db()
    assert not Succession.objects.exists() and alone.plan is None and not alone.evidence.exists()
    assert {number for _, number, _, _ in standing_of(family)} == {OLD}


def test_an_act_of_the_family_is_not_hung_on_a_request_without_a_plan(family, operator, fitriani):  # noqa: F811
    mother, mine = family[1], {"kk_number": TWO, "relation": "1"}
    alone = propose(citizen=mother, act="KK_CHANGE", values=mine, origin=Origin.DESK, maker=fitriani)
    with pytest.raises(OpenAlready, match=alone.number):
        propose_act(
            form=act_forms()["pecah-kk"], citizen=mother, maker=operator,
            values={mother: mine, family[4]: {"kk_number": TWO, "relation": "6"}},
        )  # fmt: skip
    assert alone.family_plan is None


def test_another_newcomer_day_or_guardian_is_told_and_not_lost(family, operator, lahundape):  # noqa: F811
    one, two = (a_person(f"ADIK {word}", "9", "1990-01-01", "P", "1", lahundape, card="") for word in ("SATU", "DUA"))
    new = Newcomer(number=ONE, relation="9", values={"name": "FITRI", "sex": "P", "birth_date": "2004-02-03"})

    def ask(*joining, **changes):
        return sent(family, operator, places=the_usual(family), newcomers=joining, **changes)

    first = ask(Newcomer(citizen=one, number=ONE, relation="9"), new)
    assert ask(new, Newcomer(citizen=one, number=ONE, relation="9")) == first
    with pytest.raises(BrokenPlan, match="anggota baru lain"):
        ask(Newcomer(citizen=two, number=TWO, relation="3"), new)
    with pytest.raises(BrokenPlan, match="anggota baru lain"):
        ask(Newcomer(citizen=one, number=TWO, relation="9"), new)
    with pytest.raises(BrokenPlan, match="tanggal kejadian lain"):
        ask(Newcomer(citizen=one, number=ONE, relation="9"), new, event_on=date(2026, 10, 1))
    assert ChangeRequest.objects.count() == 1 and first.plan.members.filter(place="joins").count() == 2


def test_no_card_goes_to_a_child_and_nobody_stands_on_one_without_a_relation(family, operator, lahundape):  # noqa: F811
    daughter, son = family[3], family[2]
    child = {
        daughter: MemberPlace(citizen=daughter, number=TWO, relation="1"),
        son: MemberPlace(citizen=son, number=ONE, relation="4"),
    }
    with pytest.raises(BrokenPlan, match="NURBAYA baru 15 tahun"):
        sent(family, operator, places=the_usual(family, child))
    young = Newcomer(number=OTHERS, relation="1", values={"name": "BELIA", "sex": "P", "birth_date": "2010-10-02"})
    with pytest.raises(BrokenPlan, match="BELIA baru 16 tahun"):
        sent(family, operator, places=the_usual(family), newcomers=[young])
    child = {son: MemberPlace(citizen=son, number=ONE, relation="")}
    with pytest.raises(BrokenPlan, match="Pilih hubungan RAHMAT"):
        sent(family, operator, places=the_usual(family, child))
    assert not ChangeRequest.objects.exists()


def test_who_was_married_once_may_be_head_at_any_age_and_a_child_wife_is_not_suggested_before(family, lahundape):  # noqa: F811
    widow = a_person("JANDA", "4", "2010-10-02", "P", "4", lahundape, card=AUNTS)
    child = a_person("ANAK", "4", "2010-10-02", "P", "1", lahundape, card=AUNTS)
    day = date(2026, 11, 20)
    assert (may_head(widow, day), may_head(child, day)) == (True, False)
    found = candidates(family_of(child).memberships.select_related("citizen"), day)
    assert [(each.citizen, each.allowed) for each in found] == [(widow, True), (child, False)]


@contextmanager
def somebody_proposing(card):
    """Another connection holds the turn on a card as long as the block lasts."""
    holds, leave = threading.Event(), threading.Event()

    def hold():
        try:
            with locked():
                take_turn(card)
                holds.set()
                leave.wait(30)
        finally:
            connections.close_all()

    other = threading.Thread(target=hold)
    other.start()
    assert holds.wait(30)
    try:
        yield
    finally:
        leave.set()
        other.join()


@pytest.mark.django_db(transaction=True)
def test_two_acts_on_one_card_take_turns_and_nobody_waits_for_long(family, operator, moved):  # noqa: F811
    card = Household.objects.get(number=OLD)
    with somebody_proposing(card):
        with pytest.raises(SomebodyElse):
            moved()
        with pytest.raises(SomebodyElse):
            propose_act(
                form=act_forms()["gabung-kk"], citizen=family[4], maker=operator,
                values={family[4]: {"kk_number": AUNTS, "relation": "9"}},
            )  # fmt: skip
    assert moved().plan.household == card
