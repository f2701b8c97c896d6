"""The formula of the triage as the kabid set it: dated, reasoned, kept."""

from __future__ import annotations

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone


class Formula(models.Model):
    """The points from a day on. The newest row that has begun holds; earlier ones stay."""

    weights: models.JSONField[dict[str, int], dict[str, int]] = models.JSONField()  # fields of queries.formula.Weights
    starts_on = models.DateField("berlaku mulai")
    reason = models.CharField("alasan", max_length=200)
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-starts_on", "-id"]
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="formula_has_a_reason")]
        triggers = [pgtrigger.Protect(name="formula_is_written_once", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"Rumus poin {self.starts_on:%d-%m-%Y}"
