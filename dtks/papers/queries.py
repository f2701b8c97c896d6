"""Reads of papers: what an act asks for, which papers are there, until when they are kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.utils import timezone

from dtks.papers.models import Document, PaperKind, Requirement
from dtks.registry.models import Citizen

# Made by the office: never on the list of what the citizen has to bring (domain.md section 5).
MADE_BY_OFFICE = frozenset({"BA_MUSKEL", "BNBA", "FOTO_RUMAH", "VISIT"})
_KEEP_YEARS = {"KTP": 2, "KK": 2}  # UU 43/2009 with the office's default schedule, domain.md section 11
_KEEP_YEARS_OTHERS = 5


def requirements_for(programme: str, act: str, on: date) -> list[Requirement]:
    """Papers that an act of a programme asks for by the rules of a day, in the order in which they are asked.

    Rules of the programme go before those for any programme (`*`); without either, those of the register (`DATA`).
    A ticket asks with the day on which it was opened, so a changed rule never changes it.
    """
    rules = list(
        Requirement.objects.on(on)
        .filter(programme__in=[programme, "*", "DATA"], act=act)
        .select_related("paper")
        .prefetch_related("alternatives")
    )
    for wanted in (programme, "*", "DATA"):
        if found := [rule for rule in rules if rule.programme == wanted]:
            return _once(found)
    return []


def _once(rules: list[Requirement]) -> list[Requirement]:
    """One rule a paper: the one that starts last, if spans overlap; what must be there goes first."""
    latest: dict[int, Requirement] = {}
    for rule in sorted(rules, key=lambda rule: rule.valid_from):
        latest[rule.paper_id] = rule
    order = list(Requirement.Mandatory.values)
    return sorted(latest.values(), key=lambda rule: (order.index(rule.mandatory) == 1, rule.pk))


def is_expired(kind: PaperKind, issued_on: date | None, on: date) -> bool:
    """Whether a paper is older than its kind allows. Without a date or a limit it is not."""
    return bool(kind.max_age_days and issued_on and (on - issued_on).days > kind.max_age_days)


def keep_until(document: Document) -> date:
    """The day until which the archive keeps a paper: scans of KTP and KK two years, others five."""
    years = _KEEP_YEARS.get(document.kind.code, _KEEP_YEARS_OTHERS)
    seen = timezone.localdate(document.seen_at)
    try:
        return seen.replace(year=seen.year + years)
    except ValueError:  # 29 February
        return seen.replace(year=seen.year + years, day=28)


def documents_of(citizen: Citizen) -> QuerySet[Document]:
    """Papers of a citizen, the newest first."""
    return citizen.documents.select_related("kind", "scan", "preview", "seen_by")


@dataclass(frozen=True)
class Reading:
    """What a paper reads of a field, beside the register's value."""

    field: str
    label: str
    text: str


def readings_of(document: Document) -> list[Reading]:
    """What the paper reads, field by field, in the order of the register."""
    return [
        Reading(field=field, label=label, text=document.readings[field])
        for field, label in Citizen.FIELDS.items()
        if document.readings.get(field)
    ]
