"""How the kabid changed the order of deciders: dated, reasoned, kept."""

from __future__ import annotations

from datetime import date

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from verification.corrections.models.acts import Act, ActRule, EvidenceRule


class RuleChange(models.Model):
    """A rule of an act from a day on, beside the one before it. Requests keep the order with which they were submitted.

    Written once; what has not begun yet may be withdrawn with a reason, and stays readable. The act keeps a copy of
    what holds and of what comes (`Act.rule`), written with it.
    """

    act = models.ForeignKey(Act, on_delete=models.PROTECT, related_name="rule_changes")
    starts_on = models.DateField("berlaku mulai")
    tiers_before: models.JSONField[list[str], list[str]] = models.JSONField(default=list)
    tiers: models.JSONField[list[str], list[str]] = models.JSONField(default=list)
    evidence_before = models.CharField(max_length=5, choices=EvidenceRule.choices)
    evidence = models.CharField(max_length=5, choices=EvidenceRule.choices)
    # Outcome code -> what a missing paper does, where it is not as for the act.
    outcomes_before: models.JSONField[dict[str, str], dict[str, str]] = models.JSONField(default=dict)
    outcomes: models.JSONField[dict[str, str], dict[str, str]] = models.JSONField(default=dict)
    reason = models.CharField(max_length=200)
    opened = models.PositiveIntegerField(default=0)  # requests that were locked by the broken rule
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField(default=timezone.now)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-starts_on", "-changed_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="rule_change_has_a_reason"),
            models.CheckConstraint(
                condition=Q(starts_on__gte=F("changed_at__date")), name="rule_starts_on_the_day_it_is_written_or_later"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_by=None, withdrawn_reason="")
                | (Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False) & ~Q(withdrawn_reason="")),
                name="withdrawn_rule_says_who_and_why",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None) | Q(starts_on__gt=F("withdrawn_at__date")),
                name="only_a_coming_rule_is_withdrawn",
            ),
            models.UniqueConstraint(  # several of one day only on the day itself, where the last one holds
                fields=["act", "starts_on"],
                condition=Q(withdrawn_at=None, starts_on__gt=F("changed_at__date")),
                name="one_coming_rule_per_act_and_day",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="rule_change_is_never_deleted", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="rule_change_is_written_once",
                operation=pgtrigger.UpdateOf(
                    "act_id", "starts_on", "tiers_before", "tiers", "evidence_before", "evidence", "outcomes_before",
                    "outcomes", "reason", "opened", "changed_by_id", "changed_at",
                ),
            ),
            pgtrigger.Protect(
                name="rule_change_is_withdrawn_once",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__withdrawn_at__isnull=False),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.act_id} {self.starts_on:%d-%m-%Y}"

    @property
    def before(self) -> ActRule:
        """The rule that it followed."""
        return ActRule(self.tiers_before, self.evidence_before, self.outcomes_before)

    @property
    def rule(self) -> ActRule:
        """The rule that it wrote."""
        return ActRule(self.tiers, self.evidence, self.outcomes)

    def is_coming(self, today: date) -> bool:
        """Whether it begins later and was not withdrawn."""
        return self.withdrawn_at is None and self.starts_on > today
