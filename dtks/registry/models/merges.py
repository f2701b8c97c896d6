"""Two records of one person: which is kept, and which one only points to it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from dtks.registry.models.citizens import Citizen


class MergedRecord(models.Model):
    """A record that turned out to be of a person who had one already. It stays, and leads to the one that is kept."""

    kept = models.ForeignKey(Citizen, on_delete=models.PROTECT, related_name="merged_records")
    alias = models.OneToOneField(Citizen, on_delete=models.PROTECT, related_name="merged_into")
    reason = models.CharField(max_length=200)
    reference = models.CharField(max_length=80)  # "Daftar No. 3"
    merged_on = models.DateField()
    merged_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=~Q(kept=F("alias")), name="a_record_is_not_merged_into_itself"),
            models.CheckConstraint(condition=~Q(reason=""), name="merged_records_have_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.alias_id} → {self.kept_id}"
