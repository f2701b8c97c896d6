"""A visit to a home: why, who goes, until when, and where it stands."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from consultation.visits.models.draws import AuditDraw
from dtks.accounts.models import kelurahan_in
from dtks.assignments.models import Assignment
from dtks.office.models import Region
from dtks.office.queries import code_labels
from dtks.papers.models import Document
from dtks.registry.models import Citizen

if TYPE_CHECKING:
    from dtks.accounts.models import User

# Permissions: see; whose area counts; go there oneself; type a form, one's own or one from paper; lead.
SEE, AREA, FILL, TYPE, GIVE = "visits.see", "visits.area", "visits.fill", "visits.type", "visits.give"


class Source(models.TextChoices):
    """Why somebody is visited."""

    MINUTES = "minutes", "berita acara"
    RETURNED = "returned", "muncul lagi"
    CENTRE = "centre", "nama pusat"
    OBJECTION = "objection", "keberatan"
    AUDIT = "audit", "uji acak"
    HAND = "hand", "ditunjuk supervisor"


class State(models.TextChoices):
    OPEN = "open", "belum dibagi"
    ASSIGNED = "assigned", "dibagi"
    DOWNLOADED = "downloaded", "di HP"
    DONE = "done", "perlu diperiksa"
    CHECKED = "checked", "diterima"
    RETURNED = "returned", "dikembalikan"
    CANCELLED = "cancelled", "dibatalkan"


IN_FIELD = (State.ASSIGNED, State.DOWNLOADED, State.RETURNED)  # a facilitator has it
LIVE = (State.OPEN, *IN_FIELD, State.DONE)


class VisitQuerySet(models.QuerySet["Visit"]):
    def visible_to(self, user: User) -> VisitQuerySet:
        """A facilitator sees his own; whoever leads or works at Dinsos, and a kelurahan, those of the area."""
        if not getattr(user, "is_authenticated", False):
            return self.none()
        of_area = kelurahan_in(user.area_codes(AREA))
        return self.filter(of_area | Q(facilitator=user)) if user.may(FILL) else self.filter(of_area)

    def in_field(self) -> VisitQuerySet:
        """Those that a facilitator still has to make."""
        return self.filter(state__in=IN_FIELD)

    def joined(self) -> VisitQuerySet:
        """With what lists show."""
        return self.select_related("citizen", "kelurahan", "facilitator")


@pghistory.track(
    fields=["facilitator", "due_on", "state", "return_reason", "revision", "changed_by"],
    model_name="VisitEvent",
    obj_field=pghistory.ObjForeignKey(related_name="course"),
)
class Visit(models.Model):
    """One visit of one family. Ends checked or cancelled, is never deleted."""

    number = models.CharField("nomor", max_length=20, unique=True)  # K-2611-0121
    citizen = models.ForeignKey(Citizen, on_delete=models.PROTECT, related_name="visits")
    kelurahan = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+")
    route = models.CharField("rute", max_length=40, blank=True)  # RT 002 / RW 001: homes that one walk reaches
    source = models.CharField("asal", max_length=10, choices=Source.choices)
    why = models.CharField("sebab", max_length=200, blank=True)  # what the facilitator should look at
    origin = models.CharField(max_length=120, blank=True)
    origin_url = models.CharField(max_length=200, blank=True)
    assignment = models.OneToOneField(Assignment, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    repeats = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="repetitions")
    draw = models.ForeignKey(AuditDraw, on_delete=models.PROTECT, null=True, blank=True, related_name="visits")
    facilitator = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    due_on = models.DateField("tenggat")
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    attempt = models.PositiveSmallIntegerField("kunjungan ke", default=1)
    revision = models.PositiveIntegerField(default=1)  # grows whenever somebody else gets it, or it goes back
    outcome = models.CharField("temuan", max_length=2, blank=True)  # code table outcome_codes
    return_reason = models.CharField("sebab dikembalikan", max_length=200, blank=True)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    checked_at = models.DateTimeField(null=True, blank=True)
    document = models.ForeignKey(Document, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    # what is typed in the browser before it is sent
    draft: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(default=dict, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    changed_at = models.DateTimeField(default=timezone.now)

    objects = VisitQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "id"]
        indexes = [
            models.Index(fields=["facilitator", "state", "due_on"], name="visit_of_facilitator"),
            models.Index(fields=["kelurahan", "state"], name="visit_of_kelurahan"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["citizen"],
                condition=Q(repeats=None, state__in=["open", "assigned", "downloaded", "done", "returned"]),
                name="one_live_visit_per_citizen",
            ),
            models.UniqueConstraint(fields=["repeats", "draw"], name="a_visit_is_drawn_once"),
            models.CheckConstraint(
                condition=Q(state__in=["open", "cancelled"]) | Q(facilitator__isnull=False),
                name="a_visit_in_the_field_has_its_facilitator",
            ),
            models.CheckConstraint(
                condition=~Q(state="returned") | ~Q(return_reason=""), name="a_returned_visit_says_why"
            ),
            models.CheckConstraint(
                condition=Q(state="checked", checked_by__isnull=False, checked_at__isnull=False)
                & ~Q(checked_by=F("facilitator"))
                | ~Q(state="checked"),
                name="a_visit_is_checked_by_another",
            ),
        ]
        triggers = [pgtrigger.Protect(name="visit_is_never_deleted", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("visits:visit", args=[self.pk])

    @property
    def person_name(self) -> str:
        return self.citizen.name

    @property
    def place_words(self) -> str:
        """Lahundape · RT 002 / RW 001"""
        return " · ".join(part for part in (str(self.kelurahan), self.route) if part)

    @property
    def below(self) -> str:
        """The second line of a list."""
        return f"{self.number} · {self.place_words}"

    @property
    def outcome_words(self) -> str:
        return code_labels("outcome_codes").get(self.outcome, self.outcome)

    @property
    def facilitator_words(self) -> str:
        return str(self.facilitator) if self.facilitator else "belum dibagi"

    @property
    def waits_in_field(self) -> bool:
        return self.state in IN_FIELD

    def is_late(self, on: date) -> bool:
        """Whether its day is over and nobody has been there."""
        return self.state in (State.OPEN, *IN_FIELD) and self.due_on < on

    @property
    def late(self) -> bool:
        return self.is_late(timezone.localdate())
