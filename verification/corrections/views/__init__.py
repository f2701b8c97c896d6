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
    "Withdraw",
    "WithdrawRule",
    "papers_of",
]
