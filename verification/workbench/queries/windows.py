"""The window of the month, as the queue looks at it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from dtks.office.queries import next_window as office_window
from dtks.office.queries import working_days_between


@dataclass(frozen=True)
class Window:
    """The month's window: until when a decided change still goes with this month's batch."""

    month: date
    closes_on: date
    working_days: int


def next_window(today: date | None = None) -> Window:
    """The window that closes next, as the office set it (dtks/office/queries/calendar.py)."""
    today = today or timezone.localdate()
    found = office_window(today)
    return Window(found.month, found.closes_on, working_days_between(today, found.closes_on))


def current_window() -> Window:
    """The window of today."""
    return next_window()
