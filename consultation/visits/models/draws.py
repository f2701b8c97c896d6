"""The random audit: which visits are repeated by somebody else, drawn so that anybody can draw them again."""

from __future__ import annotations

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone


class AuditDraw(models.Model):
    """One draw: its seed, from which visits, which were drawn. Written once."""

    seed = models.CharField("benih", max_length=40)
    share = models.PositiveSmallIntegerField("bagian, persen")
    population: models.JSONField[list[int], list[int]] = models.JSONField(default=list)  # ids, ascending
    drawn: models.JSONField[list[int], list[int]] = models.JSONField(default=list)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-id"]
        constraints = [models.CheckConstraint(condition=Q(share__range=(1, 100)), name="audit_share_is_a_percentage")]
        triggers = [pgtrigger.Protect(name="draw_is_written_once", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"Undian {self.seed}"
