"""Rounds: open cases of a kelurahan that wait for their citizens, called by slips that the RT hands out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone

from consultation.desk.models.tickets import Ticket
from dtks.accounts.models import kelurahan_in
from dtks.office.models import Region

if TYPE_CHECKING:
    from dtks.accounts.models import User


class RoundQuerySet(models.QuerySet["Round"]):
    def visible_to(self, user: User) -> RoundQuerySet:
        """Rounds of the areas in which the person works."""
        if not getattr(user, "is_authenticated", False):
            return self.none()
        return self.filter(kelurahan_in(user.area_codes("tickets.see")))


class Round(models.Model):
    """One service day for those of a kelurahan who still have to bring something."""

    number = models.CharField("nomor", max_length=20, unique=True)  # R-2611-0001
    kelurahan = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+")
    service_day = models.DateField("hari layanan")
    place = models.CharField("tempat", max_length=120)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)

    objects = RoundQuerySet.as_manager()

    class Meta:
        ordering = ["-service_day", "-id"]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("desk:round", args=[self.pk])


class RoundSlip(models.Model):
    """A sealed slip for one case, and whether its citizen came."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="slips")
    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="round_slips")
    rt = models.CharField("RT", max_length=10, blank=True)
    came_at = models.DateTimeField("datang", null=True, blank=True)
    ticked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["rt", "id"]
        constraints = [models.UniqueConstraint(fields=["round", "ticket"], name="one_slip_a_case_and_round")]

    def __str__(self) -> str:
        return f"{self.round_id}: {self.ticket_id}"
