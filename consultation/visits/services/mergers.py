"""Two records of one person were joined: the visit that is still to be made goes over, and comes back with them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from consultation.visits.models import Visit
from consultation.visits.models.visits import LIVE
from dtks.registry.models import MergedRecord
from dtks.registry.services import note_moved
from verification.corrections.models import ChangeRequest

if TYPE_CHECKING:
    from dtks.jobs.models import Event

VISITS = "visits"


@transaction.atomic
def follow_merger(event: Event) -> None:
    """Handler of `change.applied` and `change.undone`: who is to be visited once stays so. Safe to repeat."""
    request = ChangeRequest.objects.select_related("reverses").get(pk=event.payload["request"])
    numbers = [request.number, *([request.reverses.number] if request.reverses else [])]
    for record in MergedRecord.objects.filter(reference__in=numbers).order_by("pk"):
        live = Visit.objects.filter(state__in=LIVE, repeats=None)
        if record.undone_on is not None:
            back = live.filter(pk__in=record.moved.get(VISITS, []), citizen=record.kept_id)
            if not live.filter(citizen=record.alias_id).exists():
                back.update(citizen=record.alias_id)
        elif not live.filter(citizen=record.kept_id).exists():  # where both have one, each is made as it was given
            visits = list(live.filter(citizen=record.alias_id).values_list("pk", flat=True))
            Visit.objects.filter(pk__in=visits).update(citizen=record.kept_id)
            note_moved(record=record, what=VISITS, ids=visits)
