"""Whatever mix of dead, placed, waiting and new: after a succession everybody stands on one open card, or is a case."""

from datetime import date

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dtks.assignments.models import Assignment
from dtks.jobs.models import Event
from dtks.office.queries import code_by_label, code_labels
from dtks.office.services import load_codes
from dtks.papers.services import add_document
from dtks.registry.models import AidRecord, Citizen, Household, HouseholdMembership, Programme, Source
from dtks.registry.queries import family_of, head_of
from dtks.registry.services import set_values
from tests.verification.corrections.people import a_person
from verification.corrections.models import ChangeRequest, Origin
from verification.corrections.services import (
    BrokenPlan,
    MemberPlace,
    Newcomer,
    cases_of,
    decide_fields,
    follow_places,
    place_member,
    propose,
    propose_succession,
    reverse,
    undo_decision,
    withdraw,
)

pytestmark = pytest.mark.django_db
OLD, ONE, TWO, AUNTS = "7471051403090001", "7471051811260002", "7471051811260003", "7471050101100009"
ACCEPT = {"kk_number": "accepted", "relation": "accepted"}
PEOPLE = [("LA NDOASA", "1", "1965-01-02", "L", "2"), ("WA SAMSIA", "3", "1974-03-04", "P", "2"),
          ("RAHMAT", "4", "2002-05-06", "L", "2"), ("NURBAYA", "4", "2011-07-08", "P", "1"),
          ("AULIA", "6", "2022-09-10", "P", "1"), ("WA INA", "9", "1990-01-05", "P", "1")]  # fmt: skip


@pytest.fixture
def operator(make_user):
    return make_user("rahma", "operator")


@pytest.fixture
def family(lahundape):
    load_codes()
    code_labels.cache_clear()
    code_by_label.cache_clear()
    people = [a_person(*row, lahundape, card=OLD) for row in PEOPLE]
    bpnt = Programme.objects.create(code="SEMBAKO", label="BPNT", short_label="BPNT", unit="family")
    AidRecord.objects.create(
        citizen=people[0], programme=bpnt, period=date(2026, 10, 1), state="YA", reference="Daftar No. 1"
    )
    return people


def applied(request, *people):
    for person in people:
        request.refresh_from_db()
        fields = {change.field: "accepted" for change in request.fields.all()}
        decide_fields(request=request, verdicts=fields, checker=person)
    request.refresh_from_db()
    assert (request.state, request.apply_error) == ("applied", "")


def papers(owner, operator, *kinds):
    return [add_document(citizen=owner, kind=kind, form="original", seen_by=operator) for kind in kinds]


def sent(family, operator, *, places, newcomers=(), **changes):
    documents = papers(family[1], operator, "AKTA_MATI", "KK", "KTP", "KK_OLD")
    said = {"kind": "died", "event_on": date(2026, 11, 2), "successor": family[1], "documents": documents}
    return propose_succession(
        household=family_of(family[0]), maker=operator, places=places, newcomers=newcomers, **(said | changes)
    )


def tell(kind, request):
    follow_places(Event(kind=kind, payload={"request": request.pk}))


def everybody_stands(family, newcomers, request):
    """The invariant: the dead on no card, everybody else on exactly one open card; who waits there is an open case."""
    request.refresh_from_db()
    for member in request.plan.members.select_related("citizen"):
        standing = HouseholdMembership.objects.filter(
            citizen=member.citizen, ended_on=None, household__unit="family"
        ).select_related("household")
        if member.place == "deceased":
            assert not standing and member.citizen.life_state == "2"
            continue
        (only,) = standing
        assert only.household.ended_on is None
        case = cases_of([member.citizen_id]).count()
        if member.place == "open":
            assert (only.finding, case) == ("NOT_ON_NEW_CARD", 1)
        else:
            assert (only.household.number, only.relation, case) == (member.number, member.relation, 0)
    assert {each.citizen_id for each in request.plan.members.all()} >= {each.pk for each in family}
    assert request.plan.members.filter(place="joins").count() == len(newcomers)
    old = Household.objects.get(number=OLD)
    assert old.ended_on and old.succeeded_by and not old.memberships.filter(ended_on=None).exists()


