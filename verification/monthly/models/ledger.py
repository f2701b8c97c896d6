"""The memory of what was sent: one line per person and proposal."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils import timezone

from dtks.accounts.models import kelurahan_in
from verification.monthly.models.batches import BatchRow

if TYPE_CHECKING:
    from dtks.accounts.models import User


class LedgerQuerySet(models.QuerySet["LedgerLine"]):
    def visible_to(self, user: User) -> LedgerQuerySet:
        """Lines about citizens of the areas in which the person works."""
        if not getattr(user, "is_authenticated", False):
            return self.none()
        return self.filter(kelurahan_in(user.area_codes("monthly.see"), "row__citizen__kelurahan"))

    def unanswered(self) -> LedgerQuerySet:
        """Lines for which the centre still owes a word."""
        return self.filter(state__in=LedgerLine.OPEN)


class LedgerLine(models.Model):
    """What the centre did with one sealed row: one line per person and proposal, until it is answered or inferred."""

    class State(models.TextChoices):
        SENT = "sent", "dikirim"
        PENDING = "pending", "diproses pusat"
        ACCEPTED = "accepted", "diterima"
        REFUSED = "refused", "ditolak"
        INFERRED_ACCEPTED = "inferred_accepted", "agaknya diterima"
        INFERRED_IGNORED = "inferred_ignored", "agaknya diabaikan"

    OPEN = (State.SENT, State.PENDING, State.INFERRED_IGNORED)
    FINAL = (State.ACCEPTED, State.REFUSED)  # the centre's last word; a later file does not change it

    row = models.OneToOneField(BatchRow, on_delete=models.PROTECT, related_name="ledger_line")
    state = models.CharField(max_length=20, choices=State.choices, default=State.SENT, db_index=True)
    sent_on = models.DateField()
    answered_on = models.DateField(null=True)
    answer = models.CharField(max_length=20, blank=True)  # the centre's own word: DITERIMA, GANDA …
    code = models.CharField(max_length=20, blank=True)
    message = models.CharField(max_length=240, blank=True)
    basis = models.CharField(max_length=160, blank=True)  # file and row of the answer, or the lists it is inferred from
    entered_reference = models.CharField(max_length=60, blank=True)  # "entered in SIKS-NG" with this number
    entered_at = models.DateTimeField(null=True)
    not_entered_reason = models.CharField(max_length=120, blank=True)  # what SIKS-NG said when it took no keying
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    objects = LedgerQuerySet.as_manager()

    class Meta:
        ordering = ["sent_on", "id"]
        indexes = [models.Index(fields=["state", "sent_on"])]

    def __str__(self) -> str:
        return f"{self.row_id} {self.get_state_display()}"

    @property
    def person_url(self) -> str:
        """The page of the citizen it is about."""
        return f"/warga/{self.row.citizen_id}"

    @property
    def age_days(self) -> int:
        """Days without an answer, today."""
        return self.age_on(timezone.localdate())

    def age_on(self, day: date) -> int:
        """Days without an answer."""
        return ((self.answered_on or day) - self.sent_on).days

    @property
    def refused_word(self) -> str:
        """How the centre said no: "Ditolak", "Ganda", "Tidak padan"."""
        return self.answer.capitalize() or "Ditolak"

    @property
    def basis_words(self) -> str:
        """On what the state rests, for the ledger's list."""
        said = f"“{self.message}”" if self.message and self.state != self.State.ACCEPTED else ""
        if self.state == self.State.REFUSED:
            return " · ".join(filter(None, [said or self.code, "perkara dibuka lagi"]))
        return " · ".join(filter(None, [said, self.basis]))

    @property
    def words(self) -> str:
        """What the centre said, in one line: "Ditolak E12: Data tidak sesuai"."""
        said = " ".join(filter(None, [self.answer.capitalize(), self.code]))
        return f"{said}: {self.message}" if self.message else said


class UnansweredLetter(models.Model):
    """A letter to the ministry that asks for the answers still owed. Its lines are frozen, so it prints the same."""

    number = models.CharField(max_length=60, unique=True)  # 400.9/12/DINSOS/2026
    made_on = models.DateField()
    older_than = models.PositiveSmallIntegerField()  # days without an answer
    seat = models.CharField(max_length=80)  # who signs
    lines = models.ManyToManyField(LedgerLine, related_name="letters")
    line_count = models.PositiveIntegerField()
    quarter = models.CharField(max_length=7, unique=True, null=True)  # 2026-Q4: made by itself; null: by a person
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-made_at", "-id"]

    def __str__(self) -> str:
        return self.number
