"""Duty letters of facilitators: numbered, from when to when, for which kelurahan."""

from __future__ import annotations

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone


class DutyLetter(models.Model):
    """The letter with which a facilitator knocks at a door. Written once, its number is never given again."""

    number = models.CharField(max_length=40, unique=True)
    facilitator = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    starts_on = models.DateField("mulai")
    ends_on = models.DateField("sampai")
    places: models.JSONField[list[list[str]], list[list[str]]] = models.JSONField(default=list)  # kelurahan, number
    seat = models.CharField(max_length=80)  # who signs
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="duty_letter_ends_after_start")
        ]
        triggers = [
            pgtrigger.Protect(name="duty_letter_is_written_once", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return self.number
