"""Reads of the sources that pages, services and the rooms above share."""

from verification.sources.queries.orders import ORDERED, age_buckets, letter_data, orderable, with_counts
from verification.sources.queries.persons import (
    COMPARED,
    latest_comparison,
    latest_extract,
    near_niks,
    possible_persons,
    text_of,
)
from verification.sources.queries.service import Check, ServiceState, checks_of, given_back, service_state
from verification.sources.queries.work import (
    CLASS_WORK,
    PREFIX,
    RETRY_DAYS,
    ClassWork,
    citizen_words,
    class_of_key,
    key_of,
)

__all__ = [
    "CLASS_WORK",
    "COMPARED",
    "ORDERED",
    "PREFIX",
    "RETRY_DAYS",
    "Check",
    "ClassWork",
    "ServiceState",
    "age_buckets",
    "checks_of",
    "citizen_words",
    "class_of_key",
    "given_back",
    "key_of",
    "latest_comparison",
    "latest_extract",
    "letter_data",
    "near_niks",
    "orderable",
    "possible_persons",
    "service_state",
    "text_of",
    "with_counts",
]
