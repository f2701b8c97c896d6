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
    AlreadyRunning,
    BadBounds,
    CannotStart,
    NotHeld,
    after_extract,
    current_thresholds,
    release_hold,
    release_run,
    set_thresholds,
    start_run,
)

__all__ = [
    "AlreadyRunning",
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
    "after_extract",
    "current_thresholds",
    "follow_applied",
    "freeze_selection",
    "open_corrections",
    "propose_result",
    "release_hold",
    "release_run",
    "set_thresholds",
    "start_run",
]
