"""The points of the triage: every number of the formula, and which hold today."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date

from django.utils import timezone

from dtks.web.memory import kept
from verification.workbench.models import Formula

MOST = 5  # no factor gives more
UNKNOWN_THEN = {"incomplete": MOST}  # of a formula written before the papers had a point of their own


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
    incomplete: int = 1  # papers that are asked for are missing: at most so many

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
    ("incomplete", "berkas yang diminta belum lengkap, paling banyak"),
)


def words_of(weights: Weights) -> list[tuple[str, str]]:
    """Every number of a formula as it is read: factor, and what gives how much."""
    near = ", ".join(f"sampai {days} hari kerja {points}" for days, points in weights.steps())
    waited = f"menunggu lebih dari {weights.waiting_days} hari +{weights.waiting}"
    harm = ", ".join(f"{words} +{getattr(weights, name)}" for name, words in HARM)
    ease = ", ".join(f"{words} {getattr(weights, name)}" for name, words in EASE)
    return [
        ("Tenggat", f"{near}, lebih lama {weights.later}; {waited}"),
        ("Dampak", f"mulai dari 1; {harm}"), ("Mudah", ease),
    ]  # fmt: skip


@dataclass(frozen=True)
class FormulaShown:
    """A formula of the past, of today or to come, with its numbers. `formula` None: the one that came with Padan."""

    formula: Formula | None
    standing: str  # coming, now, past, withdrawn
    words: list[tuple[str, str]]


def formulas(today: date) -> list[FormulaShown]:
    """All formulas, the latest day first, each with where it stands: of those that have begun the first holds."""
    found: list[FormulaShown] = []
    for each in Formula.objects.select_related("set_by", "withdrawn_by"):
        if each.withdrawn_at is not None:
            standing = "withdrawn"
        elif each.is_coming(today):
            standing = "coming"
        else:
            standing = "past" if any(shown.standing == "now" for shown in found) else "now"
        found.append(FormulaShown(each, standing, words_of(weights_of(each))))
    first = "past" if any(shown.standing == "now" for shown in found) else "now"
    return [*found, FormulaShown(None, first, words_of(Weights()))]


def current_weights() -> Weights:
    """The points of today, read once a minute."""
    today = timezone.localdate()
    return kept(f"formula:{today}", lambda: weights_on(today))


def weights_on(day: date) -> Weights:
    """The points that hold on a day."""
    row = Formula.objects.filter(starts_on__lte=day, withdrawn_at=None).first()
    if row is None:
        return Weights()
    return weights_of(row)


def weights_of(row: Formula) -> Weights:
    """The points that the kabid set; what a formula did not know when it was written changes nothing by it."""
    known = {field.name for field in fields(Weights)}  # clock and quota of the lane have a rule of their own since
    return Weights(**{**UNKNOWN_THEN, **{name: value for name, value in row.weights.items() if name in known}})
