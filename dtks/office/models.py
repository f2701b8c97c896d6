"""The office: regions, days off, code tables, number series, letterhead, signatories."""

from datetime import date
from typing import TypeVar

from django.db import models
from django.db.models import F, Q


class Region(models.Model):
    """A province, regency, kecamatan or kelurahan by its Kemendagri code (undotted, 2, 4, 6 or 10 digits)."""

    class Level(models.TextChoices):
        PROVINCE = "province", "provinsi"
        REGENCY = "regency", "kota/kabupaten"
        KECAMATAN = "kecamatan", "kecamatan"
        KELURAHAN = "kelurahan", "kelurahan"

    code = models.CharField(max_length=10, unique=True)
    level = models.CharField(max_length=10, choices=Level.choices)
    kind = models.CharField(max_length=12)  # a desa is the level of a kelurahan, of another kind
    name = models.CharField(max_length=80)
    slug = models.CharField(max_length=80, db_index=True)  # name for comparing: upper case, letters and digits only
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="children")
    bps_code = models.CharField(max_length=10, blank=True)
    in_kendari = models.BooleanField(default=False)

    class Meta:
        ordering = ["code"]
        indexes = [models.Index(fields=["level", "in_kendari"])]

    def __str__(self) -> str:
        return self.name


class Code(models.Model):
    """A row of a code table that the office did not make: SIAK, ministry, our outcome codes."""

    table = models.CharField(max_length=40)
    code = models.CharField(max_length=60)
    label = models.CharField(max_length=160)
    identifier = models.CharField(max_length=60, blank=True)
    data = models.JSONField(default=dict)  # the other columns of the file, e.g. spelling_variants
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["table", "position"]
        constraints = [models.UniqueConstraint(fields=["table", "code"], name="one_code_per_table")]

    def __str__(self) -> str:
        return self.label


class Holiday(models.Model):
    """A day on which the office is closed; both national holidays and collective leave."""

    date = models.DateField(unique=True)
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=20)
    certainty = models.CharField(max_length=20, default="known")
    source = models.CharField(max_length=160, blank=True)

    class Meta:
        ordering = ["date"]

    def __str__(self) -> str:
        return f"{self.date:%d-%m-%Y} {self.name}"


class NumberSeries(models.Model):
    """The last number given out for a kind in a year. Taken under a lock, so without gaps."""

    kind = models.CharField(max_length=30)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "year"], name="one_series_per_kind_and_year")]

    def __str__(self) -> str:
        return f"{self.kind}/{self.year}: {self.last}"


Row_co = TypeVar("Row_co", bound=models.Model, covariant=True)


class DatedQuerySet(models.QuerySet[Row_co]):
    def in_force(self, on: date) -> "DatedQuerySet[Row_co]":
        """Rows whose span holds the day."""
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=on), starts_on__lte=on)


class Letterhead(models.Model):
    """What stands on top of a paper from a day on. Address and phone stay empty until the office fills them."""

    government = models.CharField("pemerintah", max_length=80, default="PEMERINTAH KOTA KENDARI")
    office = models.CharField("dinas", max_length=80, default="DINAS SOSIAL")
    address = models.CharField("alamat", max_length=200, blank=True)
    phone = models.CharField("telepon", max_length=40, blank=True)
    email = models.EmailField("surel", blank=True)
    postcode = models.CharField("kode pos", max_length=5, blank=True)
    emblem = models.BinaryField("lambang", blank=True, default=b"")  # PNG, at most 500 kB
    starts_on = models.DateField("berlaku mulai")
    ends_on = models.DateField("sampai", null=True, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")), name="letterhead_ends_after_start"
            )
        ]

    def __str__(self) -> str:
        return f"{self.government} {self.office}"


class Signatory(models.Model):
    """An official who signs papers, with the mandate that lets him."""

    class Acting(models.TextChoices):
        NONE = "", "pejabat tetap"
        PLH = "Plh.", "Plh. (berhalangan)"
        PLT = "Plt.", "Plt. (jabatan kosong)"
        PJ = "Pj.", "Pj. (penjabat)"

    seat = models.CharField("jabatan", max_length=80)
    name = models.CharField("nama dan gelar", max_length=100)
    nip = models.CharField("NIP", max_length=18, blank=True)
    rank = models.CharField("pangkat, golongan", max_length=60, blank=True)
    acting = models.CharField("kedudukan", max_length=4, choices=Acting.choices, blank=True, default="")
    mandate_number = models.CharField("nomor surat", max_length=80, blank=True)
    starts_on = models.DateField("mulai")
    ends_on = models.DateField("sampai", null=True, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        ordering = ["seat", "-starts_on"]
        constraints = [
            models.CheckConstraint(condition=Q(acting="") | ~Q(mandate_number=""), name="acting_needs_a_letter"),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")), name="signatory_ends_after_start"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.acting} {self.seat}: {self.name}".strip()
