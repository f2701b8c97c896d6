"""Answers of the centre as they came: the file, and what each of its rows meant to us."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from dtks.accounts.models import kelurahan_in
from dtks.files.models import StoredFile
from dtks.jobs.models import Job
from verification.monthly.models import Batch, BatchRow, LedgerLine
from verification.siks.models.templates import BatchFile

if TYPE_CHECKING:
    from dtks.accounts.models import User


class ReturnFile(models.Model):
    """A file in which the centre answers. Read = matched + unknown + repeated, always."""

    class State(models.TextChoices):
        READING = "reading", "dibaca"
        ANSWERING = "answering", "dicatat di buku usulan"
        DONE = "done", "selesai"
        REFUSED = "refused", "ditolak"

    stored = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, null=True, related_name="returns")
    batch_file = models.ForeignKey(BatchFile, on_delete=models.PROTECT, null=True, related_name="returns")
    state = models.CharField(max_length=10, choices=State.choices, default=State.READING, db_index=True)
    problem = models.TextField(blank=True)  # why the whole file is refused, in words
    sheets: models.JSONField[list[dict[str, Any]], list[dict[str, Any]]] = models.JSONField(default=list)
    read = models.PositiveIntegerField(default=0)
    matched = models.PositiveIntegerField(default=0)
    unknown = models.PositiveIntegerField(default=0)
    repeated = models.PositiveIntegerField(default=0)
    faulty = models.PositiveIntegerField(default=0)  # rows with a remark; each is one of the three above
    job = models.ForeignKey(Job, on_delete=models.PROTECT, null=True, related_name="+")
    taken_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    taken_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-taken_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(read=F("matched") + F("unknown") + F("repeated")),
                name="read_is_matched_unknown_repeated",
            )
        ]

    def __str__(self) -> str:
        return self.stored.name

    @property
    def page_url(self) -> str:
        """Where the answer is shown."""
        return reverse("siks:return", args=[self.pk])

    @property
    def batch_words(self) -> str:
        """The batch it answers, or that it names none."""
        return self.batch.number if self.batch else "tanpa nomor kiriman"


class ReturnRowQuerySet(models.QuerySet["ReturnRow"]):
    def visible_to(self, user: User) -> ReturnRowQuerySet:
        """Rows about citizens of the areas in which the person works; rows about nobody of ours only city-wide."""
        if not getattr(user, "is_authenticated", False):
            return self.none()
        codes = user.area_codes("monthly.see")
        return self if codes is None else self.filter(kelurahan_in(codes, "row__citizen__kelurahan"))


class ReturnRow(models.Model):
    """One row of an answer: what it says, whose row of ours it answers, what is wrong in it."""

    class Outcome(models.TextChoices):
        WAITING = "", "belum dicocokkan"
        MATCHED = "matched", "cocok"
        UNKNOWN = "unknown", "tidak dikenal"
        REPEATED = "repeated", "berulang"

    return_file = models.ForeignKey(ReturnFile, on_delete=models.PROTECT, related_name="rows")
    position = models.PositiveIntegerField()  # sheets after another, rows within
    sheet = models.CharField(max_length=31, blank=True)
    row_no = models.PositiveIntegerField()  # as the spreadsheet counts
    name = models.CharField(max_length=120, blank=True)
    word = models.CharField(max_length=20, blank=True)  # DITERIMA, DITOLAK … as read
    state = models.CharField(max_length=20, choices=LedgerLine.State.choices, blank=True)
    code = models.CharField(max_length=20, blank=True)
    message = models.CharField(max_length=240, blank=True)
    processed_on = models.DateField(null=True)
    row = models.ForeignKey(BatchRow, on_delete=models.PROTECT, null=True, related_name="+")
    outcome = models.CharField(max_length=8, choices=Outcome.choices, blank=True, default="")
    why = models.CharField(max_length=160, blank=True)  # of an unknown row
    findings: models.JSONField[list[dict[str, str]], list[dict[str, str]]] = models.JSONField(default=list)

    objects = ReturnRowQuerySet.as_manager()

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["return_file", "position"], name="one_return_row_per_position")]
        indexes = [models.Index(fields=["return_file", "outcome", "position"])]

    def __str__(self) -> str:
        return f"{self.return_file_id}/{self.position}"

    @property
    def word_shown(self) -> str:
        """The centre's word as on a chip: "Tidak padan"."""
        return self.word.capitalize()
