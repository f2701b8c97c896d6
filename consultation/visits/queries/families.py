"""The family that is visited, as it may stand on a phone: no number of a person."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from django.utils import timezone

from consultation.visits.models import Visit
from consultation.visits.queries.questions import Member
from dtks.registry.models import Citizen, Household, HouseholdMembership, LifeState, Relation
from dtks.registry.queries import aid_labels, houses_of

MOST_MEMBERS = 20


def members_at(visit: Visit) -> list[Member]:
    """The members of one visit's family, head first; the citizen alone where no card is known."""
    return members_of_many([visit])[visit.pk]


def members_of_many(visits: Sequence[Visit]) -> dict[int, list[Member]]:
    """The same for many visits, in two queries."""
    today = timezone.localdate()
    ids = [visit.citizen_id for visit in visits]
    current = HouseholdMembership.objects.filter(ended_on=None, household__unit=Household.Unit.FAMILY)
    cards = dict(current.filter(citizen__in=ids).order_by("-household_id").values_list("citizen_id", "household_id"))
    people: dict[int, list[HouseholdMembership]] = defaultdict(list)
    if cards:
        rows = current.filter(household__in=set(cards.values()), citizen__life_state=LifeState.ALIVE)
        for row in rows.select_related("citizen"):
            people[row.household_id].append(row)
    return {
        visit.pk: _members(people.get(cards.get(visit.citizen_id, 0), []), visit.citizen, today) for visit in visits
    }


def _members(rows: list[HouseholdMembership], citizen: Citizen, today: date) -> list[Member]:
    ordered = sorted(rows, key=lambda row: (int(row.relation or 99), row.pk))[:MOST_MEMBERS]
    found = [_member(row.citizen, row.relation, today) for row in ordered]
    if all(member.id != citizen.pk for member in found):
        found.insert(0, _member(citizen, citizen.relation, today))
    return found


def _member(citizen: Citizen, relation: str, today: date) -> Member:
    words = dict(Relation.choices).get(relation, "") if relation else ""
    return Member(citizen.pk, citizen.name, citizen.sex, citizen.age_on(today), str(words))


def aid_of(citizen_ids: Sequence[int]) -> dict[int, str]:
    """Programmes that citizens receive now: PKH, BPNT."""
    return {citizen: ", ".join(labels) for citizen, labels in aid_labels(citizen_ids).items()}


def maps_of(citizens: Sequence[int]) -> dict[int, str]:
    """Where homes were recorded, as geo: addresses that a telephone opens in its own map; two queries."""
    homes = houses_of(citizens).items()
    return {pk: f"geo:{home.latitude},{home.longitude}" for pk, home in homes if home.latitude is not None}
