"""How fast requests are decided, and when a backlog ends at that pace: one answer for every page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil

from django.db.models import Count
from django.utils import timezone

from dtks.office.queries import working_days_after, working_days_between
from dtks.web.memory import kept
from verification.corrections.models import Decision

PACE_DAYS = 14  # calendar days over which the pace is taken
FARTHEST = 1500  # working days; what takes longer has no date that anybody could plan by


@dataclass(frozen=True)
class Forecast:
    """At the pace of the last two weeks: when the backlog ends, and when with one operator more."""

    a_day: float
    ends_on: date | None
    with_one_more: date | None


def forecast(waiting: int, today: date | None = None) -> Forecast:
    """The end of a backlog; without any decision there is no date."""
    today = today or timezone.localdate()
    requests, people = kept("pace", _pace)
    pace = requests / max(1, working_days_between(today - timedelta(days=PACE_DAYS), today))
    if not pace:
        return Forecast(0, None, None)
    more = pace * (people + 1) / people
    return Forecast(pace, _end(waiting, pace, today), _end(waiting, more, today))


def _end(waiting: int, pace: float, today: date) -> date | None:
    return working_days_after(today, ceil(waiting / pace)) if waiting / pace <= FARTHEST else None


def _pace() -> tuple[int, int]:
    """Requests that were decided within the last two weeks, and by how many people."""
    start = timezone.now() - timedelta(days=PACE_DAYS)
    judged = Decision.objects.filter(at__gte=start, kind__in=["accept", "refuse"])
    found = judged.aggregate(requests=Count("request", distinct=True), people=Count("checker", distinct=True))
    return found["requests"], found["people"]
