"""Addresses of an Indonesian city: abbreviations, block and number, RT and RW (domain 3.2)."""

import functools
import re
from dataclasses import dataclass

from verification.matching import names

_WORDS = {
    "JL": "JL", "JLN": "JL", "JALAN": "JL", "JLAN": "JL", "LR": "LORONG", "LRG": "LORONG", "LORONG": "LORONG",
    "GG": "GANG", "GNG": "GANG", "GANG": "GANG", "BLOK": "BLOK", "BLK": "BLOK", "PERUM": "PERUM", "PERUMAHAN": "PERUM",
    "PERUMNAS": "PERUMNAS", "KOMPLEKS": "KOMPLEKS", "KOMPLEK": "KOMPLEKS", "KOMP": "KOMPLEKS", "KOMPL": "KOMPLEKS",
    "KEL": "KEL", "KELURAHAN": "KEL", "DS": "DESA", "DESA": "DESA", "KEC": "KEC", "KECAMATAN": "KEC", "KAB": "KAB",
    "KABUPATEN": "KAB", "DUSUN": "DUSUN", "DSN": "DUSUN", "LINK": "LINGKUNGAN", "LINGK": "LINGKUNGAN",
    "LINGKUNGAN": "LINGKUNGAN", "KP": "KAMPUNG", "KPG": "KAMPUNG", "KAMPUNG": "KAMPUNG", "JEND": "JENDERAL",
    "JENDRAL": "JENDERAL", "JENDERAL": "JENDERAL", "PRUM": "PERUM", "BTN": "BTN", "STR": "JL",
}  # fmt: skip
_NUMBER_WORDS = frozenset({"NO", "NOMOR", "NOMER", "NMR"})
_RT_RW = re.compile(r"\bRT\b[ .:]*0*(\d{1,3})(?:[ ,/]*\bRW\b[ .:]*0*(\d{1,3}))?")
_PAIR = re.compile(r"(?<![\w/])(\d{3})/(\d{1,3})$")
_RW_ONLY = re.compile(r"\bRW\b[ .:]*0*(\d{1,3})")
_EDGE = re.compile(r"(?<=[A-Z])(?=\d)|(?<=\d)(?=[A-Z])")
_MARKS_TO_BLANKS = {mark: " " for mark in range(128) if not chr(mark).isalnum()}


@dataclass(frozen=True, slots=True)
class Address:
    """An address taken apart: street in canonical words, house number and block in it, RT and RW as three digits."""

    street: str
    rt: str = ""
    rw: str = ""


@functools.lru_cache(maxsize=50_000)
def parse_address(raw: str) -> Address:
    """Take one line of address apart; RT and RW are taken out of the text where they stand in it."""
    text = raw.upper() if raw.isascii() else names.clean(raw)
    rt = rw = ""
    if "RT" in text and (found := _RT_RW.search(text)):
        rt, rw = neighbourhood(found[1]), neighbourhood(found[2])
        text = text[: found.start()] + " " + text[found.end() :]
    if "RW" in text and (found := _RW_ONLY.search(text)):
        rw = rw or neighbourhood(found[1])
        text = text[: found.start()] + " " + text[found.end() :]
    if "/" in text and not rt and (found := _PAIR.search(text.rstrip())):
        rt, rw = neighbourhood(found[1]), neighbourhood(found[2])
        text = text[: found.start()]
    return Address(_street(text), rt, rw)


def _street(text: str) -> str:
    return " ".join(filter(None, map(words_of, text.translate(_MARKS_TO_BLANKS).split())))


def words_of(piece: str) -> str:
    """The canonical words of one piece of a street without marks: `JLN` is JL, `B12` is B 12, `NO` is nothing."""
    out = []
    for word in (piece,) if piece.isalpha() or piece.isdigit() else _EDGE.sub(" ", piece).split():
        if word.isdigit():
            out.append(word.lstrip("0") or "0")
        elif word not in _NUMBER_WORDS:
            out.append(_WORDS.get(word, word))
    return " ".join(out)


def normalise(raw: object) -> str:
    """The street in canonical words: `Jln. Wayong No. 40` and `JALAN WAYONG 40` are one."""
    return parse_address("" if raw is None else str(raw)).street


def neighbourhood(raw: object) -> str:
    """RT or RW as three digits; `000`, blank and what is no number are unknown: empty."""
    digits = re.sub(r"\D", "", "" if raw is None else str(raw).split(".")[0])
    return f"{int(digits):03d}" if digits and len(digits) <= 4 and int(digits) else ""


def area(raw: object) -> str:
    """A kelurahan or kecamatan for comparing: hyphen, blank and case do not count (domain 2.4)."""
    text = names.written(raw)
    text = re.sub(r"^(?:KELURAHAN|KEL|KECAMATAN|KEC|DESA|DS)\b", "", text)
    return text.replace(" ", "")


def similarity(left: str, right: str) -> float:
    """Likeness of two street texts, 0.0 to 1.0; an empty one is unknown: 0.5."""
    from rapidfuzz import fuzz

    one, two = normalise(left), normalise(right)
    if not one or not two:
        return 0.5
    return 1.0 if one == two else max(fuzz.token_sort_ratio(one, two), fuzz.token_sort_ratio(two, one)) / 100
