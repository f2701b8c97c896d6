"""Families and dwellings: who lives with whom, today and before."""

from __future__ import annotations

from django.db.models import Case, IntegerField, QuerySet, Value, When
from django.db.models.functions import Cast

from dtks.registry.models import Citizen, Household, HouseholdMembership, Relation


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
