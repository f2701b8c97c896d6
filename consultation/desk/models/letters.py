"""Papers that the office issues: certificate, recommendation, referral. Each can be checked by anybody."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from consultation.desk.models.tickets import Ticket
from dtks.accounts.models import kelurahan_in
from dtks.office.models import Region, Signatory
from dtks.registry.models import Citizen

if TYPE_CHECKING:
    from dtks.accounts.models import User


class LetterQuerySet(models.QuerySet["Letter"]):
    def visible_to(self, user: User) -> LetterQuerySet:
        """Letters of citizens of the areas in which the person works."""
        if not getattr(user, "is_authenticated", False):
            return self.none()
        return self.filter(kelurahan_in(user.area_codes("letters.see")))


@pghistory.track(fields=["withdrawn_at", "withdrawn_by", "withdraw_reason", "replaced_by"], model_name="LetterEvent")
class Letter(models.Model):
    """A paper that left the office. What stands on it is frozen; only its withdrawal is added."""

    class Kind(models.TextChoices):
        CERTIFICATE = "certificate", "Surat keterangan terdaftar"
        REACTIVATION = "reactivation", "Rekomendasi pengaktifan PBI-JK"
        REFERRAL = "referral", "Surat rujukan"

    PREFIXES = {Kind.CERTIFICATE: "SK", Kind.REACTIVATION: "RP", Kind.REFERRAL: "RJ"}

    kind = models.CharField("jenis", max_length=12, choices=Kind.choices)
    number = models.CharField("nomor", max_length=40, unique=True)  # of the office's series, without gaps
    code = models.CharField("kode", max_length=8, unique=True)  # what the public check asks for
    citizen = models.ForeignKey(Citizen, on_delete=models.PROTECT, related_name="letters")
    kelurahan = models.ForeignKey(Region, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, null=True, blank=True, related_name="letters")
    title = models.CharField("judul", max_length=120)
    purpose = models.CharField("keperluan", max_length=200)
    content: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField()  # what the paper is set from
    digest = models.CharField(max_length=64)  # SHA-256 of content
    signatory = models.ForeignKey(Signatory, on_delete=models.PROTECT, related_name="+")
    issued_on = models.DateField("tanggal")
    valid_until = models.DateField("berlaku sampai", null=True, blank=True)
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    issued_at = models.DateTimeField(default=timezone.now)
    checks = models.PositiveIntegerField("diperiksa", default=0)  # how often its code was looked up
    checked_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    withdraw_reason = models.CharField("sebab dicabut", max_length=200, blank=True)
    replaced_by = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaces")

    objects = LetterQuerySet.as_manager()

    class Meta:
        ordering = ["-issued_at", "-id"]
        indexes = [
            models.Index(fields=["-issued_at", "-id"], name="letter_newest"),
            models.Index(fields=["citizen", "-issued_at"], name="letter_citizen_newest"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdraw_reason="", withdrawn_by=None, replaced_by=None)
                | (Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False) & ~Q(withdraw_reason="")),
                name="withdrawn_letter_has_its_reason",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="letter_is_never_deleted", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="issued_letter_stays_as_it_is",
                operation=pgtrigger.UpdateOf(
                    "kind", "number", "code", "citizen_id", "ticket_id", "title", "purpose", "content", "digest",
                    "signatory_id", "issued_on", "valid_until", "issued_by_id", "issued_at",
                ),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("desk:letter", args=[self.pk])

    @property
    def shown_code(self) -> str:
        """SK-9H4T-W2CX, as it stands on the paper."""
        return f"{self.PREFIXES[self.Kind(self.kind)]}-{self.code[:4]}-{self.code[4:]}"

    @property
    def withdrawn_on(self) -> date | None:
        """The day from which it is no longer in force."""
        return timezone.localdate(self.withdrawn_at) if self.withdrawn_at else None

    def state_on(self, day: date) -> str:
        """valid, expired or withdrawn."""
        if self.withdrawn_at is not None:
            return "withdrawn"
        return "expired" if self.valid_until is not None and self.valid_until < day else "valid"
