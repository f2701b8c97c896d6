"""The points of the queue: the open formula in SQL (days to cut-off x harm x ease), and how they are kept in step."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Case, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.expressions import CombinedExpression
from django.db.models.functions import Coalesce, Least
from django.utils import timezone

from dtks.registry.models import AidRecord
from dtks.registry.queries import holding
from dtks.web.memory import kept
from verification.corrections.models import ChangeRequest
from verification.corrections.queries.evidence import Papers, papers_of_all
from verification.workbench.models import Queued, Turn
from verification.workbench.queries.formula import MOST, Weights, current_weights
from verification.workbench.queries.windows import Window, current_window

KEPT = ("deadline", "harm", "ease", "points", "papers")  # of each in the queue
POINTS = ("deadline", "harm", "ease", "points")


def weigh(window: Window | None = None) -> int:
    """Give points to what entered the queue or changed since, and to all on a new day, cut-off or formula.

    What is being decided at this very moment keeps its place and is weighed the next time. Returns how many were.
    """
    weights, window = current_weights(), window or current_window()
    stamp = stamp_of(weights, window)
    stale = Queued.objects.exclude(stamp=stamp)
    if not stale.exists():
        return 0
    with transaction.atomic():
        queued = list(stale.select_for_update(skip_locked=True))
        if queued:
            _look_at_papers(queued)
            ids = [each.pk for each in queued]
            _store(with_points(ChangeRequest.objects.filter(pk__in=ids), window, weights), stamp)
    return len(queued)


def _look_at_papers(queued: Sequence[Queued]) -> None:
    """Write of some which lack papers, and with it whose turn it is, where that has changed."""
    found, changed = papers_of_all([each.pk for each in queued]), defaultdict(list)
    for each in queued:
        papers = found.get(each.pk, Papers.THERE)
        turn = turn_of(urgent=each.urgent, papers=papers)
        if (papers, turn) != (each.papers, each.turn):
            changed[papers, turn].append(each.pk)
    for (papers, turn), ids in changed.items():
        Queued.objects.filter(pk__in=ids).update(papers=papers, turn=turn)


def turn_of(*, urgent: bool, papers: str) -> Turn:
    """Whose turn it is: the urgent go first, where something of them can be accepted."""
    if not urgent:
        return Turn.PLAIN
    return Turn.WAITS if papers == Papers.LOCKED else Turn.URGENT


def _store(weighed: QuerySet[Any], stamp: str) -> None:
    """Write the points of requests into their places of the queue: one statement, however many."""
    sql, params = weighed.order_by().values("pk", *POINTS).query.sql_with_params()
    columns = ", ".join(f"{name} = weighed.{name}" for name in POINTS)
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE workbench_queued SET {columns}, stamp = %s FROM ({sql}) weighed "  # noqa: S608
            "WHERE request_id = weighed.pk",
            [stamp, *params],
        )


def weighed_lately(window: Window) -> None:
    """For the way from case to case: the queue was weighed within the last minute, by whomever."""
    kept(f"weighed:{stamp_of(current_weights(), window)}", lambda: weigh(window))


def stamp_of(weights: Weights, window: Window) -> str:
    """The mark of all that gives the same points: the day, the days to the cut-off, the formula."""
    text = f"{timezone.localdate()} {window.working_days} {weights}"
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def with_points(requests: QuerySet[ChangeRequest], window: Window, weights: Weights) -> QuerySet[Any]:
    """Requests with `deadline`, `harm`, `ease` and `points`, worked out of their facts as they are today."""
    today = timezone.localdate()
    since = timezone.make_aware(datetime.combine(today - timedelta(days=weights.waiting_days), time.min))
    old = _flag(Q(submitted_at__lt=since), weights.waiting)
    class_known = Case(
        When(worst_verdict="differs", then=Value(weights.differs)),
        When(result_class="", then=Value(weights.uncompared)),
        When(worst_verdict="unknown", then=Value(weights.unknown)),
        When(worst_verdict="variant", then=Value(weights.variant)),
        default=Value(weights.same),
        output_field=IntegerField(),
    )
    complete = Case(When(~Q(queued__papers=""), then=Value(weights.incomplete)), default=Value(MOST))
    found: QuerySet[Any] = requests.annotate(
        deadline=_at_most(Value(weights.deadline(window.working_days)) + old),
        harm=_at_most(Value(1) + _harm(today, weights)),
        ease=Least(class_known, complete, output_field=IntegerField()),
    ).annotate(points=F("deadline") * F("harm") * F("ease"))
    return found


def _harm(today: date, weights: Weights) -> CombinedExpression:
    """A subquery with a limit is looked up case by case; EXISTS would gather the aid of the whole city first."""
    aid = holding(AidRecord.objects.filter(citizen=OuterRef("citizen"))).order_by()
    six, sixty = (today - timedelta(days=365.25 * years) for years in (6, 60))
    return (
        Coalesce(Subquery(aid.values(receives=Value(weights.aid))[:1]), 0, output_field=IntegerField())
        + _flag(Q(citizen__birth_date__gt=six), weights.young)
        + _flag(Q(citizen__birth_date__lte=sixty), weights.elderly)
        + _flag(~Q(urgent_reason=""), weights.urgent)
    )


def _at_most(points: CombinedExpression) -> Least:
    return Least(points, Value(MOST), output_field=IntegerField())


def _flag(condition: Q, points: int) -> Case:
    return Case(When(condition, then=Value(points)), default=Value(0), output_field=IntegerField())
