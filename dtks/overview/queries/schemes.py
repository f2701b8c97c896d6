"""The scheme bridge: the same person under the ids of DTKS and DTSEN, with the desil over time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from dtks.registry.models import Scheme, SchemeStanding

_LABELS = dict(Scheme.choices)


@dataclass(frozen=True)
class SchemeLine:
    """A person in one scheme: under which ids, from when to when, and each desil with the month it began."""

    scheme: str
    ids: list[str]  # the newest first
    first: date
    last: date
    listed: bool
    desils: list[tuple[date, int | None]]  # the oldest first

    @property
    def label(self) -> str:
        return str(_LABELS.get(self.scheme, self.scheme))

    @property
    def desil(self) -> int | None:
        return self.desils[-1][1] if self.desils else None


def scheme_lines(standings: Iterable[dict[str, Any]]) -> list[SchemeLine]:
    """A line for each scheme that named the person; what it said longest ago first."""
    by_scheme: dict[str, list[dict[str, Any]]] = {}
    for each in standings:
        by_scheme.setdefault(each["scheme"], []).append(each)
    lines = [_line(scheme, sorted(rows, key=lambda row: row["period"])) for scheme, rows in by_scheme.items()]
    return sorted(lines, key=lambda line: (line.first, line.scheme))


def _line(scheme: str, rows: list[dict[str, Any]]) -> SchemeLine:
    ids = dict.fromkeys(row["member_id"] for row in reversed(rows) if row["member_id"])
    desils: list[tuple[date, int | None]] = []
    for row in rows:
        if row["listed"] and (not desils or desils[-1][1] != row["desil"]):
            desils.append((row["period"], row["desil"]))
    return SchemeLine(
        scheme=scheme, ids=list(ids), first=rows[0]["period"], last=rows[-1]["period"], listed=rows[-1]["listed"],
        desils=desils,
    )  # fmt: skip


def schemes_of(citizen_ids: Iterable[int]) -> dict[int, list[SchemeStanding]]:
    """The newest standing of each citizen in each scheme; one query."""
    rows = SchemeStanding.objects.filter(citizen__in=list(citizen_ids)).order_by("citizen_id", "scheme", "-period")
    found: dict[int, list[SchemeStanding]] = {}
    for each in rows.distinct("citizen_id", "scheme"):
        found.setdefault(each.citizen_id, []).append(each)
    return found