def standing_of(people):
    rows = HouseholdMembership.objects.filter(citizen__in=people, ended_on=None, household__unit="family")
    return sorted(rows.values_list("citizen__name", "household__number", "relation", "finding"))


MIXES = st.fixed_dictionaries({

    "son": st.sampled_from(["one", "two", "dead", "open"]),
    "daughter": st.sampled_from(["one", "two", "dead", "open"]),
    "grandchild": st.sampled_from(["one", "two", "dead", "open"]),
    "kin": st.sampled_from(["one", "two", "dead", "open"]),
    "new": st.lists(st.sampled_from(["one", "two"]), max_size=2),
    "way": st.sampled_from(["undo", "reverse", "stay"]),
})  # fmt: skip


@given(mix=MIXES)
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_after_every_mix_each_member_is_on_one_open_card_or_a_case_of_his_own(mix, family, operator, kasi, kabid):
    with transaction.atomic():
        before = standing_of(family)
        said = dict(zip(family[2:], (mix["son"], mix["daughter"], mix["grandchild"], mix["kin"]), strict=True))
        adults = (family[2], family[5])
        if not any(said[each] == "two" for each in adults):  # a child leads no card
            said = {each: "one" if place == "two" else place for each, place in said.items()}
        on_two = sorted((each for each, place in said.items() if place == "two"), key=lambda one: one not in adults)
        places = [
            MemberPlace(citizen=family[0], deceased=True),
            MemberPlace(citizen=family[1], number=ONE, relation="1"),
        ]
        for each, place in said.items():
            number = {"one": ONE, "two": TWO}.get(place, "")
            relation = "1" if on_two[:1] == [each] else "4"
            places.append(MemberPlace(citizen=each, number=number, relation=relation, deceased=place == "dead"))
        fitting = [card for card in mix["new"] if card == "one" or on_two]
        newcomers = [
            Newcomer(number=ONE if card == "one" else TWO, relation="9",
                     values={"name": f"FITRI {place}", "sex": "P", "birth_date": "2004-02-03"})
            for place, card in enumerate(fitting)
        ]  # fmt: skip
        request = sent(family, operator, places=places, newcomers=newcomers)
        applied(request, kasi, kabid)
        tell("change.applied", request)
        everybody_stands(family, newcomers, request)
        if mix["way"] == "undo":
            undo_decision(request=request, actor=kabid)
        elif mix["way"] == "reverse":
            applied(reverse(request=request, maker=operator, reason="akta mati keliru"), kasi, kabid)
        if mix["way"] != "stay":
            assert standing_of(family) == before
            assert not HouseholdMembership.objects.filter(citizen__name__startswith="FITRI", ended_on=None).exists()
        transaction.set_rollback(True)


def the_usual(family, changes=None):
    head, wife, son, daughter, grandchild, kin = family
    places = {
        head: MemberPlace(citizen=head, deceased=True), wife: MemberPlace(citizen=wife, number=ONE, relation="1"),
        son: MemberPlace(citizen=son, number=TWO, relation="1"),
        daughter: MemberPlace(citizen=daughter, number=ONE, relation="4"), grandchild: MemberPlace(citizen=grandchild),
        kin: MemberPlace(citizen=kin, number=ONE, relation="9"),
    }  # fmt: skip
    return list((places | (changes or {})).values())


def test_who_was_not_on_the_old_card_joins_the_new_one_and_is_proposed_as_a_member(family, operator, kasi, kabid):
    wife_of_son = Newcomer(number=TWO, relation="3", values={"name": "FITRI", "sex": "P", "birth_date": "2004-02-03"})
    request = sent(family, operator, places=the_usual(family), newcomers=[wife_of_son])
    fitri = Citizen.objects.get(name="FITRI")
    assert family_of(fitri) is None and request.plan.equation == {
        "all": 6, "deceased": 1, "placed": 4, "open": 1, "joins": 1,
    }  # fmt: skip
    applied(request, kasi, kabid)
    fitri.refresh_from_db()
    assert (family_of(fitri).number, fitri.relation, head_of(family_of(fitri))) == (TWO, "3", family[2])
    follows = ChangeRequest.objects.get(act__code="ADD_MEMBER", citizen=fitri)
    assert (follows.state, follows.origin_reference) == ("submitted", f"Pergantian {request.number}")
    assert follows.maker == operator and follows.household == family_of(fitri)
    undo_decision(request=request, actor=kabid)
    follows.refresh_from_db()
    assert follows.state == "withdrawn" and family_of(fitri) is None


