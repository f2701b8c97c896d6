"""Which papers a request still lacks, and what that does to an acceptance (row 32)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, TypedDict

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet, prefetch_related_objects
from django.utils import timezone

from dtks.papers.models import Document, Requirement
from dtks.papers.queries import MADE_BY_OFFICE, requirements_for
from dtks.registry.models import HouseholdMembership
from verification.corrections.models import (
    MACHINE_ORIGINS,
    Act,
    ChangeRequest,
    Decision,
    Evidence,
    FieldChange,
)
from verification.corrections.models.acts import EvidenceRule

# Acts whose papers are asked by the rules of one programme; those of the others by the register's own.
PROGRAMME_OF = {"REACTIVATE_PBI": "PBI_JK", "PIP_SUPPORT": "PIP"}
VISIT = "VISIT"
VISIT_COUNTS = timedelta(days=183)  # an older visit says nothing of today
CITED = Evidence.objects.select_related("document__kind", "document__preview", "document__scan", "document__seen_by")


class NeededPaper(TypedDict):
    """A paper that an act asks for, as it is frozen with the request: its name, and the kinds that satisfy it."""

    label: str
    kinds: list[int]


@dataclass(frozen=True)
class EvidenceNeed:
    """Papers that the act's rule asks for and nobody has shown."""

    rule: str
    missing: tuple[str, ...] = ()

    @property
    def labels(self) -> str:
        return ", ".join(self.missing)

    def locks(self, change: FieldChange) -> bool:
        """Whether a field cannot be accepted yet. The register's own word is proof enough."""
        return bool(self.missing) and self.rule == EvidenceRule.BLOCK and change.basis.get("verdict") != "same"


def with_traces(requests: QuerySet[ChangeRequest]) -> QuerySet[ChangeRequest]:
    """Requests that know whether they have papers and decisions: most have none, and nobody asks for them then."""
    of_request = {"request": OuterRef("pk")}
    return requests.annotate(
        has_papers=Exists(Evidence.objects.filter(**of_request)),
        has_decisions=Exists(Decision.objects.filter(**of_request)),
    )


def load_for_decision(requests: Sequence[ChangeRequest]) -> None:
    """Read fields, papers and decisions of some requests at once: at most three queries, however many they are."""
    prefetch_related_objects(list(requests), "fields")
    _load(requests, "has_papers", Prefetch("evidence", CITED.order_by("pk")), Evidence.objects.none())
    decisions = Decision.objects.select_related("checker").order_by("pk")
    _load(requests, "has_decisions", Prefetch("decisions", decisions), Decision.objects.none())


def _load(requests: Sequence[ChangeRequest], flag: str, wanted: Prefetch[Any], nothing: QuerySet[Any]) -> None:
    having = [request for request in requests if getattr(request, flag, True)]
    if having:
        prefetch_related_objects(having, wanted)
    for request in requests:
        if request not in having:
            request._prefetched_objects_cache[wanted.prefetch_to] = nothing  # type: ignore[attr-defined]  # noqa: SLF001


def evidence_of(request: ChangeRequest) -> list[Evidence]:
    """Papers of a request that still hold, in the order in which they were cited."""
    if "evidence" in getattr(request, "_prefetched_objects_cache", {}):
        return list(request.evidence.all())
    return list(CITED.filter(request=request).order_by("pk"))


def requirements_of(act: str, on: date) -> list[Requirement]:
    """Papers that an act asks for by the rules of a day, those of the office among them."""
    return requirements_for(PROGRAMME_OF.get(act, "DATA"), act, on)


def papers_needed(act: Act, on: date) -> list[NeededPaper]:
    """Papers without which an act is not accepted, by the rules of a day.

    What the office makes itself is asked for an exit only: nobody leaves without berita acara and visit (idea 20).
    """
    wanted = [each for each in requirements_of(act.code, on) if each.mandatory == Requirement.Mandatory.YES]
    return [
        {
            "label": requirement.paper.label.partition(" (")[0],
            "kinds": [requirement.paper_id, *(paper.pk for paper in requirement.alternatives.all())],
        }
        for requirement in wanted
        if act.group == "exit" or requirement.paper.code not in MADE_BY_OFFICE
    ]


def evidence_need(request: ChangeRequest, cited: list[Evidence] | None = None) -> EvidenceNeed:
    """What is missing by the rules of the day on which the request was made. A machine's proposal needs no paper."""
    rule = request.act.evidence
    if rule == EvidenceRule.NONE or request.origin in MACHINE_ORIGINS:
        return EvidenceNeed(EvidenceRule.NONE)
    there = {each.document.kind_id for each in (evidence_of(request) if cited is None else cited) if each.holds}
    needed = request.papers_needed
    if needed is None:  # made before the list was frozen with the request
        needed = papers_needed(request.act, timezone.localdate(request.created_at))
    missing = [paper for paper in needed if not there & set(paper["kinds"])]
    if missing and request.act.group == "exit":
        visited = _visited(request)
        missing = [paper for paper in missing if not visited & set(paper["kinds"])]
    return EvidenceNeed(rule, tuple(paper["label"] for paper in missing))


def _visited(request: ChangeRequest) -> set[int]:
    """The kind of a visit's report, where the archive holds one of the family that is not too old; one query."""
    home = HouseholdMembership.objects.filter(household=request.household_id, ended_on=None).values("citizen")
    reports = Document.objects.filter(
        Q(citizen=request.citizen_id) | Q(citizen__in=home), kind__code=VISIT,
        issued_on__gte=timezone.localdate(request.created_at) - VISIT_COUNTS,
    )  # fmt: skip
    return set(reports.values_list("kind", flat=True)[:1])
