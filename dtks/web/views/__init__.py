"""What every page shares: base views, answers with a file, the quiet pages."""

from dtks.web.views.files import file_answer
from dtks.web.views.forms import FormView
from dtks.web.views.lists import Act, ListView, Outcome
from dtks.web.views.rooms import ButtonView, PageView, RoomView, page_context

__all__ = [
    "Act",
    "ButtonView",
    "FormView",
    "ListView",
    "Outcome",
    "PageView",
    "RoomView",
    "file_answer",
    "page_context",
]
