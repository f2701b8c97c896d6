"""Pages of the room."""

from verification.monthly.views.ledger import AskForAnswers, Ledger, LetterPdf

__all__ = ["AskForAnswers", "Ledger", "LetterPdf"]
