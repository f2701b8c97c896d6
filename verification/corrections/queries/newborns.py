"""Papers of a birth: what is asked of it, what the archive has already, what still has to come."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.utils import timezone

from dtks.papers.models import Document, PaperKind
from dtks.registry.models import Citizen
from dtks.registry.queries import family_of
from verification.corrections.models import Act, Birth
from verification.corrections.models.acts import EvidenceRule
from verification.corrections.queries.evidence import NeededPaper, evidence_of, papers_needed

ACT = "ADD_MEMBER"
SHOWN = ("SK_LAHIR", "AKTA_LAHIR", "KK")  # kinds that a birth brings, the usual one first
CARD = "KK"


@dataclass(frozen=True)
class AskedPaper:
    """A paper that a birth asks for: the kinds that will do, and the one that is there."""

    kinds: tuple[PaperKind, ...]
    there: Document | None

    @property
    def words(self) -> str:
        """Surat keterangan lahir atau Kutipan akta kelahiran; Kartu Keluarga ibunya."""
        said = " atau ".join(kind.short_label for kind in self.kinds)
        return f"{said} ibunya" if self.kinds[0].code == CARD else said


def card_paper(mother: Citizen) -> Document | None:
    """The newest scan or sight of the mother's family card in the archive, of herself or of who stands on it with her.

    One that reads another number is no paper of this card, nor is one without a reading that is older than the card.
    """
    card = family_of(mother)
    if card is None or not mother.kk_number:
        return None
    here = card.memberships.filter(ended_on=None).values("citizen")
    found = Document.objects.filter(Q(citizen=mother) | Q(citizen__in=here), kind__code=CARD)
    for paper in found.exclude(form=Document.Form.EXPIRED).select_related("kind")[:6]:
        read = paper.readings.get("kk_number", "")
        if read == mother.kk_number or (not read and timezone.localdate(paper.seen_at) >= card.started_on):
            return paper
    return None


def asked_before(mother: Citizen | None, on: date) -> list[AskedPaper]:
    """What a birth will be asked for by the rules of a day; of a known mother with what the archive has."""
    act = Act.objects.filter(code=ACT).first()
    if act is None or act.rule_on(on).evidence == EvidenceRule.NONE:
        return []
    known = card_paper(mother) if mother is not None else None
    return _asked(papers_needed(act, on), [known] if known else [])


def asked_of(birth: Birth) -> list[AskedPaper]:
    """What a birth was asked for on its day, with what has come since."""
    if birth.request.act.rule.evidence == EvidenceRule.NONE:
        return []
    there = [each.document for each in evidence_of(birth.request) if each.holds]
    return _asked(birth.request.papers_needed or [], there)


def _asked(needed: Sequence[NeededPaper], there: Iterable[Document]) -> list[AskedPaper]:
    there = list(there)
    kinds = PaperKind.objects.in_bulk({pk for paper in needed for pk in paper["kinds"]})
    asked = []
    for paper in needed:
        able = [kinds[pk] for pk in paper["kinds"] if pk in kinds]
        usual = sorted((kind for kind in able if kind.code in SHOWN), key=lambda kind: SHOWN.index(kind.code)) or able
        came = next((each for each in there if each.kind_id in paper["kinds"]), None)
        if usual:
            asked.append(AskedPaper(tuple(usual), came))
    return asked
