"""Papers of a decision on a shared NIK: those that the request it opens asks for, and which of them are there."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from dtks.papers.models import Document
from verification.corrections.models import Act
from verification.corrections.models.acts import EvidenceRule
from verification.corrections.queries.evidence import NeededPaper, papers_needed
from verification.corrections.queries.outcomes import sole_outcome
from verification.reconciliation.models import Kind

ACT_OF = {Kind.TYPING: "FIX_NIK", Kind.FAMILY_COPY: "FIX_NIK", Kind.TWO_NIKS: "DUPLICATE"}


@dataclass(frozen=True)
class Asked:
    """What the act of a decision asks for by the rules of the day."""

    rule: str
    papers: Sequence[NeededPaper]

    @property
    def words(self) -> str:
        """KTP-el dan Kartu Keluarga"""
        return _listed([paper["label"] for paper in self.papers]) or "tidak ada"

    def there(self, archive: Iterable[Document]) -> list[Document]:
        """The newest paper of the archive for each that is asked; these the request cites."""
        newest = sorted(archive, key=lambda paper: (paper.seen_at, paper.pk), reverse=True)
        found: list[Document] = []
        for wanted in self.papers:
            fits = next((paper for paper in newest if paper.kind_id in wanted["kinds"]), None)
            if fits is not None and fits not in found:
                found.append(fits)
        return found

    def missing(self, archive: Iterable[Document]) -> list[str]:
        """Labels of those that nobody has shown."""
        kinds = {paper.kind_id for paper in archive}
        return [paper["label"] for paper in self.papers if not kinds & set(paper["kinds"])]

    def sentence(self, archive: Sequence[Document], *, by_register: bool) -> str:
        """What the archive has of it, and what the rest does to the acceptance.

        Args:
            by_register: the proposed value is the register's own; its word stands for papers (EvidenceNeed.locks).
        """
        missing, there = self.missing(archive), [paper.kind.short_label for paper in self.there(archive)]
        if self.rule == EvidenceRule.NONE:
            return "Aturan tidak meminta berkas."
        have = f"Ada dan ikut dikutip: {_listed(there)}. " if there else ""
        if not missing:
            return have.strip()
        lacks = f"{have}Belum ada: {_listed(missing)}. "
        if by_register:
            return f"{lacks}Tidak mengunci: NIK itu catatan Disdukcapil sendiri; yang diketik sendiri wajib berberkas."
        if self.rule == EvidenceRule.BLOCK:
            return f"{lacks}Pemutus baru dapat menerima sesudah berkas itu ditambahkan."
        return f"{lacks}Pemutus diperingatkan."


def asked_papers(kinds: Iterable[Kind] = tuple(ACT_OF), on: date | None = None) -> dict[Kind, Asked]:
    """What decisions of some kinds ask for; kinds that open no request are left out."""
    wanted = [kind for kind in kinds if kind in ACT_OF]
    acts = {act.code: act for act in Act.objects.filter(code__in={ACT_OF[kind] for kind in wanted})}
    day = on or timezone.localdate()
    outcomes = {code: sole_outcome(code) for code in acts}
    by_act = {
        code: Asked(act.rule.evidence_for(outcomes[code]), papers_needed(act, day, outcomes[code]))
        for code, act in acts.items()
    }
    return {kind: by_act.get(ACT_OF[kind], Asked(EvidenceRule.NONE, [])) for kind in wanted}


def _listed(words: Sequence[str]) -> str:
    return " dan ".join(filter(None, [", ".join(words[:-1]), *words[-1:]]))
