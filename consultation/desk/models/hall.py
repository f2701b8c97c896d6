"""Numbers of the hall: taken, called, served."""

from __future__ import annotations

from datetime import timedelta

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from consultation.desk.models.tickets import Ticket


class HallNumber(models.Model):
    """A number that somebody took on a day. Waiting and serving time are read off it; it knows no name."""

    class State(models.TextChoices):
        WAITING = "waiting", "menunggu"
        CALLED = "called", "di loket"
        SERVED = "served", "selesai"
        ABSENT = "absent", "tidak datang"

    class Priority(models.TextChoices):
        ELDERLY = "elderly", "lanjut usia"
        DISABLED = "disabled", "disabilitas"
        PREGNANT = "pregnant", "hamil"
        BABY = "baby", "membawa bayi"

    day = models.DateField()
    series = models.CharField(max_length=1, choices=[("A", "umum"), ("P", "prioritas")])
    number = models.PositiveSmallIntegerField()
    priority = models.CharField(max_length=8, choices=Priority.choices, blank=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    taken_at = models.DateTimeField(default=timezone.now)
    called_at = models.DateTimeField(null=True, blank=True)
    rung_at = models.DateTimeField(null=True, blank=True)  # the last call: the screen flashes when it changes
    ended_at = models.DateTimeField(null=True, blank=True)
    counter = models.CharField(max_length=20, blank=True)
    called_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["taken_at", "id"]
        indexes = [models.Index(fields=["day", "state"], name="hall_of_the_day")]
        constraints = [
            models.UniqueConstraint(fields=["day", "series", "number"], name="hall_number_once_a_day"),
            models.UniqueConstraint(fields=["called_by"], condition=Q(state="called"), name="one_number_at_a_counter"),
            models.CheckConstraint(
                condition=(Q(series="P") & ~Q(priority="")) | Q(series="A", priority=""), name="priority_has_a_reason"
            ),
            models.CheckConstraint(
                condition=Q(state="waiting") | Q(called_at__isnull=False, called_by__isnull=False),
                name="called_number_has_its_counter",
            ),
        ]
        triggers = [pgtrigger.Protect(name="hall_number_is_never_deleted", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.series}-{self.number:03d}"

    @property
    def counter_word(self) -> str:
        """Loket of Loket 2."""
        return self.counter.rpartition(" ")[0] or self.counter

    @property
    def counter_number(self) -> str:
        """2 of Loket 2."""
        return self.counter.rpartition(" ")[2] if " " in self.counter else ""

    @property
    def waited(self) -> timedelta:
        """How long this person waited, or has waited so far."""
        return (self.called_at or timezone.now()) - self.taken_at

    @property
    def served(self) -> timedelta:
        """How long this person has been at the counter."""
        return (self.ended_at or timezone.now()) - self.called_at if self.called_at else timedelta(0)
