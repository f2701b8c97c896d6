"""Pages of the room."""

from verification.monthly.views.calendar import CalendarPage, CarriedList
from verification.monthly.views.ledger import AskForAnswers, Ledger, LetterPdf

__all__ = ["AskForAnswers", "CalendarPage", "CarriedList", "Ledger", "LetterPdf"]
