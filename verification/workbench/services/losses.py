"""Keeps the list of those who would lose aid in step with the register."""

from __future__ import annotations

from collections.abc import Collection

from django.db import connection, transaction
from django.db.models import QuerySet

from dtks.jobs.models import Event
from dtks.registry.models import Citizen, HouseholdMembership, MergedRecord
from verification.corrections.models import ChangeRequest
from verification.workbench.models import Loss
from verification.workbench.queries.losses import at_risk


def find_losses(citizens: Collection[int] | None = None) -> int:
    """Find anew who would lose aid, of some citizens or of all; two at once do it in turn. Returns how many would."""
    among: QuerySet[Citizen] = Citizen.objects.order_by()
    known = Loss.objects.all()
    if citizens is not None:
        among, known = among.filter(pk__in=citizens), known.filter(pk__in=citizens)
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext('workbench.losses'))")
        found = [
            Loss(citizen_id=pk, cause=cause, said_class=said, name=name, place=place)
            for pk, cause, said, name, place in at_risk(among).values_list(
                "pk", "cause", "said_class", "name", "kelurahan__name"
            )
        ]
        known.exclude(pk__in=[each.pk for each in found]).delete()
        Loss.objects.bulk_create(
            sorted(found, key=lambda each: each.pk), batch_size=5000, update_conflicts=True, unique_fields=["citizen"],
            update_fields=["cause", "said_class", "found_at", "name", "place"],
        )  # fmt: skip
    return len(found)


def find_losses_after(event: Event) -> None:
    """Handler of `list.merged`, `list.taken_back`, `reconciliation.ended`: they speak of all. Safe to repeat."""
    find_losses()


def find_losses_of_family(event: Event) -> None:
    """Handler of `change.applied` and `change.undone`: the citizen, the record that his leads to, and their families.
    Safe to repeat."""
    request = ChangeRequest.objects.get(pk=event.payload["request"])
    joined = MergedRecord.objects.filter(alias=request.citizen_id).values_list("kept", flat=True)
    people = {request.citizen_id, *joined}
    homes = HouseholdMembership.objects.filter(citizen__in=people).values("household")
    family = HouseholdMembership.objects.filter(household__in=homes).values_list("citizen", flat=True)
    find_losses({*people, *family})
