"""Pages of the room."""

from dtks.jobs.views.choices import ChoicePage, TakeBackChoice
from dtks.jobs.views.jobs import (
    HandOver,
    JobAct,
    JobPage,
    JobProgress,
    Jobs,
    Messages,
    SendAgain,
    StopJob,
)

__all__ = [
    "ChoicePage",
    "HandOver",
    "JobAct",
    "JobPage",
    "JobProgress",
    "Jobs",
    "Messages",
    "SendAgain",
    "StopJob",
    "TakeBackChoice",
]
