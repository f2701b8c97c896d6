"""The month: batches of changes that go to the centre, and the memory of what became of them."""

from verification.monthly.models.batches import Batch, BatchRow, HeldBack, TemplateKind
from verification.monthly.models.ledger import LedgerLine, UnansweredLetter

__all__ = ["Batch", "BatchRow", "HeldBack", "LedgerLine", "TemplateKind", "UnansweredLetter"]
