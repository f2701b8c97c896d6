"""Work for a person: who, what, about whom, by when, done how. Only a link says where it came from."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from dtks.accounts.models import Role, kelurahan_in
from dtks.office.models import Region
from dtks.registry.models import Citizen, Household

if TYPE_CHECKING:
    from dtks.accounts.models import User

SEE, WORK, GIVE = "assignments.see", "assignments.work", "assignments.give"  # permissions


class Kind(models.TextChoices):
    """What is to be done, in the words of the screen."""

    VISIT = "visit", "Kunjungan rumah"
    REVIEW = "review", "Periksa perbedaan data"
    CONFIRM = "confirm", "Pastikan di lapangan"
    TELL_CITIZEN = "tell_citizen", "Sampaikan kepada warga"
    CIVIL_REGISTRY = "civil_registry", "Urus ke Disdukcapil"
    SCHOOL = "school", "Urus ke sekolah"
    OTHER = "other", "Tugas lain"


class Owner(models.TextChoices):
    """Who must take the next step; the person whose work it is keeps an eye on it."""

    OFFICE = "office", "Dinas Sosial"
    KELURAHAN = "kelurahan", "kelurahan"
    CITIZEN = "citizen", "warga"
    CIVIL_REGISTRY = "civil_registry", "Disdukcapil"
    SCHOOL = "school", "sekolah"


class State(models.TextChoices):
    OPEN = "open", "menunggu"
    TAKEN = "taken", "dikerjakan"
    DONE = "done", "selesai"
    CANCELLED = "cancelled", "dibatalkan"


LIVE = (State.OPEN, State.TAKEN)


class Outcome(models.TextChoices):
    """How it ended, where a kind has no outcomes of its own; `outcome` also takes other codes."""

    DONE = "done", "sudah dikerjakan"
    NOT_MET = "not_met", "tidak bertemu orangnya"
    REFUSED = "refused", "warga tidak bersedia"
    ELSEWHERE = "elsewhere", "diurus di tempat lain"
    CHANGED = "changed", "keadaan sudah berubah"
    NOT_NEEDED = "not_needed", "tidak perlu lagi"


class AssignmentQuerySet(models.QuerySet["Assignment"]):
    def visible_to(self, user: User) -> AssignmentQuerySet:
        """Those of the areas in which the person works; what lies in no area is for whoever works in the whole city."""
        if not getattr(user, "is_authenticated", False):
            return self.none()
        return self.filter(kelurahan_in(user.area_codes(SEE), "region"))

    def concerning(self, user: User) -> AssignmentQuerySet:
        """Visible ones of the person or of a role that he holds; who gives out work is concerned by all."""
        found = self.visible_to(user)
        if user.may(GIVE):
            return found
        return found.filter(Q(person=user) | Q(role__in=[mandate.role for mandate in user.mandates_today]))

    def live(self) -> AssignmentQuerySet:
        """Not ended."""
        return self.filter(state__in=LIVE)

    def waiting_for(self, user: User) -> AssignmentQuerySet:
        """Live ones that are this person's to do: taken by him, or given to a role that he holds and to nobody yet."""
        roles = [mandate.role for mandate in user.mandates_today]
        return self.visible_to(user).live().filter(Q(person=user) | Q(person=None, role__in=roles))


@pghistory.track(pghistory.UpdateEvent(), obj_field=pghistory.ObjForeignKey(related_name="course"))
class Assignment(models.Model):
    """A piece of work. Ends with an outcome, is never deleted; each change is in its history."""

    kind = models.CharField("jenis", max_length=16, choices=Kind.choices)
    title = models.CharField("tugas", max_length=160)  # what, in a few words; no number of a person
    step = models.TextField("langkah", blank=True)  # what to do next, in plain words for whoever works it
    say = models.TextField("kalimat untuk warga", blank=True)  # what the citizen is told
    owner = models.CharField("giliran", max_length=16, choices=Owner.choices, default=Owner.OFFICE)
    citizen = models.ForeignKey(Citizen, on_delete=models.PROTECT, null=True, blank=True, related_name="assignments")
    household = models.ForeignKey(Household, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    region = models.ForeignKey(Region, on_delete=models.PROTECT, null=True, blank=True, related_name="+")  # null: city
    role = models.CharField("peran", max_length=20, choices=Role.choices)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="assignments"
    )
    due_on = models.DateField("tenggat")
    again_on = models.DateField(null=True, blank=True)  # the machine asks its source again; until then it is quiet
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    outcome = models.CharField("hasil", max_length=40, blank=True)  # Outcome, or a code of the origin's own
    note = models.CharField("catatan", max_length=300, blank=True)  # the last word said of it
    origin = models.CharField(max_length=120)  # "Rekonsiliasi R-2611-0004", "Berita acara 02/BA-…, butir 17"
    origin_url = models.CharField(max_length=200, blank=True)
    key = models.CharField(max_length=160)  # one live assignment per key
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    changed_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["key"], condition=Q(state__in=["open", "taken"]), name="one_live_assignment_per_key"
            ),
            models.CheckConstraint(condition=~Q(state="done") | ~Q(outcome=""), name="done_assignment_has_an_outcome"),
            models.CheckConstraint(
                condition=Q(state__in=["open", "taken"], ended_at=None)
                | Q(state__in=["done", "cancelled"], ended_at__isnull=False),
                name="ended_assignment_has_its_moment",
            ),
            models.CheckConstraint(
                condition=~Q(state="taken") | Q(person__isnull=False), name="taken_assignment_has_a_person"
            ),
        ]
        indexes = [
            models.Index(fields=["role", "due_on"], condition=Q(state__in=["open", "taken"]), name="assignment_live"),
            models.Index(fields=["due_on", "id"], condition=Q(state__in=["open", "taken"]), name="assignment_due"),
            models.Index(fields=["key"], name="assignment_key"),
        ]
        triggers = [pgtrigger.Protect(name="assignment_is_never_deleted", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("assignments:assignment", args=[self.pk])

    @property
    def is_live(self) -> bool:
        return self.state in LIVE

    @property
    def about_words(self) -> str:
        """About whom or what, in words."""
        if self.citizen:
            return self.citizen.name
        if self.household:
            return str(self.household)
        return str(self.region or "Kota Kendari")

    @property
    def about_url(self) -> str:
        """The page of whom it is about."""
        subject = self.citizen or self.household
        return subject.get_absolute_url() if subject else ""

    @property
    def place_words(self) -> str:
        """The kelurahan, or the whole city."""
        return str(self.region or "Kota Kendari")

    @property
    def person_words(self) -> str:
        """Whose work it is: a person, else the role."""
        return str(self.person) if self.person else self.get_role_display()

    @property
    def outcome_words(self) -> str:
        """How it ended, in words; a code of the origin's own as it is."""
        return dict(Outcome.choices).get(self.outcome, self.outcome)

    @property
    def below(self) -> str:
        """The second line of a list."""
        return f"{self.get_kind_display()} · {self.place_words}"

    def is_late(self, on: date) -> bool:
        """Whether its day is over and it has not ended."""
        return self.is_live and self.due_on < on

    @property
    def late(self) -> bool:
        return self.is_late(timezone.localdate())
