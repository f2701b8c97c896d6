"""Reads of the workbench: the triage list and one case."""

from verification.workbench.queries.bundles import offers, offers_beside, offers_count
from verification.workbench.queries.cases import Case, case_of
from verification.workbench.queries.formula import current_weights
from verification.workbench.queries.home import home_cases
from verification.workbench.queries.previews import preview
from verification.workbench.queries.triage import (
    Window,
    current_window,
    decided_today,
    forecast,
    lane_of,
    listed_reasons,
    menu_count,
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
    "current_weights",
    "current_window",
    "decided_today",
    "forecast",
    "home_cases",
    "lane_of",
    "listed_reasons",
    "menu_count",
    "next_window",
    "offers",
    "offers_beside",
    "offers_count",
    "preview",
    "triaged",
    "urgent_lane",
    "waiting_count",
    "with_surroundings",
]
