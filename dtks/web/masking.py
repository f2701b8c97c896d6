"""Identity numbers on the screen and in logs: the serial of a NIK is the secret (the last four places).

A log line holds what happened, where and when, and nothing of a person: numbers are taken out, and of an error only its
kind and the way to it stand, for its words may quote a row ("Key (name)=(…) already exists").
"""

from __future__ import annotations

import json
import logging
import re
import traceback
from datetime import datetime
from typing import Any

from django.utils import timezone

_LONG_NUMBER = re.compile(r"\d(?:[ .\-]?\d){14,18}")
_BREAKS = str.maketrans({"\n": "\\n", "\r": "\\r", "\x1b": "\\e", "\u2028": "\\n", "\u2029": "\\n", "\0": "\\0"})
SERIAL = 4


def mask(number: str, dot: str = "•") -> str:
    """A NIK or card number without its serial: the last four places are dots, a short number loses more than half."""
    hidden = SERIAL if len(number) > 2 * SERIAL else len(number)
    return number[: len(number) - hidden] + dot * hidden


def may_see_numbers(user: Any) -> bool:
    """Whether the role sees whole numbers without asking."""
    return bool(user is not None and user.is_authenticated and user.may("nik.see"))


def without_numbers(text: str) -> str:
    """A text in which every run of 15 to 19 digits (NIK, card numbers) is a word."""
    return _LONG_NUMBER.sub("[nomor]", text)


class PersonalDataFilter(logging.Filter):
    """Takes runs of 15 to 19 digits (NIK, card numbers) out of every log line, and the words of a task's error."""

    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.args, dict) and "traceback" in record.args:  # how Celery tells of a task that failed
            kind = str(record.args.get("exc", "")).partition("(")[0]
            record.args = {**record.args, "exc": kind, "traceback": "", "args": "", "kwargs": ""}
        record.msg = without_numbers(record.getMessage())
        record.args = None
        return True


def _error_of(record: logging.LogRecord) -> list[str]:
    """The kinds of error, the first cause last, each with the places it came through; never its words."""
    found: list[str] = []
    error = record.exc_info[1] if isinstance(record.exc_info, tuple) else None
    while error is not None and len(found) < 5:
        places = traceback.extract_tb(error.__traceback__)[-12:]
        way = " > ".join(f"{place.filename}:{place.lineno} {place.name}" for place in places)
        found.append(f"{type(error).__module__}.{type(error).__qualname__} {way}".rstrip())
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return found


class PlainLine(logging.Formatter):
    """One line a record, for a person: time with zone, level, logger, words; a break in the words is no new line."""

    def format(self, record: logging.LogRecord) -> str:
        when = datetime.fromtimestamp(record.created, tz=timezone.get_default_timezone())
        said = record.getMessage().translate(_BREAKS)
        line = f"{when.isoformat(timespec='milliseconds')} {record.levelname} {record.name} {said}"
        return "\n  ".join([line, *_error_of(record)])


class JsonLine(logging.Formatter):
    """One object a record, for a collector of logs."""

    def format(self, record: logging.LogRecord) -> str:
        when = datetime.fromtimestamp(record.created, tz=timezone.get_default_timezone())
        told: dict[str, Any] = {
            "time": when.isoformat(timespec="milliseconds"), "level": record.levelname, "logger": record.name,
            "process": record.process, "message": record.getMessage(),
        }  # fmt: skip
        if error := _error_of(record):
            told["error"] = error
        return json.dumps(told, ensure_ascii=False)
