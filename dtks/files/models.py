"""Files that come in or go out, and the rows staged from them."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from dtks.jobs.models import Job


class StoredFile(models.Model):
    """A file on our disk under a random name. Given out only by a view that has an access rule."""

    name = models.CharField(max_length=200)  # as the sender called it
    path = models.CharField(max_length=80, unique=True)  # below settings.PADAN_FILES
    kind = models.CharField(max_length=20)  # found in the content: xlsx, csv, pdf, png, jpeg, webp
    size = models.PositiveBigIntegerField()  # bytes
    sha256 = models.CharField(max_length=64, db_index=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.name


class StagedFile(models.Model):
    """A table that came in: where its header stands, what its columns mean, what became of its rows."""

    class Purpose(models.TextChoices):
        LIST = "list", "Daftar pusat"
        EXTRACT = "extract", "Ekstrak Disdukcapil"
        REMOVALS = "removals", "Penghapusan lama"
        RETURN = "return", "Jawaban pusat"
        PUPILS = "pupils", "Daftar murid (Dapodik)"
        EVENTS = "events", "Peristiwa penduduk"
        VERIFY = "verify", "Nama untuk diverifikasi"

    class State(models.TextChoices):
        READING = "reading", "dibaca"
        MAPPING = "mapping", "menunggu arti kolom"
        STAGING = "staging", "disiapkan"
        STAGED = "staged", "siap digabungkan"
        MERGING = "merging", "digabungkan"
        MERGED = "merged", "sudah digabungkan"
        REFUSED = "refused", "ditolak"
        TAKING_BACK = "unmerging", "sedang ditarik"
        TAKEN_BACK = "taken_back", "ditarik kembali"

    purpose = models.CharField(max_length=10, choices=Purpose.choices)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    parameters = models.JSONField(default=dict)  # list: scheme, period; extract: taken_on
    state = models.CharField(max_length=10, choices=State.choices, default=State.READING, db_index=True)
    sheet = models.CharField(max_length=60, blank=True)
    header_row = models.PositiveIntegerField(null=True)  # as a spreadsheet counts, from 1
    headers = models.JSONField(default=list)  # header texts by position
    columns = models.JSONField(default=dict)  # position (text) -> field; what the person or we decided
    problem = models.TextField(blank=True)  # why the whole file is refused, in words
    read = models.PositiveIntegerField(default=0)
    created = models.PositiveIntegerField(default=0)
    updated = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    staged_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    staged_at = models.DateTimeField(default=timezone.now)
    merged_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    merged_at = models.DateTimeField(null=True)
    taken_back_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    taken_back_at = models.DateTimeField(null=True)
    taken_back_reason = models.CharField(max_length=200, blank=True)
    faulty_copy = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, related_name="+")
    job = models.ForeignKey(Job, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["-staged_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=["staged", "merging", "merged"])
                | Q(read=F("created") + F("updated") + F("unchanged") + F("refused")),
                name="read_is_created_updated_unchanged_refused",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_purpose_display()}: {self.file.name}"

    @property
    def page_url(self) -> str:
        """Where the file is shown."""
        return f"/berkas-masuk/{self.pk}/"


class StagedRow(models.Model):
    """One row as it stood in the file, as we read it, and what it would do."""

    class Verdict(models.TextChoices):
        WAITING = "", "belum dinilai"
        CREATED = "created", "baru"
        UPDATED = "updated", "berubah"
        UNCHANGED = "unchanged", "sama"
        REFUSED = "refused", "ditolak"

    staged_file = models.ForeignKey(StagedFile, on_delete=models.CASCADE, related_name="rows")
    row_no = models.PositiveIntegerField()  # as the spreadsheet counts
    raw = models.JSONField(default=list)  # cell texts by position
    values = models.JSONField(default=dict)  # field -> cleaned value
    findings = models.JSONField(default=list)  # [{column, field, value, code, advice, refuses}]
    verdict = models.CharField(max_length=9, choices=Verdict.choices, blank=True, default="")
    changes = models.JSONField(default=dict)  # field -> [old, new], for "updated"
    target_id = models.BigIntegerField(null=True)  # citizen or civil person it updates or equals

    class Meta:
        ordering = ["row_no"]
        constraints = [models.UniqueConstraint(fields=["staged_file", "row_no"], name="one_staged_row_per_number")]
        indexes = [models.Index(fields=["staged_file", "verdict", "row_no"])]

    def __str__(self) -> str:
        return f"{self.staged_file_id}/{self.row_no}"


class ColumnAlias(models.Model):
    """A header that a person once explained, remembered for the next file."""

    purpose = models.CharField(max_length=10, choices=StagedFile.Purpose.choices)
    slug = models.CharField(max_length=80)  # header in lower case, letters and digits only
    field = models.CharField(max_length=40, blank=True)  # empty: not needed
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["purpose", "slug"], name="one_meaning_per_header")]

    def __str__(self) -> str:
        return f"{self.slug} = {self.field}"


class FilePassword(models.Model):
    """A password of files for sending; the newest counts. Only the server's secret key turns its seed into the word."""

    seed = models.CharField(max_length=43)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    shown_to = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    shown_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.made_at:%d-%m-%Y %H:%M}"
