"""Reads of the workbench: the triage list and one case."""

from verification.corrections.queries.pace import forecast
from verification.workbench.queries.bundles import bundles_beside, offers, offers_beside, offers_count
from verification.workbench.queries.cases import Case, case_of
from verification.workbench.queries.formula import current_weights
from verification.workbench.queries.home import home_cases
from verification.workbench.queries.previews import preview
from verification.workbench.queries.standings import weigh
from verification.workbench.queries.triage import (
    decided_today,
    in_line,
    listed_reasons,
    menu_count,
    points_of,
    queue_classes,
    triaged,
    waiting_count,
    with_aid,
)
from verification.workbench.queries.urgent import lane_of, urgent_of
from verification.workbench.queries.windows import Window, current_window, next_window

__all__ = [
    "Case",
    "Window",
    "bundles_beside",
    "case_of",
    "current_weights",
    "current_window",
    "decided_today",
    "forecast",
    "home_cases",
    "in_line",
    "lane_of",
    "listed_reasons",
    "menu_count",
    "next_window",
    "offers",
    "offers_beside",
    "offers_count",
    "points_of",
    "preview",
    "queue_classes",
    "triaged",
    "urgent_of",
    "waiting_count",
    "weigh",
    "with_aid",
]
