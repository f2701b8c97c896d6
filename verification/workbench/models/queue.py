"""The queue: each undecided request with its points, in the order in which it is offered."""

from __future__ import annotations

from django.db import models

from dtks.registry.models import Citizen
from verification.corrections.models import ChangeRequest


class Queued(models.Model):
    """An undecided request in the queue.

    The database itself puts a request in and takes it out as its state changes, and takes the stamp off where a fact
    behind the points changes (migration 0004). `queries.standings.weigh` gives points to what has not today's stamp.
    """

    request = models.OneToOneField(ChangeRequest, on_delete=models.PROTECT, primary_key=True, related_name="queued")
    citizen = models.ForeignKey(Citizen, on_delete=models.PROTECT, related_name="+")
    urgent = models.BooleanField()
    submitted_at = models.DateTimeField(null=True)
    deadline = models.PositiveSmallIntegerField()
    harm = models.PositiveSmallIntegerField()
    ease = models.PositiveSmallIntegerField()
    points = models.PositiveSmallIntegerField()
    stamp = models.CharField(max_length=16, blank=True)  # of the day, cut-off and formula; '': to be weighed

    ORDER = ("-urgent", "-points", "submitted_at", "request_id")

    class Meta:
        indexes = [models.Index(fields=["-urgent", "-points", "submitted_at", "request"], name="queue_order")]

    def __str__(self) -> str:
        return f"{self.request_id}: {self.points}"
