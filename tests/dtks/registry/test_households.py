"""Cards and dwellings: who joins, who leaves, who is head."""

from datetime import date

import pytest

from dtks.registry.models import Citizen, Household, HouseholdMembership, LifeState, Source
from dtks.registry.queries import dwelling_of, family_of, head_of, members_of
from dtks.registry.services import (
    ImpossibleValue,
    SecondHead,
    end_life,
    join_family,
    move_membership,
    set_values,
    settle_dwellings,
    settle_families,
)

TODAY = date(2026, 11, 18)
CARD, NEW_CARD = "7471051605080007", "7471052210240013"


def change(citizen, source=Source.CORRECTION, **values):
    return set_values(citizen=citizen, values=values, source=source, reference="P-2611-0482", on=TODAY)


@pytest.fixture
def family(register):
    head = register("LA ODE RUSDIN", kk_number=CARD, relation="1", sex="L")
    wife = register("WA ODE NURAENI", kk_number=CARD, relation="3", sex="P")
    child = register("LA ODE HASRUL", kk_number=CARD, relation="4", sex="L")
    return head, wife, child


def test_people_of_one_card_are_one_family_with_its_head_first(family):
    card = family_of(family[1])
    assert card == family_of(family[0])
    assert [each.citizen.name for each in members_of(card)] == ["LA ODE RUSDIN", "WA ODE NURAENI", "LA ODE HASRUL"]
    assert head_of(card) == family[0]


def test_a_new_card_ends_the_old_membership_with_its_reason(family):
    wife = family[1]
    change(wife, kk_number=NEW_CARD, relation="1")
    old = HouseholdMembership.objects.get(citizen=wife, household__number=CARD)
    assert (old.ended_on, old.reason) == (TODAY, "P-2611-0482")
    assert head_of(family_of(wife)) == wife
    assert [each.citizen for each in members_of(family_of(family[0]), former=True)][-1] == wife or old.ended_on


def test_a_person_cannot_make_a_second_living_head(family):
    with pytest.raises(ImpossibleValue, match="LA ODE RUSDIN"):
        change(family[1], relation="1")
    family[1].refresh_from_db()
    assert family[1].relation == "3"


def test_a_second_head_in_a_file_becomes_a_member_with_a_finding(family, register):
    second = register("LA MBALIA", relation="1")
    change(second, source=Source.LIST, kk_number=CARD)
    membership = second.memberships.get(ended_on=None)
    assert (membership.relation, membership.finding, second.relation) == ("", "TWO_HEADS", "1")
    assert head_of(family_of(second)) == family[0]


def test_of_several_heads_of_one_list_who_stood_there_stays_and_else_the_first(family, register):
    head = family[0]
    others = [register(name, relation="1") for name in ("LA MBALIA", "LA HASANI", "LA NDOASA")]
    for one, card in zip(others, (CARD, NEW_CARD, NEW_CARD), strict=True):
        Citizen.objects.filter(pk=one.pk).update(kk_number=card)
    people = [Citizen.objects.get(pk=each.pk) for each in (*others, head)]
    assert settle_families(citizens=people, on=TODAY) == 3
    assert [head_of(family_of(each)) for each in people] == [head, others[1], others[1], head]
    assert settle_families(citizens=people, on=TODAY) == 0


def test_the_same_card_twice_changes_nothing(family):
    before = list(HouseholdMembership.objects.values())
    assert settle_families(citizens=family, on=TODAY) == 0
    assert list(HouseholdMembership.objects.values()) == before


def test_new_cards_are_made_in_one_order_so_that_two_files_never_deadlock(register):
    numbers = [f"74710516050800{number:02}" for number in (9, 3, 7, 1, 5)]
    people = [register("LA MBALIA") for _ in numbers]
    for person, number in zip(people, numbers, strict=True):
        person.kk_number = number
    settle_families(citizens=people, on=TODAY)
    made = Household.objects.filter(number__in=numbers).order_by("pk")
    assert [each.number for each in made] == sorted(numbers)


def test_when_the_head_dies_his_memberships_end_and_the_place_is_free(family):
    head, wife, _ = family
    end_life(citizen=head, state=LifeState.DECEASED, source=Source.CORRECTION, reference="P-2611-0500", on=TODAY)
    assert (head.life_state, head.life_state_on) == ("2", TODAY)
    assert family_of(head) is None
    assert head.memberships.get().reason == "meninggal"
    change(wife, relation="1")
    assert head_of(family_of(wife)) == wife


def test_a_death_that_was_none_gives_the_family_back(family):
    child = family[2]
    change(child, life_state="2")
    change(child, life_state="1")
    assert family_of(child) == family_of(family[0])
    assert child.memberships.count() == 2


def test_head_and_member_change_places_in_one_act(family):
    head, wife, child = family
    head.relation, wife.relation = "2", "1"
    assert settle_families(citizens=[wife, head, child], on=TODAY) == 2
    assert head_of(family_of(wife)) == wife


def test_a_dwelling_holds_several_cards(family, register):
    lodger = register("SUPARMI", kk_number=NEW_CARD, relation="1")
    people = [*family, lodger]
    made = settle_dwellings(
        dwellings={each.pk: "747101300001" for each in people}, scheme="dtks", on=TODAY, kelurahan={}
    )
    assert made == 4
    assert {dwelling_of(each).number for each in people} == {"747101300001"}
    assert settle_dwellings(dwellings={lodger.pk: "747101300001"}, scheme="dtks", on=TODAY, kelurahan={}) == 0


def test_an_act_of_a_person_moves_a_member_to_another_card(family, register):
    other = register("LA MBALIA", kk_number=NEW_CARD, relation="1")
    child = family[2]
    membership = move_membership(
        membership=child.memberships.get(ended_on=None),
        household=family_of(other),
        on=TODAY,
        reason="pecah KK",
        relation="9",
    )
    assert family_of(child) == membership.household == family_of(other)
    with pytest.raises(SecondHead):
        join_family(citizen=child, number=NEW_CARD, relation="1", on=TODAY)
    assert join_family(citizen=child, number=CARD, relation="4", on=TODAY).household.number == CARD
    assert Household.objects.count() == 2
