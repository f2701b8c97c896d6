"""Pages of visits."""

from consultation.visits.views.checking import Cancel, Choose, Desk, Draw, Judge
from consultation.visits.views.filling import AddPhoto, Finish, PhotoView, Section, Start, VisitPage
from consultation.visits.views.lists import Collect, Day, Give, NewVisit, SentList, VisitList
from consultation.visits.views.papers import Card, FormPaper, Letter, LetterPaper, ReportPaper
from consultation.visits.views.phone import Manifest, Phone, PhoneList, PhonePhoto, PhoneSend, Worker

__all__ = [
    "AddPhoto",
    "Cancel",
    "Card",
    "Choose",
    "Collect",
    "Day",
    "Desk",
    "Draw",
    "Finish",
    "FormPaper",
    "Give",
    "Judge",
    "Letter",
    "LetterPaper",
    "Manifest",
    "NewVisit",
    "Phone",
    "PhoneList",
    "PhonePhoto",
    "PhoneSend",
    "PhotoView",
    "ReportPaper",
    "Section",
    "SentList",
    "Start",
    "VisitList",
    "VisitPage",
    "Worker",
]
