"""Which papers a request still lacks, and what that does to an acceptance, by act and outcome (row 32).

The papers are those of the day on which it was made, frozen with it; what a missing one does is the rule in force.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, TypedDict

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet, TextChoices, prefetch_related_objects
from django.utils import timezone

from dtks.papers.models import PaperKind, Requirement
from dtks.papers.queries import MADE_BY_OFFICE, requirements_for
from dtks.registry.models import HouseholdMembership
from dtks.web.navigation import offered_part
from dtks.web.templatetags.formats import listed
from verification.corrections.models import (
    MACHINE_ORIGINS,
    Act,
    ChangeRequest,
    Decision,
    Evidence,
    FieldChange,
)
from verification.corrections.models.acts import EvidenceRule
from verification.corrections.queries.outcomes import Outcome, outcome_of, outcomes_named

# Acts whose papers are asked by the rules of one programme; those of the others by the register's own.
PROGRAMME_OF = {"REACTIVATE_PBI": "PBI_JK", "PIP_SUPPORT": "PIP"}
PROVEN_BEFORE = ("RETURNED_NAME",)  # its outcome is that of the first removal, which its papers proved
AT_A_PLACE = ("BA_MUSKEL", "VISIT")  # of these the place counts: "butir 17", "Form A4 K-2611-0121"
VISIT_COUNTS = timedelta(days=183)  # an older visit says nothing of today
CITED = Evidence.objects.select_related("document__kind", "document__preview", "document__scan", "document__seen_by")


class NeededPaper(TypedDict):
    """A paper that is asked for, as it is frozen with the request: its name, and the kinds that satisfy it."""

    label: str
    kinds: list[int]


@dataclass(frozen=True)
class EvidenceNeed:
    """Papers that the rule of the act, or of the outcome, asks for and nobody has shown."""

    rule: str
    missing: tuple[str, ...] = ()

    @property
    def labels(self) -> str:
        """KTP-el dan Kartu Keluarga"""
        return listed(self.missing)

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


def papers_needed(act: Act, on: date, outcome: str = "") -> list[NeededPaper]:
    """Papers without which an act is not accepted, by the rules of a day, and those of the outcome that it names.

    What the office makes itself is asked for an exit only: nobody leaves without berita acara and visit (idea 20). Each
    is asked once: of two papers of which one proves the other too, only that one.
    """
    named = outcomes_named((outcome,)) if outcome and act.code not in PROVEN_BEFORE else []
    return papers_by(act, requirements_of(act.code, on), next(iter(named), None))


def papers_by(act: Act, rules: Sequence[Requirement], outcome: Outcome | None) -> list[NeededPaper]:
    """The same of rules that were read already; one query where an outcome has papers."""
    wanted = [each for each in rules if each.mandatory == Requirement.Mandatory.YES]
    of_act = [_needed([each.paper, *each.alternatives.all()]) for each in wanted if _is_asked(act, each.paper)]
    return _once([*of_act, *(_papers_of(act, outcome) if outcome else [])])


def _papers_of(act: Act, outcome: Outcome) -> list[NeededPaper]:
    """All papers of an outcome, each with those that may stand for it."""
    asked = [code for codes in outcome.papers for code in codes]
    found = {kind.code: kind for kind in PaperKind.objects.filter(code__in=asked)} if asked else {}
    groups = [[found[code] for code in codes if code in found] for codes in outcome.papers]
    return [_needed(kinds) for kinds in groups if kinds and all(_is_asked(act, kind) for kind in kinds)]


def _is_asked(act: Act, paper: PaperKind) -> bool:
    return act.group == "exit" or paper.code not in MADE_BY_OFFICE


def _needed(kinds: Sequence[PaperKind]) -> NeededPaper:
    """Any of some kinds: "Kutipan akta kematian atau Surat keterangan kematian"."""
    return {"label": " atau ".join(kind.short_label for kind in kinds), "kinds": [kind.pk for kind in kinds]}


def _once(papers: Sequence[NeededPaper]) -> list[NeededPaper]:
    kept: list[NeededPaper] = []
    for paper in papers:
        if not any(set(each["kinds"]) <= set(paper["kinds"]) for each in kept):
            kept = [each for each in kept if not set(paper["kinds"]) <= set(each["kinds"])] + [paper]
    return kept


def evidence_need(request: ChangeRequest, cited: list[Evidence] | None = None) -> EvidenceNeed:
    """What is missing of the papers of the day on which the request was made, and what that does by the rule in force.

    The rule comes with the act, which every caller has joined: no query. A machine's proposal needs no paper.
    """
    outcome = outcome_of(request)
    rule = request.act.rule.evidence_for(outcome)
    if rule == EvidenceRule.NONE or request.origin in MACHINE_ORIGINS:
        return EvidenceNeed(EvidenceRule.NONE)
    there = {each.document.kind_id for each in (evidence_of(request) if cited is None else cited) if _counts(each)}
    needed = request.papers_needed
    if needed is None:  # made before the list was frozen with the request
        needed = papers_needed(request.act, timezone.localdate(request.created_at), outcome)
    missing = [paper for paper in needed if not there & set(paper["kinds"])]
    if missing and request.act.group == "exit":
        visited = _visited(request)
        missing = [paper for paper in missing if not visited & set(paper["kinds"])]
    return EvidenceNeed(rule, tuple(paper["label"] for paper in missing))


class Papers(TextChoices):
    """How far the papers of a request are, as far as its decision asks for them."""

    THERE = "", "berkas lengkap atau tidak diminta"
    MISSING = "missing", "berkas belum lengkap"
    LOCKED = "locked", "menunggu berkas"  # nothing of it can be accepted before they are there


def papers_of(request: ChangeRequest) -> Papers:
    """The papers of a request whose fields, evidence and act were read."""
    need = evidence_need(request)
    if not need.missing:
        return Papers.THERE
    waiting = [each for each in request.fields.all() if not each.verdict and each.accepted_tiers <= request.tier]
    locked = [each for each in waiting if need.locks(each)]
    whole = bool(locked) and (len(locked) == len(waiting) or request.is_whole)
    return Papers.LOCKED if whole else Papers.MISSING


def papers_of_all(ids: Collection[int]) -> dict[int, Papers]:
    """The requests among some whose papers are not all there; three queries, and one more for each exit that lacks
    papers. What a machine proposes asks for none."""
    asked = ChangeRequest.objects.filter(pk__in=ids).exclude(origin__in=MACHINE_ORIGINS).exclude(papers_needed=[])
    cited = Prefetch("evidence", CITED.order_by("pk"))
    found = asked.select_related("act", "citizen").prefetch_related("fields", cited)
    return {request.pk: papers for request in found if (papers := papers_of(request))}


def _counts(cited: Evidence) -> bool:
    """Whether a cited paper proves. What the office makes itself nobody shows at the counter.

    A berita acara counts by its item, a visit by its checked report, a photo by being there.
    """
    code = cited.document.kind.code
    if code in MADE_BY_OFFICE:
        there = re.search(r"\d", cited.locator) if code in AT_A_PLACE else cited.document.scan_id
        return cited.holds and bool(there)
    return cited.holds


def _visited(request: ChangeRequest) -> set[int]:
    """The kind of a visit's report, where a visit of the family was checked that is not too old; one query."""
    home = HouseholdMembership.objects.filter(household=request.household_id, ended_on=None).values("citizen")
    since = timezone.localdate(request.created_at) - VISIT_COUNTS
    reports = offered_part("checked_reports", None, Q(citizen=request.citizen_id) | Q(citizen__in=home), since)
    return set() if reports is None else set(reports.values_list("kind", flat=True)[:1])
