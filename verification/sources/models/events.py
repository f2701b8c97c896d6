"""Vital events as the civil registry reports them by file: births, deaths, moves, marriages. Never a change."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils import timezone

from dtks.accounts.models import kelurahan_in
from dtks.files.models import StagedFile
from dtks.registry.models import Citizen, Household

if TYPE_CHECKING:
    from dtks.accounts.models import User


class VitalEventQuerySet(models.QuerySet["VitalEvent"]):
    def visible_to(self, user: User) -> VitalEventQuerySet:
        """Events of citizens, or in families, of the person's areas; of nobody of ours only in the whole city."""
        if not getattr(user, "is_authenticated", False):
            return self.none()
        codes = user.area_codes("reconciliation.see")
        if codes is None:
            return self
        return self.filter(kelurahan_in(codes, "citizen__kelurahan") | kelurahan_in(codes, "household__kelurahan"))


class VitalEvent(models.Model):
    """One event of a file, whom of ours it concerns, and what became of it."""

    class Kind(models.TextChoices):
        DEATH = "death", "kematian"
        BIRTH = "birth", "kelahiran"
        MOVE_OUT = "move_out", "pindah"
        MOVE_IN = "move_in", "datang"
        MARRIAGE = "marriage", "perkawinan"
        DIVORCE = "divorce", "perceraian"

    class State(models.TextChoices):
        WAITING = "waiting", "menunggu operator"  # a birth: the newborn is not written down yet
        PROPOSED = "proposed", "menjadi usulan"
        KNOWN = "known", "sudah tercatat"
        UNSURE = "unsure", "orangnya belum pasti"
        NOT_OURS = "not_ours", "bukan warga kita"

    key = models.CharField(max_length=160, unique=True)  # what the same event is known by in another file
    kind = models.CharField(max_length=10, choices=Kind.choices)
    happened_on = models.DateField(null=True)
    certificate = models.CharField("nomor akta atau surat", max_length=60, blank=True)
    name = models.CharField("nama", max_length=120)
    values: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(default=dict)  # the row as read
    citizen = models.ForeignKey(Citizen, on_delete=models.PROTECT, null=True, related_name="vital_events")
    household = models.ForeignKey(Household, on_delete=models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=8, choices=State.choices, db_index=True)
    request = models.CharField(max_length=20, blank=True)  # number of the change request: requests live above
    why = models.CharField(max_length=160, blank=True)  # of one that became no proposal
    staged_file = models.ForeignKey(StagedFile, on_delete=models.PROTECT, related_name="+")
    row_no = models.PositiveIntegerField()
    taken_at = models.DateTimeField(default=timezone.now)

    objects = VitalEventQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=(Q(state="proposed") & ~Q(request="")) | (~Q(state="proposed") & Q(request="")),
                name="proposed_event_names_its_request",
            )
        ]
        triggers = [pgtrigger.Protect(name="vital_event_is_kept", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.name}"

    @property
    def person_url(self) -> str:
        """The citizen's or the family's page, where they are ours."""
        subject = self.citizen or self.household
        return subject.get_absolute_url() if subject else ""

    @property
    def below(self) -> str:
        """The second line of a list."""
        return self.certificate or "tanpa nomor akta"