def test_a_proposal_that_followed_and_was_applied_is_taken_back_first(family, operator, kasi, kabid):
    new = Newcomer(number=ONE, relation="9", values={"name": "FITRI", "sex": "P"})
    request = sent(family, operator, places=the_usual(family), newcomers=[new])
    applied(request, kasi, kabid)
    follows = ChangeRequest.objects.get(act__code="ADD_MEMBER")
    follows.evidence.create(document=papers(follows.citizen, operator, "KTP")[0])
    applied(follows, kasi)
    with pytest.raises(BrokenPlan, match="Balikkan dahulu"):
        undo_decision(request=request, actor=kabid)
    assert family_of(family[1]).number == ONE


def test_a_head_of_another_family_does_not_join_and_one_who_is_removed_does_not_either(family, operator, lahundape):
    aunt = a_person("WA ODE", "1", "1980-01-01", "P", "2", lahundape, card=AUNTS)
    a_person("LA ODE", "4", "2010-01-01", "L", "1", lahundape, card=AUNTS)
    with pytest.raises(BrokenPlan, match="Pakai Gabung KK"):
        sent(family, operator, places=the_usual(family), newcomers=[Newcomer(citizen=aunt, number=ONE, relation="9")])
    with pytest.raises(BrokenPlan, match="Tempatkan sekali saja"):
        sent(family, operator, places=the_usual(family),
             newcomers=[Newcomer(citizen=family[2], number=ONE, relation="9")])  # fmt: skip
    assert ChangeRequest.objects.count() == 0


def test_a_new_card_that_has_a_head_or_is_closed_takes_nobody(family, operator, lahundape):
    a_person("WA ODE", "1", "1980-01-01", "P", "2", lahundape, card=TWO)
    with pytest.raises(BrokenPlan, match="dipakai keluarga WA ODE, bukan kartu baru.*Gabung KK"):
        sent(family, operator, places=the_usual(family))
    Household.objects.create(unit="family", number="7471051811260004", started_on=date(2026, 1, 1),
                             ended_on=date(2026, 2, 1))  # fmt: skip
    closed = MemberPlace(citizen=family[2], number="7471051811260004", relation="1")
    with pytest.raises(BrokenPlan, match="sudah ditutup"):
        sent(family, operator, places=the_usual(family, {family[2]: closed}))


def test_a_guardian_keeps_his_own_card_and_takes_the_children_in(family, operator, kasi, kabid, lahundape):
    aunt = a_person("WA ODE", "1", "1980-01-01", "P", "2", lahundape, card=AUNTS)
    cousin = a_person("LA ODE", "4", "2010-01-01", "L", "1", lahundape, card=AUNTS)
    letter = papers(aunt, operator, "KUASA_WALI", "AKTA_MATI", "KK", "KTP")
    places = [MemberPlace(citizen=each, deceased=True) for each in family[:2]]
    places += [MemberPlace(citizen=family[3], number=AUNTS, relation="9"), MemberPlace(citizen=family[4])]
    places += [MemberPlace(citizen=each, number=TWO, relation=relation)
               for each, relation in ((family[2], "1"), (family[5], "9"))]  # fmt: skip
    request = sent(family, operator, places=places, successor=aunt, guardian_number=AUNTS, documents=letter)
    applied(request, kasi, kabid)
    assert {family_of(each).number for each in (aunt, cousin, family[3], family[4])} == {AUNTS}
    assert head_of(family_of(aunt)) == aunt and aunt.aid.filter(programme__code="SEMBAKO").exists()
    everybody_stands(family, [], request)
    applied(reverse(request=request, maker=operator, reason="surat wali keliru"), kasi, kabid)
    assert {family_of(each).number for each in family} == {OLD} and family_of(cousin).number == AUNTS


