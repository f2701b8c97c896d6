"""What a kind of ticket asks for: acts, papers, days. The one place where screen and services look it up."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from consultation.desk.models import Kind, Ticket
from dtks.office.queries import working_days_after
from dtks.office.queries.hours import day_seconds
from dtks.papers.models import PaperKind, Requirement
from dtks.papers.queries import MADE_BY_OFFICE, PROVES, requirements_for
from dtks.registry.models import Citizen
from verification.corrections.models import Act
from verification.corrections.queries.urgent import lane_rule

DAYS_FOR_PAPERS = 14  # working days to bring what is missing
_DAYS_TO_ANSWER = {Kind.INFO: 1, Kind.CERTIFICATE: 3}  # working days until the citizen hears from us
_DAYS_TO_ANSWER_OTHERS = 5

# Acts that a kind may mean; the first is taken unless another is ticked (codes of acts.csv).
ACTS: dict[str, tuple[str, ...]] = {
    Kind.INFO: ("INFO",),
    Kind.CORRECTION: ("FIX_NIK",),  # told apart by the wrong fields, see requests_for
    Kind.PROPOSAL: ("NEW_PROPOSAL", "ADD_MEMBER", "PIP_SUPPORT", "DESIL_REVIEW"),
    Kind.REACTIVATION: ("REACTIVATE_PBI",),
    Kind.CERTIFICATE: ("CERTIFICATE",),
    Kind.DEATH_OR_MOVE: ("DEATH", "HEAD_SUCCESSION", "MOVE_INSIDE", "MOVE_OUT", "MOVE_IN"),
    Kind.COMPLAINT: ("COMPLAINT", "OBJECTION"),
    Kind.NOTICE: ("CHANGE_NOTICE",),
    Kind.URGENT: (),
}
URGENT_ACTS = {
    "LAHIR": "ADD_MEMBER", "RAWAT": "REACTIVATE_PBI", "MATI": "PENGURUS_CHANGE", "BENCANA": "NEW_PROPOSAL",
    "TELANTAR": "NEW_PROPOSAL",
}  # fmt: skip
_PROGRAMME_OF_ACT = {"REACTIVATE_PBI": "PBI_JK", "PIP_SUPPORT": "PIP"}

ACT_OF_FIELD = {
    "nik": "FIX_NIK", "name": "FIX_NAME", "birth_date": "FIX_BIRTH", "birth_place": "FIX_BIRTH", "sex": "FIX_SEX",
    "mother_name": "FIX_MOTHER", "kk_number": "KK_CHANGE", "address": "FIX_ADDRESS", "rt": "FIX_ADDRESS",
    "rw": "FIX_ADDRESS", "kelurahan": "MOVE_INSIDE",
}  # fmt: skip
_ALONE = ("KK_CHANGE", "MOVE_INSIDE")  # household matters: a request of their own, never beside a spelling


@dataclass(frozen=True)
class Need:
    """A paper that is asked for, by which rule, and what may stand in its place."""

    kind: PaperKind
    mandatory: str
    rule: Requirement

    @property
    def alternatives(self) -> list[PaperKind]:
        return list(self.rule.alternatives.all())


def days_to_answer(kind: str) -> int:
    """Working days until the citizen hears from us."""
    return _DAYS_TO_ANSWER.get(Kind(kind), _DAYS_TO_ANSWER_OTHERS)


def seconds_to_answer(kind: str, on: date) -> int:
    """Working seconds until the citizen hears from us: of the urgent by the rule of the urgent lane on that day."""
    return lane_rule(on).seconds if kind == Kind.URGENT else days_to_answer(kind) * day_seconds()


def due_day(kind: str, opened_at: datetime) -> date:
    """The day until which the citizen hears from us."""
    if kind == Kind.URGENT:
        return timezone.localdate(lane_rule(timezone.localdate(opened_at)).due(opened_at))
    return working_days_after(timezone.localdate(opened_at), days_to_answer(kind))


def act_of(kind: str, *, ticked: str = "", wrong: Iterable[str] = (), urgent_reason: str = "") -> str:
    """The act of a ticket: by its reason if urgent, by the first wrong field of a correction, else as ticked."""
    if kind == Kind.URGENT:
        return URGENT_ACTS.get(urgent_reason, "INFO")
    if kind == Kind.CORRECTION:
        return next((ACT_OF_FIELD[field] for field in ACT_OF_FIELD if field in set(wrong)), "FIX_NIK")
    return ticked if ticked in ACTS[kind] else ACTS[kind][0]


def urgent_reason_for(ticket: Ticket, act: str) -> str:
    """The reason with which an act out of this ticket goes into the urgent lane; empty where it goes the common way.

    Urgent is what the counter took in as urgent, with its reason, and only an act that the office's table lets in
    (acts.csv `urgent_allowed`): the lane is no back door.
    """
    if ticket.kind != Kind.URGENT or not Act.objects.filter(code=act, urgent_allowed=True).exists():
        return ""
    return ticket.urgent_reason


def urgent_fields() -> list[str]:
    """Labels of the fields whose correction the urgent lane takes."""
    allowed = set(Act.objects.filter(urgent_allowed=True).values_list("code", flat=True))
    return [Citizen.FIELDS[field] for field, act in ACT_OF_FIELD.items() if act in allowed]


def acts_of(act: str, wrong: Iterable[str]) -> list[str]:
    """Every act whose papers a ticket needs."""
    asked = set(wrong)
    return list(dict.fromkeys([act, *(ACT_OF_FIELD[field] for field in ACT_OF_FIELD if field in asked)]))


def needs_of(*, acts: Iterable[str], programmes: Iterable[str], on: date) -> list[Need]:
    """Papers that acts of programmes ask for by the rules of a day, each once, the strictest rule of each.

    What the office makes itself is never among them (domain.md section 5).
    """
    found: dict[str, Need] = {}
    order = [Requirement.Mandatory.YES, Requirement.Mandatory.CONDITIONAL, Requirement.Mandatory.NO]
    for act in acts:
        chosen = [_PROGRAMME_OF_ACT[act]] if act in _PROGRAMME_OF_ACT else list(programmes) or ["DATA"]
        for programme in chosen:
            for rule in requirements_for(programme, act, on):
                code = rule.paper.code
                mandatory = Requirement.Mandatory(rule.mandatory)
                standing = found.get(code)
                if code in MADE_BY_OFFICE or (
                    standing and order.index(Requirement.Mandatory(standing.mandatory)) <= order.index(mandatory)
                ):
                    continue
                found[code] = Need(kind=rule.paper, mandatory=mandatory, rule=rule)
    return sorted(found.values(), key=lambda need: order.index(Requirement.Mandatory(need.mandatory)))


def requests_for(wrong: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """Wrong fields with their new values, by the act of the request that proposes them.

    Spellings of one person go in one request, which is decided field by field; a new card or another kelurahan is a
    request of its own, for others decide it.
    """
    acts: dict[str, dict[str, str]] = {}
    for field, act in ACT_OF_FIELD.items():
        if field not in wrong:
            continue
        home = act if act in _ALONE else next((known for known in acts if known not in _ALONE), act)
        acts.setdefault(home, {})[field] = wrong[field]
    return acts


def readings_by_paper(wrong: Mapping[str, str], shown: Iterable[str]) -> dict[str, dict[str, str]]:
    """What the papers on the counter read: each new value is read off the surest paper that carries its field."""
    there = set(shown)
    readings: dict[str, dict[str, str]] = {}
    for field, text in wrong.items():
        paper = next((code for code, proved in PROVES.items() if code in there and field in proved), None)
        if paper:
            readings.setdefault(paper, {})[field] = text
    return readings
