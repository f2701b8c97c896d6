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
    require_service,
    start_checks,
    switch,
    warn_of_end,
)
from verification.sources.services.comparisons import NoExtract, compare_now, compared_fields
from verification.sources.services.extracts import MergeExtract, StageExtract
from verification.sources.services.order_answers import ReadAnswer, take_in_answer
from verification.sources.services.order_passwords import locked_order, opened, order_password, show_order_password
from verification.sources.services.orders import NothingToOrder, make_order, order_this_week
from verification.sources.services.pupils import (
    ComparePupils,
    MergePupils,
    StagePupils,
    compare_pupils,
    follow_extract,
    school_workbook,
)
from verification.sources.services.work import Found, follow_classes

__all__ = [
    "AskService",
    "ComparePupils",
    "Found",
    "MergeExtract",
    "MergePupils",
    "NoExtract",
    "NothingToOrder",
    "ReadAnswer",
    "ServiceAway",
    "StageExtract",
    "StagePupils",
    "agreement_on",
    "check_now",
    "compare_now",
    "compare_pupils",
    "compared_fields",
    "due_checks",
    "enter_agreement",
    "follow_classes",
    "follow_extract",
    "is_open_hour",
    "key_answer",
    "locked_order",
    "make_order",
    "opened",
    "order_password",
    "order_this_week",
    "plan_checks",
    "require_service",
    "school_workbook",
    "show_order_password",
    "start_checks",
    "switch",
    "take_in_answer",
    "warn_of_end",
]
