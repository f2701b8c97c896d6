"""Runs that hold the registry against an extract, the bounds of the bands, what the brake holds, what is staged."""

from __future__ import annotations

from typing import Any

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from dtks.jobs.models import Job
from dtks.office.models import Region
from verification.sources.models import Extract, ResultClass

FAMILIES = {"running": "teluk", "held": "varian", "done": "padan", "stopped": "kosong", "failed": "berbeda"}


class Thresholds(models.Model):
    """Bounds of the bands and the brake, from a time on. The newest row holds; earlier ones stay."""

    eyes = models.FloatField("pita lain, di bawah")  # below it nobody is given
    same = models.FloatField("pita sama, mulai")  # from it on the person is certain
    brake = models.FloatField("rem, bagian tidak padan")  # a run with a greater share is held
    reason = models.CharField("alasan", max_length=200, blank=True)
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    set_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(  # equal bounds would leave no middle band
                condition=Q(eyes__gt=0) & Q(eyes__lt=F("same")) & Q(same__lte=1), name="eyes_bound_below_same_bound"
            ),
            models.CheckConstraint(condition=Q(brake__gt=0) & Q(brake__lte=1), name="brake_is_a_share"),
        ]
        triggers = [
            pgtrigger.Protect(name="thresholds_are_written_once", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"{self.eyes:.2f} / {self.same:.2f}"


class Run(models.Model):
    """One comparison of all citizens with an extract: under which bounds and method, and what it came to."""

    class State(models.TextChoices):
        RUNNING = "running", "berjalan"
        HELD = "held", "ditahan rem"
        DONE = "done", "selesai"
        STOPPED = "stopped", "dihentikan"
        FAILED = "failed", "gagal"

    class Scope(models.TextChoices):
        """Whom a run compares."""

        ALL = "all", "semua warga"
        CHANGED = "changed", "yang tersentuh perubahan"

    class Stage(models.TextChoices):
        """The passes of a running run."""

        TOUCH = "touch", "mencari siapa yang tersentuh perubahan"
        SCORE = "score", "membandingkan warga"
        SETTLE = "settle", "memutuskan siapa memiliki siapa"
        JUDGE = "judge", "menyimpulkan hasil"
        WRITE = "write", "menulis hasil"
        END = "end", "selesai"

    number = models.CharField(max_length=20, unique=True)  # R-2611-0004
    job = models.OneToOneField(Job, on_delete=models.PROTECT, null=True, related_name="reconciliation_run")
    scope = models.CharField(max_length=8, choices=Scope.choices, default=Scope.ALL)
    base = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")  # its pairs are taken over
    extract = models.ForeignKey(Extract, on_delete=models.PROTECT, related_name="runs")
    register_rows = models.PositiveIntegerField(default=0)
    state = models.CharField(max_length=8, choices=State.choices, default=State.RUNNING)
    stage = models.CharField(max_length=8, choices=Stage.choices, default=Stage.SCORE)
    thresholds = models.ForeignKey(Thresholds, on_delete=models.PROTECT, related_name="runs")
    method_version = models.CharField(max_length=40, blank=True)
    previous = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    started_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True)
    total = models.PositiveIntegerField(default=0)
    compared = models.PositiveIntegerField(default=0)  # looked up in this run; of a run of what changed only some
    refused = models.PositiveIntegerField(default=0)  # rows on which the method failed: reported, not guessed
    counts: models.JSONField[dict[str, int], dict[str, int]] = models.JSONField(default=dict)  # class -> citizens
    bands: models.JSONField[dict[str, int], dict[str, int]] = models.JSONField(default=dict)
    # kelurahan code ("" unknown) -> class -> citizens
    by_kelurahan: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(default=dict)
    # "OLD>NEW" -> citizens who went from one class to another since the run before, and why
    moved: models.JSONField[dict[str, int], dict[str, int]] = models.JSONField(default=dict)
    causes: models.JSONField[dict[str, int], dict[str, int]] = models.JSONField(default=dict)
    moved_places: models.JSONField[dict[str, int], dict[str, int]] = models.JSONField(default=dict)  # by kelurahan code
    message = models.TextField(blank=True)
    released_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    release_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["state"], condition=Q(state="running"), name="one_running_reconciliation"),
            models.CheckConstraint(
                condition=Q(released_by=None) | ~Q(release_reason=""), name="release_of_the_brake_has_a_reason"
            ),
        ]
        triggers = [pgtrigger.Protect(name="run_is_never_deleted", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("reconciliation:run", args=[self.pk])

    @property
    def family(self) -> str:
        """The colour family of its state's chip."""
        return FAMILIES[self.state]

    @property
    def matching(self) -> int:
        """Citizens in whom everything agrees."""
        return self.counts.get(ResultClass.MATCH, 0)

    @property
    def not_matching(self) -> int:
        """All others that were compared."""
        return sum(self.counts.values()) - self.matching

    @property
    def extract_words(self) -> str:
        """The extract and its size."""
        rows = f"{self.register_rows:,}".replace(",", ".")
        return f"terhadap {self.extract}, {rows} orang"


class Hold(models.Model):
    """Results of one class in one kelurahan that the brake holds: the run is valid, these are not until released."""

    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="holds")
    kelurahan = models.ForeignKey(Region, on_delete=models.PROTECT, null=True, related_name="+")
    result_class = models.CharField(max_length=20, choices=ResultClass.choices)
    count = models.PositiveIntegerField()
    of = models.PositiveIntegerField()  # citizens of the kelurahan in the run
    usual = models.FloatField()  # share of the class in the results that held before
    released_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    released_at = models.DateTimeField(null=True)
    release_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-count", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["run", "kelurahan", "result_class"], nulls_distinct=False, name="one_hold_per_place_and_class"
            ),
            models.CheckConstraint(
                condition=Q(released_by=None) | ~Q(release_reason=""), name="release_of_a_hold_has_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.run_id} {self.result_class} {self.kelurahan_id}"

    @property
    def share(self) -> float:
        """The part of the kelurahan's citizens that the run puts into the class."""
        return self.count / self.of if self.of else 0.0


class Staged(models.Model):
    """Half-done work of a run between its passes (Arrow IPC).

    When a run ends, what is known of the pairs of its citizens stays (KEPT): a run of what changed goes on from there,
    adds what it looked up anew and says which of the older lines no longer hold. The rest goes.
    """

    class Kind(models.TextChoices):
        BRIEF = "brief", "pasangan, yang dilihat bersama"
        LOOSE = "loose", "warga yang tidak pasti dari NIK-nya saja"
        SCORE = "score", "pasangan, selebihnya"
        VOID = "void", "pasangan yang tidak berlaku lagi"
        SETTLE = "settle", "keadaan seluruh daftar"
        JUDGE = "judge", "simpulan"
        WORDS = "words", "banyaknya kata di register"
        PLACES = "places", "banyaknya tempat lahir di register"

    OF_PEOPLE = (Kind.BRIEF, Kind.LOOSE, Kind.VOID)
    KEPT = (*OF_PEOPLE, Kind.SETTLE, Kind.WORDS, Kind.PLACES)

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="staged")
    stage = models.CharField(max_length=8, choices=Kind.choices)
    no = models.PositiveIntegerField()
    rows = models.PositiveIntegerField()
    frame = models.BinaryField()

    class Meta:
        ordering = ["run", "stage", "no"]
        constraints = [models.UniqueConstraint(fields=["run", "stage", "no"], name="one_staged_frame_per_chunk")]

    def __str__(self) -> str:
        return f"{self.run_id} {self.stage} {self.no}"
