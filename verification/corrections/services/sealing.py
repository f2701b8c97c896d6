"""What the monthly batch writes down: in which batch a request was sealed."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from verification.corrections.models import ChangeRequest


@transaction.atomic
def mark_sealed(*, requests: Sequence[int], batch_number: str) -> int:
    """Note the batch on applied requests that are in none yet. Returns how many; the caller compares with what it sealed.

    Args:
        requests: ids of requests.
        batch_number: the batch as text, e.g. `SIKS-2611-01`.
    """
    held = ChangeRequest.objects.select_for_update(of=("self",)).order_by("pk").filter(pk__in=requests)
    ids = list(held.filter(state=ChangeRequest.State.APPLIED, sealed_in="").values_list("pk", flat=True))
    return ChangeRequest.objects.filter(pk__in=ids).update(sealed_in=batch_number, sealed_at=timezone.now())
