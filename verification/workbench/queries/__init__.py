"""Reads of the workbench: the triage list and one case."""

from verification.workbench.queries.cases import Case, case_of
from verification.workbench.queries.triage import (
    Window,
    decided_today,
    forecast,
    harm_words,
    next_window,
    triaged,
    urgent_lane,
    waiting_count,
)

__all__ = [
    "Case",
    "Window",
    "case_of",
    "decided_today",
    "forecast",
    "harm_words",
    "next_window",
    "triaged",
    "urgent_lane",
    "waiting_count",
]
