"""How many leave the list, by kelurahan, with an alarm band; errors of both kinds, counted apart (idea 20)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from math import sqrt

from django.conf import settings
from django.db.models import Count, Q
from django.utils import timezone

from dtks.accounts.models import User, kelurahan_in
from dtks.office.models import Region
from dtks.registry.models import Citizen, LifeState, RegisterState, Tombstone
from verification.reconciliation.models import Result
from verification.sources.models import ResultClass

SPAN = timedelta(days=365)
LIST = (RegisterState.LISTED, RegisterState.LEFT, RegisterState.PROPOSED)
GONE = (ResultClass.DECEASED, ResultClass.MOVED)
FEW = 5  # removals below which a rate says nothing


@dataclass(frozen=True)
class PlaceRemovals:
    """A kelurahan: its people, who was removed in a year, who of them came back, who is still on the list wrongly, and
    who is on it though the civil registry calls him dead or moved, which nobody has confirmed yet."""

    place: Region | None
    people: int
    removed: int
    exclusion_errors: int
    inclusion_errors: int
    heard: int
    limit: float

    @property
    def rate(self) -> float:
        return self.removed / self.people if self.people else 0.0

    @property
    def alarm(self) -> bool:
        """Above the band in which chance alone would leave it."""
        return self.removed >= FEW and self.rate > self.limit


@dataclass(frozen=True)
class Removals:
    """All kelurahan of the person, the loudest first, and the sums."""

    places: list[PlaceRemovals]
    people: int
    removed: int
    exclusion_errors: int
    inclusion_errors: int
    heard: int

    @property
    def rate(self) -> float:
        return self.removed / self.people if self.people else 0.0

    @property
    def alarms(self) -> int:
        return sum(place.alarm for place in self.places)


def removals(user: User, today: date | None = None) -> Removals:
    """Removals of the last year in the person's areas; four queries.

    Exclusion error: somebody was taken off who is back by a decision. Inclusion error: somebody stands on the list who
    died or moved away.
    """
    since = (today or timezone.localdate()) - SPAN
    area = kelurahan_in(user.area_codes("reports.see"))
    stones = Tombstone.objects.filter(area, removed_on__gte=since).order_by().values_list("kelurahan")
    taken = {
        place: (removed, lifted)
        for place, removed, lifted in stones.annotate(
            removed=Count("pk"), lifted=Count("pk", filter=Q(lifted_on__isnull=False))
        )
    }
    gone = Q(register_state=RegisterState.LISTED, life_state__in=[LifeState.DECEASED, LifeState.MOVED])
    people = Citizen.objects.filter(area).order_by().values_list("kelurahan")
    standing = {
        place: (listed, wrong)
        for place, listed, wrong in people.annotate(
            listed=Count("pk", filter=Q(register_state__in=LIST)), wrong=Count("pk", filter=gone)
        )
    }
    said = Result.objects.filter(
        kelurahan_in(user.area_codes("reports.see"), "citizen__kelurahan"), is_latest=True, result_class__in=GONE,
        citizen__life_state=LifeState.ALIVE, citizen__register_state=RegisterState.LISTED,
    )  # fmt: skip
    heard = dict(said.order_by().values_list("citizen__kelurahan").annotate(number=Count("pk")))
    known = Region.objects.in_bulk([place for place in {*taken, *standing} if place])
    both = {*taken, *standing}
    rows = [
        (*_row(known.get(place), taken.get(place, (0, 0)), standing.get(place, (0, 0))), heard.get(place, 0))
        for place in both
    ]
    people_all, removed_all = sum(row[1] for row in rows), sum(row[2] for row in rows)
    share = removed_all / people_all if people_all else 0.0
    places = [PlaceRemovals(*row, limit=_limit(share, row[1])) for row in rows if row[1]]
    places.sort(key=lambda each: (not each.alarm, -each.rate, str(each.place)))
    wrong_off, wrong_on, unsure = sum(row[3] for row in rows), sum(row[4] for row in rows), sum(row[5] for row in rows)
    return Removals(places, people_all, removed_all, wrong_off, wrong_on, unsure)


def _row(
    place: Region | None, taken: tuple[int, int], standing: tuple[int, int]
) -> tuple[Region | None, int, int, int, int]:
    removed, lifted = taken
    listed, wrong = standing
    return place, listed + removed - lifted, removed, lifted, wrong


def _limit(share: float, people: int) -> float:
    """The upper edge of the band: the city's share and so many standard deviations of a place of this size."""
    return share + settings.REMOVAL_ALARM * sqrt(share * (1 - share) / people) if people else share
