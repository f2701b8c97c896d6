"""Writing acts of the room: runs, bounds, proposals out of results."""

from verification.reconciliation.services.assigning import AssignResults, follow_applied
from verification.reconciliation.services.events import MergeEvents, NoNewborn, StageEvents, add_newborn
from verification.reconciliation.services.proposals import (
    NothingSelected,
    RunIsHeld,
    freeze_selection,
    open_corrections,
    propose_result,
)
from verification.reconciliation.services.runs import (
    BadBounds,
    CannotStart,
    NotHeld,
    current_thresholds,
    release_run,
    set_thresholds,
    start_run,
)

__all__ = [
    "AssignResults",
    "BadBounds",
    "CannotStart",
    "MergeEvents",
    "NoNewborn",
    "NotHeld",
    "NothingSelected",
    "RunIsHeld",
    "StageEvents",
    "add_newborn",
    "current_thresholds",
    "follow_applied",
    "freeze_selection",
    "open_corrections",
    "propose_result",
    "release_run",
    "set_thresholds",
    "start_run",
]
