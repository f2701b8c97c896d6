"""How many leave the list, by kelurahan, with an alarm band; errors of both kinds, counted apart (idea 20)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from math import sqrt

from django.conf import settings
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from dtks.accounts.models import User, kelurahan_in
from dtks.office.models import Region
from dtks.registry.models import Citizen, LifeState, RegisterState, Tombstone
from verification.corrections.models import ChangeRequest
from verification.corrections.queries.outcomes import OF_ACT
from verification.reconciliation.models import Result
from verification.sources.models import ResultClass

SPAN = timedelta(days=365)
LIST = (RegisterState.LISTED, RegisterState.LEFT, RegisterState.PROPOSED)
GONE = (ResultClass.DECEASED, ResultClass.MOVED)
DEATHS = OF_ACT["DEATH"]  # no removal of a right: whoever is called dead by mistake is mended, not excluded
FEW = 5  # removals below which a rate says nothing


@dataclass(frozen=True)
class PlaceRemovals:
    """A kelurahan: its people, who was removed in a year, who of them came back after the centre had been told, who is
    still on the list wrongly, and who is on it though the civil registry calls him dead or moved, which nobody has
    confirmed yet. A slip was taken back before anything was sent: nobody had left."""

    place: Region | None
    people: int
    removed: int
    exclusion_errors: int
    inclusion_errors: int
    slips: int
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
    slips: int
    heard: int

    @property
    def rate(self) -> float:
        return self.removed / self.people if self.people else 0.0

    @property
    def alarms(self) -> int:
        return sum(place.alarm for place in self.places)


def removals(user: User, today: date | None = None) -> Removals:
    """Removals of the last year in the person's areas; four queries.

    Exclusion error: somebody who lives was taken off, the centre was told, and he is back by a decision. Inclusion
    error: somebody stands on the list who died or moved away. The two are never summed.
    """
    since = (today or timezone.localdate()) - SPAN
    area = kelurahan_in(user.area_codes("reports.see"))
    taken = _taken(Tombstone.objects.filter(area, removed_on__gte=since))
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
        (*_row(known.get(place), taken.get(place, Taken()), standing.get(place, (0, 0))), heard.get(place, 0))
        for place in both
    ]
    sums = [sum(numbers) for numbers in list(zip(*rows, strict=True))[1:]] or [0] * 6
    people_all, removed_all = sums[:2]
    share = removed_all / people_all if people_all else 0.0
    places = [PlaceRemovals(*row, limit=_limit(share, row[1])) for row in rows if row[1]]
    places.sort(key=lambda each: (not each.alarm, -each.rate, str(each.place)))
    return Removals(places, *sums)


@dataclass(frozen=True)
class Taken:
    """Removals of a place in a year: all, those that were lifted since, the errors and the slips among these."""

    removed: int = 0
    lifted: int = 0
    errors: int = 0
    slips: int = 0


def _taken(stones: QuerySet[Tombstone]) -> dict[int | None, Taken]:
    """By kelurahan; one query. What the office had decided before this system was told long ago."""
    unsent = ChangeRequest.objects.filter(number=OuterRef("request_number"), sealed_in="")
    lifted, died = Q(lifted_on__isnull=False), Q(reason__in=DEATHS)
    early = ~Q(request_number="") & Q(Exists(unsent))
    counted = stones.order_by().values_list("kelurahan").annotate(
        removed=Count("pk"), lifted=Count("pk", filter=lifted),
        errors=Count("pk", filter=lifted & ~died & ~early), slips=Count("pk", filter=lifted & (early | died)),
    )  # fmt: skip
    return {place: Taken(*numbers) for place, *numbers in counted}


def _row(
    place: Region | None, taken: Taken, standing: tuple[int, int]
) -> tuple[Region | None, int, int, int, int, int]:
    listed, wrong = standing
    people = listed + taken.removed - taken.lifted
    return place, people, taken.removed - taken.slips, taken.errors, wrong, taken.slips


def _limit(share: float, people: int) -> float:
    """The upper edge of the band: the city's share and so many standard deviations of a place of this size."""
    return share + settings.REMOVAL_ALARM * sqrt(share * (1 - share) / people) if people else share
