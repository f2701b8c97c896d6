"""Claims: who has which case open. A claim lapses, so that nobody blocks a case by leaving."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from dtks.accounts.models import User
from verification.corrections.models import ChangeRequest
from verification.workbench.queries import Window, next_window, triaged

CLAIM = timedelta(minutes=15)
LOOKED_AT = 25  # candidates tried before giving up: others may take them under our hands


def claim(*, request: ChangeRequest, user: User) -> bool:
    """Open a case for a person. False where somebody else has it open."""
    now = timezone.now()
    free = Q(claimed_by=None) | Q(claimed_by=user) | Q(claimed_until__lt=now)
    taken = ChangeRequest.objects.filter(free, pk=request.pk).update(claimed_by=user, claimed_until=now + CLAIM)
    if taken:
        request.claimed_by, request.claimed_until = user, now + CLAIM
    return bool(taken)


def claim_next(*, user: User, skipped: Collection[int] = (), window: Window | None = None) -> ChangeRequest | None:
    """The most useful case that the person may decide and nobody else has open; claimed for him. None: nothing left."""
    now = timezone.now()
    free = Q(claimed_by=None) | Q(claimed_by=user) | Q(claimed_until__lt=now)
    waiting = triaged(user, window or next_window()).filter(free).exclude(pk__in=skipped)
    for found in waiting.select_related("act", "citizen__kelurahan__parent", "household", "maker")[:LOOKED_AT]:
        if claim(request=found, user=user):
            return found
    return None


def release(*, request: ChangeRequest, user: User) -> None:
    """Give a case back to the queue."""
    ChangeRequest.objects.filter(pk=request.pk, claimed_by=user).update(claimed_by=None, claimed_until=None)
