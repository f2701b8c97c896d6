"""Acts of the room: stage and merge a list of the centre; remember removals."""

from verification.lists.services.answers import guess_answers
from verification.lists.services.difference import compare_lists, lines_of
from verification.lists.services.imports import MergeList, StageList
from verification.lists.services.removals import MergeRemovals, StageRemovals
from verification.lists.services.returned import open_returned_cases

__all__ = [
    "MergeList",
    "MergeRemovals",
    "StageList",
    "StageRemovals",
    "compare_lists",
    "guess_answers",
    "lines_of",
    "open_returned_cases",
]
