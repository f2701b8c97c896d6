"""What the civil registry says: extracts, the persons in them, and comparisons of one citizen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pgtrigger
from django.conf import settings
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import Q
from django.db.models.functions import Upper
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


class Extract(models.Model):
    """A file of the civil registry that was merged; numbered, dated by the day on which it was taken."""

    number = models.PositiveIntegerField(unique=True)
    taken_on = models.DateField()
    staged_file = models.OneToOneField(StagedFile, on_delete=models.PROTECT, related_name="extract")
    sha256 = models.CharField(max_length=64)
    rows = models.PositiveIntegerField(default=0)
    merged_at = models.DateTimeField(default=timezone.now)

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


class ComparisonQuerySet(models.QuerySet["Comparison"]):
    def visible_to(self, user: User) -> ComparisonQuerySet:
        """Comparisons of citizens of the areas in which the person works."""
        if not getattr(user, "is_authenticated", False):
            return self.none()
        return self.filter(kelurahan_in(user.area_codes(), "citizen__kelurahan"))


class Comparison(models.Model):
    """One citizen held against a source at one time. Written once: the basis of proposals rests on it."""

    class Source(models.TextChoices):
        EXTRACT = "extract", "ekstrak Disdukcapil"
        SERVICE = "service", "layanan Disdukcapil"
        KEYED = "keyed", "layar Disdukcapil, diketik"

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

    objects = ComparisonQuerySet.as_manager()

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
