"""The triage list: which case is of most use now, by an open formula (days to cut-off x harm x ease)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import ceil
from typing import Any

from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, Count, Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.expressions import CombinedExpression
from django.db.models.functions import Least
from django.utils import timezone

from dtks.accounts.models import User
from dtks.office.queries import next_window as office_window
from dtks.office.queries import working_days_after, working_days_between
from dtks.registry.models import AidRecord
from verification.corrections.models import ChangeRequest, Decision, FieldChange, Reason
from verification.corrections.queries import decidable_by, reasons
from verification.workbench.queries.memory import kept

# (at most so many working days, points): the first that holds.
DEADLINE_STEPS = ((3, 5), (5, 4), (10, 3), (15, 2))
OLD_AFTER = timedelta(days=30)  # who has waited longer gets one point more
HARM_RULES = (
    ("aid", 2, "menerima bantuan"),
    ("young", 1, "anak di bawah 6 tahun"),
    ("old", 1, "60 tahun ke atas"),
    ("urgent", 1, "alasan mendesak"),
)
EASE_RULES = (
    (5, "semua isian sama dengan Disdukcapil"),
    (4, "hanya beda ejaan"),
    (3, "sebagian belum terbanding"),
    (2, "ada isian yang berbeda"),
    (1, "belum dibandingkan"),
)


NO_AID = ["", "TIDAK"]
PACE_DAYS = 14  # calendar days over which the pace is taken


@dataclass(frozen=True)
class Forecast:
    """At the pace of the last two weeks: when the backlog ends, and when with one operator more."""

    a_day: int
    ends_on: date | None
    with_one_more: date | None


@dataclass(frozen=True)
class Window:
    """The month's window: until when a decided change still goes with this month's batch."""

    month: date
    closes_on: date
    working_days: int

    @property
    def points(self) -> int:
        return next((points for days, points in DEADLINE_STEPS if self.working_days <= days), 1)


def next_window(today: date | None = None) -> Window:
    """The window that closes next, as the office set it (dtks/office/queries/calendar.py)."""
    today = today or timezone.localdate()
    found = office_window(today)
    return Window(found.month, found.closes_on, working_days_between(today, found.closes_on))


def current_window() -> Window:
    """The window of today; holidays are read once a minute."""
    today = timezone.localdate()
    return kept(f"window:{today}:{settings.BATCH_CUTOFF_DAY}", lambda: next_window(today))


def listed_reasons() -> list[Reason]:
    """Reasons in use today, read once a minute; a decision checks its own reason in the table."""
    today = timezone.localdate()
    return kept(f"reasons:{today}", lambda: list(reasons(today)))


def triaged(user: User, window: Window) -> QuerySet[ChangeRequest]:
    """What a person may decide, with its points, the most useful first."""
    requests = decidable_by(ChangeRequest.objects.all(), user)
    found: QuerySet[ChangeRequest] = with_points(requests, window).order_by("-urgent", "-points", "submitted_at", "pk")
    return found


def with_surroundings(requests: QuerySet[ChangeRequest], user: User, *, but: int) -> QuerySet[Any]:
    """Requests with `aid_codes`, and with `waiting`: how many cases wait for the person beside the one in hand."""
    given = AidRecord.objects.filter(citizen=OuterRef("citizen")).exclude(state__in=NO_AID)
    aid = given.filter(period=Subquery(given.order_by("-period").values("period")[:1]))
    waiting = decidable_by(ChangeRequest.objects.all(), user).exclude(pk=but)
    return requests.annotate(
        aid_codes=ArraySubquery(aid.values("programme__code")), waiting=_NumberOf(waiting.order_by().values("pk"))
    )


class _NumberOf(Subquery):
    """How many rows a query has, as a value."""

    template = "(SELECT count(*) FROM (%(subquery)s) counted)"
    output_field = IntegerField()


def with_points(requests: QuerySet[ChangeRequest], window: Window) -> QuerySet[Any]:
    """Requests with `deadline`, `harm`, `ease`, `points` and `urgent`."""
    now = timezone.now()
    fields = FieldChange.objects.filter(request=OuterRef("pk"))
    found: QuerySet[Any] = requests.annotate(
        urgent=_flag(~Q(urgent_reason="")),
        deadline=Least(
            Value(window.points) + _flag(Q(submitted_at__lt=now - OLD_AFTER)), Value(5), output_field=IntegerField()
        ),
        harm=Least(Value(1) + _harm(now), Value(5), output_field=IntegerField()),
        ease=Case(
            When(Exists(fields.filter(basis__verdict="differs")), then=Value(2)),
            When(result_class="", then=Value(1)),
            When(Exists(fields.filter(basis__verdict="unknown")), then=Value(3)),
            When(Exists(fields.filter(basis__verdict="variant")), then=Value(4)),
            default=Value(5),
            output_field=IntegerField(),
        ),
    ).annotate(points=F("deadline") * F("harm") * F("ease"))
    return found


def _harm(now: datetime) -> CombinedExpression:
    aid = AidRecord.objects.filter(citizen=OuterRef("citizen")).exclude(state__in=NO_AID)
    six, sixty = ((now - timedelta(days=365.25 * years)).date() for years in (6, 60))
    return (
        _flag(Exists(aid), 2)
        + _flag(Q(citizen__birth_date__gt=six))
        + _flag(Q(citizen__birth_date__lte=sixty))
        + _flag(~Q(urgent_reason=""))
    )


def _flag(condition: Q | Exists, points: int = 1) -> Case:
    return Case(When(condition, then=Value(points)), default=Value(0), output_field=IntegerField())


def harm_words() -> list[tuple[int, str]]:
    """Rules of the factor "dampak", for the page that opens the formula."""
    return [(points, words) for _, points, words in HARM_RULES]


def urgent_lane(user: User, window: Window) -> QuerySet[ChangeRequest]:
    """The urgent requests a person may decide, the oldest first."""
    return triaged(user, window).exclude(urgent_reason="").order_by("submitted_at")


def waiting_count(user: User) -> int:
    """How many cases wait for this person: the number in the top bar."""
    return decidable_by(ChangeRequest.objects.all(), user).count()


def decided_today(user: User) -> int:
    """How many requests this person has decided today."""
    start = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    judged = Decision.objects.filter(checker=user, at__gte=start, kind__in=["accept", "refuse", "send_back"])
    return judged.values("request").distinct().count()


def forecast(waiting: int, today: date | None = None) -> Forecast:
    """The end of the backlog at the pace of the last two weeks; without any decision there is no date."""
    today = today or timezone.localdate()
    start = timezone.now() - timedelta(days=PACE_DAYS)
    judged = Decision.objects.filter(at__gte=start, kind__in=["accept", "refuse"])
    persons = judged.aggregate(requests=Count("request", distinct=True), people=Count("checker", distinct=True))
    days = max(1, working_days_between(today - timedelta(days=PACE_DAYS), today))
    pace = persons["requests"] / days
    if not pace:
        return Forecast(0, None, None)
    more = pace * (persons["people"] + 1) / persons["people"]
    ends, sooner = (working_days_after(today, ceil(waiting / each)) for each in (pace, more))
    return Forecast(round(pace), ends, sooner)
