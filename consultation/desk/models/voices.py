"""What citizens say of the service, and what the office knows."""

from __future__ import annotations

import pghistory
import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from consultation.desk.models.tickets import Ticket

# The nine elements of PermenPANRB 14/2017, each with its question and the words of the answers 1 to 4.
ELEMENTS: list[tuple[str, str, tuple[str, str, str, str]]] = [
    ("Persyaratan", "Sesuaikah berkas yang diminta dengan urusannya?",
     ("tidak sesuai", "kurang sesuai", "sesuai", "sangat sesuai")),
    ("Prosedur", "Mudahkah langkah-langkahnya?", ("tidak mudah", "kurang mudah", "mudah", "sangat mudah")),
    ("Waktu", "Cepatkah pelayanannya?", ("tidak cepat", "kurang cepat", "cepat", "sangat cepat")),
    ("Biaya", "Adakah yang dibayar?", ("sangat mahal", "cukup mahal", "murah", "gratis")),
    ("Hasil", "Sesuaikah hasil yang diterima dengan yang dijanjikan?",
     ("tidak sesuai", "kurang sesuai", "sesuai", "sangat sesuai")),
    ("Kemampuan petugas", "Mampukah petugas menjawab?", ("tidak mampu", "kurang mampu", "mampu", "sangat mampu")),
    ("Perilaku petugas", "Ramahkah petugas?", ("tidak ramah", "kurang ramah", "ramah", "sangat ramah")),
    ("Sarana", "Bagaimana ruang dan tempat tunggunya?", ("buruk", "cukup", "baik", "sangat baik")),
    ("Pengaduan", "Bagaimana keluhan ditangani?",
     ("tidak ada", "ada, tidak berfungsi", "berfungsi kurang baik", "dikelola baik")),
]  # fmt: skip


class SurveyAnswer(models.Model):
    """What one citizen thinks of the service, once a ticket. Written once."""

    class Understood(models.TextChoices):
        YES = "yes", "Ya, paham"
        PARTLY = "partly", "Sedikit"
        NO = "no", "Belum paham"

    ticket = models.OneToOneField(Ticket, on_delete=models.PROTECT, related_name="survey")
    scores: ArrayField[list[int], list[int]] = ArrayField(models.PositiveSmallIntegerField(), size=9)  # 1 to 4
    understood = models.CharField(max_length=6, choices=Understood.choices)  # what DTKS is
    comment = models.CharField("saran", max_length=500, blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-at"]
        indexes = [models.Index(fields=["at"], name="survey_at")]
        constraints = [
            models.CheckConstraint(
                condition=Q(scores__len=9, scores__contained_by=[1, 2, 3, 4]), name="nine_scores_from_1_to_4"
            )
        ]
        triggers = [pgtrigger.Protect(name="survey_is_written_once", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.ticket_id} {self.at:%d-%m-%Y}"


@pghistory.track()
class Article(models.Model):
    """What the office knows of a matter, found while a citizen stands at the counter; some are for everybody."""

    slug = models.SlugField("alamat", max_length=60, unique=True)
    title = models.CharField("judul", max_length=120)
    text = models.TextField("isi", max_length=8000)
    words = models.CharField("kata lain", max_length=200, blank=True)  # how people ask for it
    is_public = models.BooleanField("untuk umum", default=False)
    is_active = models.BooleanField("dipakai", default=True)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    changed_at = models.DateTimeField("diubah", default=timezone.now)

    class Meta:
        ordering = ["title"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("desk:article", args=[self.slug])

    @property
    def opening(self) -> str:
        """The first line, for a list."""
        line = self.text.strip().split("\n", 1)[0]
        return f"{line[:110]}…" if len(line) > 110 else line
