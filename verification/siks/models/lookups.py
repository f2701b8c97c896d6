"""What a person saw in SIKS-NG or Cek Bansos with his own eyes: kept once, for the next who asks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from dtks.accounts.models import kelurahan_in
from dtks.registry.models import Citizen

if TYPE_CHECKING:
    from dtks.accounts.models import User


class LookUpQuerySet(models.QuerySet["LookUp"]):
    def visible_to(self, user: User) -> LookUpQuerySet:
        """Of citizens of the areas in which the person works."""
        if not getattr(user, "is_authenticated", False):
            return self.none()
        return self.filter(kelurahan_in(user.area_codes(), "citizen__kelurahan"))


class LookUp(models.Model):
    """One look at the centre's screen. It never changes the citizen; written once, the newest is shown with its age."""

    class Source(models.TextChoices):
        SIKS = "siks", "SIKS-NG"
        CEK_BANSOS = "cek_bansos", "Cek Bansos"

    class Payment(models.TextChoices):
        PAID = "paid", "sudah cair"
        COMING = "coming", "sedang diproses"
        FAILED = "failed", "gagal salur"
        NOT_YET = "not_yet", "belum cair"
        LISTED = "listed", "terdaftar"
        NONE = "none", "tidak terdaftar"

    citizen = models.ForeignKey(Citizen, on_delete=models.PROTECT, related_name="look_ups")
    source = models.CharField("dilihat di", max_length=10, choices=Source.choices)
    seen_on = models.DateField("tanggal dilihat")
    found = models.BooleanField(default=True)  # False: the centre's screen knows no such person
    desil = models.PositiveSmallIntegerField(null=True)
    # programme of programmes.csv -> [Payment, period as the screen says it]
    payments: models.JSONField[dict[str, list[str]], dict[str, list[str]]] = models.JSONField(default=dict)
    note = models.CharField("catatan", max_length=200, blank=True)
    pasted = models.TextField(blank=True)  # the screen's own words, numbers of people masked
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    objects = LookUpQuerySet.as_manager()

    class Meta:
        ordering = ["-seen_on", "-id"]
        indexes = [models.Index(fields=["citizen", "-seen_on"], name="look_up_of_citizen")]
        constraints = [
            models.CheckConstraint(condition=Q(desil=None) | Q(desil__range=(1, 10)), name="seen_desil_is_1_to_10")
        ]
        triggers = [pgtrigger.Protect(name="look_up_is_written_once", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.get_source_display()} {self.seen_on:%d-%m-%Y}"
