"""The batch with which a decision goes that is made now: its number, or which one of its month it will be."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.utils import timezone

from dtks.office.queries import next_window
from dtks.web.templatetags.formats import month as month_words
from dtks.web.templatetags.formats import short_day
from verification.monthly.models import Batch


@dataclass
class BatchAhead:
    """The batch of the window that closes next. Read when its words are asked for; one query."""

    month: date
    closes_on: date

    @cached_property
    def words(self) -> str:
        """kiriman K-2612-01 while it is filled; before it is begun "kiriman Desember 2026", "kiriman ke-2 …"."""
        known = Batch.objects.filter(month=self.month).order_by("sequence").values_list("number", "state")
        batches = list(known)
        filling = next((number for number, state in batches if state == Batch.State.FILLING), "")
        if filling:
            return f"kiriman {filling}"
        place = f"ke-{len(batches) + 1} " if batches else ""
        return f"kiriman {place}{month_words(self.month)}"

    @property
    def deadline(self) -> str:
        """The same with its last day: "kiriman Desember 2026, tutup 14 Des"."""
        return f"{self.words}, tutup {short_day(self.closes_on)}"


def batch_ahead(*_: object) -> BatchAhead:
    """The batch of the window that closes next."""
    window = next_window(timezone.localdate())
    return BatchAhead(window.month, window.closes_on)
