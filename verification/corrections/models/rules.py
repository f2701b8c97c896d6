"""How the kabid changed the order of deciders: dated, reasoned, kept."""

from __future__ import annotations

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from verification.corrections.models.acts import Act, EvidenceRule


class RuleChange(models.Model):
    """An order of deciders before and after. Requests keep the order with which they were submitted."""

    act = models.ForeignKey(Act, on_delete=models.PROTECT, related_name="rule_changes")
    tiers_before: models.JSONField[list[str], list[str]] = models.JSONField(default=list)
    tiers: models.JSONField[list[str], list[str]] = models.JSONField(default=list)
    evidence_before = models.CharField(max_length=5, choices=EvidenceRule.choices)
    evidence = models.CharField(max_length=5, choices=EvidenceRule.choices)
    reason = models.CharField(max_length=200)
    opened = models.PositiveIntegerField(default=0)  # requests that were locked by the broken rule
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-changed_at", "-id"]
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="rule_change_has_a_reason")]
        triggers = [
            pgtrigger.Protect(name="rule_change_is_written_once", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"{self.act_id} {self.changed_at:%d-%m-%Y}"
