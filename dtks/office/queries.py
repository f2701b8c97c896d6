"""Reads of the office: code labels, regions, working days, who signs."""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import lru_cache

from dtks.office.models import Code, Holiday, Letterhead, Region, Signatory

_NOT_WORD = re.compile(r"[^A-Z0-9]+")


def slug(text: str) -> str:
    """A name for comparing: upper case, letters and digits only. Lepo Lepo = Lepo-Lepo = LEPOLEPO."""
    return _NOT_WORD.sub("", text.upper())


@lru_cache(maxsize=64)
def code_labels(table: str) -> dict[str, str]:
    """Code to label of a code table. Tables are loaded by `prepare` and do not change while we run."""
    return dict(Code.objects.filter(table=table).values_list("code", "label"))


@lru_cache(maxsize=64)
def code_by_label(table: str) -> dict[str, str]:
    """Slug of a label, identifier or spelling variant, and the code itself, to code."""
    found: dict[str, str] = {}
    for code in Code.objects.filter(table=table):
        variants = str(code.data.get("spelling_variants") or "").split(";")
        for text in [code.code, code.label, code.identifier, *variants]:
            if slug(text):
                found.setdefault(slug(text), code.code)
    return found


@lru_cache(maxsize=1)
def kelurahan_of_kendari() -> dict[str, Region]:
    """Code to kelurahan, of the city."""
    rows = Region.objects.filter(level=Region.Level.KELURAHAN, in_kendari=True).select_related("parent")
    return {row.code: row for row in rows}


def is_working_day(day: date) -> bool:
    """Monday to Friday and no holiday."""
    return day.weekday() < 5 and not Holiday.objects.filter(date=day).exists()


def working_days_after(day: date, count: int) -> date:
    """The day that lies `count` working days after `day`."""
    off = set(
        Holiday.objects.filter(date__range=(day, day + timedelta(days=count * 3 + 30))).values_list("date", flat=True)
    )
    while count > 0:
        day += timedelta(days=1)
        count -= day.weekday() < 5 and day not in off
    return day


def working_days_between(start: date, end: date) -> int:
    """Working days after `start` up to and with `end`; 0 if `end` is not later."""
    off = set(Holiday.objects.filter(date__range=(start, end)).values_list("date", flat=True))
    days = (start + timedelta(days=n) for n in range(1, (end - start).days + 1))
    return sum(day.weekday() < 5 and day not in off for day in days)


def letterhead_on(day: date) -> Letterhead:
    """The letterhead of a day; before the office filled one in, the bare names of city and office."""
    return Letterhead.objects.in_force(day).first() or Letterhead(starts_on=day)


def signatory_on(seat: str, day: date) -> Signatory | None:
    """Who signs for a seat on a day; an acting official goes before the one he stands in for."""
    return Signatory.objects.in_force(day).filter(seat=seat).order_by("-acting", "-starts_on").first()


@lru_cache(maxsize=128)
def _message_text(key: str) -> str:
    found = Code.objects.filter(table="message_texts", code=key).first()
    return str(found.data.get("text", "")) if found else ""


def message_text(key: str, **values: object) -> str:
    """A plain-Indonesian text of message_texts.csv with its places filled in; a place without a value stays empty.

    Raises:
        KeyError: there is no text of that key.
    """
    text = _message_text(key)
    if not text:
        _message_text.cache_clear()  # asked before the tables were loaded
        raise KeyError(key)
    return re.sub(r"\{(\w+)\}", lambda found: str(values.get(found.group(1), "")), text)
