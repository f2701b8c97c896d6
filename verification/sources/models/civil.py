"""What the civil registry says: extracts, the persons in them, and comparisons of one citizen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

import pgtrigger
from django.conf import settings
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import Q
from django.db.models.functions import Upper
from django.urls import reverse
from django.utils import timezone

from dtks.accounts.models import kelurahan_in
from dtks.files.models import StagedFile
from dtks.office.models import Region
from dtks.registry.models import Citizen, Sex

if TYPE_CHECKING:
    from dtks.accounts.models import User


class ResultClass(models.TextChoices):
    """The fifteen classes of data/result_classes.csv, with the words of the chips."""

    MATCH = "MATCH", "Padan"
    VARIANT = "VARIANT", "Varian"
    FIELD_DIFFERS = "FIELD_DIFFERS", "Ada data berbeda"
    NIK_DIFFERS = "NIK_DIFFERS", "NIK berbeda"
    NOT_ONLINE = "NOT_ONLINE", "Data belum online"
    BLOCKED = "BLOCKED", "Diblokir"
    INACTIVE = "INACTIVE", "NIK nonaktif"
    DECEASED = "DECEASED", "Tercatat meninggal"
    MOVED = "MOVED", "Tercatat pindah"
    NIK_DUPLICATE = "NIK_DUPLICATE", "Ganda"
    NIK_INVALID = "NIK_INVALID", "NIK tidak sah"
    NIK_OTHER_PERSON = "NIK_OTHER_PERSON", "NIK milik orang lain"
    NOT_FOUND = "NOT_FOUND", "Tidak ditemukan"
    NO_NIK = "NO_NIK", "Belum punya NIK"
    SERVICE_ERROR = "SERVICE_ERROR", "Gangguan layanan"


class StandingExtracts(models.Manager["Extract"]):
    """Extracts that were not taken back."""

    def get_queryset(self) -> models.QuerySet[Extract]:
        return super().get_queryset().filter(taken_back_at=None)


class Extract(models.Model):
    """A file of the civil registry that was merged; numbered, dated by the day on which it was taken."""

    number = models.PositiveIntegerField(unique=True)
    taken_on = models.DateField()
    staged_file = models.OneToOneField(StagedFile, on_delete=models.PROTECT, related_name="extract")
    sha256 = models.CharField(max_length=64)
    rows = models.PositiveIntegerField(default=0)
    merged_at = models.DateTimeField(default=timezone.now)
    taken_back_at = models.DateTimeField(null=True)

    objects = StandingExtracts()
    every: ClassVar[models.Manager[Extract]] = models.Manager()

    class Meta:
        ordering = ["-taken_on", "-number"]

    def __str__(self) -> str:
        return f"Ekstrak {self.number} ({self.taken_on:%d-%m-%Y})"


class CivilPerson(models.Model):
    """A person as the newest extract that has him says. Values are the registry's own, only cleaned."""

    class Flag(models.TextChoices):
        ACTIVE = "AKTIF", "aktif"
        DECEASED = "MENINGGAL", "meninggal"
        MOVED = "PINDAH", "pindah"
        INACTIVE = "NONAKTIF", "nonaktif"
        DUPLICATE = "GANDA", "ganda"

    nik = models.CharField(max_length=16, unique=True)
    kk_number = models.CharField(max_length=24, blank=True, db_index=True)
    name = models.CharField(max_length=120)
    sex = models.CharField(max_length=1, choices=Sex.choices, blank=True)
    birth_place = models.CharField(max_length=60, blank=True)
    birth_date = models.DateField(null=True)
    relation = models.CharField(max_length=2, blank=True)
    mother_name = models.CharField(max_length=120, blank=True)
    address = models.CharField(max_length=200, blank=True)
    rt = models.CharField(max_length=10, blank=True)
    rw = models.CharField(max_length=10, blank=True)
    kelurahan = models.ForeignKey(Region, on_delete=models.PROTECT, null=True, related_name="+")
    ktp_state = models.CharField(max_length=1, blank=True)
    flag = models.CharField(max_length=10, choices=Flag.choices, default=Flag.ACTIVE)
    flag_on = models.DateField(null=True)  # TGL_MATI or TGL_PINDAH where given
    taken_on = models.DateField()
    extract = models.ForeignKey(Extract, on_delete=models.PROTECT, related_name="persons")
    changed_in = models.ForeignKey(Extract, on_delete=models.PROTECT, related_name="+")  # last extract that changed him

    class Meta:
        ordering = ["id"]
        indexes = [
            models.Index(fields=["birth_date", "name"]),
            GinIndex(OpClass(Upper("name"), "gin_trgm_ops"), name="civil_name"),  # one citizen, looked up by his name
        ]

    def __str__(self) -> str:
        return f"Orang {self.pk}"


class OfCitizenQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: User) -> OfCitizenQuerySet:
        """Rows of citizens of the areas in which the person works."""
        if not getattr(user, "is_authenticated", False):
            return self.none()
        return self.filter(kelurahan_in(user.area_codes(), "citizen__kelurahan"))


