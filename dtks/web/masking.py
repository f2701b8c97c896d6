"""Identity numbers on the screen and in logs: the serial of a NIK is the secret (decisions.md 5)."""

import logging
import re

_LONG_NUMBER = re.compile(r"\d(?:[ .\-]?\d){14,18}")


class PersonalDataFilter(logging.Filter):
    """Takes runs of 15 to 19 digits (NIK, card numbers) out of every log line."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg = _LONG_NUMBER.sub("[nomor]", record.getMessage())
        record.args = None
        return True
