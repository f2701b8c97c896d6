"""A change that the centre refused waits for a decision again."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction

from dtks.jobs.models import Event
from verification.corrections.models import ChangeRequest, Decision, FieldChange
from verification.corrections.services.states import Move, enter

State = ChangeRequest.State


@transaction.atomic
def reopen_refused(*, refusals: Mapping[int, str]) -> list[int]:
    """Open applied changes again because the centre refused them; their values stay in the register.

    Accepted once more, a change goes with the next batch; taken back, it is reversed. A change that is no longer
    applied (reversed meanwhile) stays as it is.

    Args:
        refusals: request id to what the centre said, in words.

    Returns:
        The ids that were opened.
    """
    held = list(
        ChangeRequest.objects.select_for_update(of=("self",))
        .filter(pk__in=refusals, state=State.APPLIED)
        .order_by("id")
    )
    FieldChange.objects.filter(request__in=held, applied=True).update(
        verdict=FieldChange.Verdict.UNDECIDED, applied=False, accepted_tiers=0, confirmed_over=None
    )
    for request in held:
        enter(request, Move.REOPEN, State.SUBMITTED)
        request.tier, request.waits_for = 0, request.tiers[0] if request.tiers else []
        request.return_reason = f"Ditolak pusat: {refusals[request.pk]}"[:200]
        request.sealed_in, request.sealed_at, request.decided_at = "", None, None
    ChangeRequest.objects.bulk_update(
        held, ["state", "tier", "waits_for", "return_reason", "sealed_in", "sealed_at", "decided_at"], batch_size=500
    )
    Decision.objects.bulk_create(
        [
            Decision(request=each, kind=Decision.Kind.REOPEN, maker_id=each.maker_id, reason=each.return_reason)
            for each in held
        ]
    )
    Event.objects.bulk_create([Event(kind="change.reopened", payload={"request": each.pk}) for each in held])
    return [each.pk for each in held]
