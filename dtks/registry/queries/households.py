"""Families and dwellings: who lives with whom, today and before."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When
from django.db.models.functions import Cast

from dtks.registry.models import Citizen, HouseFacts, Household, HouseholdMembership, Relation


def family_of(citizen: Citizen) -> Household | None:
    """The family card on which a citizen stands now."""
    return _current(citizen, Household.Unit.FAMILY)


def dwelling_of(citizen: Citizen) -> Household | None:
    """The dwelling (ID DTKS) to which a citizen belongs now."""
    return _current(citizen, Household.Unit.DWELLING)


def _current(citizen: Citizen, unit: str) -> Household | None:
    membership = (
        HouseholdMembership.objects.filter(citizen=citizen, household__unit=unit, ended_on=None)
        .select_related("household__kelurahan")
        .order_by("household__scheme", "household_id")  # DTKS before DTSEN
        .first()
    )
    return membership.household if membership else None


def members_of(household: Household, *, former: bool = False) -> QuerySet[HouseholdMembership]:
    """Members of a household, head first, then as a card lists them; with those who left, if asked for."""
    members = household.memberships.select_related("citizen__kelurahan")
    if not former:
        members = members.filter(ended_on=None)
    place = Case(
        When(relation=Relation.NONE, then=Value(99)),
        default=Cast("relation", IntegerField()),
        output_field=IntegerField(),
    )
    return members.order_by("ended_on", place, "citizen__birth_date", "id")


def head_of(household: Household) -> Citizen | None:
    """The living head of a family card; None where the card has none (data health shows it)."""
    head = household.memberships.filter(relation=Relation.HEAD, ended_on=None).select_related("citizen").first()
    return head.citizen if head else None


def heads_of(citizens: Iterable[int]) -> dict[int, Citizen]:
    """The head of the family card on which each citizen stands now; who has none is left out. Two queries."""
    of_family = HouseholdMembership.objects.filter(ended_on=None, household__unit=Household.Unit.FAMILY)
    cards = dict(of_family.filter(citizen__in=list(citizens)).values_list("citizen_id", "household_id"))
    rows = of_family.filter(household__in=set(cards.values()), relation=Relation.HEAD).select_related("citizen")
    heads = {each.household_id: each.citizen for each in rows}
    return {citizen: heads[card] for citizen, card in cards.items() if card in heads}


def houses_of(citizens: Iterable[int]) -> dict[int, HouseFacts]:
    """What was last seen of the home of each citizen: of his card, or of himself; two queries."""
    ids = list(citizens)
    if not ids:
        return {}
    rows = HouseholdMembership.objects.filter(
        citizen__in=ids, ended_on=None, household__unit=Household.Unit.FAMILY
    ).values_list("household_id", "citizen_id")
    cards: dict[int, list[int]] = {}
    for card, citizen in rows:
        cards.setdefault(card, []).append(citizen)
    seen = HouseFacts.objects.filter(Q(citizen__in=ids) | Q(household__in=cards)).order_by("seen_on", "pk")
    found: dict[int, HouseFacts] = {}
    for each in seen:  # the newest last
        here = [each.citizen_id, *cards.get(each.household_id or 0, [])]
        found |= dict.fromkeys(set(here) & set(ids), each)
    return found
