"""The journey line of a case: how it came about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.dateparse import parse_datetime

from verification.corrections.models import ChangeRequest, Decision
from verification.matching.explanation import in_sentence

if TYPE_CHECKING:
    from verification.workbench.queries.cases import Row


@dataclass(frozen=True)
class Step:
    """A step of the journey line."""

    at: datetime
    word: str
    who: str = ""
    warning: bool = False


_KINDS = {
    Decision.Kind.ACCEPT: "diterima",
    Decision.Kind.REFUSE: "ditolak",
    Decision.Kind.SEND_BACK: "dikembalikan",
    Decision.Kind.UNDO: "diurungkan",
    Decision.Kind.APPLY: "diterapkan",
    Decision.Kind.WITHDRAW: "ditarik",
    Decision.Kind.REOPEN: "dibuka lagi, ditolak pusat",
}


def journey_of(request: ChangeRequest, decisions: list[Decision], rows: Sequence[Row]) -> list[Step]:
    """What happened to a request so far, and what changed beside it since."""
    steps = []
    if compared := parse_datetime(request.explanation.get("compared_at", "")):
        steps.append(Step(compared, "dibandingkan"))
    steps.append(
        Step(request.created_at, "diusulkan", str(request.maker) if request.maker else request.origin_reference)
    )
    seen: set[tuple[str, int | None, int]] = set()
    for decision in decisions:
        key = (decision.kind, decision.checker_id, decision.tier)
        if key not in seen and not (request.second_look and request.is_open):  # the second look is blind
            steps.append(Step(decision.at, _KINDS[Decision.Kind(decision.kind)], str(decision.checker or "Sistem")))
        seen.add(key)
    steps.extend(
        Step(_noon(row.now_since), f"{in_sentence(row.label)} diubah", row.now_words, warning=True)
        for row in rows
        if row.conflict
    )
    return sorted(steps, key=lambda step: step.at)


def _noon(day: date | None) -> datetime:
    """A day of which no hour is known, for the journey line."""
    return timezone.make_aware(datetime.combine(day, time(12))) if day else timezone.now()
