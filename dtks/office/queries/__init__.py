"""Reads of the office: code labels, regions, working days, windows of the month, who signs."""

from dtks.office.queries.calendar import (
    WindowDays,
    days_off_between,
    default_days,
    is_working_day,
    mayor_days_between,
    months_from,
    next_window,
    window_of,
    windows_of,
    working_day_before,
    working_days_after,
    working_days_between,
)
from dtks.office.queries.changes import Change, changes_of
from dtks.office.queries.codes import code_by_label, code_labels, kelurahan_of_kendari, message_text, slug
from dtks.office.queries.papers import SEATS, letterhead_data, letterhead_on, signatory_on, signature_data

__all__ = [
    "SEATS",
    "Change",
    "WindowDays",
    "changes_of",
    "code_by_label",
    "code_labels",
    "days_off_between",
    "default_days",
    "is_working_day",
    "kelurahan_of_kendari",
    "letterhead_data",
    "letterhead_on",
    "mayor_days_between",
    "message_text",
    "months_from",
    "next_window",
    "signatory_on",
    "signature_data",
    "slug",
    "window_of",
    "windows_of",
    "working_day_before",
    "working_days_after",
    "working_days_between",
]
