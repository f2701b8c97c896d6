"""Answers of the counter that are ready."""

from __future__ import annotations

from typing import Any

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.urls import reverse

from consultation.desk.models.tickets import Kind
from dtks.web.memory import forget

READY_ANSWERS = "ready_answers"  # what tickets remember for a minute


@pghistory.track()
class CannedAnswer(models.Model):
    """An answer that is ready; places like {sapaan} are filled from the ticket."""

    code = models.CharField(max_length=24, unique=True, null=True, blank=True)  # of those that came with Padan
    title = models.CharField("judul", max_length=80)
    text = models.TextField("jawaban", max_length=2000)
    kinds: ArrayField[list[str], list[str]] = ArrayField(
        models.CharField(max_length=16, choices=Kind.choices), default=list, blank=True
    )  # empty: any kind
    is_active = models.BooleanField("dipakai", default=True)
    position = models.PositiveSmallIntegerField(default=99)

    class Meta:
        ordering = ["title"]

    def __str__(self) -> str:
        return self.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Tickets, which remember the ready answers for a minute, read them anew."""
        super().save(*args, **kwargs)
        forget(READY_ANSWERS)

    def get_absolute_url(self) -> str:
        return reverse("desk:canned_edit", args=[self.pk])
