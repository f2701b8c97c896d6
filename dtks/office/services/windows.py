"""Windows of the month, the mayor's days."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from dtks.office.models import MayorDay, MonthWindow
from dtks.office.services.holidays import DayIsOver


@transaction.atomic
def set_window(*, month: date, values: dict[str, Any]) -> MonthWindow:
    """The days of a month; a month whose window is over stays as it was.

    Raises:
        DayIsOver: the month is over.
    """
    if (month + timedelta(days=32)).replace(day=1) <= timezone.localdate():
        raise DayIsOver("Bulan ini sudah lewat; jendelanya tetap seperti waktu itu.")
    found, _ = MonthWindow.objects.update_or_create(month=month, defaults=values)
    return found


@transaction.atomic
def note_mayor_day(*, kind: str, starts_on: date, ends_on: date, note: str = "") -> MayorDay:
    """Days on which the mayor signs, or is away."""
    return MayorDay.objects.create(kind=kind, starts_on=starts_on, ends_on=ends_on, note=note)


@transaction.atomic
def take_back_mayor_day(*, mayor_day: MayorDay) -> MayorDay:
    """The days do not hold after all; the row stays."""
    mayor_day.taken_back = True
    mayor_day.save(update_fields=["taken_back"])
    return mayor_day
