"""What missed the cut-off of a month, and why it goes with the next one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from dtks.accounts.models import kelurahan_in
from verification.corrections.models import ChangeRequest

if TYPE_CHECKING:
    from dtks.accounts.models import User


class MonthClose(models.Model):
    """A month whose cut-off is past: its carry-over list was made, once."""

    month = models.DateField(unique=True)  # first day
    closed_on = models.DateField()  # the cut-off that held
    carried = models.PositiveIntegerField(default=0)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-month"]
        constraints = [models.CheckConstraint(condition=Q(month__day=1), name="closed_month_is_a_first_day")]

    def __str__(self) -> str:
        return f"{self.month:%m-%Y}"


class CarriedQuerySet(models.QuerySet["CarriedOver"]):
    def visible_to(self, user: User) -> CarriedQuerySet:
        """Those about citizens of the areas in which the person sees requests."""
        if not getattr(user, "is_authenticated", False):
            return self.none()
        return self.filter(kelurahan_in(user.area_codes("corrections.see"), "request__citizen__kelurahan"))


class CarriedOver(models.Model):
    """A request that missed a month: what kept it at the cut-off, who could mend it. Written once."""

    class Code(models.TextChoices):
        UNDECIDED = "UNDECIDED", "Belum diputus"
        SENT_BACK = "SENT_BACK", "Dikembalikan ke pengusul"
        NOT_APPLIED = "NOT_APPLIED", "Belum diterapkan"
        APPLY_FAILED = "APPLY_FAILED", "Gagal diterapkan"
        NOT_COMPARED = "NOT_COMPARED", "Belum dibandingkan"
        DIFFERS = "DIFFERS", "Belum padan"
        ALREADY_SENT = "ALREADY_SENT", "Sudah dikirim, belum dijawab"
        DECEASED = "DECEASED", "Meninggal"
        MOVED = "MOVED", "Pindah"
        EVIDENCE_FELL = "EVIDENCE_FELL", "Berkas tidak berlaku lagi"
        NO_OUTCOME = "NO_OUTCOME", "Sebab keluar belum tercatat"
        NOT_VISITED = "NOT_VISITED", "Rumah belum dilihat"
        REQUIRED_EMPTY = "REQUIRED_EMPTY", "Isian wajib kosong"
        NOT_16_DIGITS = "NOT_16_DIGITS", "Bukan 16 angka"
        TOO_LONG = "TOO_LONG", "Isian terlalu panjang"
        NOT_SEALED = "NOT_SEALED", "Siap, tidak ikut disegel"

    month = models.ForeignKey(MonthClose, on_delete=models.PROTECT, related_name="rows")
    request = models.ForeignKey(ChangeRequest, on_delete=models.PROTECT, related_name="carried")
    code = models.CharField(max_length=24, choices=Code.choices)
    sentence = models.CharField(max_length=240)
    mender = models.CharField(max_length=40)

    objects = CarriedQuerySet.as_manager()

    class Meta:
        ordering = ["-month", "code", "id"]
        constraints = [models.UniqueConstraint(fields=["month", "request"], name="carried_once_per_month")]

    def __str__(self) -> str:
        return f"{self.request_id} {self.code}"

    @property
    def request_url(self) -> str:
        """The page of the request."""
        url: str = self.request.get_absolute_url()
        return url

    @property
    def person(self) -> str:
        return str(self.request.citizen)

    @property
    def below(self) -> str:
        """Number and place, as the second line of a list."""
        return f"{self.request.number} · {self.request.citizen.kelurahan or 'kelurahan belum diketahui'}"


class CutoffWarning(models.Model):
    """Who was told by e-mail that a cut-off comes near: once a month and step."""

    month = models.DateField()
    days = models.PositiveSmallIntegerField()  # working days that were left
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["month", "days", "user"], name="warned_once_per_step")]

    def __str__(self) -> str:
        return f"{self.month:%m-%Y} {self.user_id}"
