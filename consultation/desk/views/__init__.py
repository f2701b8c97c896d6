"""Pages of the counter."""

from consultation.desk.views.canned import CannedEditView, CannedListView, ReadyAnswersView
from consultation.desk.views.hall import HallView
from consultation.desk.views.intake import IntakeDraftView, IntakeHitsView, IntakePartsView, IntakeView
from consultation.desk.views.kinship import RelateView, SplitView
from consultation.desk.views.knowledge import (
    ArticleEditView,
    ArticleListView,
    ArticleView,
    IdentifyView,
    QualityView,
)
from consultation.desk.views.letters import (
    CitizenLetterView,
    LetterListView,
    LetterPdfView,
    LetterView,
    LetterWithdrawView,
    TicketLetterView,
)
from consultation.desk.views.receipts import ReceiptPdfView, ReceiptView, SecretView, SlipPdfView
from consultation.desk.views.reminders import RemindView
from consultation.desk.views.rounds import RoundListView, RoundNewView, RoundPdfView, RoundView
from consultation.desk.views.sheets import SheetFormView, SheetPdfView, SheetView
from consultation.desk.views.tickets import (
    ProposeView,
    TicketCloseView,
    TicketListView,
    TicketPaperView,
    TicketView,
)

__all__ = [
    "ArticleEditView", "ArticleListView", "ArticleView", "CannedEditView", "CannedListView", "CitizenLetterView",
    "HallView", "IdentifyView", "IntakeDraftView", "IntakeHitsView", "IntakePartsView", "IntakeView",
    "LetterListView", "LetterPdfView", "LetterView", "LetterWithdrawView", "ProposeView", "QualityView",
    "ReadyAnswersView", "ReceiptPdfView", "ReceiptView", "RelateView", "RemindView", "RoundListView", "RoundNewView",
    "RoundPdfView", "RoundView", "SecretView", "SheetFormView", "SheetPdfView", "SheetView", "SlipPdfView",
    "SplitView", "TicketCloseView", "TicketLetterView", "TicketListView", "TicketPaperView", "TicketView",
]  # fmt: skip
