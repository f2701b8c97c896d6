"""The month: batches of changes that go to the centre, and the memory of what became of them."""

from verification.monthly.models.batches import Batch, BatchRow, HeldBack, TemplateKind
from verification.monthly.models.carried import CarriedOver, CutoffWarning, MonthClose
from verification.monthly.models.ledger import LedgerLine, UnansweredLetter

__all__ = [
    "Batch",
    "BatchRow",
    "CarriedOver",
    "CutoffWarning",
    "HeldBack",
    "LedgerLine",
    "MonthClose",
    "TemplateKind",
    "UnansweredLetter",
]
