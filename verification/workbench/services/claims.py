"""Claims: who has which case open. A claim lapses, so that nobody blocks a case by leaving."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Q, QuerySet
from django.db.models.expressions import RawSQL
from django.utils import timezone

from dtks.accounts.models import User
from verification.corrections.models import ChangeRequest
from verification.corrections.queries import decidable_by, with_traces
from verification.workbench.queries import in_line, with_aid
from verification.workbench.queries.triage import with_points_kept, with_traces_of_work

CLAIM = timedelta(minutes=15)
JOINED = ("act", "citizen__kelurahan", "maker")  # each table more doubles the time in which the plan is made


def claim(*, request: ChangeRequest, user: User) -> bool:
    """Open a case for a person. False where somebody else has it open."""
    now = timezone.now()
    free = Q(claimed_by=None) | Q(claimed_by=user) | Q(claimed_until__lt=now)
    taken = ChangeRequest.objects.filter(free, pk=request.pk).update(claimed_by=user, claimed_until=now + CLAIM)
    if taken:
        request.claimed_by, request.claimed_until = user, now + CLAIM
    return bool(taken)


@transaction.atomic
def claim_next(
    *, user: User, skipped: Collection[int] = (), but: int = 0, among: Collection[int] = ()
) -> ChangeRequest | None:
    """The most useful case that the person may decide and nobody else has open; claimed for him. None: nothing left.

    A case on which somebody's hand lies this very moment is passed over, never waited for. The points are those last
    weighed: `queries.weigh` goes before, in a transaction of its own.

    Args:
        but: the case in hand, which is not to be the next.
        among: only one of these; empty: any.
    """
    now = timezone.now()
    free = Q(claimed_by=None) | Q(claimed_by=user) | Q(claimed_until__lt=now)
    offered = ChangeRequest.objects.filter(free).exclude(pk__in=[*skipped, but])
    waiting = decidable_by(offered.filter(pk__in=among) if among else offered, user)
    first = in_line(waiting).select_for_update(skip_locked=True, of=("self",)).values("pk")[:1]
    taken = ChangeRequest.objects.filter(pk__in=RawSQL("SELECT id FROM taken", ()))
    joined = with_traces_of_work(with_aid(with_traces(with_points_kept(taken)))).select_related(*JOINED).order_by()
    with connection.execute_wrapper(_Taking(first, user, now + CLAIM)):
        found: ChangeRequest | None = next(iter(joined), None)
    if found is not None:
        found.claimed_by, found.claimed_until = user, now + CLAIM
    return found


class _Taking:
    """Claims a case in the statement that reads it, so that its claim costs no journey of its own."""

    def __init__(self, first: QuerySet[Any, Any], user: User, until: datetime) -> None:
        chosen, params = first.query.sql_with_params()
        self.prefix = (
            "WITH taken AS (UPDATE corrections_changerequest SET claimed_by_id = %s, claimed_until = %s "  # noqa: S608
            f"WHERE id = ({chosen}) RETURNING id) "
        )
        self.params = (user.pk, until, *params)

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        return execute(self.prefix + sql, (*self.params, *params), many, context)


def release(*, request: ChangeRequest, user: User) -> None:
    """Give a case back to the queue."""
    ChangeRequest.objects.filter(pk=request.pk, claimed_by=user).update(claimed_by=None, claimed_until=None)
