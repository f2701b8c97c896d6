"""Reads of the room."""

from consultation.minutes.queries.names import ItemShown, Progress, items_shown, progress_of
from consultation.minutes.queries.quorum import Quorum, by_paper_seats, quorum_of, rule_on, seat_choices
from consultation.minutes.queries.ready import Ready, counts_of, ready_list
from consultation.minutes.queries.records import deadline_of, listed, of_pk, own_count, stages_of

__all__ = [
    "ItemShown",
    "Progress",
    "Quorum",
    "Ready",
    "by_paper_seats",
    "counts_of",
    "deadline_of",
    "items_shown",
    "listed",
    "of_pk",
    "own_count",
    "progress_of",
    "quorum_of",
    "ready_list",
    "rule_on",
    "seat_choices",
    "stages_of",
]
