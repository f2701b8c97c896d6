"""Two records of one person were joined: the open tickets of the second one go over, and come back with a reversal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from consultation.desk.models import Ticket
from dtks.registry.models import MergedRecord
from dtks.registry.services import note_moved
from verification.corrections.models import ChangeRequest

if TYPE_CHECKING:
    from dtks.jobs.models import Event

TICKETS = "tickets"


@transaction.atomic
def follow_merger(event: Event) -> None:
    """Handler of `change.applied` and `change.undone`: open tickets stand at the record that counts. Looks at how the
    records stand now, so that it is safe to repeat and to run late."""
    request = ChangeRequest.objects.select_related("reverses").get(pk=event.payload["request"])
    numbers = [request.number, *([request.reverses.number] if request.reverses else [])]
    for record in MergedRecord.objects.filter(reference__in=numbers).order_by("pk"):
        if record.undone_on is None:
            tickets = list(Ticket.objects.open().filter(citizen=record.alias_id).values_list("pk", flat=True))
            Ticket.objects.filter(pk__in=tickets).update(citizen=record.kept_id)
            note_moved(record=record, what=TICKETS, ids=tickets)
        else:
            moved = Ticket.objects.filter(pk__in=record.moved.get(TICKETS, []), citizen=record.kept_id)
            moved.update(citizen=record.alias_id)
