"""Who would lose aid at the next stage, as last found: looking through the whole register takes longer than a page."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from dtks.registry.models import Citizen


class Loss(models.Model):
    """A recipient whose aid would stop, with the first cause that holds (`queries.losses.at_risk`).

    Found anew for the family when a change is applied or undone, for all each day and after each list and run.
    """

    citizen = models.OneToOneField(Citizen, on_delete=models.PROTECT, primary_key=True, related_name="loss")
    cause = models.CharField(max_length=10)  # a key of queries.losses.CAUSES
    said_class = models.CharField(max_length=16, null=True)  # of the last run; null: never compared
    found_at = models.DateTimeField(default=timezone.now)
    # By what the list is sorted, as when it was found: a page of it is read from an index, not sorted out of all.
    name = models.CharField(max_length=120, default="")
    place = models.CharField(max_length=80, null=True)  # the name of the kelurahan

    class Meta:
        indexes = [
            models.Index(fields=["place", "citizen"], name="loss_by_place"),
            models.Index(fields=["name", "citizen"], name="loss_by_name"),
        ]

    def __str__(self) -> str:
        return f"{self.citizen_id}: {self.cause}"
