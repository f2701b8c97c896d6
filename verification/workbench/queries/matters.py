"""What else is open for the household of a case, and what of it must be decided together with it (row 38)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q

from dtks.registry.models import Citizen, HouseholdMembership
from verification.corrections.models import ChangeRequest
from verification.corrections.models.requests import ChangeRequestQuerySet
from verification.corrections.queries import Crossing, crossing_of, open_requests_of, touch_of

MOST_READ, MOST_SHOWN = 40, 6


@dataclass(frozen=True)
class Matter:
    """Another request of the household."""

    request: ChangeRequest
    crossing: Crossing | None  # what it touches together with the case

    @property
    def applied(self) -> bool:
        """Whether it took effect after the case was proposed, which therefore has to be looked at anew."""
        return self.request.state == ChangeRequest.State.APPLIED

    @property
    def binds(self) -> bool:
        """Whether it is to be decided together with the case, or differs from what was applied since."""
        return self.crossing is not None and not (self.applied and self.crossing.agrees)

    @property
    def words(self) -> str:
        if self.crossing is None:
            return ", ".join(Citizen.FIELDS[pair.partition("=")[0]] for pair in self.request.proposed)  # type: ignore[attr-defined]
        if self.applied:
            differs = "" if self.crossing.agrees else " Lihat dahulu mana yang benar."
            return f"{self.crossing.words} Sudah diterapkan sesudah usulan ini dibuat.{differs}"
        return f"{self.crossing.words} Putuskan bersama."


def matters_of(request: ChangeRequest) -> list[Matter]:
    """What else is open in the household, what touches the same thing first; one query.

    What was applied since the case was proposed stands there only where it touches the same thing of another member, or
    gave a newcomer his NIK: else for the person himself the row with the three values says it.
    """
    found = open_requests_of(
        citizen=request.citizen_id, household=request.household_id, applied_since=request.created_at
    ).exclude(pk=request.pk)
    own = touch_of(request)
    matters = [Matter(other, crossing_of(own, touch_of(other))) for other in found[:MOST_READ]]
    shown = [
        each
        for each in matters
        if not each.applied or (each.crossing and (not each.crossing.own or each.crossing.newcomer))
    ]
    return sorted(shown, key=lambda each: (not each.binds, each.crossing is None))


def with_neighbours(requests: ChangeRequestQuerySet) -> ChangeRequestQuerySet:
    """Requests that know (`has_neighbours`) whether anything else of the person or his household is open, or was
    applied since they were made: most have nothing beside them, and nobody asks what it touches then."""
    live = Q(state__in=ChangeRequest.OPEN_STATES)
    live |= Q(state=ChangeRequest.State.APPLIED, applied_at__gte=OuterRef("created_at"))
    members = HouseholdMembership.objects.filter(household=OuterRef(OuterRef("household")), ended_on=None)
    beside = ChangeRequest.objects.filter(live).exclude(pk=OuterRef("pk"))
    return requests.annotate(
        has_neighbours=Exists(beside.filter(citizen=OuterRef("citizen")))
        | Exists(beside.filter(household=OuterRef("household")))
        | Exists(beside.filter(citizen__in=members.values("citizen")))
    )


def together(matters: Sequence[Matter]) -> list[Matter]:
    """Those without whose sight the case is not accepted."""
    return [each for each in matters if each.binds]
