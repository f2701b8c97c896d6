"""Birth dates as they are written in lists: day first, months by name, Excel serials (domain 3.4)."""

import datetime as dt
import re
import zoneinfo
from dataclasses import dataclass

OFFICE_ZONE = zoneinfo.ZoneInfo("Asia/Makassar")
EARLIEST = dt.date(1900, 1, 1)
EXCEL_EPOCH = dt.date(1899, 12, 30)
EXCEL_SERIALS = range(367, 73_051)  # 1901 to the end of 2099
MONTHS = {
    "JANUARI": 1, "JAN": 1, "JANUARY": 1, "FEBRUARI": 2, "PEBRUARI": 2, "FEB": 2, "PEB": 2, "FEBRUARY": 2, "MARET": 3,
    "MAR": 3, "MARCH": 3, "APRIL": 4, "APR": 4, "MEI": 5, "MAY": 5, "JUNI": 6, "JUN": 6, "JUNE": 6, "JULI": 7,
    "JUL": 7, "JULY": 7, "AGUSTUS": 8, "AGU": 8, "AGS": 8, "AGT": 8, "AGUST": 8, "AUG": 8, "AUGUST": 8,
    "SEPTEMBER": 9, "SEP": 9, "SEPT": 9, "OKTOBER": 10, "OKT": 10, "OCT": 10, "OCTOBER": 10, "NOVEMBER": 11,
    "NOPEMBER": 11, "NOV": 11, "NOP": 11, "DESEMBER": 12, "DES": 12, "DEC": 12, "DECEMBER": 12,
}  # fmt: skip
# Birthdays given to people who do not know theirs: 1 Jan, 1 Jul, 31 Dec, also 30 Jun and 17 Aug.
DEFAULT_BIRTHDAYS = frozenset({(1, 1), (1, 7), (31, 12), (30, 6), (17, 8)})

_ISO = re.compile(r"^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ].*)?$")
_DAY_FIRST = re.compile(r"^(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4}|\d{2})(?:[T ].*)?$")
_NAMED = re.compile(r"^(\d{1,2})[-/. ]*([A-Z]{3,9})[-/., ]*(\d{4}|\d{2})$")
_PACKED = re.compile(r"^(\d{2})(\d{2})(\d{4})$")
_YEAR = re.compile(r"^(?:19|20)\d{2}$")
_SERIAL = re.compile(r"^\d{3,5}(?:\.\d+)?$")
_WEEKDAY = re.compile(r"^(?:SENIN|SELASA|RABU|KAMIS|JUM'?AT|SABTU|MINGGU|AHAD)[, ]+")
BLANKS = frozenset({"", "-", "--", "0", "00-00-0000", "0000-00-00", "00/00/0000", "00000000", "NULL", "NONE", "NAN"})


@dataclass(frozen=True, slots=True)
class ParsedDate:
    """What was read. `problem` is empty, EMPTY, UNREADABLE, IMPOSSIBLE, FUTURE, TOO_OLD, YEAR_ONLY or MONTH_FIRST."""

    date: dt.date | None
    estimated: bool = False
    problem: str = ""


def parse_date(raw: object, today: dt.date | None = None) -> ParsedDate:
    """Read a birth date in any form of domain 3.4, day first.

    A date in the future or before 1900 is returned with its problem, so that it can be shown and compared. A year alone
    becomes 1 July of it, estimated. Month first (US Excel) is read only where day first is impossible.
    """
    today = today or dt.datetime.now(OFFICE_ZONE).date()
    if isinstance(raw, dt.datetime):
        return _checked(raw.date(), today)
    if isinstance(raw, dt.date):
        return _checked(raw, today)
    if isinstance(raw, int | float) and not isinstance(raw, bool):
        return _from_number(float(raw), today)
    text = "" if raw is None else re.sub(r"\s+", " ", str(raw).replace("\u00a0", " ")).strip().strip("'").upper()
    if text in BLANKS:
        return ParsedDate(None, problem="EMPTY")
    return _from_text(_WEEKDAY.sub("", text), today)


def _from_text(text: str, today: dt.date) -> ParsedDate:
    if found := _ISO.match(text):
        return _built(int(found[1]), int(found[2]), int(found[3]), today)
    if found := _DAY_FIRST.match(text) or _PACKED.match(text):
        return _built(_full_year(found[3], today), int(found[2]), int(found[1]), today)
    if (found := _NAMED.match(text)) and found[2] in MONTHS:
        return _built(_full_year(found[3], today), MONTHS[found[2]], int(found[1]), today)
    if _YEAR.match(text):
        return ParsedDate(dt.date(int(text), 7, 1), estimated=True, problem="YEAR_ONLY")
    if _SERIAL.match(text):
        return _from_number(float(text), today)
    return ParsedDate(None, problem="UNREADABLE")


def _from_number(number: float, today: dt.date) -> ParsedDate:
    if number != number or number in (float("inf"), float("-inf")):
        return ParsedDate(None, problem="EMPTY")
    if number == 0:
        return ParsedDate(None, problem="EMPTY")
    if 1900 <= number <= today.year and number == int(number):
        return ParsedDate(dt.date(int(number), 7, 1), estimated=True, problem="YEAR_ONLY")
    if int(number) in EXCEL_SERIALS:
        return _checked(EXCEL_EPOCH + dt.timedelta(days=int(number)), today)
    if number == int(number) and (found := _PACKED.match(f"{int(number):08d}")):
        return _built(int(found[3]), int(found[2]), int(found[1]), today)
    return ParsedDate(None, problem="UNREADABLE")


def _full_year(digits: str, today: dt.date) -> int:
    """Two digits mean the latest year that is not in the future (domain 2.1, century rule without other knowledge)."""
    if len(digits) == 4:
        return int(digits)
    year = 2000 + int(digits)
    return year if year <= today.year else year - 100


def _built(year: int, month: int, day: int, today: dt.date) -> ParsedDate:
    try:
        return _checked(dt.date(year, month, day), today)
    except ValueError:
        pass
    try:
        swapped = dt.date(year, day, month)
    except ValueError:
        return ParsedDate(None, problem="IMPOSSIBLE")
    found = _checked(swapped, today)
    return found if found.problem else ParsedDate(found.date, found.estimated, "MONTH_FIRST")


def _checked(date: dt.date, today: dt.date) -> ParsedDate:
    if date > today:
        return ParsedDate(date, problem="FUTURE")
    if date < EARLIEST:
        return ParsedDate(date, problem="TOO_OLD")
    return ParsedDate(date, estimated=is_default_birthday(date))


def is_default_birthday(date: dt.date) -> bool:
    """Whether a day of the year is one of those given to people who do not know their own."""
    return (date.day, date.month) in DEFAULT_BIRTHDAYS


def swapped(date: dt.date) -> dt.date | None:
    """The same date with day and month exchanged; None where that is no other date."""
    if date.day > 12 or date.day == date.month:
        return None
    return dt.date(date.year, date.day, date.month)
