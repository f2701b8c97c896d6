"""What a run says of each citizen, and what was opened from it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse

from dtks.accounts.models import kelurahan_in
from dtks.registry.models import Citizen
from verification.matching.results import FIELD_LABELS
from verification.reconciliation.models.runs import Run
from verification.sources.models import CivilPerson, ResultClass

if TYPE_CHECKING:
    from dtks.accounts.models import User


class Band(models.TextChoices):
    """How sure the method is; bounds in Thresholds."""

    SAME = "same", "Orang sama"
    EYES = "eyes", "Perlu dilihat"
    DIFFERENT = "different", "Tidak ada orangnya"


class Fault(models.Model):
    """A citizen on whom the method failed: reported with the error, while the run goes on (failure 29)."""

    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="faults")
    citizen = models.ForeignKey(Citizen, on_delete=models.PROTECT, related_name="+")
    error = models.CharField(max_length=200)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["run", "citizen"], name="one_fault_per_run_and_citizen")]

    def __str__(self) -> str:
        return f"{self.run_id} {self.citizen_id}"


class ResultQuerySet(models.QuerySet["Result"]):
    def visible_to(self, user: User) -> ResultQuerySet:
        """Results of citizens of the areas in which the person works."""
        if not getattr(user, "is_authenticated", False):
            return self.none()
        return self.filter(kelurahan_in(user.area_codes(), "citizen__kelurahan"))

    def latest(self) -> ResultQuerySet:  # type: ignore[override]
        """The one result that holds for each citizen."""
        return self.filter(is_latest=True)


class Result(models.Model):
    """What a run says about a citizen. Written by COPY; only `is_latest` changes afterwards.

    Citizens and runs are never deleted, nor persons whom a result names (triggers): a foreign key would look up three
    rows for each of 100,000.
    Names of fields are those of matching.results.FIELDS; queries.REGISTRY_FIELDS says which of ours they mean.
    """

    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="results", db_index=False, db_constraint=False)
    citizen = models.ForeignKey(
        Citizen, on_delete=models.PROTECT, related_name="results", db_index=False, db_constraint=False
    )
    civil_person = models.ForeignKey(
        CivilPerson, on_delete=models.PROTECT, null=True, related_name="results", db_index=False, db_constraint=False
    )
    status = models.CharField(max_length=20)  # the word of OUT.csv
    result_class = models.CharField(max_length=20, choices=ResultClass.choices)
    previous_class = models.CharField(max_length=20, choices=ResultClass.choices, blank=True)
    confidence = models.FloatField()
    band = models.CharField(max_length=10, choices=Band.choices)
    differs: ArrayField[list[str], list[str]] = ArrayField(models.CharField(max_length=20), default=list)
    missing: ArrayField[list[str], list[str]] = ArrayField(models.CharField(max_length=20), default=list)
    codes: ArrayField[list[str], list[str]] = ArrayField(models.CharField(max_length=20), default=list)
    contributions: models.JSONField[dict[str, float], dict[str, float]] = models.JSONField(default=dict)
    candidate_ids: ArrayField[list[int], list[int]] = ArrayField(models.BigIntegerField(), default=list)
    candidate_confidences: ArrayField[list[float], list[float]] = ArrayField(models.FloatField(), default=list)
    is_latest = models.BooleanField(default=True)

    objects = ResultQuerySet.as_manager()

    class Meta:
        ordering = ["run", "citizen"]
        indexes = [
            models.Index(fields=["run", "result_class", "band"], name="result_class_of_run"),
            models.Index(fields=["result_class"], condition=Q(is_latest=True), name="result_latest_class"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["citizen", "run"], name="one_result_per_citizen_and_run"),
            models.UniqueConstraint(fields=["citizen"], condition=Q(is_latest=True), name="one_latest_result"),
            models.CheckConstraint(condition=Q(confidence__range=(0, 1)), name="result_confidence_is_0_to_1"),
        ]
        triggers = [pgtrigger.Protect(name="result_is_kept", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.run_id} {self.citizen_id} {self.result_class}"

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("reconciliation:result", args=[self.pk])

    @property
    def has_moved(self) -> bool:
        """Whether the class is another than in the run before."""
        return bool(self.previous_class) and self.previous_class != self.result_class

    @property
    def cause_words(self) -> str:
        """Why the class is another, where queries.moves.with_cause was asked for it."""
        from verification.reconciliation.queries.moves import CAUSES

        return CAUSES[self.cause] if self.has_moved and hasattr(self, "cause") else ""

    @property
    def place_words(self) -> str:
        """The citizen's address in one line."""
        citizen = self.citizen
        neighbourhood = f"RT {citizen.rt} / RW {citizen.rw}" if citizen.rt else ""
        return ", ".join(filter(None, [citizen.address, neighbourhood]))

    @property
    def field_words(self) -> str:
        """Fields that differ or that we lack, in words."""
        return ", ".join(label for name, label in FIELD_LABELS.items() if name in self.differs or name in self.missing)
