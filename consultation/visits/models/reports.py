"""What came back from a visit: answers, whom was spoken to, where, and photos. Each arrives once, by its key."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from consultation.visits.models.questions import FormVersion
from consultation.visits.models.visits import Visit
from dtks.office.queries import code_labels
from dtks.papers.models import Document

if TYPE_CHECKING:
    from dtks.accounts.models import User

# What stays as the facilitator sent it.
SENT = (
    "visit_id", "key", "version_id", "outcome", "answers", "lacks", "spoken_to", "visited_at", "started_at",
    "latitude", "longitude", "accuracy_m", "photos_due", "by_id", "typed_by_id", "way", "revision", "arrived_at",
)  # fmt: skip


class ReportQuerySet(models.QuerySet["Report"]):
    def visible_to(self, user: User) -> ReportQuerySet:
        """Of visits that the person may see; and what he sent himself, also after another got the visit."""
        if not getattr(user, "is_authenticated", False):
            return self.none()
        return self.filter(Q(visit__in=Visit.objects.visible_to(user)) | Q(by=user))


class Report(models.Model):
    """One report of a visit. One stands; what came against another one waits for a person."""

    class Way(models.TextChoices):
        PHONE = "phone", "HP, luring"
        BROWSER = "browser", "peramban"
        PAPER = "paper", "formulir kertas"

    class Standing(models.TextChoices):
        STANDS = "stands", "berlaku"
        REPLACED = "replaced", "diganti"
        CONFLICT = "conflict", "bentrok"

    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="reports")
    key = models.UUIDField(unique=True)  # made where it was filled in
    version = models.ForeignKey(FormVersion, on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=2)
    answers: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(default=dict)
    lacks: models.JSONField[list[str], list[str]] = models.JSONField(default=list)  # codes of required questions
    spoken_to = models.CharField("ditemui", max_length=160, blank=True)
    visited_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True, blank=True)
    latitude = models.DecimalField(max_digits=9, decimal_places=6, null=True, blank=True)
    longitude = models.DecimalField(max_digits=9, decimal_places=6, null=True, blank=True)
    accuracy_m = models.PositiveIntegerField(null=True, blank=True)
    photos_due = models.PositiveSmallIntegerField(default=0)  # how many the phone has for it
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    typed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    way = models.CharField(max_length=8, choices=Way.choices)
    revision = models.PositiveIntegerField()  # of the visit, as the sender saw it
    standing = models.CharField(max_length=8, choices=Standing.choices, default=Standing.STANDS)
    why_conflict = models.CharField(max_length=160, blank=True)
    arrived_at = models.DateTimeField(default=timezone.now)

    objects = ReportQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["visit"], condition=Q(standing="stands"), name="one_report_stands_per_visit"
            ),
            models.CheckConstraint(
                condition=Q(latitude=None, longitude=None)
                | Q(latitude__range=(-90, 90), longitude__range=(-180, 180), accuracy_m__isnull=False),
                name="a_place_has_its_accuracy",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="report_is_never_deleted", operation=pgtrigger.Delete),
            pgtrigger.Protect(name="report_stays_as_sent", operation=pgtrigger.UpdateOf(*SENT)),
        ]

    def __str__(self) -> str:
        return f"{self.visit_id} {self.key}"

    @property
    def minutes(self) -> int | None:
        """How long it took to fill in."""
        return round((self.visited_at - self.started_at).total_seconds() / 60) if self.started_at else None

    @property
    def outcome_words(self) -> str:
        return code_labels("outcome_codes").get(self.outcome, self.outcome)

    @property
    def has_place(self) -> bool:
        return self.latitude is not None

    @property
    def place_words(self) -> str:
        """-3.970000, 122.510000, ketelitian 8 m"""
        if not self.has_place:
            return "tidak dicatat"
        return f"{self.latitude}, {self.longitude}, ketelitian {self.accuracy_m} m"

    @property
    def place_address(self) -> str:
        """geo:-3.970000,122.510000, which a telephone opens in its own map."""
        return f"geo:{self.latitude},{self.longitude}"


class PhotoKind(models.TextChoices):
    """The question that a photo answers."""

    FRONT = "B09", "Depan"
    INSIDE = "B13", "Dalam"
    CARDS = "B10", "KK dan KTP"


class Photo(models.Model):
    """A photo of a report, kept in the archive: pixels only, what the camera wrote beside them is gone."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="photos")
    key = models.UUIDField(unique=True)
    kind = models.CharField(max_length=3, choices=PhotoKind.choices)
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="+")
    size = models.PositiveIntegerField()  # bytes as they came
    taken_at: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(null=True, blank=True)
    arrived_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["kind", "id"]
        triggers = [pgtrigger.Protect(name="photo_is_written_once", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.report_id} {self.kind}"

    @property
    def kilobytes(self) -> int:
        return round(self.size / 1024)


class Incoming(models.Model):
    """A photo on its way from a phone, piece by piece. Once it is whole it is a photo, and this row is gone."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="incoming")
    key = models.UUIDField(unique=True)
    size = models.PositiveIntegerField()  # bytes of the whole photo
    content = models.BinaryField(default=b"")  # what has arrived of it, from its first byte on
    touched_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(size__gt=0), name="a_photo_on_its_way_has_a_size")]

    def __str__(self) -> str:
        return f"{len(self.content)} dari {self.size}"
