"""Working days, windows of the month, the mayor's days."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, fields
from datetime import date, timedelta

from django.conf import settings

from dtks.office.models import DAYS_OFF, MONTH_WINDOWS, Holiday, MayorDay, MonthWindow
from dtks.web.memory import kept

MONTHS_AHEAD = 12  # how far the next window is looked for


def _all_days_off() -> frozenset[date]:
    """Every holiday of the office, remembered for a minute."""
    return kept(DAYS_OFF, lambda: frozenset(Holiday.objects.values_list("date", flat=True)))


def _windows_set() -> dict[date, MonthWindow]:
    """Every month whose days the office set, remembered for a minute."""
    return kept(MONTH_WINDOWS, lambda: {row.month: row for row in MonthWindow.objects.all()})


def is_working_day(day: date) -> bool:
    """Monday to Friday and no holiday."""
    return day.weekday() < 5 and day not in _all_days_off()


def working_days_after(day: date, count: int) -> date:
    """The day that lies `count` working days after `day`."""
    off = _all_days_off()
    while count > 0:
        day += timedelta(days=1)
        count -= day.weekday() < 5 and day not in off
    return day


def working_days_between(start: date, end: date) -> int:
    """Working days after `start` up to and with `end`; 0 if `end` is not later."""
    off = _all_days_off()
    days = (start + timedelta(days=n) for n in range(1, (end - start).days + 1))
    return sum(day.weekday() < 5 and day not in off for day in days)


def days_off_between(start: date, end: date) -> set[date]:
    """Holidays of a span; weekends do not stand among them."""
    return {day for day in _all_days_off() if start <= day <= end}


def working_day_before(day: date, off: Collection[date]) -> date:
    """The day itself, or the last working day before it: where our own deadline falls on a day off (domain.md 10)."""
    while day.weekday() > 4 or day in off:
        day -= timedelta(days=1)
    return day


@dataclass(frozen=True)
class WindowDays:
    """The days of one month of business, moved to working days. `closes_on` is the batch cut-off."""

    month: date
    is_shut: bool  # the centre opens no window this month
    opens_on: date
    kelurahan_until: date
    pbi_until: date
    closes_on: date
    packet_on: date
    signed_by: date
    upload_on: date
    governor_on: date
    basis: str = ""  # empty: the defaults


def default_days(month: date) -> dict[str, date]:
    """The office's usual days of a month (domain.md 7.2), not yet moved to working days."""
    usual = {
        "opens_on": 1, "kelurahan_until": settings.MINUTES_DEADLINE_DAY, "pbi_until": 10,
        "closes_on": settings.BATCH_CUTOFF_DAY, "packet_on": 16, "signed_by": 23, "upload_on": 24, "governor_on": 25,
    }  # fmt: skip
    return {name: month.replace(day=day) for name, day in usual.items()}


def windows_of(months: Collection[date]) -> list[WindowDays]:
    """The windows of some months, in their order: what was set, else the usual days."""
    rows, off = _windows_set(), _all_days_off()
    return [_window(month, rows.get(month), off) for month in months]


def _days(row: MonthWindow) -> dict[str, date]:
    names = (field.name for field in fields(WindowDays) if field.name not in {"month", "is_shut", "basis"})
    return {name: getattr(row, name) for name in names}


def _window(month: date, row: MonthWindow | None, off: Collection[date]) -> WindowDays:
    days = _days(row) if row else default_days(month)
    opens_on = days.pop("opens_on")
    moved = {name: max(working_day_before(day, off), opens_on) for name, day in days.items()}
    shut, basis = (row.is_shut, row.basis or "diubah kantor") if row else (False, "")
    return WindowDays(month=month, is_shut=shut, opens_on=opens_on, basis=basis, **moved)


def window_of(month: date) -> WindowDays:
    """The window of one month."""
    return windows_of([month.replace(day=1)])[0]


def next_window(today: date) -> WindowDays:
    """The window that closes next; where the centre opens none for a year, the last one looked at."""
    rows, off = _windows_set(), _all_days_off()
    for month in months_from(today, MONTHS_AHEAD):  # most often the first is it, and this is asked on every page
        window = _window(month, rows.get(month), off)
        if not window.is_shut and window.closes_on >= today:
            break
    return window


def months_from(day: date, count: int) -> Iterator[date]:
    """First days of months, beginning with the day's own."""
    month = day.replace(day=1)
    for _ in range(count):
        yield month
        month = (month + timedelta(days=32)).replace(day=1)


def mayor_days_between(start: date, end: date) -> list[MayorDay]:
    """When the mayor signs or is away, in a span."""
    return list(MayorDay.objects.filter(taken_back=False, starts_on__lte=end, ends_on__gte=start))
