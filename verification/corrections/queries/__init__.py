"""Reads of the room: who may decide, what is open, what is ready, what is missing."""

from verification.corrections.queries.bases import JUDGED
from verification.corrections.queries.evidence import EvidenceNeed, evidence_need, evidence_of
from verification.corrections.queries.permissions import Permission, decidable_by, may_decide, waits_for_words
from verification.corrections.queries.readiness import Readiness, not_applied_yet, ready_for_month
from verification.corrections.queries.requests import QUEUES, open_requests_of, reasons, returned_to, states_of

__all__ = [
    "JUDGED",
    "QUEUES",
    "EvidenceNeed",
    "Permission",
    "Readiness",
    "decidable_by",
    "evidence_need",
    "evidence_of",
    "may_decide",
    "not_applied_yet",
    "open_requests_of",
    "ready_for_month",
    "reasons",
    "returned_to",
    "states_of",
    "waits_for_words",
]
