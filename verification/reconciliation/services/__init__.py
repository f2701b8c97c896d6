"""Writing acts of the room: runs, bounds, proposals out of results."""

from verification.reconciliation.services.runs import (
    CannotStart,
    NotHeld,
    current_thresholds,
    release_run,
    set_thresholds,
    start_run,
)

__all__ = ["CannotStart", "NotHeld", "current_thresholds", "release_run", "set_thresholds", "start_run"]
