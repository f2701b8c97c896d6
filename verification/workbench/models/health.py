"""How many faults the data have, day by day: the trend of the page of data health."""

from __future__ import annotations

from django.db import models

from dtks.office.models import Region


class FaultCount(models.Model):
    """How often a fault was found in a kelurahan on a day; null is where no kelurahan is known."""

    fault = models.CharField(max_length=16)  # a key of queries.health.FAULTS
    on = models.DateField()
    region = models.ForeignKey(Region, on_delete=models.PROTECT, null=True, related_name="+")
    number = models.PositiveIntegerField()

    class Meta:
        ordering = ["on", "fault"]
        constraints = [
            models.UniqueConstraint(
                fields=["fault", "on", "region"], nulls_distinct=False, name="one_count_per_fault_day_and_place"
            )
        ]

    def __str__(self) -> str:
        return f"{self.fault} {self.on:%d-%m-%Y}"
