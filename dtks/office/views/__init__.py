"""Pages of the office's own settings."""

from dtks.office.views.holidays import EditHoliday, Holidays, ImportHolidays, TakeBackHoliday, TakeHolidays
from dtks.office.views.letterhead import LetterheadPage, LetterheadPdf
from dtks.office.views.settings import Settings
from dtks.office.views.signatories import EndSignatory, NewSignatory, Signatories
from dtks.office.views.windows import EditWindow, NewMayorDay, TakeBackMayorDay, Windows

__all__ = [
    "EditHoliday", "EditWindow", "EndSignatory", "Holidays", "ImportHolidays", "LetterheadPage", "LetterheadPdf",
    "NewMayorDay", "NewSignatory", "Settings", "Signatories", "TakeBackHoliday", "TakeBackMayorDay", "TakeHolidays",
    "Windows",
]  # fmt: skip
