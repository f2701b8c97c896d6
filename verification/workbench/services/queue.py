"""The queue made anew: what the database keeps in step by itself, checked once a day."""

from __future__ import annotations

from django.db import transaction

from dtks.jobs.models import Event
from verification.corrections.models import ChangeRequest
from verification.workbench.models import Queued, Turn
from verification.workbench.queries import weigh

START = {"deadline": 1, "harm": 1, "ease": 1, "points": 1, "stamp": ""}


def mend_queue() -> int:
    """Put in what is undecided and stands nowhere, take out what is decided, weigh all afresh.

    What is being decided at this very moment is left alone. Returns how many were missing or too many: 0, as long as no
    trigger was ever off.
    """
    with transaction.atomic():
        decided = Queued.objects.exclude(request__state=ChangeRequest.State.SUBMITTED).select_for_update(
            skip_locked=True, of=("self",)
        )
        gone, _ = Queued.objects.filter(pk__in=[each.pk for each in decided]).delete()
        missing = ChangeRequest.objects.undecided().filter(queued=None)
        made = [
            Queued(
                request=each, citizen_id=each.citizen_id, urgent=bool(each.urgent_reason),
                turn=Turn.URGENT if each.urgent_reason else Turn.PLAIN,
                submitted_at=each.submitted_at, **START,
            )
            for each in missing
        ]  # fmt: skip
        Queued.objects.bulk_create(made, ignore_conflicts=True)
        free = Queued.objects.select_for_update(skip_locked=True).values_list("pk", flat=True)
        Queued.objects.filter(pk__in=list(free)).update(stamp="")
    weigh()
    return gone + len(made)


def weigh_after_list(event: Event) -> None:
    """Handler of `list.merged` and `list.taken_back`: which programmes it ends is known only of the whole list. Safe to
    repeat."""
    mend_queue()
