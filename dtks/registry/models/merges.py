"""Two records of one person: which is kept, and which one only points to it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from dtks.registry.models.citizens import Citizen


class MergedRecordQuerySet(models.QuerySet["MergedRecord"]):
    def standing(self) -> MergedRecordQuerySet:
        """Those that were not taken back."""
        return self.filter(undone_on=None)


class MergedRecord(models.Model):
    """A record that turned out to be of a person who had one already. It stays, and leads to the one that is kept.

    `moved` names what went over to the kept one, so that it can come back: aid, standings, papers, tasks, requests,
    tickets and visits by their ids; `was`: the numbers of both on the list before.
    """

    kept = models.ForeignKey(Citizen, on_delete=models.PROTECT, related_name="merged_records")
    alias = models.ForeignKey(Citizen, on_delete=models.PROTECT, related_name="mergers")
    reason = models.CharField(max_length=200)
    reference = models.CharField(max_length=80)  # "Daftar No. 3", "P-2611-0482"
    merged_on = models.DateField()
    merged_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    undone_on = models.DateField(null=True)  # they are two people after all
    moved: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(default=dict)

    objects = MergedRecordQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["alias"], condition=Q(undone_on=None), name="a_record_leads_to_one_other_record"
            ),
            models.CheckConstraint(condition=~Q(kept=F("alias")), name="a_record_is_not_merged_into_itself"),
            models.CheckConstraint(condition=~Q(reason=""), name="merged_records_have_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.alias_id} → {self.kept_id}"
