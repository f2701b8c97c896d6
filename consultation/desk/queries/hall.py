"""The queue of the hall as its screen and the counters show it: numbers, counters, minutes; never a name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Avg, F, QuerySet
from django.utils import timezone

from consultation.desk.models import HallNumber
from dtks.accounts.models import User

USUAL_SERVICE = timedelta(minutes=6)  # while nobody was served today
ON_SCREEN, BEFORE = 5, 3
State = HallNumber.State


@dataclass(frozen=True)
class Waiting:
    """A number that waits, and about how many minutes are left."""

    number: HallNumber
    minutes: int


@dataclass(frozen=True)
class Hall:
    """What the hall looks like now."""

    called: HallNumber | None
    before: list[HallNumber]
    waiting: list[Waiting]
    number_waiting: int


def today() -> QuerySet[HallNumber]:
    """All numbers of the day."""
    return HallNumber.objects.filter(day=timezone.localdate())


def waiting_in_order() -> list[HallNumber]:
    """Who waits, in the order in which they are likely called."""
    rows = list(today().filter(state=State.WAITING))
    first = [row for row in rows if row.series == "P"]
    return [*first, *(row for row in rows if row.series != "P")]


def current_of(user: User) -> HallNumber | None:
    """The number at a person's counter."""
    return today().filter(called_by=user, state=State.CALLED).first()


def priority_in_a_row() -> int:
    """How many of the last called numbers were priority, without another between them."""
    count = 0
    for series in today().exclude(called_at=None).order_by("-called_at").values_list("series", flat=True)[:10]:
        if series != "P":
            break
        count += 1
    return count


def hall_now() -> Hall:
    """What the screen shows: four questions to the database."""
    rung = list(today().exclude(rung_at=None).order_by("-rung_at")[: BEFORE + 1])
    waiting = waiting_in_order()
    pace = service_pace(timezone.localdate()) / max(1, counters_open())
    shown = [Waiting(number, _minutes(pace * (n + 1))) for n, number in enumerate(waiting[:ON_SCREEN])]
    return Hall(rung[0] if rung else None, rung[1:], shown, len(waiting))


def service_pace(day: date) -> timedelta:
    """How long a person took today, on average; the usual time while nobody was served."""
    served = HallNumber.objects.filter(day=day, state=State.SERVED, ended_at__isnull=False)
    found: timedelta | None = served.aggregate(pace=Avg(F("ended_at") - F("called_at")))["pace"]
    return found or USUAL_SERVICE


def counters_open() -> int:
    """At how many counters somebody was called in the last half hour."""
    since = timezone.now() - timedelta(minutes=30)
    return today().filter(called_at__gte=since).values("called_by").distinct().count()


def _minutes(span: timedelta) -> int:
    return max(1, round(span.total_seconds() / 60))
