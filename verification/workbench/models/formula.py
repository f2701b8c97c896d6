"""The formula of the triage as the kabid set it: dated, reasoned, kept."""

from __future__ import annotations

from datetime import date

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone


class Formula(models.Model):
    """The points from a day on. The newest row that has begun holds; earlier ones stay.

    Written once; what has not begun yet may be withdrawn with a reason, and stays readable.
    """

    weights: models.JSONField[dict[str, int], dict[str, int]] = models.JSONField()  # fields of queries.formula.Weights
    starts_on = models.DateField("berlaku mulai")
    reason = models.CharField("alasan", max_length=200)
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField(default=timezone.now)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-starts_on", "-id"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="formula_has_a_reason"),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_by=None, withdrawn_reason="")
                | (Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False) & ~Q(withdrawn_reason="")),
                name="withdrawn_formula_says_who_and_why",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None) | Q(starts_on__gt=F("withdrawn_at__date")),
                name="only_a_coming_formula_is_withdrawn",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="formula_is_never_deleted", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="formula_is_written_once",
                operation=pgtrigger.UpdateOf("weights", "starts_on", "reason", "set_by_id", "set_at"),
            ),
            pgtrigger.Protect(
                name="formula_is_withdrawn_once",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__withdrawn_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"Rumus poin {self.starts_on:%d-%m-%Y}"

    def is_coming(self, today: date) -> bool:
        """Whether it begins later and was not withdrawn."""
        return self.withdrawn_at is None and self.starts_on > today
