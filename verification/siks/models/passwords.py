"""Passwords of the files that leave the office: one a batch, told by another way than the file."""

from __future__ import annotations

from django.db import models

from dtks.files.models import FilePassword
from verification.monthly.models import Batch


class BatchPassword(FilePassword):
    """A password of a batch's files."""

    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="passwords")

    def __str__(self) -> str:
        return f"{self.batch_id} {self.made_at:%d-%m-%Y %H:%M}"
