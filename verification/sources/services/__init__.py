"""Writing acts of the room."""

from verification.sources.services.checks import (
    AskService,
    ServiceAway,
    agreement_on,
    check_now,
    due_checks,
    enter_agreement,
    is_open_hour,
    key_answer,
    start_checks,
    switch,
)
from verification.sources.services.comparisons import NoExtract, compare_now, compared_fields
from verification.sources.services.extracts import MergeExtract, StageExtract

__all__ = [
    "AskService",
    "MergeExtract",
    "NoExtract",
    "ServiceAway",
    "StageExtract",
    "agreement_on",
    "check_now",
    "compare_now",
    "compared_fields",
    "due_checks",
    "enter_agreement",
    "is_open_hour",
    "key_answer",
    "start_checks",
    "switch",
]