def test_who_waits_is_a_case_that_ends_when_he_is_placed(family, operator, kasi, kabid):
    grandchild = family[4]
    request = sent(family, operator, places=the_usual(family))
    (case,) = cases_of([grandchild.pk])
    assert (case.role, case.owner, case.household.number) == ("kelurahan", "kelurahan", OLD)
    with pytest.raises(BrokenPlan, match=f"{request.number} belum diterapkan"):
        place_member(citizen=grandchild, number=TWO, relation="4", maker=operator)
    applied(request, kasi, kabid)
    tell("change.applied", request)
    assert cases_of([grandchild.pk]).exists()
    with pytest.raises(BrokenPlan, match="sudah punya kepala"):
        place_member(citizen=grandchild, number=TWO, relation="1", maker=operator)
    placing = place_member(
        citizen=grandchild, number=TWO, relation="4", maker=operator, documents=papers(grandchild, operator, "KK")
    )
    applied(placing, kasi)
    tell("change.applied", placing)
    assert (family_of(grandchild).number, cases_of([grandchild.pk]).count()) == (TWO, 0)
    assert not grandchild.memberships.filter(ended_on=None).exclude(finding="").exists()
    case.refresh_from_db()
    assert (case.state, case.outcome) == ("done", "done")


def test_a_case_ends_with_a_succession_that_is_withdrawn_and_waits_again_when_it_is_undone(
    family, operator, kasi, kabid
):
    request = sent(family, operator, places=the_usual(family))
    withdraw(request=request, actor=operator)
    tell("change.decided", request)
    assert Assignment.objects.get().state == "cancelled"
    again = sent(family, operator, places=the_usual(family))
    applied(again, kasi, kabid)
    undo_decision(request=again, actor=kabid)
    tell("change.undone", again)
    assert cases_of([family[4].pk]).count() == 1


def test_open_requests_follow_to_the_card_of_their_citizen_and_come_back(family, operator, kasi, kabid):
    of_son, of_daughter = (
        propose(citizen=each, act="", values={"rt": "009"}, origin=Origin.CITIZEN_PAGE, maker=operator)
        for each in (family[2], family[3])
    )
    request = sent(family, operator, places=the_usual(family))
    applied(request, kasi, kabid)
    for each, number in ((of_son, TWO), (of_daughter, ONE)):
        each.refresh_from_db()
        assert each.household.number == number
    applied(reverse(request=request, maker=operator, reason="akta mati keliru"), kasi, kabid)
    for each in (of_son, of_daughter):
        each.refresh_from_db()
        assert each.household.number == OLD


def test_another_plan_is_never_taken_for_the_one_that_is_open(family, operator):
    first = sent(family, operator, places=the_usual(family))
    assert sent(family, operator, places=the_usual(family)) == first
    moved = MemberPlace(citizen=family[4], number=ONE, relation="6")
    with pytest.raises(BrokenPlan, match="penempatan lain"):
        sent(family, operator, places=the_usual(family, {family[4]: moved}))
    of_son = {
        family[1]: MemberPlace(citizen=family[1], number=TWO, relation="3"),
        family[3]: MemberPlace(citizen=family[3], number=TWO, relation="4"),
        family[5]: MemberPlace(citizen=family[5]),
    }
    with pytest.raises(BrokenPlan, match="masih terbuka"):
        sent(family, operator, places=the_usual(family, of_son), successor=family[2])
    assert ChangeRequest.objects.count() == 1


def test_somebody_who_left_meanwhile_stops_the_whole_plan(family, operator, kasi, kabid):
    new = Newcomer(number=ONE, relation="9", values={"name": "FITRI", "sex": "P"})
    request = sent(family, operator, places=the_usual(family), newcomers=[new])
    set_values(citizen=Citizen.objects.get(name="FITRI"), values={"kk_number": AUNTS}, source=Source.CORRECTION,
               reference="P", on=date(2026, 11, 20))  # fmt: skip
    for person in (kasi, kabid):
        decide_fields(request=request, verdicts=ACCEPT, checker=person)
    request.refresh_from_db()
    assert request.state == "apply_failed" and "FITRI sudah berubah" in request.apply_error
    assert {family_of(each).number for each in family} == {OLD}
