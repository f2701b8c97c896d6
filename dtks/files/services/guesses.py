"""What the contents of a column speak for, where its header says nothing that we know."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from dtks.files.services.cells import SEXES
from dtks.files.services.places import Place, find_kelurahan, is_kecamatan
from dtks.office.queries import slug
from verification.matching.dates import parse_date
from verification.matching.nik import clean_nik

ENOUGH = 0.6  # of the cells must look like it
_STREET = re.compile(r"^\s*(?:JL|JLN|JALAN|LR|LRG|LORONG|BTN|PERUM|GG|GANG|KOMPLEKS)\b", re.IGNORECASE)
_BOTH = re.compile(r"^\s*\d{1,3}\s*/\s*\d{1,3}\s*$")


def meanings_of_contents(values: Sequence[str]) -> dict[str, int]:
    """Field to the number of cells that look like it, the likest first; only where most cells do."""
    found = {field: sum(map(looks_so, values)) for field, looks_so in _LOOKS.items()}
    likely = {field: count for field, count in found.items() if count and count >= ENOUGH * len(values)}
    return dict(sorted(likely.items(), key=lambda pair: -pair[1]))


def _is_number_of_16(text: str) -> bool:
    number = clean_nik(text)
    return len(number) == 16 and number.isdigit()


def _is_nik(text: str) -> bool:
    """A NIK carries a day of birth of 1 to 31 or 41 to 71 where a card number carries the day of issue."""
    return _is_number_of_16(text) and int(clean_nik(text)[6:8]) in {*range(1, 32), *range(41, 72)}


def _is_kelurahan(text: str) -> bool:
    return bool(find_kelurahan(Place(kelurahan=text))[0])


def _is_day(text: str) -> bool:
    return len(text) >= 6 and not text.isdecimal() and parse_date(text).date is not None


_LOOKS: dict[str, Callable[[str], bool]] = {
    "nik": _is_nik,
    "kk_number": _is_number_of_16,
    "birth_date": _is_day,
    "kelurahan": _is_kelurahan,
    "kecamatan": is_kecamatan,
    "sex": lambda text: slug(text) in SEXES,
    "rt_rw": lambda text: bool(_BOTH.match(text)),
    "address": lambda text: bool(_STREET.match(text)),
}
