"""Reads of the workbench: the triage list and one case."""

from verification.workbench.queries.bundles import offers, offers_count
from verification.workbench.queries.cases import Case, case_of
from verification.workbench.queries.home import home_cases
from verification.workbench.queries.triage import (
    Window,
    current_window,
    decided_today,
    forecast,
    harm_words,
    listed_reasons,
    next_window,
    triaged,
    urgent_lane,
    waiting_count,
    with_surroundings,
)

__all__ = [
    "Case",
    "Window",
    "case_of",
    "current_window",
    "decided_today",
    "forecast",
    "harm_words",
    "home_cases",
    "listed_reasons",
    "next_window",
    "offers",
    "offers_count",
    "triaged",
    "urgent_lane",
    "waiting_count",
    "with_surroundings",
]
