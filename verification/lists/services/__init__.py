"""Acts of the room: stage and merge a list of the centre, compare, answer what it asks; remember removals."""

from verification.lists.services.answers import guess_answers
from verification.lists.services.comparing import CompareLists, compare_with_the_one_before, start_comparison
from verification.lists.services.deciding import (
    DecidedAlready,
    ask_for_visit,
    decide_return,
    follow_returns,
    old_papers,
    old_reason,
    subject_of,
)
from verification.lists.services.difference import WORDS, compare_lists, lines_of
from verification.lists.services.imports import MergeList, StageList
from verification.lists.services.orders import MergeNames, StageNames
from verification.lists.services.questions import (
    AlreadyAnswered,
    SecondPersonNeeded,
    answer_question,
    confirm_same,
    reopen_question,
)
from verification.lists.services.removals import MergeRemovals, StageRemovals
from verification.lists.services.returned import open_returned_cases

__all__ = [
    "WORDS",
    "AlreadyAnswered",
    "CompareLists",
    "DecidedAlready",
    "MergeList",
    "MergeNames",
    "MergeRemovals",
    "SecondPersonNeeded",
    "StageList",
    "StageNames",
    "StageRemovals",
    "answer_question",
    "ask_for_visit",
    "compare_lists",
    "compare_with_the_one_before",
    "confirm_same",
    "decide_return",
    "follow_returns",
    "guess_answers",
    "lines_of",
    "old_papers",
    "old_reason",
    "open_returned_cases",
    "reopen_question",
    "start_comparison",
    "subject_of",
]
