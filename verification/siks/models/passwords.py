"""Passwords of the files that leave the office: one a batch, told by another way than the file."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone

from verification.monthly.models import Batch


class BatchPassword(models.Model):
    """A password of a batch's files; the newest counts. Only the server's secret key turns its seed into the word."""

    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="passwords")
    seed = models.CharField(max_length=43)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    shown_to = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    shown_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.batch_id} {self.made_at:%d-%m-%Y %H:%M}"
