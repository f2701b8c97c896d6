"""Pupils as Dapodik or EMIS has them: the second source for PIP, held against Disdukcapil and against us."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from dtks.accounts.models import kelurahan_in
from dtks.files.models import StagedFile
from dtks.registry.models import Citizen, Sex
from verification.sources.models.civil import CivilPerson

if TYPE_CHECKING:
    from dtks.accounts.models import User


class School(models.Model):
    """A school or madrasah, by its NPSN or, where a list names none, by its name."""

    key = models.CharField(max_length=140, unique=True)  # npsn, or the name for comparing
    npsn = models.CharField(max_length=10, blank=True)
    name = models.CharField(max_length=120)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def page_url(self) -> str:
        """Its pupils."""
        return f"{reverse('sources:pupils')}?sekolah={self.pk}"

    @property
    def below(self) -> str:
        """The second line of a list."""
        return f"NPSN {self.npsn}" if self.npsn else "NPSN belum diketahui"


class PupilQuerySet(models.QuerySet["Pupil"]):
    def visible_to(self, user: User) -> PupilQuerySet:
        """Pupils who are citizens of the person's areas; who is none of ours is seen in the whole city only."""
        if not getattr(user, "is_authenticated", False):
            return self.none()
        codes = user.area_codes("reconciliation.see")
        return self if codes is None else self.filter(kelurahan_in(codes, "citizen__kelurahan"))


class Pupil(models.Model):
    """A pupil as the newest list of the school says; never a source for a citizen's values."""

    class State(models.TextChoices):
        AGREES = "agrees", "sama dengan Disdukcapil"
        RESIDUE = "residue", "sekolah memperbaiki"
        UNKNOWN = "unknown", "tidak ada di Disdukcapil"

    # What the school keeps and Disdukcapil knows too, with the words of Dapodik.
    COMPARED = {
        "nik": "NIK", "name": "Nama", "sex": "Jenis kelamin", "birth_place": "Tempat lahir",
        "birth_date": "Tanggal lahir", "mother_name": "Nama ibu", "kk_number": "No. KK",
    }  # fmt: skip

    key = models.CharField(max_length=200, unique=True)  # NISN, else NIK, else school, name and birth date
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="pupils")
    nisn = models.CharField(max_length=12, blank=True)
    grade = models.CharField("kelas", max_length=20, blank=True)
    nik = models.CharField(max_length=24, blank=True)
    name = models.CharField(max_length=120)
    sex = models.CharField(max_length=1, choices=Sex.choices, blank=True)
    birth_place = models.CharField(max_length=60, blank=True)
    birth_date = models.DateField(null=True)
    mother_name = models.CharField(max_length=120, blank=True)
    kk_number = models.CharField(max_length=24, blank=True)
    pip_worthy = models.CharField(max_length=20, blank=True)
    kip_number = models.CharField(max_length=20, blank=True)
    kks_number = models.CharField(max_length=20, blank=True)
    pkh_number = models.CharField(max_length=24, blank=True)
    household_id = models.CharField(max_length=36, blank=True)  # the number of DTKS as the school has it
    citizen = models.ForeignKey(Citizen, on_delete=models.PROTECT, null=True, related_name="pupils")
    civil_person = models.ForeignKey(CivilPerson, on_delete=models.SET_NULL, null=True, related_name="+")
    state = models.CharField(max_length=8, choices=State.choices, default=State.UNKNOWN, db_index=True)
    repairs: ArrayField[list[str], list[str]] = ArrayField(models.CharField(max_length=20), default=list)
    ours_differ: ArrayField[list[str], list[str]] = ArrayField(models.CharField(max_length=20), default=list)
    taken_on = models.DateField()
    staged_file = models.ForeignKey(StagedFile, on_delete=models.PROTECT, related_name="pupils")
    compared_at = models.DateTimeField(default=timezone.now)

    objects = PupilQuerySet.as_manager()

    class Meta:
        ordering = ["school", "grade", "name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="residue", repairs__len__gt=0) | (~Q(state="residue") & Q(repairs=[])),
                name="only_residue_has_repairs",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def page_url(self) -> str:
        """Its three columns."""
        return reverse("sources:pupil", args=[self.pk])

    @property
    def below(self) -> str:
        """The second line of a list."""
        return " · ".join(filter(None, [f"kelas {self.grade}" if self.grade else "", str(self.school)]))

    @property
    def repair_words(self) -> str:
        """What the school must repair, in words."""
        return ", ".join(self.COMPARED[name] for name in self.repairs)

    def text(self, field: str) -> str:
        """A field as canonical text."""
        value: Any = getattr(self, field)
        return "" if value is None else str(value)
