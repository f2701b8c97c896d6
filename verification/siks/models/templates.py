"""The centre's templates in their versions, and the files written from sealed batches."""

from __future__ import annotations

from datetime import date

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from dtks.files.models import StoredFile
from dtks.office.models import Region
from verification.monthly.models import Batch, Packet, TemplateKind


class TemplateQuerySet(models.QuerySet["Template"]):
    def all_in_force(self, on: date) -> TemplateQuerySet:
        """The version of every kind that holds on a day, with its columns."""
        found = self.filter(Q(valid_to=None) | Q(valid_to__gte=on), valid_from__lte=on)
        return found.order_by("kind", "-valid_from").distinct("kind").prefetch_related("columns")

    def in_force(self, kind: str, on: date) -> Template:
        """The version of a kind that holds on a day; the newest if several do.

        Raises:
            Template.DoesNotExist: no version of the kind holds on the day.
        """
        found = self.filter(Q(valid_to=None) | Q(valid_to__gte=on), kind=kind, valid_from__lte=on)
        newest = found.order_by("-valid_from").first()
        if newest is None:
            raise Template.DoesNotExist(f"{kind} {on:%d-%m-%Y}")
        return newest


class Template(models.Model):
    """One version of a sheet of SIKS-NG: how it is laid out, from when to when."""

    class DateForm(models.TextChoices):
        SLASHES = "%d/%m/%Y", "17/11/2026"
        DASHES = "%d-%m-%Y", "17-11-2026"
        ISO = "%Y-%m-%d", "2026-11-17"

    kind = models.CharField("lembar", max_length=12, choices=TemplateKind.choices)
    version = models.CharField("versi", max_length=20)
    valid_from = models.DateField("berlaku mulai")
    valid_to = models.DateField("sampai", null=True, blank=True)
    sheet = models.CharField("nama lembar", max_length=31)
    first_data_row = models.PositiveSmallIntegerField("baris data pertama", default=2)
    date_form = models.CharField("bentuk tanggal", max_length=10, choices=DateForm.choices, default=DateForm.SLASHES)
    dotted_codes = models.BooleanField("kode wilayah bertitik", default=False)
    slice_rows = models.PositiveIntegerField("baris tiap berkas", default=500)  # weak PCs open no more (domain.md 9)

    objects = TemplateQuerySet.as_manager()

    class Meta:
        ordering = ["kind", "-valid_from"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "version"], name="one_template_per_kind_and_version"),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")), name="template_ends_after_start"
            ),
            models.CheckConstraint(condition=Q(first_data_row__range=(2, 7)), name="data_begins_in_row_2_to_7"),
        ]

    def __str__(self) -> str:
        return f"{self.sheet} {self.version}"


class TemplateColumn(models.Model):
    """One column of a template: its header and which of our values stands in it."""

    class Kind(models.TextChoices):
        INTEGER = "integer", "bilangan"
        TEXT = "text", "teks"
        NIK16 = "nik16", "16 angka"
        DATE = "date", "tanggal"
        CODE = "code", "kode"
        DECIMAL = "decimal", "desimal"

    template = models.ForeignKey(Template, on_delete=models.PROTECT, related_name="columns")
    position = models.PositiveSmallIntegerField()  # from 1
    header = models.CharField(max_length=60)
    field = models.CharField(max_length=40)
    type = models.CharField(max_length=8, choices=Kind.choices)
    max_length = models.PositiveSmallIntegerField()
    code_table = models.CharField(max_length=24, blank=True)
    required = models.BooleanField(default=False)
    note = models.CharField(max_length=160, blank=True)

    class Meta:
        ordering = ["template", "position"]
        constraints = [
            models.UniqueConstraint(fields=["template", "position"], name="one_column_per_position"),
            models.UniqueConstraint(fields=["template", "header"], name="one_column_per_header"),
        ]

    def __str__(self) -> str:
        return self.header


class BatchTemplate(models.Model):
    """Which version a batch was checked against; it keeps it, whatever comes later."""

    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="templates")
    template = models.ForeignKey(Template, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=TemplateKind.choices)
    slice_rows = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["batch", "kind"], name="one_template_per_batch_and_kind")]

    def __str__(self) -> str:
        return f"{self.batch_id} {self.template}"


class BatchFile(models.Model):
    """A workbook written from a slice of a sealed batch. The same bytes at each download."""

    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="files")
    packet = models.ForeignKey(Packet, on_delete=models.PROTECT, null=True, related_name="+")  # whose letter it names
    template = models.ForeignKey(Template, on_delete=models.PROTECT, related_name="+")
    kecamatan = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+")
    slice_no = models.PositiveSmallIntegerField()
    row_ids: models.JSONField[list[int], list[int]] = models.JSONField(default=list)  # batch rows in their order
    stored = models.OneToOneField(StoredFile, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["batch", "template__kind", "kecamatan__code", "slice_no"]
        constraints = [
            models.UniqueConstraint(
                fields=["batch", "template", "kecamatan", "slice_no"], name="one_file_per_slice_of_a_batch"
            )
        ]
        triggers = [pgtrigger.Protect(name="batch_file_is_written_once", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return self.stored.name

    @property
    def letter(self) -> str:
        """The number of the mayor's letter that stands in its rows."""
        return self.packet.mayor_number if self.packet else ""
