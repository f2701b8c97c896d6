"""Why a case stands where it does: its three factors with the facts that gave them, in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from verification.workbench.queries.formula import EASE, HARM, MOST, Weights, current_weights
from verification.workbench.queries.windows import Window

AID, YOUNG, ELDERLY, URGENT = (words for _, words in HARM)
SIX, SIXTY = 6, 60  # years
WORDS = dict(EASE)


@dataclass(frozen=True)
class Factor:
    """A factor of the points with what gave it: "5", "2 hari kerja sampai jendela tutup"."""

    label: str
    points: int
    words: str


def why_here(request: Any, window: Window) -> list[Factor]:
    """The factors of a case that was read with its points (`with_points_kept`) and its aid; empty: in no queue."""
    if request.points is None:
        return []
    weights, today = current_weights(), timezone.localdate()
    return [
        Factor("Tenggat", request.deadline, _deadline(request, window, weights, today)),
        Factor("Dampak", request.harm, _harm(request, weights, today)),
        Factor("Mudah", request.ease, _ease(request, weights)),
    ]


def _deadline(request: Any, window: Window, weights: Weights, today: date) -> str:
    near = f"{window.working_days} hari kerja sampai jendela tutup: {weights.deadline(window.working_days)}"
    since = timezone.make_aware(datetime.combine(today - timedelta(days=weights.waiting_days), time.min))
    if request.submitted_at is None or request.submitted_at >= since:
        return near
    return _capped([near, f"menunggu lebih dari {weights.waiting_days} hari: +{weights.waiting}"])


def _harm(request: Any, weights: Weights, today: date) -> str:
    born = request.citizen.birth_date
    six, sixty = (today - timedelta(days=365.25 * years) for years in (SIX, SIXTY))
    said = [
        (bool(request.aid_codes), AID, weights.aid),
        (born is not None and born > six, YOUNG, weights.young),
        (born is not None and born <= sixty, ELDERLY, weights.elderly),
        (bool(request.urgent_reason), URGENT, weights.urgent),
    ]
    return _capped(["mulai dari 1", *(f"{words}: +{points}" for holds, words, points in said if holds)])


def _capped(parts: list[str]) -> str:
    return f"{'; '.join(parts)}; paling banyak {MOST}" if len(parts) > 1 else parts[0]


def _ease(request: Any, weights: Weights) -> str:
    name = class_of(request)
    known = f"{WORDS[name]}: {getattr(weights, name)}"
    return f"{known}; {WORDS['incomplete']} {weights.incomplete}" if request.papers else f"{known}; berkas cukup"


def class_of(request: Any) -> str:
    """The name of the formula's point for what the register said of a case."""
    if request.worst_verdict == "differs":
        return "differs"
    if not request.result_class:
        return "uncompared"
    return request.worst_verdict if request.worst_verdict in ("unknown", "variant") else "same"
