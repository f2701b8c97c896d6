"""The month: batches of changes that go to the centre, sealed row by row, and what had to stay behind."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.fields.json import KT
from django.utils import timezone

from dtks.accounts.models import kelurahan_in
from dtks.office.models import Region
from dtks.registry.models import Citizen
from verification.corrections.models import ChangeRequest

if TYPE_CHECKING:
    from dtks.accounts.models import User


class TemplateKind(models.TextChoices):
    """The four sheets of the centre; which one a change takes follows its outcome (decisions.md 4)."""

    CORRECTION = "perbaikan", "Perbaikan"
    PROPOSAL = "usulan", "Usulan"
    EXIT = "penonaktifan", "Penonaktifan"
    RECIPIENT = "pengurus", "Pengurus"


class BatchRowQuerySet(models.QuerySet["BatchRow"]):
    def visible_to(self, user: User) -> BatchRowQuerySet:
        """Sealed rows about citizens of the areas in which the person works."""
        if not getattr(user, "is_authenticated", False):
            return self.none()
        return self.filter(kelurahan_in(user.area_codes("monthly.see"), "citizen__kelurahan"))


class Batch(models.Model):
    """What is sent for a month in one go. Numbered, and frozen with a hash once it is sealed."""

    class State(models.TextChoices):
        FILLING = "filling", "diisi"
        SEALED = "sealed", "tersegel, menunggu berkas"
        WRITTEN = "written", "tersegel, berkas siap"
        VOID = "void", "batal"  # stopped before the seal; the number stays

    number = models.CharField(max_length=20, unique=True)  # K-2611-01
    month = models.DateField()  # first day
    sequence = models.PositiveSmallIntegerField()  # B01, B02 … of the month
    state = models.CharField(max_length=8, choices=State.choices, default=State.FILLING)
    row_count = models.PositiveIntegerField(default=0)
    hash = models.CharField(max_length=64, blank=True)  # sha256 over the row hashes in order
    audit_head = models.CharField(max_length=40, blank=True)  # how far the audit chain reached when it was sealed
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    opened_at = models.DateTimeField(default=timezone.now)
    sealed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-month", "-sequence"]
        constraints = [
            models.UniqueConstraint(fields=["month", "sequence"], name="one_batch_per_month_and_sequence"),
            models.CheckConstraint(
                condition=~Q(state__in=["sealed", "written"]) | (~Q(hash="") & Q(sealed_at__isnull=False)),
                name="a_sealed_batch_has_a_hash",
            ),
            models.CheckConstraint(condition=Q(month__day=1), name="batch_month_is_a_first_day"),
        ]
        triggers = [
            pgtrigger.Protect(name="batch_is_never_deleted", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="sealed_batch_is_frozen",
                operation=pgtrigger.UpdateOf("hash", "row_count", "month", "number", "sealed_at", "audit_head"),
                condition=pgtrigger.Q(old__state__in=["sealed", "written"]),
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def page_url(self) -> str:
        """Where the batch is shown."""
        return f"/kiriman/{self.pk}/"

    @property
    def month_words(self) -> str:
        """The month as a small line: "untuk 11-2026"."""
        return f"untuk {self.month:%m-%Y}"


class BatchRow(models.Model):
    """One person of a change as it is sent: the values of the template by field name, as text. Written once."""

    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="rows")
    kind = models.CharField(max_length=12, choices=TemplateKind.choices)
    request = models.ForeignKey(ChangeRequest, on_delete=models.PROTECT, related_name="+")
    citizen = models.ForeignKey(Citizen, on_delete=models.PROTECT, related_name="+")
    kecamatan = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+")
    values: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(default=dict)  # dates ISO
    sha256 = models.CharField(max_length=64)

    objects = BatchRowQuerySet.as_manager()

    class Meta:
        ordering = ["kind", "kecamatan__code", "id"]
        indexes = [
            models.Index(fields=["batch", "kind", "kecamatan", "id"]),
            models.Index(KT("values__member_dtks_id"), name="batch_row_member"),  # answers without batch and row
            models.Index(KT("values__kk_number"), name="batch_row_card"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["batch", "request", "citizen"], name="a_person_of_a_change_once_per_batch")
        ]
        triggers = [
            pgtrigger.Protect(name="batch_row_is_written_once", operation=pgtrigger.Update),
            pgtrigger.Trigger(
                name="sealed_rows_stay",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Delete,
                declare=[("batch_state", "text"), ("which", "bigint")],
                func="""
                    which := CASE WHEN TG_OP = 'DELETE' THEN OLD.batch_id ELSE NEW.batch_id END;
                    SELECT state INTO batch_state FROM monthly_batch WHERE id = which FOR SHARE;
                    IF batch_state <> 'filling' THEN
                        RAISE EXCEPTION 'batch % is %, its rows stay as they are', which, batch_state;
                    END IF;
                    RETURN COALESCE(NEW, OLD);
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.batch_id}/{self.pk}"


class HeldBack(models.Model):
    """A change that could not go with a batch: why, and who can mend it."""

    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="held_back")
    request = models.ForeignKey(ChangeRequest, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=24)
    sentence = models.CharField(max_length=240)
    mender = models.CharField(max_length=40)

    class Meta:
        ordering = ["code", "id"]
        constraints = [models.UniqueConstraint(fields=["batch", "request"], name="held_back_once_per_batch")]

    def __str__(self) -> str:
        return f"{self.code} {self.request_id}"
