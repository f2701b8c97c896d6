"""The triage list: which case is of most use now, by an open formula (days to cut-off x harm x ease)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import ceil
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import (
    BooleanField,
    Case,
    Count,
    Exists,
    F,
    Func,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.expressions import CombinedExpression
from django.db.models.functions import Coalesce, Least
from django.utils import timezone

from dtks.accounts.models import User
from dtks.office.queries import code_labels, working_days_after, working_days_between
from dtks.office.queries import next_window as office_window
from dtks.registry.models import AidRecord
from dtks.web.memory import kept
from verification.corrections.models import ChangeRequest, Decision, Reason
from verification.corrections.queries import decidable_by, reasons
from verification.workbench.queries.formula import MOST, Weights, current_weights

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


def next_window(today: date | None = None) -> Window:
    """The window that closes next, as the office set it (dtks/office/queries/calendar.py)."""
    today = today or timezone.localdate()
    found = office_window(today)
    return Window(found.month, found.closes_on, working_days_between(today, found.closes_on))


def current_window() -> Window:
    """The window of today."""
    return next_window()


def listed_reasons() -> list[Reason]:
    """Reasons in use today, read once a minute; a decision checks its own reason in the table."""
    today = timezone.localdate()
    return kept(f"reasons:{today}", lambda: list(reasons(today)))


def triaged(user: User, window: Window) -> QuerySet[ChangeRequest]:
    """What a person may decide, with its points, the most useful first."""
    return in_order(decidable_by(ChangeRequest.objects.all(), user), window, current_weights())


def in_order(requests: QuerySet[ChangeRequest], window: Window, weights: Weights) -> QuerySet[Any]:
    """Requests with their points, the urgent first, then the most useful."""
    found: QuerySet[Any] = with_points(requests, window, weights)
    return found.order_by("-urgent", "-points", "submitted_at", "pk")


def with_surroundings(requests: QuerySet[ChangeRequest], user: User, *, but: int) -> QuerySet[Any]:
    """Requests with `aid_codes`, and with `waiting`: how many cases wait for the person beside the one in hand."""
    waiting = decidable_by(ChangeRequest.objects.all(), user).exclude(pk=but)
    found: QuerySet[Any] = with_aid(requests).annotate(waiting=_NumberOf(waiting.order_by().values("pk")))
    return found


def with_aid(requests: QuerySet[ChangeRequest]) -> QuerySet[Any]:
    """Requests with `aid_codes`: programmes of the newest month that names any for the citizen."""
    given = AidRecord.objects.filter(citizen=OuterRef("citizen")).exclude(state__in=NO_AID)
    aid = given.filter(period=Subquery(given.order_by("-period").values("period")[:1]))
    return requests.annotate(aid_codes=ArraySubquery(aid.values("programme__code")))


def among(requests: QuerySet[ChangeRequest], found: QuerySet[Any]) -> QuerySet[ChangeRequest]:
    """The requests of a short list, which is made first: as an IN the list would be joined to all of them last."""
    return requests.filter(_AnyOf("pk", ArraySubquery(found.values("pk"))))


class _AnyOf(Func):
    """Whether a value stands in an array."""

    template, arg_joiner = "(%(expressions)s))", " = ANY("
    output_field = BooleanField()


class _NumberOf(Subquery):
    """How many rows a query has, as a value."""

    template = "(SELECT count(*) FROM (%(subquery)s) counted)"
    output_field = IntegerField()


def with_points(requests: QuerySet[ChangeRequest], window: Window, weights: Weights | None = None) -> QuerySet[Any]:
    """Requests with `deadline`, `harm`, `ease`, `points` and `urgent`."""
    weights, now = weights or current_weights(), timezone.now()
    old = _flag(Q(submitted_at__lt=now - timedelta(days=weights.waiting_days)), weights.waiting)
    found: QuerySet[Any] = requests.annotate(
        urgent=_flag(~Q(urgent_reason="")),
        deadline=_at_most(Value(weights.deadline(window.working_days)) + old),
        harm=_at_most(Value(1) + _harm(now, weights)),
        ease=Case(
            When(worst_verdict="differs", then=Value(weights.differs)),
            When(result_class="", then=Value(weights.uncompared)),
            When(worst_verdict="unknown", then=Value(weights.unknown)),
            When(worst_verdict="variant", then=Value(weights.variant)),
            default=Value(weights.same),
            output_field=IntegerField(),
        ),
    ).annotate(points=F("deadline") * F("harm") * F("ease"))
    return found


def _harm(now: datetime, weights: Weights) -> CombinedExpression:
    """A subquery with a limit is looked up case by case; EXISTS would gather the aid of the whole city first."""
    aid = AidRecord.objects.filter(citizen=OuterRef("citizen")).exclude(state__in=NO_AID).order_by()
    six, sixty = ((now - timedelta(days=365.25 * years)).date() for years in (6, 60))
    return (
        Coalesce(Subquery(aid.values(receives=Value(weights.aid))[:1]), 0, output_field=IntegerField())
        + _flag(Q(citizen__birth_date__gt=six), weights.young)
        + _flag(Q(citizen__birth_date__lte=sixty), weights.elderly)
        + _flag(~Q(urgent_reason=""), weights.urgent)
    )


def _at_most(points: CombinedExpression) -> Least:
    return Least(points, Value(MOST), output_field=IntegerField())


def _flag(condition: Q | Exists, points: int = 1) -> Case:
    return Case(When(condition, then=Value(points)), default=Value(0), output_field=IntegerField())


def urgent_lane(user: User, window: Window) -> QuerySet[ChangeRequest]:
    """The urgent requests a person may decide, the oldest first; each knows how many the month has had."""
    return with_quota(triaged(user, window).exclude(urgent_reason="").order_by("submitted_at"), user)


def with_quota(requests: QuerySet[ChangeRequest], user: User) -> QuerySet[Any]:
    """Requests with `urgent_month`: how many were urgent this month, in the areas of the person."""
    start = timezone.localtime().replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    month = ChangeRequest.objects.visible_to(user).filter(created_at__gte=start).exclude(urgent_reason="")
    return requests.annotate(urgent_month=_NumberOf(month.order_by().values("pk")))


@dataclass(frozen=True)
class UrgentCase:
    """A case of the urgent lane with its own clock."""

    request: Any
    reason: str
    left: timedelta  # negative: too late

    @property
    def late(self) -> bool:
        return self.left < timedelta()

    @property
    def over(self) -> timedelta:
        return -self.left

    @property
    def seconds(self) -> float:
        return max(0.0, self.left.total_seconds())


@dataclass(frozen=True)
class UrgentLane:
    """The lane as pages show it: its cases, its clock, its quota. The quota is watched; it stops nobody."""

    cases: list[UrgentCase]
    hours: int
    used: int
    quota: int

    @property
    def full(self) -> bool:
        return self.used > self.quota

    @property
    def all_seconds(self) -> int:
        return self.hours * 3600


def lane_of(requests: list[Any]) -> UrgentLane | None:
    """The lane of some requests out of `with_quota`; None: nothing is urgent."""
    urgent = [each for each in requests if each.urgent_reason]
    if not urgent:
        return None
    weights, now = current_weights(), timezone.now()
    clock = timedelta(hours=weights.urgent_hours)
    words = code_labels("urgent_reason")
    cases = [
        UrgentCase(each, words.get(each.urgent_reason, ""), (each.submitted_at or each.created_at) + clock - now)
        for each in urgent
    ]
    return UrgentLane(cases, weights.urgent_hours, urgent[0].urgent_month, weights.urgent_quota)


def waiting_count(user: User) -> int:
    """How many cases wait for this person."""
    return decidable_by(ChangeRequest.objects.all(), user).count()


def menu_count(user: User) -> int:
    """The same for the top bar of every page: counted once a minute, and anew after each own decision."""
    return kept(f"waiting:{user.pk}", lambda: waiting_count(user))


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
