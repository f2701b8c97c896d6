"""Pages of the room."""

from consultation.minutes.views.judging import AnswerView, JudgeView, ReviewView
from consultation.minutes.views.meetings import (
    AttendanceView,
    HeadView,
    MinutesListView,
    MinutesView,
    OpenView,
    QuorumView,
    VoidView,
)
from consultation.minutes.views.months import CalendarView, NewsList
from consultation.minutes.views.names import (
    AddUnknownView,
    AddView,
    DropView,
    FindView,
    ItemPaperView,
    ItemView,
    NamesView,
)
from consultation.minutes.views.papers import HandInView, PaperView, PdfView, PostingView, PreviewView, ScanView
from consultation.minutes.views.sheets import SheetView, TemplateView

__all__ = [
    "AddUnknownView",
    "AddView",
    "AnswerView",
    "AttendanceView",
    "CalendarView",
    "DropView",
    "FindView",
    "HandInView",
    "HeadView",
    "ItemPaperView",
    "ItemView",
    "JudgeView",
    "MinutesListView",
    "MinutesView",
    "NamesView",
    "NewsList",
    "OpenView",
    "PaperView",
    "PdfView",
    "PostingView",
    "PreviewView",
    "QuorumView",
    "ReviewView",
    "ScanView",
    "SheetView",
    "TemplateView",
    "VoidView",
]
