"""Values as a person types them at a form: what no paper reads is asked about there, while the paper lies on the desk.

A file keeps such values with a warning (decisions.md 3); whoever types can look again. Forms judge by `typed_value`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from dtks.registry.services.values import ImpossibleValue, parse_value

_LETTERS = "[^\\W\\d_]"
_NAME = re.compile(rf"(?:{_LETTERS}|[ .,'’`/()-])+")  # with titles and the apostrophes of several spellings
_PLACE = re.compile(rf"(?:{_LETTERS}|[ .,'’`/()\d-])+")
_WORD = re.compile(_LETTERS)
_SIGNS = re.compile(r"[<>{}\[\]|\\]")  # of no name and no address
_NEIGHBOURHOOD = re.compile(r"\d{1,3}")


def typed_value(field: str, text: str) -> Any:
    """The value of a field's text that a person types as right.

    Raises:
        ImpossibleValue: no citizen can have it, or no paper reads so; with advice.
    """
    value = parse_value(field, text)
    if value and (judge := _JUDGES.get(field)):
        judge(field, text.strip())
    return value


def _number(field: str, text: str) -> None:
    value = parse_value(field, text)
    if len(value) != 16:
        advice = f"{len(value)} angka, mestinya 16. Periksa KTP atau KK, atau kosongkan bila belum ada."
        raise ImpossibleValue(field, text, advice)


def _neighbourhood(field: str, text: str) -> None:
    if not _NEIGHBOURHOOD.fullmatch(text):
        word = field.upper()
        raise ImpossibleValue(field, text, f"{word} satu sampai tiga angka, misalnya 003. Kosongkan bila tidak ada.")


def _name(field: str, text: str) -> None:
    if strange := _strange(text, _NAME):
        raise ImpossibleValue(field, text, f"“{strange}” tidak ada pada nama. Tulis nama seperti pada KTP.")
    if len(_WORD.findall(text)) < 2:
        raise ImpossibleValue(field, text, "satu huruf bukan nama. Tulis nama seperti pada KTP.")


def _place(field: str, text: str) -> None:
    if (strange := _strange(text, _PLACE)) or not _WORD.search(text):
        advice = f"“{strange or text}” bukan nama tempat. Tulis seperti pada KTP."
        raise ImpossibleValue(field, text, advice)


def _words(field: str, text: str) -> None:
    if strange := _SIGNS.search(text):
        raise ImpossibleValue(field, text, f"tanda “{strange.group()}” tidak dipakai di sini. Hapus tanda itu.")
    if not _WORD.search(text):
        raise ImpossibleValue(field, text, "belum ada kata. Tulis seperti pada KTP atau KK.")


def _phone(field: str, text: str) -> None:
    if _WORD.search(text):
        raise ImpossibleValue(field, text, "nomor telepon ditulis dengan angka, misalnya 0812 3456 7890.")


def _strange(text: str, usual: re.Pattern[str]) -> str:
    """The first mark that is not usual there, '' if none."""
    return next((mark for mark in text if not usual.fullmatch(mark)), "")


_JUDGES: dict[str, Callable[[str, str], None]] = {
    "nik": _number,
    "kk_number": _number,
    "rt": _neighbourhood,
    "rw": _neighbourhood,
    "name": _name,
    "mother_name": _name,
    "birth_place": _place,
    "address": _words,
    "occupation": _words,
    "phone": _phone,
}
