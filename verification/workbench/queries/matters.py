"""What else is open for the household of a case, and what of it must be decided together with it (row 38)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models.expressions import RawSQL

from dtks.registry.models import Citizen
from verification.corrections.models import ChangeRequest
from verification.corrections.models.requests import ChangeRequestQuerySet
from verification.corrections.queries import Crossing, crossing_of, open_requests_of, touch_of

MOST_READ, MOST_SHOWN = 40, 6
_NEWER = """EXISTS (
    SELECT 1 FROM (
        SELECT own.id, own.state, greatest(own.created_at, own.submitted_at) AS made, own.applied_at AS applied
        FROM corrections_changerequest own
        WHERE own.citizen_id = corrections_changerequest.citizen_id
        UNION ALL
        SELECT card.id, card.state, greatest(card.created_at, card.submitted_at), card.applied_at
        FROM corrections_changerequest card
        WHERE card.household_id = corrections_changerequest.household_id
        UNION ALL
        SELECT beside.id, beside.state, greatest(beside.created_at, beside.submitted_at), beside.applied_at
        FROM registry_householdmembership member
        JOIN corrections_changerequest beside ON beside.citizen_id = member.citizen_id
        WHERE member.household_id = corrections_changerequest.household_id AND member.ended_on IS NULL
    ) other
    WHERE other.id <> corrections_changerequest.id
      AND (other.state IN ('submitted', 'returned', 'approved', 'apply_failed')
           AND other.made > %s
           OR other.state = 'applied' AND other.applied > %s))"""


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


def with_newer(requests: ChangeRequestQuerySet, since: datetime) -> ChangeRequestQuerySet:
    """Requests that know (`has_newer`) whether anything of the person or his household was proposed, sent again or
    applied after a moment. Written out, since this is asked at each decision and most have nothing."""
    return requests.annotate(has_newer=RawSQL(_NEWER, (since, since)))  # noqa: S611 - a text of ours


def together(matters: Sequence[Matter]) -> list[Matter]:
    """Those without whose sight the case is not accepted."""
    return [each for each in matters if each.binds]
