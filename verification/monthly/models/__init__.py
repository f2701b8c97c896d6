"""The month: batches of changes that go to the centre, the mayor's packet, the memory of what became of them."""

from verification.monthly.models.batches import Batch, BatchRow, HeldBack, TemplateKind
from verification.monthly.models.carried import CarriedOver, CutoffWarning, MonthClose
from verification.monthly.models.ledger import LedgerLine, UnansweredLetter
from verification.monthly.models.packets import (
    FinalizationRule,
    GovernorCopy,
    Packet,
    PacketItem,
    PacketScan,
    PacketStep,
    ParafSeat,
)

__all__ = [
    "Batch",
    "BatchRow",
    "CarriedOver",
    "CutoffWarning",
    "FinalizationRule",
    "GovernorCopy",
    "HeldBack",
    "LedgerLine",
    "MonthClose",
    "Packet",
    "PacketItem",
    "PacketScan",
    "PacketStep",
    "ParafSeat",
    "TemplateKind",
    "UnansweredLetter",
]
