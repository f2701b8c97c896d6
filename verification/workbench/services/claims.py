"""Claims: who has which case open. A claim lapses, so that nobody blocks a case by leaving."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from dtks.accounts.models import User
from verification.corrections.models import ChangeRequest
from verification.workbench.queries import Window, current_window, triaged, with_surroundings
from verification.workbench.queries.formula import current_weights
from verification.workbench.queries.triage import among, in_order

CLAIM = timedelta(minutes=15)
HEAD = 20  # cases: more than have the queue open at once
JOINED = ("act", "citizen__kelurahan__parent", "household", "maker", "succession", "act_plan")


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
    *, user: User, skipped: Collection[int] = (), window: Window | None = None, but: int = 0
) -> ChangeRequest | None:
    """The most useful case that the person may decide and nobody else has open; claimed for him. None: nothing left.

    A case on which somebody's hand lies this very moment is passed over, never waited for.

    Args:
        but: the case in hand, which is not to be the next.
    """
    now, window = timezone.now(), window or current_window()
    free = Q(claimed_by=None) | Q(claimed_by=user) | Q(claimed_until__lt=now)
    waiting = triaged(user, window).filter(free).exclude(pk__in=[*skipped, but])
    # What is read beside a case is read of the head alone; only where all of it is in other hands, of the whole queue.
    head = among(ChangeRequest.objects.undecided().filter(free), waiting[:HEAD])
    found = _first(in_order(head, window, current_weights()), user, but) or _first(waiting, user, but)
    if found is not None:
        found.claimed_by, found.claimed_until = user, now + CLAIM
        found.save(update_fields=["claimed_by", "claimed_until"])
    return found


def _first(requests: QuerySet[ChangeRequest], user: User, but: int) -> ChangeRequest | None:
    """The first on which nobody's hand lies, locked. Who took it meanwhile has claimed it: that is asked again."""
    joined = with_surroundings(requests, user, but=but).select_related(*JOINED)
    found: ChangeRequest | None = joined.select_for_update(skip_locked=True, of=("self",)).first()
    return found


def release(*, request: ChangeRequest, user: User) -> None:
    """Give a case back to the queue."""
    ChangeRequest.objects.filter(pk=request.pk, claimed_by=user).update(claimed_by=None, claimed_until=None)
