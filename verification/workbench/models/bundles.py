"""A bundle of like cases: frozen at preview, decided by one act, with what became of each row."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from dtks.jobs.models import Job
from verification.corrections.models import ChangeRequest

if TYPE_CHECKING:
    from dtks.accounts.models import User


class BundleQuerySet(models.QuerySet["Bundle"]):
    def visible_to(self, user: User) -> BundleQuerySet:
        """Bundles of those who decide; their rows are shown by the rule of the requests."""
        return self if getattr(user, "is_authenticated", False) and user.may("corrections.decide") else self.none()


@pghistory.track(exclude=["row_ids"])
class Bundle(models.Model):
    """Like cases as one person saw them at the preview: exactly these are decided, no other."""

    class State(models.TextChoices):
        FROZEN = "frozen", "dibekukan"
        DROPPED = "dropped", "dilepas"
        RUNNING = "running", "sedang diterapkan"
        DONE = "done", "diterapkan"
        REVERSING = "reversing", "sedang dibalikkan"
        REVERSED = "reversed", "dibalikkan"

    MOST_ROWS = 500

    number = models.CharField(max_length=20, unique=True)  # PS-2611-0007
    title = models.CharField(max_length=160)
    # What is alike, for the screen: [{"icon", "words"}]
    alike: models.JSONField[list[dict[str, str]], list[dict[str, str]]] = models.JSONField(default=list)
    likeness = models.CharField(max_length=200)
    row_ids: models.JSONField[list[int], list[int]] = models.JSONField(default=list)  # requests, in their order
    count = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    state = models.CharField(max_length=9, choices=State.choices, default=State.FROZEN)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    valid_until = models.DateTimeField()
    job = models.ForeignKey(Job, on_delete=models.PROTECT, null=True, related_name="+")
    reversal_job = models.ForeignKey(Job, on_delete=models.PROTECT, null=True, related_name="+")
    reversal_reason = models.CharField(max_length=200, blank=True)

    objects = BundleQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(count__gte=1, count__lte=500) & ~Q(sha256=""), name="bundle_is_frozen"),
            models.CheckConstraint(
                condition=Q(state__in=["frozen", "dropped"]) | Q(job__isnull=False), name="decided_bundle_has_a_job"
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="bundle_stays_as_frozen", operation=pgtrigger.UpdateOf("row_ids", "count", "sha256", "made_by_id")
            ),
            pgtrigger.Protect(name="bundle_is_never_deleted", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("workbench:bundle", args=[self.pk])

    @property
    def is_open(self) -> bool:
        """Whether rows may still be taken out, and the bundle decided."""
        return self.state == self.State.FROZEN and self.valid_until > timezone.now()


class BundleRow(models.Model):
    """A case of a bundle, as it was at the preview, and what became of it."""

    class Outcome(models.TextChoices):
        WAITING = "waiting", "siap diterapkan"
        OUT = "out", "dikeluarkan"
        APPLIED = "applied", "diterapkan"
        SECOND_LOOK = "second", "menunggu pemeriksa kedua"
        SKIPPED = "skipped", "dilewati"
        FAILED = "failed", "gagal"
        REVERSED = "reversed", "dibalikkan"
        ASKED = "asked", "pembalikan diusulkan"  # sealed: another person decides the request that proposes it

    bundle = models.ForeignKey(Bundle, on_delete=models.PROTECT, related_name="rows")
    request = models.ForeignKey(ChangeRequest, on_delete=models.PROTECT, related_name="+")
    no = models.PositiveSmallIntegerField()
    seen: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(default=dict)  # as it was: see `seen_of`
    outcome = models.CharField(max_length=8, choices=Outcome.choices, default=Outcome.WAITING)
    why = models.CharField(max_length=200, blank=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["bundle", "no"]
        constraints = [
            models.UniqueConstraint(fields=["bundle", "request"], name="a_case_once_in_a_bundle"),
            models.UniqueConstraint(fields=["bundle", "no"], name="one_row_per_number"),
            models.CheckConstraint(
                condition=~Q(outcome__in=["skipped", "failed"]) | ~Q(why=""), name="skipped_row_says_why"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.bundle_id}/{self.no}"
