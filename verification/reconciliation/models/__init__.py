"""Tables of the room."""

from verification.reconciliation.models.adjudication import LETTERS, WAYS, CaseDecision, CaseMember, DuplicateCase, Kind
from verification.reconciliation.models.results import Band, Fault, Result, ResultQuerySet
from verification.reconciliation.models.runs import FAMILIES, Hold, Run, Staged, Thresholds

__all__ = [
    "FAMILIES",
    "LETTERS",
    "WAYS",
    "Band",
    "CaseDecision",
    "CaseMember",
    "DuplicateCase",
    "Fault",
    "Hold",
    "Kind",
    "Result",
    "ResultQuerySet",
    "Run",
    "Staged",
    "Thresholds",
]
