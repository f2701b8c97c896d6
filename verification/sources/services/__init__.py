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
    plan_checks,
    start_checks,
    switch,
)
from verification.sources.services.comparisons import NoExtract, compare_now, compared_fields
from verification.sources.services.extracts import MergeExtract, StageExtract
from verification.sources.services.work import PREFIX, Found, follow_classes, key_of

__all__ = [
    "PREFIX",
    "AskService",
    "Found",
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
    "follow_classes",
    "is_open_hour",
    "key_answer",
    "key_of",
    "plan_checks",
    "start_checks",
    "switch",
]
