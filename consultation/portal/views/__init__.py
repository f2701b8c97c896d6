"""Pages for citizens. Nobody is signed in here, nothing is remembered in the browser, and no NIK opens anything."""

from consultation.portal.views.hall import HallBoardView, HallScreenView, TakeNumberView
from consultation.portal.views.letters import LetterCheckView
from consultation.portal.views.status import StatusView
from consultation.portal.views.voices import (
    ArticlesView,
    ArticleView,
    PaperFormView,
    RequirementsView,
    SurveyView,
    WriteView,
)

__all__ = [
    "ArticleView", "ArticlesView", "HallBoardView", "HallScreenView", "LetterCheckView", "PaperFormView",
    "RequirementsView", "StatusView", "SurveyView", "TakeNumberView", "WriteView",
]  # fmt: skip
