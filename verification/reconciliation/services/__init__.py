"""Writing acts of the room: runs, bounds, proposals out of results."""

from verification.reconciliation.services.adjudication import (
    CannotDecide,
    decide_duplicate,
    follow_duplicates,
    send_back_duplicate,
    waiting_requests,
)
from verification.reconciliation.services.assigning import AssignResults, follow_applied
from verification.reconciliation.services.events import MergeEvents, NoNewborn, StageEvents, add_newborn
from verification.reconciliation.services.proposals import (
    NothingSelected,
    RunIsHeld,
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
    start_due,
    start_run,
)
from verification.reconciliation.services.taking_back import may_take_back, take_back_duplicate

__all__ = [
    "AlreadyRunning",
    "AssignResults",
    "BadBounds",
    "CannotDecide",
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
    "decide_duplicate",
    "follow_applied",
    "follow_duplicates",
    "may_take_back",
    "propose_result",
    "release_hold",
    "release_run",
    "send_back_duplicate",
    "set_thresholds",
    "start_due",
    "start_run",
    "take_back_duplicate",
    "waiting_requests",
]
