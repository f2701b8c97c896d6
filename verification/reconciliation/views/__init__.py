"""Pages of the room."""

from verification.reconciliation.views.duplicates import DuplicatePage, Duplicates
from verification.reconciliation.views.events import Events
from verification.reconciliation.views.results import ResultPage, Results
from verification.reconciliation.views.runs import ReleaseBrake, ReleaseHold, RunPage, Runs, StartRun
from verification.reconciliation.views.thresholds import ThresholdsPage

__all__ = [
    "DuplicatePage",
    "Duplicates",
    "Events",
    "ReleaseBrake",
    "ReleaseHold",
    "ResultPage",
    "Results",
    "RunPage",
    "Runs",
    "StartRun",
    "ThresholdsPage",
]
