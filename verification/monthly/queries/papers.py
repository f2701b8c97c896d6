"""What stands on the office's own letters: letterhead, signatory, and the data of the letter "unanswered"."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings

from dtks.office.queries import letterhead_data, letterhead_on, signature_on
from dtks.web.templatetags.formats import MONTHS
from verification.monthly.models import LedgerLine, UnansweredLetter


def written_day(day: date) -> str:
    """18 November 2026, as on paper."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def head_data(day: date) -> dict[str, str]:
    """The letterhead of a day for a letter's template."""
    return letterhead_data(letterhead_on(day))


def unanswered_data(letter: UnansweredLetter) -> dict[str, Any]:
    """Everything that monthly/unanswered.typ sets; no NIK and no card number go into the annex."""
    lines = letter.lines.select_related("row__batch", "row__request__act").order_by("sent_on", "pk")
    return {
        "head": head_data(letter.made_on),
        "practice": bool(getattr(settings, "PRACTICE", False)),
        "number": letter.number,
        "day": written_day(letter.made_on),
        "count": letter.line_count,
        "older_than": letter.older_than,
        "signature": signature_on(letter.seat, letter.made_on),
        "rows": [_row(number, line, letter) for number, line in enumerate(lines, start=1)],
    }


def _row(number: int, line: LedgerLine, letter: UnansweredLetter) -> list[str]:
    row, values = line.row, line.row.values  # as sealed: the register may say something else by now
    name, place = values.get("new_name") or values.get("name", ""), values.get("kelurahan_name", "")
    return [
        str(number), str(name), str(place), str(values.get("member_dtks_id", "")),
        row.request.act.label, row.batch.number, f"{line.sent_on:%d-%m-%Y}", f"{(letter.made_on - line.sent_on).days}",
    ]  # fmt: skip
