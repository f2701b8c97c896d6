"""Who was trained in what, when, by whom."""

from __future__ import annotations

import pgtrigger
from django.conf import settings
from django.db import models
from django.utils import timezone

from dtks.accounts.models import Role


class Training(models.Model):
    """One lesson that a person finished. Written once. In practice several share an account, so the name is typed."""

    person = models.CharField("nama", max_length=100)
    role = models.CharField("peran", max_length=20, choices=Role.choices)
    lesson = models.CharField("pelajaran", max_length=20)  # a code of queries.TOURS
    trainer = models.CharField("pelatih", max_length=100, blank=True)
    in_practice = models.BooleanField("di ruang latihan", default=False)
    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    done_at = models.DateTimeField("selesai", default=timezone.now)

    class Meta:
        ordering = ["-done_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["person", "role", "lesson"], name="a_lesson_is_finished_once"),
        ]
        triggers = [pgtrigger.Protect(name="training_is_written_once", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.person}: {self.lesson}"
