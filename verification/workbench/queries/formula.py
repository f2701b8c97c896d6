"""The points of the triage: every number of the formula, and which hold today."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date

from django.utils import timezone

from dtks.web.memory import kept
from verification.workbench.models import Formula

MOST = 5  # no factor gives more


@dataclass(frozen=True)
class Weights:
    """Every number of the formula; without a row of the kabid these hold.

    Points = deadline x harm x ease. Each factor is at least 1 and at most 5.
    """

    days_1: int = 3  # working days to the cut-off, at most so many ...
    points_1: int = 5  # ... give so many points; the first that holds
    days_2: int = 5
    points_2: int = 4
    days_3: int = 10
    points_3: int = 3
    days_4: int = 15
    points_4: int = 2
    later: int = 1
    waiting_days: int = 30  # who has waited longer ...
    waiting: int = 1  # ... gets so many more
    aid: int = 2
    young: int = 1
    elderly: int = 1
    urgent: int = 1
    same: int = 5
    variant: int = 4
    unknown: int = 3
    differs: int = 2
    uncompared: int = 1

    def steps(self) -> list[tuple[int, int]]:
        """Working days and points of the deadline, the nearest first."""
        return [(getattr(self, f"days_{n}"), getattr(self, f"points_{n}")) for n in range(1, 5)]

    def deadline(self, working_days: int) -> int:
        """Points of the deadline, so many working days before the cut-off."""
        return next((points for days, points in self.steps() if working_days <= days), self.later)


HARM = (
    ("aid", "menerima bantuan"),
    ("young", "anak di bawah 6 tahun"),
    ("elderly", "60 tahun ke atas"),
    ("urgent", "alasan mendesak"),
)
EASE = (
    ("same", "semua isian sama dengan Disdukcapil"),
    ("variant", "hanya beda ejaan"),
    ("unknown", "sebagian belum terbanding"),
    ("differs", "ada isian yang berbeda"),
    ("uncompared", "belum dibandingkan"),
)


def current_weights() -> Weights:
    """The points of today, read once a minute."""
    today = timezone.localdate()
    return kept(f"formula:{today}", lambda: weights_on(today))


def weights_on(day: date) -> Weights:
    """The points that hold on a day."""
    row = Formula.objects.filter(starts_on__lte=day).first()
    known = {field.name for field in fields(Weights)}  # clock and quota of the lane have a rule of their own since
    return Weights(**{name: value for name, value in row.weights.items() if name in known}) if row else Weights()
