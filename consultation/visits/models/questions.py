"""Form A4 as dated versions: what is asked, of whom, and when a question is passed over."""

from __future__ import annotations

from datetime import date

import pgtrigger
from django.db import models
from django.utils import timezone

PHOTO, PLACE, FLAGS, YES_NO, CODE, NUMBER, MOMENT = "photo", "geo", "flags", "yes_no", "code", "integer", "moment"
SECTIONS = {
    "A": "Identitas",
    "B": "Kunjungan",
    "C": "Rumah",
    "D": "Barang dan aset",
    "E": "Anggota keluarga",
    "F": "Penghasilan dan kebutuhan",
}


class FormVersionQuerySet(models.QuerySet["FormVersion"]):
    def on(self, day: date) -> FormVersion | None:
        """The version in force on a day."""
        return self.filter(starts_on__lte=day).order_by("-number").first()


class FormVersion(models.Model):
    """The form from a day on. Answers name their version, so that an old visit reads as it was asked."""

    number = models.PositiveSmallIntegerField(unique=True)
    starts_on = models.DateField()
    sha256 = models.CharField(max_length=64)  # of all questions, so that the same form makes no new version
    loaded_at = models.DateTimeField(default=timezone.now)

    objects = FormVersionQuerySet.as_manager()

    class Meta:
        ordering = ["-number"]

    def __str__(self) -> str:
        return f"Form A4 versi {self.number}"


class Question(models.Model):
    """One question of a version. Written once: a changed form is a new version."""

    version = models.ForeignKey(FormVersion, on_delete=models.PROTECT, related_name="questions")
    position = models.PositiveSmallIntegerField()
    section = models.CharField(max_length=1)
    code = models.CharField(max_length=3)
    label = models.CharField(max_length=120)
    kind = models.CharField(max_length=12)  # text, integer, code, yes_no, flags, moment, phone, photo, geo
    choices: models.JSONField[list[list[str]], list[list[str]]] = models.JSONField(default=list)  # [code, word]
    required = models.BooleanField(default=False)
    of_member = models.BooleanField(default=False)  # asked of each member of the family
    asked = models.BooleanField(default=True)  # False: filled in by the office, printed only
    shown_when = models.CharField(max_length=160, blank=True)  # "C08=1 & umur>=5"; empty: always
    help = models.CharField(max_length=240, blank=True)

    class Meta:
        ordering = ["version", "position"]
        constraints = [models.UniqueConstraint(fields=["version", "code"], name="a_question_once_per_version")]
        triggers = [pgtrigger.Protect(name="question_is_written_once", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.code} {self.label}"
