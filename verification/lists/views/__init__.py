"""Pages of the room."""

from verification.lists.views.differences import CentralLists, Compare, DifferencePage
from verification.lists.views.questions import ConfirmSame, QuestionPage, Questions, ReopenQuestion
from verification.lists.views.returns import ReturnPage, Returns

__all__ = [
    "CentralLists",
    "Compare",
    "ConfirmSame",
    "DifferencePage",
    "QuestionPage",
    "Questions",
    "ReopenQuestion",
    "ReturnPage",
    "Returns",
]
