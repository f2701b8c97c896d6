"""Kinds of change and the listed reasons, as the office holds them in tables."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TypedDict

from django.db import models
from django.db.models import F, Q
from django.utils import timezone


class EvidenceRule(models.TextChoices):
    """What a missing paper does to an acceptance (row 32)."""

    NONE = "none", "tidak diminta"
    WARN = "warn", "diperingatkan"
    BLOCK = "block", "terkunci sampai ada"


@dataclass(frozen=True)
class ActRule:
    """Who decides an act in which order, and what a missing paper does; by outcome where the kabid wants it so."""

    tiers: list[str]
    evidence: str
    outcomes: dict[str, str]

    def evidence_for(self, outcome: str) -> str:
        """What a missing paper does where a request names this outcome: its own rule wins over the act's."""
        return self.outcomes.get(outcome, self.evidence)


class ComingRule(TypedDict):
    """A rule that begins on a day (YYYY-MM-DD), as the act keeps it."""

    starts_on: str
    tiers: list[str]
    evidence: str
    outcomes: dict[str, str]


class Act(models.Model):
    """A kind of change, from data/acts.csv: who decides in which order, what it needs, which template it takes.

    Its rule is read by `rule`, never by the three columns alone: they hold what was in force when it was last changed,
    and `coming` what begins later, each on its day. So a rule begins by itself, in the row that is joined anyway.
    """

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
    # Outcome code -> what a missing paper does, where it is not as for the act.
    evidence_by_outcome: models.JSONField[dict[str, str], dict[str, str]] = models.JSONField(default=dict, blank=True)
    coming: models.JSONField[list[ComingRule], list[ComingRule]] = models.JSONField(default=list, blank=True)
    what_follows = models.CharField(max_length=200, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position"]

    def __str__(self) -> str:
        return self.label

    @property
    def rule(self) -> ActRule:
        """The rule in force today."""
        return self.rule_on(timezone.localdate())

    def rule_on(self, day: date) -> ActRule:
        """The rule that holds on a local day from today on, whether or not anything ran when it began."""
        begun = [each for each in self.coming if each["starts_on"] <= day.isoformat()]
        if not begun:
            return ActRule(self.tiers, self.evidence, self.evidence_by_outcome)
        last = max(begun, key=lambda each: each["starts_on"])
        return ActRule(last["tiers"], last["evidence"], last["outcomes"])

    def keep_rule(self, rule: ActRule, *, starts_on: date, today: date) -> None:
        """Take a rule in: at once, or among those to come. What has begun meanwhile becomes the one in force."""
        now = rule if starts_on <= today else self.rule_on(today)
        later = [each for each in self.coming if each["starts_on"] > today.isoformat()]
        if starts_on > today:
            later.append({"starts_on": starts_on.isoformat(), "tiers": rule.tiers, "evidence": rule.evidence,
                          "outcomes": rule.outcomes})  # fmt: skip
        self.tiers, self.evidence, self.evidence_by_outcome = now.tiers, now.evidence, now.outcomes
        self.coming = sorted(later, key=lambda each: each["starts_on"])
        self.save(update_fields=self.RULE)

    def drop_rule(self, starts_on: date) -> None:
        """Forget a rule that has not begun yet."""
        self.coming = [each for each in self.coming if each["starts_on"] != starts_on.isoformat()]
        self.save(update_fields=self.RULE)

    RULE = ("tiers", "evidence", "evidence_by_outcome", "coming")


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
