"""Writing acts of the room: propose, decide, apply, send back, undo, reverse."""

from verification.corrections.services.acts import act_for_fields, load_acts, load_reasons, tiers_by, tiers_of
from verification.corrections.services.alerts import alert_blocked, open_blocked
from verification.corrections.services.application import apply_decided, apply_request, retry_apply
from verification.corrections.services.births import (
    NoMother,
    TooOld,
    attach_newborns,
    bring_birth_papers,
    follow_births,
    may_bring,
    report_birth,
    take_back_birth,
)
from verification.corrections.services.choices import RequestKind
from verification.corrections.services.citations import cite, resting_on, uncite, uncite_place
from verification.corrections.services.deaths import answered_by, follow_deaths
from verification.corrections.services.decisions import (
    Because,
    decide_fields,
    decide_held,
    give_override,
    listed_reason,
)
from verification.corrections.services.drafts import drop_succession_draft, forget_drafts, keep_succession_draft
from verification.corrections.services.mergers import kept_of, propose_merger
from verification.corrections.services.newcomers import Newcomer, follow_newcomers
from verification.corrections.services.places import MemberPlace
from verification.corrections.services.plans import propose_act
from verification.corrections.services.proposals import Proposal, Proposed, Whence, propose, propose_many
from verification.corrections.services.questions import DAYS_TO_ANSWER, asked_words, follow_answer
from verification.corrections.services.refusals import (
    AlreadyDecided,
    BrokenPlan,
    BrokenRule,
    CorrectionError,
    EvidenceMissing,
    NotAllowed,
    OpenAlready,
    ReasonMissing,
    RuleDay,
    SamePerson,
    StaleValue,
    WrongState,
)
from verification.corrections.services.removals import follow_removal
from verification.corrections.services.reopenings import reopen_refused
from verification.corrections.services.returns import add_papers, replace, resubmit, send_back, send_back_held, withdraw
from verification.corrections.services.reversals import require_reversible, reverse, undo_decision
from verification.corrections.services.rules import change_rule, withdraw_rule
from verification.corrections.services.states import TRANSITIONS, Move, hold
from verification.corrections.services.successions import propose_succession
from verification.corrections.services.urgent import passed_over, set_urgent_rule, tell_passed_over
from verification.corrections.services.waiting import (
    cases_of,
    follow_case,
    follow_places,
    place_member,
    waiting_membership,
    why_not_waiting,
)

__all__ = [
    "DAYS_TO_ANSWER",
    "TRANSITIONS",
    "AlreadyDecided",
    "Because",
    "BrokenPlan",
    "BrokenRule",
    "CorrectionError",
    "EvidenceMissing",
    "MemberPlace",
    "Move",
    "Newcomer",
    "NoMother",
    "NotAllowed",
    "OpenAlready",
    "Proposal",
    "Proposed",
    "ReasonMissing",
    "RequestKind",
    "RuleDay",
    "SamePerson",
    "StaleValue",
    "TooOld",
    "Whence",
    "WrongState",
    "act_for_fields",
    "add_papers",
    "alert_blocked",
    "answered_by",
    "apply_decided",
    "apply_request",
    "asked_words",
    "attach_newborns",
    "bring_birth_papers",
    "cases_of",
    "change_rule",
    "cite",
    "decide_fields",
    "decide_held",
    "drop_succession_draft",
    "follow_answer",
    "follow_births",
    "follow_case",
    "follow_deaths",
    "follow_newcomers",
    "follow_places",
    "follow_removal",
    "forget_drafts",
    "give_override",
    "hold",
    "keep_succession_draft",
    "kept_of",
    "listed_reason",
    "load_acts",
    "load_reasons",
    "may_bring",
    "open_blocked",
    "passed_over",
    "place_member",
    "propose",
    "propose_act",
    "propose_many",
    "propose_merger",
    "propose_succession",
    "reopen_refused",
    "replace",
    "report_birth",
    "require_reversible",
    "resting_on",
    "resubmit",
    "retry_apply",
    "reverse",
    "send_back",
    "send_back_held",
    "set_urgent_rule",
    "take_back_birth",
    "tell_passed_over",
    "tiers_by",
    "tiers_of",
    "uncite",
    "uncite_place",
    "undo_decision",
    "waiting_membership",
    "why_not_waiting",
    "withdraw",
    "withdraw_rule",
]