class Comparison(models.Model):
    """One citizen held against a source at one time. Written once: the basis of proposals rests on it."""

    class Source(models.TextChoices):
        EXTRACT = "extract", "ekstrak Disdukcapil"
        SERVICE = "service", "layanan Disdukcapil"
        KEYED = "keyed", "layar Disdukcapil, diketik"

    AWAITS_NIK = "AWAITS_NIK"  # among the codes: a newborn who has no NIK yet, so that nothing can be held against it

    citizen = models.ForeignKey(Citizen, on_delete=models.PROTECT, related_name="comparisons")
    civil_person = models.ForeignKey(CivilPerson, on_delete=models.PROTECT, null=True, related_name="+")
    source = models.CharField(max_length=8, choices=Source.choices, default=Source.EXTRACT)
    taken_on = models.DateField(null=True)  # the day of which the source speaks
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    result_class = models.CharField(max_length=20, choices=ResultClass.choices, db_index=True)
    # field -> {"ours", "theirs" (file only, else null), "verdict": same|variant|differs|unknown, "similarity": 0..1}
    fields: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(default=dict)
    confidence = models.FloatField(null=True)
    band = models.CharField(max_length=10, blank=True)  # same, eyes, different
    contributions: models.JSONField[dict[str, float], dict[str, float]] = models.JSONField(default=dict)
    codes: models.JSONField[list[str], list[str]] = models.JSONField(default=list)
    method_version = models.CharField(max_length=40, blank=True)

    objects = OfCitizenQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["citizen", "-at"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(confidence=None) | Q(confidence__range=(0, 1)), name="comparison_confidence_is_0_to_1"
            )
        ]
        triggers = [pgtrigger.Protect(name="comparison_is_written_once", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.citizen_id} {self.result_class}"


class Agreement(models.Model):
    """The agreement (PKS, Permendagri 102/2019) under which Disdukcapil's web service may be asked."""

    number = models.CharField("nomor PKS", max_length=80)
    institution = models.CharField("nama lembaga", max_length=120)
    institution_code = models.CharField("kode lembaga", max_length=20, blank=True)
    starts_on = models.DateField("berlaku mulai")
    ends_on = models.DateField("berlaku sampai")
    daily_quota = models.PositiveIntegerField("kuota sehari", default=1_000)
    threshold = models.PositiveSmallIntegerField("ambang nama", default=90)  # percent; from here it is the same
    floor = models.PositiveSmallIntegerField("batas bawah nama", default=75)  # percent; from here it is a spelling
    is_on = models.BooleanField("layanan dipakai", default=True)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    entered_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-starts_on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=models.F("starts_on")), name="agreement_ends_after_it_starts"
            ),
            models.CheckConstraint(
                condition=Q(floor__lt=models.F("threshold")) & Q(threshold__lte=100), name="floor_lies_below_threshold"
            ),
        ]

    def __str__(self) -> str:
        return self.number


class ServiceDay(models.Model):
    """What the service was asked on one day of the office; the quota and the circuit breaker stand on it."""

    date = models.DateField(unique=True)
    asked = models.PositiveIntegerField(default=0)
    failed = models.PositiveIntegerField(default=0)
    failures_in_row = models.PositiveIntegerField(default=0)
    closed_until = models.DateTimeField(null=True)  # the circuit is open: nobody is asked before

    class Meta:
        ordering = ["-date"]

    def __str__(self) -> str:
        return f"{self.date:%d-%m-%Y}: {self.asked}"


class ServiceAnswer(models.Model):
    """One question to the service and what came back, word for word; it holds no value of the register."""

    citizen = models.ForeignKey(Citizen, on_delete=models.PROTECT, related_name="service_answers")
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    result_class = models.CharField(max_length=20, choices=ResultClass.choices, db_index=True)
    signal = models.CharField(max_length=120, blank=True)  # HTTP 503, RESPONSE_CODE 13, waktu habis
    raw = models.JSONField(default=dict)
    milliseconds = models.PositiveIntegerField(default=0)
    comparison = models.OneToOneField(Comparison, on_delete=models.PROTECT, null=True, related_name="answer")

    objects = OfCitizenQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(result_class="SERVICE_ERROR") | Q(comparison=None),
                name="a_service_error_is_no_comparison",
            )
        ]
        triggers = [pgtrigger.Protect(name="answer_is_written_once", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.citizen_id} {self.result_class}"

    @property
    def place_words(self) -> str:
        """The second line of a list."""
        return str(self.citizen.kelurahan or "kelurahan belum diketahui")

    @property
    def page_url(self) -> str:
        """Where the citizen's answers stand."""
        return reverse("sources:citizen", args=[self.citizen_id])


class ServiceCheck(models.Model):
    """The next time a citizen is held against the service; one a citizen, moved on by each answer."""

    citizen = models.OneToOneField(Citizen, on_delete=models.PROTECT, related_name="service_check")
    due_on = models.DateField(db_index=True)
    attempt = models.PositiveSmallIntegerField(default=0)  # how often this class was answered in a row
    errors = models.PositiveSmallIntegerField(default=0)  # how often the service did not answer since
    last_class = models.CharField(max_length=20, choices=ResultClass.choices, blank=True)

    class Meta:
        ordering = ["due_on", "id"]

    def __str__(self) -> str:
        return f"{self.citizen_id} {self.due_on:%d-%m-%Y}"
