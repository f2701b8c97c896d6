"""Pages of the room."""

from verification.corrections.views.objection import ObjectionForm
from verification.corrections.views.requests import (
    AddPapers,
    GiveOverride,
    RequestPage,
    Requests,
    Resubmit,
    RetryApply,
    Reverse,
    Withdraw,
    papers_of,
)
from verification.corrections.views.rules import Rule, Rules, WithdrawRule
from verification.corrections.views.urgent import UrgentLaneRule

__all__ = [
    "AddPapers",
    "GiveOverride",
    "ObjectionForm",
    "RequestPage",
    "Requests",
    "Resubmit",
    "RetryApply",
    "Reverse",
    "Rule",
    "Rules",
    "UrgentLaneRule",
    "Withdraw",
    "WithdrawRule",
    "papers_of",
]
