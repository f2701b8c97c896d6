"""Pages of the counter."""

from consultation.desk.views.intake import IntakeDraftView, IntakeHitsView, IntakePartsView, IntakeView
from consultation.desk.views.receipts import ReceiptPdfView, ReceiptView, SecretView, SlipPdfView
from consultation.desk.views.tickets import (
    ProposeView,
    TicketCloseView,
    TicketListView,
    TicketPaperView,
    TicketView,
)

__all__ = [
    "IntakeDraftView", "IntakeHitsView", "IntakePartsView", "IntakeView", "ProposeView", "ReceiptPdfView",
    "ReceiptView", "SecretView", "SlipPdfView", "TicketCloseView", "TicketListView", "TicketPaperView", "TicketView",
]  # fmt: skip
