"""The rule of the urgent lane as the kabid set it, and the requests whose chain it made shorter."""

from __future__ import annotations

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from verification.corrections.models.requests import ChangeRequest


class UrgentRule(models.Model):
    """Clock, quota and chain of the urgent lane from a day on. The newest row that has begun holds; all are kept."""

    starts_on = models.DateField("berlaku mulai")
    hours = models.PositiveSmallIntegerField("jam kerja")  # of the office, days off skipped
    quota = models.PositiveSmallIntegerField("kuota sebulan")  # watched and reported; it stops nobody
    short_chain = models.BooleanField("jalur pendek")
    reason = models.CharField("alasan", max_length=200)
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-starts_on", "-id"]
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="urgent_rule_has_a_reason")]
        triggers = [
            pgtrigger.Protect(name="urgent_rule_is_written_once", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"Jalur mendesak {self.starts_on:%d-%m-%Y}"


class ShortChain(models.Model):
    """An urgent request that goes the short chain: the order that it would have gone, and when that was cut."""

    request = models.OneToOneField(ChangeRequest, on_delete=models.PROTECT, related_name="short_chain")
    tiers_before: models.JSONField[list[list[str]], list[list[str]]] = models.JSONField(default=list)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        triggers = [
            pgtrigger.Protect(name="short_chain_is_written_once", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"{self.request_id}"
