"""What the meeting decided on each person, the papers for it, and how Dinsos judged each item."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from consultation.minutes.models.meetings import Minutes, stays_as_signed
from dtks.accounts.models import kelurahan_in
from dtks.office.models import Region
from dtks.papers.models import Document
from dtks.registry.models import Citizen
from verification.corrections.models import ChangeRequest

if TYPE_CHECKING:
    from dtks.accounts.models import User


class Decision(models.TextChoices):
    """What the meeting says of a person, in the order of the keys 1 to 8."""

    WORTHY = "worthy", "Layak"
    NOT_WORTHY = "not_worthy", "Tidak layak"
    DECEASED = "deceased", "Meninggal"
    MOVED = "moved", "Pindah"
    NOT_FOUND = "not_found", "Tidak ditemukan"
    CORRECTION = "correction", "Perbaikan"
    PROPOSAL = "proposal", "Usulan baru"
    ADJOURNED = "adjourned", "Tunda"


# Code table minutes_decision, domain.md 7.4; a dissent that was written down stands beside it.
AGREEMENTS = {
    Decision.WORTHY: "SETUJU", Decision.CORRECTION: "SETUJU", Decision.PROPOSAL: "SETUJU",
    Decision.NOT_WORTHY: "SEPAKAT_KELUAR", Decision.DECEASED: "SEPAKAT_KELUAR", Decision.MOVED: "SEPAKAT_KELUAR",
    Decision.NOT_FOUND: "SEPAKAT_KELUAR", Decision.ADJOURNED: "TUNDA",
}  # fmt: skip
NEEDS_PAPER = (
    Decision.NOT_WORTHY, Decision.DECEASED, Decision.MOVED, Decision.NOT_FOUND, Decision.CORRECTION, Decision.PROPOSAL,
)  # fmt: skip


# What the meeting said; the rest is how Dinsos judged it.
SIGNED = (
    "minutes_id", "position", "citizen_id", "given", "origin", "decision", "outcome", "reason", "dissent", "values",
    "moved_to_id",
)  # fmt: skip


class ItemQuerySet(models.QuerySet["Item"]):
    def visible_to(self, user: User) -> ItemQuerySet:
        """Items of the berita acara that the person may see."""
        return self.filter(minutes__in=Minutes.objects.visible_to(user))

    def in_area(self, user: User) -> ItemQuerySet:
        """The same by the area alone, for counts over many berita acara."""
        return self.filter(kelurahan_in(user.area_codes("minutes.see"), "minutes__kelurahan"))


@pghistory.track(fields=["review", "review_reason", "request", "answer"], model_name="ItemEvent")
class Item(models.Model):
    """A person of whom the meeting spoke. What was decided stays as signed; how Dinsos judged it goes on."""

    class State(models.TextChoices):
        OPEN = "open", "belum"
        ACCEPTED = "accepted", "diterima"
        RETURNED = "returned", "dikembalikan"
        HELD = "held", "ditahan"

    minutes = models.ForeignKey(Minutes, on_delete=models.CASCADE, related_name="items")
    position = models.PositiveSmallIntegerField()
    citizen = models.ForeignKey(Citizen, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    given: models.JSONField[dict[str, str], dict[str, str]] = models.JSONField(default=dict)  # of somebody unknown
    origin = models.CharField(max_length=60, blank=True)  # why he stood on the ready list
    decision = models.CharField("putusan", max_length=10, choices=Decision.choices, blank=True)
    outcome = models.CharField("sebab", max_length=2, blank=True)  # code table outcome_codes
    reason = models.CharField("alasan", max_length=240, blank=True)
    dissent = models.CharField("keberatan", max_length=240, blank=True)
    # field of the register -> what it should read
    values: models.JSONField[dict[str, str], dict[str, str]] = models.JSONField(default=dict)
    moved_to = models.ForeignKey(Region, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    review = models.CharField(max_length=8, choices=State.choices, default=State.OPEN, db_index=True)
    review_reason = models.CharField(max_length=200, blank=True)
    reviewed_at = models.DateTimeField(null=True)
    request = models.ForeignKey(ChangeRequest, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    answer = models.CharField("jawaban kelurahan", max_length=240, blank=True)  # to what was sent back
    news_seen_at = models.DateTimeField(null=True)

    objects = ItemQuerySet.as_manager()

    class Meta:
        ordering = ["minutes", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["minutes", "position"], deferrable=models.Deferrable.DEFERRED, name="one_item_per_position"
            ),
            models.UniqueConstraint(
                fields=["minutes", "citizen"], condition=Q(citizen__isnull=False), name="a_person_once_per_minutes"
            ),
            models.CheckConstraint(
                condition=Q(citizen__isnull=False) | Q(given__has_key="name"), name="item_is_about_somebody"
            ),
            models.CheckConstraint(
                condition=~Q(review="returned") | ~Q(review_reason=""), name="a_returned_item_says_why"
            ),
            models.CheckConstraint(
                condition=Q(review="open") | ~Q(decision=""), name="only_decided_items_are_reviewed"
            ),
        ]
        triggers = [stays_as_signed("item_stays_as_signed", *SIGNED)]

    def __str__(self) -> str:
        return f"{self.position} · {self.person_name}"

    def get_absolute_url(self) -> str:
        """Its berita acara."""
        return self.minutes.get_absolute_url()

    @property
    def person_name(self) -> str:
        """The name in force in the register, or what somebody unknown gave."""
        return self.citizen.name if self.citizen else self.given.get("name", "")

    @property
    def of_minutes(self) -> str:
        """04/BA-DTKS/KEL-LAHUNDAPE/11/2026, butir 17"""
        return f"{self.minutes.number}, {self.locator}"

    @property
    def nik(self) -> str:
        return self.citizen.nik if self.citizen else self.given.get("nik", "")

    @property
    def rt(self) -> str:
        return self.citizen.rt if self.citizen else self.given.get("rt", "")

    @property
    def decision_words(self) -> str:
        """Putusan, in lower case inside a sentence."""
        return self.get_decision_display() if self.decision else "belum"

    @property
    def agreement(self) -> str:
        """Code of minutes_decision."""
        if self.dissent and self.decision == Decision.ADJOURNED:
            return "BEDA"
        return AGREEMENTS[Decision(self.decision)] if self.decision else ""

    @property
    def locator(self) -> str:
        """Where it stands in the paper."""
        return f"butir {self.position}"


class ItemPaper(models.Model):
    """A paper or photo for one item."""

    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="papers")
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["item", "document"], name="one_paper_once_per_item")]

    def __str__(self) -> str:
        return f"{self.item_id}: {self.document_id}"


class Review(models.Model):
    """One judgement of Dinsos on one item, or the officer's answer to it. Written once."""

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="reviews")
    verdict = models.CharField(max_length=8, choices=Item.State.choices)
    reason = models.CharField(max_length=200, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["id"]
        triggers = [pgtrigger.Protect(name="review_is_written_once", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.item_id} {self.get_verdict_display()}"
