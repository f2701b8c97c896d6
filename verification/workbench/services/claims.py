"""Claims: who has which case open. A claim lapses, so that nobody blocks a case by leaving."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from dtks.accounts.models import User
from verification.corrections.models import ChangeRequest
from verification.corrections.queries import decidable_by, with_traces
from verification.workbench.queries import in_line, with_aid

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
def claim_next(*, user: User, skipped: Collection[int] = (), but: int = 0) -> ChangeRequest | None:
    """The most useful case that the person may decide and nobody else has open; claimed for him. None: nothing left.

    A case on which somebody's hand lies this very moment is passed over, never waited for. The points are those last
    weighed: `queries.weigh` goes before, in a transaction of its own.

    Args:
        but: the case in hand, which is not to be the next.
    """
    now = timezone.now()
    free = Q(claimed_by=None) | Q(claimed_by=user) | Q(claimed_until__lt=now)
    waiting = in_line(decidable_by(ChangeRequest.objects.filter(free).exclude(pk__in=[*skipped, but]), user))
    joined = with_aid(with_traces(waiting)).select_related(*JOINED)
    found: ChangeRequest | None = joined.select_for_update(skip_locked=True, of=("self",)).first()
    if found is not None:
        found.claimed_by, found.claimed_until = user, now + CLAIM
        found.save(update_fields=["claimed_by", "claimed_until"])
    return found


def release(*, request: ChangeRequest, user: User) -> None:
    """Give a case back to the queue."""
    ChangeRequest.objects.filter(pk=request.pk, claimed_by=user).update(claimed_by=None, claimed_until=None)
