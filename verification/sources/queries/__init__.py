"""Reads of the sources that pages, services and the rooms above share."""

from verification.sources.queries.persons import (
    COMPARED,
    latest_comparison,
    latest_extract,
    near_niks,
    possible_persons,
    text_of,
)
from verification.sources.queries.service import Check, ServiceState, checks_of, given_back, service_state
from verification.sources.queries.work import CLASS_WORK, RETRY_DAYS, ClassWork, citizen_words

__all__ = [
    "CLASS_WORK",
    "COMPARED",
    "RETRY_DAYS",
    "Check",
    "ClassWork",
    "ServiceState",
    "checks_of",
    "citizen_words",
    "given_back",
    "latest_comparison",
    "latest_extract",
    "near_niks",
    "possible_persons",
    "service_state",
    "text_of",
]
