"""Kinds of paper, which papers an act asks for, and the archive of what was shown or scanned."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from dtks.accounts.models import kelurahan_in
from dtks.files.models import StoredFile
from dtks.office.models import Region
from dtks.registry.models import Citizen

if TYPE_CHECKING:
    from dtks.accounts.models import User


class PaperKind(models.Model):
    """A kind of paper, from data/papers.csv."""

    code = models.CharField(max_length=24, unique=True)
    label = models.CharField(max_length=120)
    issuer = models.CharField(max_length=120)
    copy_form = models.CharField(max_length=60, blank=True)
    max_age_days = models.PositiveIntegerField(null=True)
    what_to_check = models.TextField(blank=True)
    where_to_get = models.CharField(max_length=120, blank=True)  # for the citizen; may hold {kelurahan}
    bring = models.CharField(max_length=120, blank=True)
    if_lost = models.CharField(max_length=120, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position"]

    def __str__(self) -> str:
        return self.label

    @property
    def short_label(self) -> str:
        """The name without what stands in brackets: KTP-el."""
        return self.label.split(" (", maxsplit=1)[0]

    def place_in(self, kelurahan: str) -> str:
        """Where a citizen of a kelurahan gets it."""
        return self.where_to_get.replace("{kelurahan}", kelurahan).strip()


class RequirementQuerySet(models.QuerySet["Requirement"]):
    def on(self, day: date) -> RequirementQuerySet:
        """Rules valid on a day; a ticket asks with the day on which it was opened."""
        return self.filter(Q(valid_to=None) | Q(valid_to__gte=day), valid_from__lte=day)


class Requirement(models.Model):
    """One paper that an act of a programme asks for, with its law and time. Dated, so never edited in place."""

    class Mandatory(models.TextChoices):
        YES = "yes", "wajib"
        NO = "no", "membantu"
        CONDITIONAL = "conditional", "bila perlu"

    programme = models.CharField(max_length=16)  # DATA: the register itself
    act = models.CharField(max_length=24)
    paper = models.ForeignKey(PaperKind, on_delete=models.PROTECT, related_name="+")
    mandatory = models.CharField(max_length=12, choices=Mandatory.choices)
    alternatives = models.ManyToManyField(PaperKind, related_name="+", blank=True)
    legal_basis = models.CharField(max_length=240, blank=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    note = models.TextField(blank=True)

    objects = RequirementQuerySet.as_manager()

    class Meta:
        ordering = ["programme", "act", "id"]
        indexes = [models.Index(fields=["programme", "act"])]

    def __str__(self) -> str:
        return f"{self.programme} {self.act}: {self.paper_id}"


class DocumentQuerySet(models.QuerySet["Document"]):
    def visible_to(self, user: User) -> DocumentQuerySet:
        """Documents of citizens, or of kelurahan, of the areas in which the person works."""
        if not getattr(user, "is_authenticated", False):
            return self.none()
        codes = user.area_codes("papers.see")
        if codes is None:
            return self
        of_place = Q(citizen=None) & kelurahan_in(codes)
        return self.filter(kelurahan_in(codes, "citizen__kelurahan") | of_place)


class Document(models.Model):
    """A paper of a citizen, or of a kelurahan, and its scan if there is one. Archived under a number."""

    class Form(models.TextChoices):
        ORIGINAL = "original", "asli"
        COPY = "copy", "fotokopi"
        EXPIRED = "expired", "kedaluwarsa"

    number = models.CharField(max_length=20, unique=True)  # A-2611-0917
    kind = models.ForeignKey(PaperKind, on_delete=models.PROTECT, related_name="+")
    citizen = models.ForeignKey(Citizen, on_delete=models.PROTECT, null=True, blank=True, related_name="documents")
    kelurahan = models.ForeignKey(Region, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    form = models.CharField(max_length=8, choices=Form.choices)
    scan = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    preview = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    readings = models.JSONField(default=dict, blank=True)  # field -> what the paper reads, keyed by the front desk
    issued_on = models.DateField(null=True, blank=True)
    box = models.CharField(max_length=20, blank=True)
    seen_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    seen_at = models.DateTimeField(default=timezone.now)
    note = models.CharField(max_length=200, blank=True)

    objects = DocumentQuerySet.as_manager()

    class Meta:
        ordering = ["-seen_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(citizen__isnull=False) | Q(kelurahan__isnull=False), name="paper_belongs_to_somebody"
            )
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("papers:document", args=[self.number])

    @property
    def owner_words(self) -> str:
        """Whose paper it is: a citizen, or a kelurahan."""
        return self.citizen.name if self.citizen else f"Kelurahan {self.kelurahan}"
