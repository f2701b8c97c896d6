"""The memory of removals."""

from __future__ import annotations

from django.db import models

from dtks.office.models import Region
from dtks.registry.models.citizens import Citizen, Sex


class Tombstone(models.Model):
    """The memory of a removal: all keys of the person, reason and paper, so that a returning name is known."""

    citizen = models.ForeignKey(Citizen, on_delete=models.PROTECT, null=True, related_name="tombstones")
    dtks_id = models.CharField(max_length=36, blank=True, db_index=True)
    nik = models.CharField(max_length=24, blank=True, db_index=True)
    kk_number = models.CharField(max_length=24, blank=True)
    name = models.CharField(max_length=120)
    name_key = models.CharField(max_length=160)
    birth_date = models.DateField(null=True)
    sex = models.CharField(max_length=1, choices=Sex.choices, blank=True)
    mother_name = models.CharField(max_length=120, blank=True)
    kelurahan = models.ForeignKey(Region, on_delete=models.PROTECT, null=True, related_name="+")
    reason = models.CharField(max_length=20)  # outcome_codes.csv
    minutes_number = models.CharField(max_length=60, blank=True)
    request_number = models.CharField(max_length=20, blank=True, db_index=True)  # the change that decided it, as text
    removed_on = models.DateField()
    lifted_on = models.DateField(null=True)  # a legitimate return, decided with a reason
    lifted_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-removed_on", "id"]

    def __str__(self) -> str:
        return f"{self.reason} {self.removed_on:%d-%m-%Y}"
