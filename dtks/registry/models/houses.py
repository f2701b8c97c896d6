"""What was seen of a home."""

from __future__ import annotations

from typing import Any

import pgtrigger
from django.db import models

from dtks.registry.models.citizens import Citizen
from dtks.registry.models.households import Household


class HouseFacts(models.Model):
    """A home as somebody saw it on a day: the building, water and light, who needs care. Written once."""

    citizen = models.ForeignKey(Citizen, on_delete=models.PROTECT, related_name="house_facts")  # who was visited
    household = models.ForeignKey(Household, on_delete=models.PROTECT, null=True, related_name="house_facts")  # card
    seen_on = models.DateField()
    reference = models.CharField(max_length=60)  # "Kunjungan K-2611-0003"
    latitude = models.DecimalField(max_digits=9, decimal_places=6, null=True)
    longitude = models.DecimalField(max_digits=9, decimal_places=6, null=True)
    photo = models.CharField(max_length=80, blank=True)  # the front of the house: its number in the archive
    # in the words of the centre's sheet: "house_status", "floor_area" … -> code
    values: models.JSONField[dict[str, str], dict[str, str]] = models.JSONField(default=dict)
    # citizen id -> "chronic", "pregnant", "occupation" … of each member
    members: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(default=dict)

    class Meta:
        ordering = ["-seen_on", "-id"]
        constraints = [models.UniqueConstraint(fields=["reference"], name="house_facts_once_per_visit")]
        triggers = [
            pgtrigger.Protect(name="house_facts_are_written_once", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return self.reference
