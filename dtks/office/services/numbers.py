"""Numbers without gaps."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import transaction
from django.db.models import F

from dtks.office.models import NumberSeries


def next_number(*, kind: str, year: int) -> int:
    """The next number of a kind in a year, from 1, without gaps.

    It must be called in the transaction that uses the number: if that fails, the number is not spent.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("next_number needs the transaction that uses the number")
    NumberSeries.objects.get_or_create(kind=kind, year=year)
    NumberSeries.objects.filter(kind=kind, year=year).update(last=F("last") + 1)  # the row stays locked until the end
    return NumberSeries.objects.get(kind=kind, year=year).last


def marked(number: str) -> str:
    """A number as it is given out: in the practice area with L- before it, so that nobody takes it for a real one."""
    return f"L-{number}" if settings.PRACTICE else number


def numbered_code(*, prefix: str, kind: str, on: date) -> str:
    """A number as people say it: prefix, year and month, running number of the year: T-2611-0917."""
    return marked(f"{prefix}-{on:%y%m}-{next_number(kind=kind, year=on.year):04d}")


def numbered_codes(*, prefix: str, kind: str, on: date, count: int) -> list[str]:
    """Many numbers at once, in order and without gaps; the series stays locked until the transaction ends."""
    if count <= 0:
        return []
    first = next_number(kind=kind, year=on.year)
    NumberSeries.objects.filter(kind=kind, year=on.year).update(last=F("last") + count - 1)
    return [marked(f"{prefix}-{on:%y%m}-{number:04d}") for number in range(first, first + count)]


def letter_number(*, kind: str, on: date) -> str:
    """The office's next letter number of a year: 400.9/12/DINSOS/2026. Inside the transaction that uses it."""
    return marked(f"400.9/{next_number(kind=kind, year=on.year)}/DINSOS/{on.year}")
