"""Several citizens under one NIK: one case for all of them, its decision, and what was decided before."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from dtks.accounts.models import kelurahan_in
from dtks.registry.models import Citizen
from verification.reconciliation.models.runs import Run

if TYPE_CHECKING:
    from dtks.accounts.models import User

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


class Kind(models.TextChoices):
    """How one NIK came to several citizens (domain 6.2). "Possible" stops nobody's right."""

    TYPING = "typing", "Salah ketik"
    TWO_PERSONS = "two_persons", "Dua orang hidup, satu NIK"
    TWO_NIKS = "two_niks", "Satu orang, dua catatan"
    FAMILY_COPY = "family_copy", "Salinan dari keluarga"
    UNSURE = "unsure", "Belum dapat dipastikan"
    RETURNED = "returned", "Dikembalikan"
    TAKEN_BACK = "taken_back", "Putusan diurungkan"


WAYS = (Kind.TYPING, Kind.TWO_PERSONS, Kind.TWO_NIKS, Kind.FAMILY_COPY, Kind.UNSURE)  # in the order of their keys


class DuplicateCaseQuerySet(models.QuerySet["DuplicateCase"]):
    def visible_to(self, user: User) -> DuplicateCaseQuerySet:
        """Cases in which every citizen lives in the areas in which the person works."""
        if not getattr(user, "is_authenticated", False):
            return self.none()
        within = Citizen.objects.filter(kelurahan_in(user.area_codes(), "kelurahan"))
        outside = CaseMember.objects.exclude(citizen__in=within.values("pk"))
        return self.exclude(pk__in=outside.values("case"))

    def waiting(self) -> DuplicateCaseQuerySet:
        """Cases of which somebody here must say how they came about."""
        return self.filter(state=DuplicateCase.State.OPEN)


class DuplicateCase(models.Model):
    """One NIK on several living citizens. Ends when it is on one of them only, or on none."""

    class State(models.TextChoices):
        OPEN = "open", "menunggu putusan"
        DECIDED = "decided", "diputus, menunggu perbaikan"
        ASKED = "asked", "menunggu jawaban luar"
        SETTLED = "settled", "selesai"

    LIVE = (State.OPEN, State.DECIDED, State.ASKED)

    number = models.CharField(max_length=20, unique=True)  # G-2611-0004
    nik = models.CharField(max_length=24)
    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="duplicate_cases")  # which found it
    state = models.CharField(max_length=8, choices=State.choices, default=State.OPEN)
    opened_at = models.DateTimeField(default=timezone.now)
    settled_at = models.DateTimeField(null=True)

    objects = DuplicateCaseQuerySet.as_manager()

    class Meta:
        ordering = ["opened_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["nik"], condition=Q(state__in=["open", "decided", "asked"]), name="one_live_case_per_nik"
            ),
            models.CheckConstraint(
                condition=Q(state="settled", settled_at__isnull=False) | (~Q(state="settled") & Q(settled_at=None)),
                name="settled_case_has_its_moment",
            ),
        ]
        triggers = [pgtrigger.Protect(name="case_is_kept", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("reconciliation:duplicate", args=[self.pk])

    @property
    def family(self) -> str:
        """The colour family of its state's chip."""
        return {"open": "ganda", "decided": "varian", "asked": "kosong", "settled": "padan"}[self.state]

    @property
    def who(self) -> str:
        """The citizens in one line."""
        return ", ".join(member.citizen.name for member in self.members.all())

    @property
    def standing(self) -> list[CaseDecision]:
        """Its decisions that nobody took back, the newest first."""
        found: list[CaseDecision] = []
        for each in sorted(self.decisions.all(), key=lambda decision: (decision.at, decision.pk)):
            if each.kind != Kind.TAKEN_BACK:
                found.append(each)
            elif found:
                found.pop()
        return found[::-1]

    @property
    def kind_words(self) -> str:
        """What was said of it last, and holds."""
        return next((each.get_kind_display() for each in self.standing), "")

    @property
    def days(self) -> int:
        """How old it is."""
        return ((self.settled_at or timezone.now()) - self.opened_at).days


class CaseMember(models.Model):
    """A citizen of a case, under the letter by which the page names him."""

    case = models.ForeignKey(DuplicateCase, on_delete=models.PROTECT, related_name="members")
    citizen = models.ForeignKey(Citizen, on_delete=models.PROTECT, related_name="duplicate_cases")
    letter = models.CharField(max_length=1)

    class Meta:
        ordering = ["letter"]
        constraints = [
            models.UniqueConstraint(fields=["case", "citizen"], name="a_citizen_once_per_case"),
            models.UniqueConstraint(fields=["case", "letter"], name="a_letter_once_per_case"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.letter}"


class CaseDecision(models.Model):
    """What somebody said of a case, and the requests that follow from it. Written once; the newest holds."""

    case = models.ForeignKey(DuplicateCase, on_delete=models.PROTECT, related_name="decisions")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    about = models.ForeignKey(CaseMember, on_delete=models.PROTECT, null=True, related_name="+")  # whom it changes
    # The record that stays where one of two records of a person ends (two_niks).
    kept = models.ForeignKey(CaseMember, on_delete=models.PROTECT, null=True, related_name="+")
    note = models.CharField(max_length=200, blank=True)
    requests: ArrayField[list[str], list[str]] = ArrayField(models.CharField(max_length=20), default=list)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["two_persons", "unsure", "returned", "taken_back"]) | Q(about__isnull=False),
                name="a_change_is_about_somebody",
            )
        ]
        triggers = [
            pgtrigger.Protect(name="case_decision_is_written_once", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.kind}"
