"""Pages of the room."""

from verification.lists.views.differences import CentralLists, Compare, DifferencePage
from verification.lists.views.orders import OrderPage, Orders
from verification.lists.views.questions import ConfirmSame, QuestionPage, Questions, ReopenQuestion
from verification.lists.views.returns import ReturnPage, Returns

__all__ = [
    "CentralLists",
    "Compare",
    "ConfirmSame",
    "DifferencePage",
    "OrderPage",
    "Orders",
    "QuestionPage",
    "Questions",
    "ReopenQuestion",
    "ReturnPage",
    "Returns",
]
