"""The office: regions, days off, windows of the month, code tables, number series, letterhead, signatories."""

from datetime import date
from typing import Any, TypeVar

import pghistory
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.urls import reverse
from django.utils import timezone

from dtks.web.memory import forget

DAYS_OFF, MONTH_WINDOWS = "days_off", "month_windows"  # what is remembered of the calendar


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


class HolidayManager(models.Manager["Holiday"]):
    """The days off that count; a day that was taken back stays in the table and counts no more."""

    def get_queryset(self) -> models.QuerySet["Holiday"]:
        return super().get_queryset().filter(taken_back=False)


@pghistory.track()
class Holiday(models.Model):
    """A day on which the office is closed; both national holidays and collective leave."""

    class Kind(models.TextChoices):
        NATIONAL = "nasional", "Libur nasional"
        COLLECTIVE = "cuti_bersama", "Cuti bersama"
        LOCAL = "daerah", "Libur daerah"
        ELECTION = "pemilihan", "Hari pemungutan suara"
        OTHER = "lain", "Kantor tutup"

    class Certainty(models.TextChoices):
        KNOWN = "known", "pasti"
        REPORTED = "reported", "diberitakan"
        ASSUMED = "assumed", "perkiraan"

    date = models.DateField("tanggal", unique=True)
    name = models.CharField("nama", max_length=120)
    kind = models.CharField("jenis", max_length=20, choices=Kind.choices)
    certainty = models.CharField("kepastian", max_length=20, choices=Certainty.choices, default=Certainty.KNOWN)
    source = models.CharField("dasar", max_length=160, blank=True)
    taken_back = models.BooleanField("dibatalkan", default=False)

    objects = HolidayManager()
    with_taken_back = models.Manager["Holiday"]()

    class Meta:
        ordering = ["date"]

    def __str__(self) -> str:
        return f"{self.date:%d-%m-%Y} {self.name}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """The days off that pages remember for a minute are read anew."""
        super().save(*args, **kwargs)
        forget(DAYS_OFF)

    @property
    def page_url(self) -> str:
        return reverse("office:holiday", args=[self.pk])

    @property
    def is_over(self) -> bool:
        """A day that has begun was lived as it was declared."""
        return self.date <= timezone.localdate()


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


def span_of_days() -> Func:
    """The days of a dated row as a range of the database, both ends with it."""
    return Func(F("starts_on"), F("ends_on"), Value("[]"), function="daterange")


def state_on(row: "Letterhead | Signatory | MayorDay", day: date) -> str:
    """What a dated row is on a day: in_force, later, ended."""
    if row.ends_on is not None and row.ends_on < day:
        return "ended"
    return "later" if row.starts_on > day else "in_force"


@pghistory.track()
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
            ),
            ExclusionConstraint(name="one_letterhead_a_day", expressions=[(span_of_days(), RangeOperators.OVERLAPS)]),
        ]

    def __str__(self) -> str:
        return f"{self.government} {self.office}"

    @property
    def state_today(self) -> str:
        return state_on(self, timezone.localdate())


@pghistory.track()
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
            ExclusionConstraint(
                name="one_official_a_seat_and_day",
                expressions=[("seat", RangeOperators.EQUAL), (span_of_days(), RangeOperators.OVERLAPS)],
                condition=Q(acting=""),
            ),
            ExclusionConstraint(
                name="one_acting_official_a_seat_and_day",
                expressions=[("seat", RangeOperators.EQUAL), (span_of_days(), RangeOperators.OVERLAPS)],
                condition=~Q(acting=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.acting} {self.seat}: {self.name}".strip()

    @property
    def page_url(self) -> str:
        return reverse("office:signatory", args=[self.pk])

    @property
    def seat_words(self) -> str:
        """The seat with "Plh." or "Plt." before it."""
        return f"{self.acting} {self.seat}".strip()

    @property
    def state_today(self) -> str:
        return state_on(self, timezone.localdate())


@pghistory.track()
class MonthWindow(models.Model):
    """The days of one month of business as the centre and the office set them; without a row the defaults hold."""

    month = models.DateField("bulan", unique=True)  # first day
    is_shut = models.BooleanField("tidak ada jendela bulan ini", default=False)
    opens_on = models.DateField("jendela dibuka")
    kelurahan_until = models.DateField("batas kelurahan")
    pbi_until = models.DateField("batas PBI")
    closes_on = models.DateField("batas kiriman")
    packet_on = models.DateField("paket ke wali kota")
    signed_by = models.DateField("ditandatangani paling lambat")
    upload_on = models.DateField("unggah ke SIKS-NG")
    governor_on = models.DateField("tembusan gubernur")
    basis = models.CharField("dasar", max_length=160, blank=True)

    class Meta:
        ordering = ["-month"]
        constraints = [
            models.CheckConstraint(condition=Q(month__day=1), name="window_month_is_a_first_day"),
            models.CheckConstraint(
                condition=Q(opens_on__lte=F("closes_on"), closes_on__lte=F("signed_by"), signed_by__lte=F("upload_on")),
                name="a_window_runs_forward",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.month:%m-%Y}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """The windows that pages remember for a minute are read anew."""
        super().save(*args, **kwargs)
        forget(MONTH_WINDOWS)


@pghistory.track()
class MayorDay(models.Model):
    """Days on which the mayor signs, or cannot: leave, journeys."""

    class Kind(models.TextChoices):
        SIGNS = "signs", "Hari tanda tangan"
        AWAY = "away", "Tidak di tempat"

    kind = models.CharField("jenis", max_length=5, choices=Kind.choices)
    starts_on = models.DateField("mulai")
    ends_on = models.DateField("sampai")
    note = models.CharField("keterangan", max_length=120, blank=True)
    taken_back = models.BooleanField(default=False)

    class Meta:
        ordering = ["starts_on"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="mayor_day_ends_after_start")
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.starts_on:%d-%m-%Y}"

    @property
    def state_today(self) -> str:
        return state_on(self, timezone.localdate())
