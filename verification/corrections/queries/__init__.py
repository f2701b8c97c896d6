"""Reads of the room: who may decide, what is open, what is ready, what is missing."""

from verification.corrections.queries.bases import JUDGED
from verification.corrections.queries.crossing import (
    Crossing,
    OpenBeside,
    Touch,
    crossing_of,
    crossing_sentences,
    doubled,
    open_beside,
    touch_of,
)
from verification.corrections.queries.evidence import (
    EvidenceNeed,
    evidence_need,
    evidence_of,
    load_for_decision,
    with_traces,
)
from verification.corrections.queries.marks import CHIPS, NUMBERS, pair_of, pairs_of, screen_text
from verification.corrections.queries.permissions import Permission, decidable_by, may_decide, waits_for_words
from verification.corrections.queries.requests import (
    QUEUES,
    labels_of_fields,
    open_requests_of,
    reasons,
    returned_count,
    returned_to,
    states_of,
)

__all__ = [
    "CHIPS",
    "JUDGED",
    "NUMBERS",
    "QUEUES",
    "Crossing",
    "EvidenceNeed",
    "OpenBeside",
    "Permission",
    "Touch",
    "crossing_of",
    "crossing_sentences",
    "decidable_by",
    "doubled",
    "evidence_need",
    "evidence_of",
    "labels_of_fields",
    "load_for_decision",
    "may_decide",
    "open_beside",
    "open_requests_of",
    "pair_of",
    "pairs_of",
    "reasons",
    "returned_count",
    "returned_to",
    "screen_text",
    "states_of",
    "touch_of",
    "waits_for_words",
    "with_traces",
]
