"""Who attended a meeting, and whether that is a quorum by the rule of its day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone

from consultation.minutes.models import Attendance, Minutes, QuorumRule
from dtks.office.queries import code_labels
from dtks.web.memory import kept

RULES = "quorum_rules"  # what is remembered of them; a new rule forgets it


@dataclass(frozen=True)
class Group:
    """Seats of which somebody has to be there."""

    words: str
    present: int
    least: int

    @property
    def reached(self) -> bool:
        return self.present >= self.least


@dataclass(frozen=True)
class Quorum:
    """Invited, present, how many are needed, and which groups are there."""

    invited: int
    present: int
    needed: int
    groups: tuple[Group, ...]

    @property
    def reached(self) -> bool:
        return self.present >= self.needed and all(group.reached for group in self.groups)

    @property
    def words(self) -> str:
        """Kuorum 9 dari 12."""
        return f"Kuorum {self.present} dari {self.invited}"

    @property
    def on_paper(self) -> str:
        """Kuorum tercapai (paling sedikit 7, Lurah atau sekretaris kelurahan hadir)."""
        if not self.reached:
            return f"Kuorum belum tercapai: {self.lacks}"
        first = f", {self.groups[0].words} hadir" if self.groups and self.groups[0].least else ""
        return f"Kuorum tercapai (paling sedikit {self.needed}{first})"

    @property
    def lacks(self) -> str:
        """What is missing for a quorum, in words; empty when it is reached."""
        lacking = [group.words for group in self.groups if not group.reached]
        if self.present < self.needed:
            lacking.insert(0, f"{self.needed - self.present} orang lagi")
        return ", ".join(lacking)


def rule_on(day: date | None) -> QuorumRule | None:
    """The rule in force on a day; the newest that began by then."""
    rules = kept(RULES, lambda: list(QuorumRule.objects.all()))
    return next((rule for rule in rules if rule.starts_on <= (day or timezone.localdate())), None)


def quorum_of(minutes: Minutes, people: Sequence[Attendance] | None = None) -> Quorum:
    """Whether enough of the right people were there."""
    found = list(minutes.attendance.all()) if people is None else list(people)
    rule = rule_on(minutes.held_on)
    seats = Counter(person.seat for person in found if person.present)
    return Quorum(
        invited=len(found),
        present=sum(seats.values()),
        needed=len(found) * rule.share // 100 + 1 if rule else 1,
        groups=tuple(_group(row, seats) for row in rule.groups) if rule else (),
    )


def _group(row: dict[str, Any], seats: Counter[str]) -> Group:
    return Group(row["words"], sum(seats[seat] for seat in row["seats"]), int(row["least"]))


def seat_choices() -> list[tuple[str, str]]:
    """Seats of a meeting, code and word."""
    return list(code_labels("attendance_seat").items())


# As the office's form sets them: one line for seats that go together.
PAPER_SEATS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("Lurah, sekretaris kelurahan", ("LURAH", "SEKLUR")),
    ("Ketua RT / RW", ("RT", "RW")),
    ("LPM, tokoh masyarakat", ("LPM", "TOMAS", "TOGA")),
    ("Babinsa, Bhabinkamtibmas", ("BABINSA", "BHABIN")),
    ("Pendamping, Puskesos, TKSK, wakil KPM", ("PENDAMPING", "PUSKESOS", "TKSK", "KPM")),
    ("Operator kelurahan, lainnya", ("OPERATOR", "LAIN")),
)


def by_paper_seats(people: Sequence[Attendance]) -> list[dict[str, Any]]:
    """Invited, present and names for each line of the paper."""
    lines = []
    for words, seats in PAPER_SEATS:
        mine = [person for person in people if person.seat in seats]
        if mine:
            here = [person for person in mine if person.present]
            names = ", ".join(person.name for person in here)
            lines.append({"words": words, "invited": len(mine), "present": len(here), "names": names or "–"})
    return lines
