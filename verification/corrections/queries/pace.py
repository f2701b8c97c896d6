"""How fast requests are decided, and when a backlog ends at that pace: one answer for every page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from math import ceil
from statistics import median

from django.db.models import Count, Exists, OuterRef, QuerySet, Subquery
from django.utils import timezone

from dtks.accounts.models import ReadLog, User
from dtks.office.queries import working_days_after
from dtks.office.queries.calendar import is_working_day
from dtks.web.memory import kept
from verification.corrections.models import ChangeRequest, Decision

PACE_DAYS = 14  # calendar days over which the pace is taken
BREAK = timedelta(minutes=15)  # a case that lay open for longer was left
FARTHEST = 1500  # working days; what takes longer has no date that anybody could plan by


@dataclass(frozen=True)
class Forecast:
    """At the pace of the whole working days of the last two weeks: when the backlog ends, and when with one operator
    more."""

    a_day: float
    ends_on: date | None
    with_one_more: date | None


def forecast(waiting: int, today: date | None = None) -> Forecast:
    """The end of a backlog; without any decision there is no date."""
    today = today or timezone.localdate()
    requests, people, days = kept("paces", _pace)
    pace = requests / max(1, days)
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


def _pace() -> tuple[int, int, int]:
    """Requests decided on the whole working days of the last two weeks, by how many people, on how many days.

    Today counts from tomorrow on: half a day, or a morning's burst, is no pace. What was decided on a day off is left
    out with its day.
    """
    today = timezone.localdate()
    days = [today - timedelta(days=ago) for ago in range(1, PACE_DAYS + 1)]
    days = [day for day in days if is_working_day(day)]
    judged = Decision.objects.filter(at__gte=_start(today - timedelta(days=PACE_DAYS)), at__lt=_start(today))
    judged = standing(judged.filter(kind__in=["accept", "refuse"], at__date__in=days))
    found = judged.aggregate(requests=Count("request", distinct=True), people=Count("checker", distinct=True))
    return found["requests"], found["people"], len(days)


def _start(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


def seconds_a_case(user: User) -> int | None:
    """The median time of today's decisions of a person, in seconds, from the opening of the case to its decision; read
    once a minute. None: he has decided none that he had opened."""
    return kept(f"seconds:{user.pk}", lambda: _seconds(user))


def _seconds(user: User) -> int | None:
    """Those of a bundle were not opened one by one and do not count; nor does what lay open for longer than a break."""
    judged = decided_by(user, _start(timezone.localdate())).order_by("request_id", "at").distinct("request_id")
    opened = ReadLog.objects.filter(
        subject="citizen", subject_id=OuterRef("request__citizen"), user=user, act=ReadLog.Act.OPEN,
        at__lt=OuterRef("at"), at__gte=OuterRef("at") - BREAK,
    )  # fmt: skip
    opening = Subquery(opened.order_by("-at").values("at")[:1])
    spans = judged.annotate(opened=opening).values_list("at", "opened")
    seconds = [(last - start).total_seconds() for last, start in spans if start is not None]
    return round(median(seconds)) if seconds else None
