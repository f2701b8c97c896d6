"""The newborn bridge: a child without NIK hangs on its mother until the civil registry has given it one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from dtks.accounts.models import kelurahan_in
from dtks.registry.models import Citizen, LifeState
from verification.corrections.models.requests import ChangeRequest

if TYPE_CHECKING:
    from dtks.accounts.models import User

NEWBORN_DAYS = 366  # older children are added as members with their own papers


class BirthQuerySet(models.QuerySet["Birth"]):
    def visible_to(self, user: User) -> BirthQuerySet:
        """Births of mothers in the areas in which the person works."""
        if not getattr(user, "is_authenticated", False):
            return self.none()
        return self.filter(kelurahan_in(user.area_codes(), "mother__kelurahan"))

    def standing(self) -> BirthQuerySet:
        """Births that were not taken back."""
        return self.exclude(child__life_state=LifeState.INVALID)

    def waiting(self) -> BirthQuerySet:
        """Living children who have no NIK yet."""
        return self.filter(child__nik="", child__life_state=LifeState.ALIVE)


class Birth(models.Model):
    """A reported birth: whose child it is. Attached once the child has a NIK; the link to the mother stays."""

    child = models.OneToOneField(Citizen, on_delete=models.PROTECT, related_name="birth")
    mother = models.ForeignKey(Citizen, on_delete=models.PROTECT, related_name="births")
    request = models.OneToOneField(ChangeRequest, on_delete=models.PROTECT, related_name="birth")
    reported_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reported_at = models.DateTimeField(default=timezone.now)

    objects = BirthQuerySet.as_manager()

    class Meta:
        ordering = ["-reported_at", "-id"]
        constraints = [models.CheckConstraint(condition=~Q(child=F("mother")), name="nobody_is_his_own_mother")]
        triggers = [pgtrigger.Protect(name="birth_is_written_once", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.child_id} ← {self.mother_id}"

    def get_absolute_url(self) -> str:
        """Its page is of the top floor, known here by its name only."""
        return reverse("overview:birth_page", args=[self.pk])

    @property
    def attached(self) -> bool:
        """Whether the child has its NIK."""
        return bool(self.child.nik)

    @property
    def taken_back(self) -> bool:
        """Whether it was written down by mistake: the child's record is no valid one any more."""
        return self.child.life_state == LifeState.INVALID

    def may_be_taken_back_by(self, user: User) -> bool:
        """Whoever reported it may, until it is applied or the child has a NIK."""
        states, child = ChangeRequest.State, self.child
        undecided = self.request.state in (states.SUBMITTED, states.RETURNED, states.REFUSED)
        return self.reported_by_id == user.pk and undecided and not child.nik and not self.taken_back
