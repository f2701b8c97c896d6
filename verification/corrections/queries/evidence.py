"""Which papers a request still lacks, and what that does to an acceptance (row 32)."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils import timezone

from dtks.papers.models import Requirement
from dtks.papers.queries import MADE_BY_OFFICE, requirements_for
from verification.corrections.models import MACHINE_ORIGINS, ChangeRequest, Evidence, FieldChange
from verification.corrections.models.acts import EvidenceRule


@dataclass(frozen=True)
class EvidenceNeed:
    """Papers that the act's rule asks for and nobody has shown."""

    rule: str
    missing: tuple[Requirement, ...] = ()

    @property
    def labels(self) -> str:
        return ", ".join(requirement.paper.label.partition(" (")[0] for requirement in self.missing)

    def locks(self, change: FieldChange) -> bool:
        """Whether a field cannot be accepted yet. The register's own word is proof enough."""
        return bool(self.missing) and self.rule == EvidenceRule.BLOCK and change.basis.get("verdict") != "same"


def evidence_of(request: ChangeRequest) -> list[Evidence]:
    """Papers of a request that still hold, in the order in which they were cited."""
    cited = request.evidence.select_related(
        "document__kind", "document__preview", "document__scan", "document__seen_by"
    )
    return list(cited.order_by("pk"))


def evidence_need(request: ChangeRequest, cited: list[Evidence] | None = None) -> EvidenceNeed:
    """What is missing by the rules of the day on which the request was made. A machine's proposal needs no paper."""
    rule = request.act.evidence
    if rule == EvidenceRule.NONE or request.origin in MACHINE_ORIGINS:
        return EvidenceNeed(EvidenceRule.NONE)
    papers = evidence_of(request) if cited is None else cited
    there = {each.document.kind_id for each in papers if each.holds}
    day = timezone.localdate(request.created_at)
    missing = [
        requirement
        for requirement in requirements_for("DATA", request.act.code, day)
        if requirement.mandatory == Requirement.Mandatory.YES
        and requirement.paper.code not in MADE_BY_OFFICE
        and requirement.paper_id not in there
        and not there & {paper.pk for paper in requirement.alternatives.all()}
    ]
    return EvidenceNeed(rule, tuple(missing))
