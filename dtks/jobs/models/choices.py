"""A choice out of a list: frozen at its preview, applied exactly, with what became of each row."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from dtks.jobs.models.jobs import Job

if TYPE_CHECKING:
    from dtks.accounts.models import User


class ChoiceQuerySet(models.QuerySet["Choice"]):
    def visible_to(self, user: User) -> ChoiceQuerySet:
        """Own ones, and those whose act the role may do; rows are shown by the rule of what they are about."""
        from dtks.jobs.services.choices import kinds_done_by

        if not getattr(user, "is_authenticated", False):
            return self.none()
        return self.filter(Q(made_by=user) | Q(kind__in=kinds_done_by(user)))


class Choice(models.Model):
    """Rows of a list as one person saw them at the preview: exactly these are worked, no other."""

    class State(models.TextChoices):
        FROZEN = "frozen", "dibekukan"
        DROPPED = "dropped", "dilepas"
        RUNNING = "running", "sedang diterapkan"
        DONE = "done", "diterapkan"
        REVERSING = "reversing", "sedang ditarik kembali"
        REVERSED = "reversed", "ditarik kembali"

    number = models.CharField(max_length=20, unique=True)  # PL-2611-0007
    kind = models.CharField(max_length=40)  # a key of settings.CHOICE_KINDS
    parameters: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(default=dict)
    described = models.CharField(max_length=200, blank=True)  # the filters in force, in words
    back = models.CharField(max_length=300)  # the address of the list
    row_ids: models.JSONField[list[int], list[int]] = models.JSONField(default=list)  # in their order
    count = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    state = models.CharField(max_length=9, choices=State.choices, default=State.FROZEN)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    valid_until = models.DateTimeField()
    job = models.ForeignKey(Job, on_delete=models.PROTECT, null=True, related_name="+")
    reversal_job = models.ForeignKey(Job, on_delete=models.PROTECT, null=True, related_name="+")
    reversal_reason = models.CharField(max_length=200, blank=True)

    objects = ChoiceQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(count__gte=1) & ~Q(sha256=""), name="choice_is_frozen"),
            models.CheckConstraint(
                condition=Q(state__in=["frozen", "dropped"]) | Q(job__isnull=False), name="applied_choice_has_a_job"
            ),
            models.CheckConstraint(
                condition=Q(reversal_job=None) | ~Q(reversal_reason=""), name="choice_taken_back_says_why"
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="choice_stays_as_frozen",
                operation=pgtrigger.UpdateOf("kind", "parameters", "row_ids", "count", "sha256", "made_by_id"),
            ),
            pgtrigger.Protect(name="choice_is_never_deleted", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("jobs:choice", args=[self.pk])

    @property
    def is_open(self) -> bool:
        """Whether rows may still be taken out, and the choice be applied."""
        return self.state == self.State.FROZEN and self.valid_until > timezone.now()


class ChoiceRow(models.Model):
    """A row of a choice, as it was at the preview, and what became of it. Says nothing of whom it is about."""

    class Outcome(models.TextChoices):
        WAITING = "waiting", "siap diterapkan"
        OUT = "out", "dikeluarkan"
        APPLIED = "applied", "diterapkan"
        SKIPPED = "skipped", "dilewati"
        REVERSED = "reversed", "ditarik kembali"
        STAYED = "stayed", "tetap"  # could not be taken back: somebody has begun or decided it

    choice = models.ForeignKey(Choice, on_delete=models.PROTECT, related_name="rows")
    subject = models.BigIntegerField()  # id in the table of the choice's kind
    no = models.PositiveIntegerField()
    seen: models.JSONField[dict[str, str], dict[str, str]] = models.JSONField(
        default=dict
    )  # on what it rests, in words
    outcome = models.CharField(max_length=8, choices=Outcome.choices, default=Outcome.WAITING)
    why = models.CharField(max_length=300, blank=True)  # why it is out, skipped or stays
    words = models.CharField(max_length=200, blank=True)  # what was done
    url = models.CharField(max_length=200, blank=True)  # of what was made or found
    made: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(default=dict)  # what takes it back
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["choice", "no"]
        constraints = [
            models.UniqueConstraint(fields=["choice", "subject"], name="a_subject_once_in_a_choice"),
            models.UniqueConstraint(fields=["choice", "no"], name="one_choice_row_per_number"),
            models.CheckConstraint(
                condition=~Q(outcome__in=["out", "skipped", "stayed"]) | ~Q(why=""), name="row_not_done_says_why"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.choice_id}/{self.no}"
