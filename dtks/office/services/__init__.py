"""Acts of the office: take a number, load the reference tables, set what stands on papers and in the calendar."""

from dtks.office.services.holidays import (
    DayIsOver,
    HolidayRow,
    UnreadableList,
    declare_holiday,
    read_holidays,
    take_back_holiday,
    take_holidays,
)
from dtks.office.services.numbers import letter_number, marked, next_number, numbered_code, numbered_codes
from dtks.office.services.papers import OldPaper, OtherSpan, end_signatory, name_signatory, set_letterhead
from dtks.office.services.reference import CODE_FILES, DATA, load_codes, load_holidays, load_regions, read_table
from dtks.office.services.windows import note_mayor_day, set_window, take_back_mayor_day

__all__ = [
    "CODE_FILES",
    "DATA",
    "DayIsOver",
    "HolidayRow",
    "OldPaper",
    "OtherSpan",
    "UnreadableList",
    "declare_holiday",
    "end_signatory",
    "letter_number",
    "load_codes",
    "load_holidays",
    "load_regions",
    "marked",
    "name_signatory",
    "next_number",
    "note_mayor_day",
    "numbered_code",
    "numbered_codes",
    "read_holidays",
    "read_table",
    "set_letterhead",
    "set_window",
    "take_back_holiday",
    "take_back_mayor_day",
    "take_holidays",
]
