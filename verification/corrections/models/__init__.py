"""Change requests: what is proposed, on what basis, who decided, what was applied."""

from verification.corrections.models.acts import Act, Reason
from verification.corrections.models.births import NEWBORN_DAYS, Birth
from verification.corrections.models.decisions import Decision, Override
from verification.corrections.models.plans import ActPlan, PlanMember
from verification.corrections.models.requests import (
    MACHINE_ORIGINS,
    ChangeRequest,
    ChangeRequestQuerySet,
    Evidence,
    FieldChange,
    Origin,
)
from verification.corrections.models.rules import RuleChange
from verification.corrections.models.successions import Succession, SuccessionDraft, SuccessionMember
from verification.corrections.models.urgent import ShortChain, UrgentRule

__all__ = [
    "MACHINE_ORIGINS",
    "NEWBORN_DAYS",
    "Act",
    "ActPlan",
    "Birth",
    "ChangeRequest",
    "ChangeRequestQuerySet",
    "Decision",
    "Evidence",
    "FieldChange",
    "Origin",
    "Override",
    "PlanMember",
    "Reason",
    "RuleChange",
    "ShortChain",
    "Succession",
    "SuccessionDraft",
    "SuccessionMember",
    "UrgentRule",
]
