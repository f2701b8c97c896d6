"""Working time of the office: every clock of ours runs while the office is open, and on no day off (domain.md 10)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.utils import timezone

from dtks.office.queries.calendar import days_off_between


def opens() -> time:
    """When the counter opens."""
    return time.fromisoformat(settings.OFFICE_OPENS)


def closes() -> time:
    """When the counter closes."""
    return time.fromisoformat(settings.OFFICE_CLOSES)


def day_seconds() -> int:
    """Working seconds of a whole working day."""
    span = datetime.combine(date.min, closes()) - datetime.combine(date.min, opens())
    return int(span.total_seconds())


def days_off(start: datetime, end: datetime) -> set[date]:
    """Holidays between two moments."""
    return days_off_between(timezone.localdate(start), timezone.localdate(end))


def working_seconds(start: datetime, end: datetime, off: Collection[date]) -> int:
    """Seconds between two moments in which the office is open."""
    start, end = timezone.localtime(start), timezone.localtime(end)
    total, day = 0.0, start.date()
    while day <= end.date():
        if day.weekday() < 5 and day not in off:
            first = max(start, _at(day, opens()))
            last = min(end, _at(day, closes()))
            total += max(0.0, (last - first).total_seconds())
        day += timedelta(days=1)
    return int(total)


def after_working(start: datetime, seconds: int, off: Collection[date]) -> datetime:
    """The moment at which so much working time after `start` has gone by."""
    now, left = timezone.localtime(start), max(seconds, 0)
    while True:
        day = now.date()
        if day.weekday() < 5 and day not in off:
            now = max(now, _at(day, opens()))
            open_for = int((_at(day, closes()) - now).total_seconds())
            if open_for >= left:
                return now + timedelta(seconds=left)
            left -= max(open_for, 0)
        now = _at(day + timedelta(days=1), opens())


def _at(day: date, clock: time) -> datetime:
    return datetime.combine(day, clock, tzinfo=timezone.get_default_timezone())
