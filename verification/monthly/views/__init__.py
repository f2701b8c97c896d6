"""Pages of the room."""

from verification.monthly.views.calendar import CalendarPage, CarriedList
from verification.monthly.views.circulation import (
    CarveOut,
    Freeze,
    MakePacket,
    PutBack,
    RecordStep,
    UploadScan,
    VoidPacket,
    Withdraw,
)
from verification.monthly.views.copies import Copies, CopyPdf, CopySent, MakeCopy
from verification.monthly.views.ledger import AskForAnswers, Ledger, LetterPdf
from verification.monthly.views.packets import PacketNames, PacketPage, PacketPdf, Packets, ScanFile, SignedPackets
from verification.monthly.views.settings import Finalization, Order

__all__ = [
    "AskForAnswers",
    "CalendarPage",
    "CarriedList",
    "CarveOut",
    "Copies",
    "CopyPdf",
    "CopySent",
    "Finalization",
    "Freeze",
    "Ledger",
    "LetterPdf",
    "MakeCopy",
    "MakePacket",
    "Order",
    "PacketNames",
    "PacketPage",
    "PacketPdf",
    "Packets",
    "PutBack",
    "RecordStep",
    "ScanFile",
    "SignedPackets",
    "UploadScan",
    "VoidPacket",
    "Withdraw",
]
