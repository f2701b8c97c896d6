"""The queue: each undecided request with its points, in the order in which it is offered."""

from __future__ import annotations

from django.db import models

from dtks.registry.models import Citizen
from verification.corrections.models import ChangeRequest
from verification.corrections.queries.evidence import Papers


class Turn(models.IntegerChoices):
    """Which go first, whatever their points: an urgent case, unless nothing but its refusal is possible."""

    WAITS = 0, "mendesak, menunggu berkas"
    PLAIN = 1, "biasa"
    URGENT = 2, "mendesak"


class Queued(models.Model):
    """An undecided request in the queue.

    The database itself puts a request in and takes it out as its state changes, and takes the stamp off where a fact
    behind the points changes (migrations 0004, 0006, 0008).
    `queries.standings.weigh` gives points to what has not today's stamp.
    """

    request = models.OneToOneField(ChangeRequest, on_delete=models.PROTECT, primary_key=True, related_name="queued")
    citizen = models.ForeignKey(Citizen, on_delete=models.PROTECT, related_name="+")
    urgent = models.BooleanField()
    papers = models.CharField(max_length=7, choices=Papers.choices, blank=True, default="")  # as last weighed
    turn = models.PositiveSmallIntegerField(default=Turn.PLAIN, choices=Turn.choices)
    submitted_at = models.DateTimeField(null=True)
    deadline = models.PositiveSmallIntegerField()
    harm = models.PositiveSmallIntegerField()
    ease = models.PositiveSmallIntegerField()
    points = models.PositiveSmallIntegerField()
    stamp = models.CharField(max_length=16, blank=True)  # of the day, cut-off and formula; '': to be weighed

    ORDER = ("-turn", "-points", "submitted_at", "request_id")

    class Meta:
        indexes = [models.Index(fields=["-turn", "-points", "submitted_at", "request"], name="queue_order")]

    def __str__(self) -> str:
        return f"{self.request_id}: {self.points}"
