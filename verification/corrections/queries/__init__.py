"""Reads of the room: who may decide, what is open, what is ready, what is missing."""

from verification.corrections.queries.bases import JUDGED
from verification.corrections.queries.evidence import EvidenceNeed, evidence_need, evidence_of
from verification.corrections.queries.permissions import Permission, decidable_by, may_decide, waits_for_words
from verification.corrections.queries.requests import QUEUES, open_requests_of, reasons, returned_to, states_of

__all__ = [
    "JUDGED",
    "QUEUES",
    "EvidenceNeed",
    "Permission",
    "decidable_by",
    "evidence_need",
    "evidence_of",
    "may_decide",
    "open_requests_of",
    "reasons",
    "returned_to",
    "states_of",
    "waits_for_words",
]
