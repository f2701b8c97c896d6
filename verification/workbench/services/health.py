"""Count the faults of the data, a row for each fault, day and kelurahan."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.db.models import Count
from django.utils import timezone

from dtks.jobs.models import Event
from dtks.registry.models import Citizen
from verification.workbench.models import FaultCount
from verification.workbench.queries.health import FAULTS


@transaction.atomic
def count_faults(*, on: date | None = None) -> int:
    """Write the counts of a day; counted again, they replace the earlier ones. Returns how many faults there are."""
    day = on or timezone.localdate()
    FaultCount.objects.filter(on=day).delete()
    rows = [
        FaultCount(fault=code, on=day, region_id=place, number=number)
        for code, fault in FAULTS.items()
        for place, number in fault.find(Citizen.objects.order_by()).values_list("kelurahan").annotate(n=Count("pk"))
    ]
    rows = rows or [FaultCount(fault=next(iter(FAULTS)), on=day, region=None, number=0)]  # counted, and nothing found
    FaultCount.objects.bulk_create(rows)
    return sum(row.number for row in rows)


def count_after_list(event: Event) -> None:
    """Handler of `list.merged` and `list.taken_back`: a list brings its own faults, counted at once. Safe to repeat.

    The weeks that a trial plays (`trial.week`) name their day in the payload: `{"on": "2026-10-09"}`.
    """
    named = event.payload.get("on")
    count_faults(on=date.fromisoformat(named) if named else None)
