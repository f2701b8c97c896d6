"""How fast requests are decided, and when a backlog ends at that pace: one answer for every page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import ceil

from django.db.models import Count, Exists, OuterRef, QuerySet
from django.utils import timezone

from dtks.accounts.models import User
from dtks.office.queries import working_days_after, working_days_between
from dtks.web.memory import kept
from verification.corrections.models import ChangeRequest, Decision

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


def backlog(user: User) -> int:
    """How many requests of the person's areas are open: what the end is told of, on every page."""
    return ChangeRequest.objects.visible_to(user).open().count()


def decided_by(user: User, since: datetime) -> QuerySet[Decision]:
    """What a person has decided since a moment and not taken back."""
    kinds = [Decision.Kind.ACCEPT, Decision.Kind.REFUSE, Decision.Kind.SEND_BACK]
    return standing(Decision.objects.filter(checker=user, at__gte=since, kind__in=kinds))


def standing(decisions: QuerySet[Decision]) -> QuerySet[Decision]:
    """Decisions that their own person has not taken back."""
    undone = Decision.objects.filter(
        kind=Decision.Kind.UNDO, request=OuterRef("request"), checker=OuterRef("checker"), tier=OuterRef("tier"),
        pk__gt=OuterRef("pk"),
    )  # fmt: skip
    return decisions.filter(~Exists(undone))


def _end(waiting: int, pace: float, today: date) -> date | None:
    return working_days_after(today, ceil(waiting / pace)) if waiting / pace <= FARTHEST else None


def _pace() -> tuple[int, int]:
    """Requests that were decided within the last two weeks, and by how many people."""
    start = timezone.now() - timedelta(days=PACE_DAYS)
    judged = standing(Decision.objects.filter(at__gte=start, kind__in=["accept", "refuse"]))
    found = judged.aggregate(requests=Count("request", distinct=True), people=Count("checker", distinct=True))
    return found["requests"], found["people"]
