"""Kinds of change and the listed reasons, as the office holds them in tables."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q


class EvidenceRule(models.TextChoices):
    """What a missing paper does to an acceptance (row 32)."""

    NONE = "none", "tidak diminta"
    WARN = "warn", "diperingatkan"
    BLOCK = "block", "terkunci sampai ada"


class Act(models.Model):
    """A kind of change, from data/acts.csv: who decides in which order, what it needs, which template it takes."""

    code = models.CharField(max_length=24, unique=True)
    label = models.CharField(max_length=80)
    group = models.CharField(max_length=16)  # correction, proposal, household, exit …
    unit = models.CharField(max_length=12)
    decided_by = models.CharField(max_length=80)
    tiers: models.JSONField[list[str], list[str]] = models.JSONField(default=list)  # roles in order
    needs_minutes = models.BooleanField(default=False)
    needs_visit = models.BooleanField(default=False)
    needs_packet = models.BooleanField(default=False)
    template_kind = models.CharField(max_length=16, blank=True)  # perbaikan, usulan, penonaktifan, pengurus
    urgent_allowed = models.BooleanField(default=False)
    evidence = models.CharField(max_length=5, choices=EvidenceRule.choices, default=EvidenceRule.BLOCK)
    what_follows = models.CharField(max_length=200, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position"]

    def __str__(self) -> str:
        return self.label


class ReasonQuerySet(models.QuerySet["Reason"]):
    def on(self, day: date) -> ReasonQuerySet:
        """Reasons in use on a day, in the order of their keys."""
        return self.filter(Q(valid_to=None) | Q(valid_to__gte=day), valid_from__lte=day)


class Reason(models.Model):
    """A listed reason to refuse or send back, with the words that the citizen reads. Dated: never edited in place."""

    class Kind(models.TextChoices):
        REFUSE = "refuse", "menolak"
        SEND_BACK = "send_back", "mengembalikan"

    kind = models.CharField(max_length=10, choices=Kind.choices)
    code = models.CharField(max_length=24)
    label = models.CharField(max_length=60)
    citizen_text = models.CharField(max_length=200)
    needs_words = models.BooleanField(default=False)  # "Lainnya, tulis"
    position = models.PositiveSmallIntegerField(default=0)  # its number key
    valid_from = models.DateField(default=date(2026, 1, 1))
    valid_to = models.DateField(null=True, blank=True)

    objects = ReasonQuerySet.as_manager()

    class Meta:
        ordering = ["kind", "position"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "code", "valid_from"], name="one_reason_per_code_and_day"),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")), name="reason_ends_after_start"
            ),
        ]

    def __str__(self) -> str:
        return self.label
