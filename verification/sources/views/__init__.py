"""Pages of the sources."""

from verification.sources.views.orders import (
    AnswerPage,
    Answers,
    LetterPdf,
    NewOrder,
    OrderFile,
    OrderPage,
    OrderPasswordPage,
    Orders,
    UploadAnswer,
)
from verification.sources.views.schools import PupilPage, Pupils, SchoolFile, Schools
from verification.sources.views.service import (
    AgreementPage,
    AskNow,
    CitizenPage,
    GivenBack,
    RunChecks,
    ServicePage,
    Switch,
)

__all__ = [
    "AgreementPage",
    "AnswerPage",
    "Answers",
    "AskNow",
    "CitizenPage",
    "GivenBack",
    "LetterPdf",
    "NewOrder",
    "OrderFile",
    "OrderPage",
    "OrderPasswordPage",
    "Orders",
    "PupilPage",
    "Pupils",
    "RunChecks",
    "SchoolFile",
    "Schools",
    "ServicePage",
    "Switch",
    "UploadAnswer",
]
