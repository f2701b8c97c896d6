"""Identity numbers on the screen and in logs: the serial of a NIK is the secret (the last four places)."""

import logging
import re
from typing import Any

_LONG_NUMBER = re.compile(r"\d(?:[ .\-]?\d){14,18}")
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
    """Takes runs of 15 to 19 digits (NIK, card numbers) out of every log line."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg = without_numbers(record.getMessage())
        record.args = None
        return True
