"""The papers of a succession: what is there and what is missing, per new card."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from dtks.papers.models import Document, PaperKind, Requirement
from dtks.registry.models import Citizen

CARD, OLD_CARD, LETTER = "KK", "KK_OLD", "KUASA_WALI"
OF_THE_DEAD = ("AKTA_MATI", "SK_MATI")


@dataclass(frozen=True)
class PaperLine:
    """One paper: how it may be shown today (token, words, ticked), what lies in the archive (paper, ticked)."""

    label: str
    tokens: list[tuple[str, str, bool]] = field(default_factory=list)
    archived: list[tuple[Document, bool]] = field(default_factory=list)
    optional: bool = False
    bringer: str = ""  # who must bring what no hand at this desk can show

    @property
    def is_there(self) -> bool:
        return any(ticked for *_, ticked in (*self.tokens, *self.archived))

    @property
    def is_missing(self) -> bool:
        return not self.is_there and not self.optional


@dataclass(frozen=True)
class SuccessionPapers:
    """What the act asks for by the rules of the day, and what the archive holds of the people of the card."""

    needed: Sequence[Requirement]
    archived: Sequence[Document]
    leaving: Citizen | None
    letter: PaperKind | None
    place: str  # the kelurahan of the card, in words

    def usual(self, successor: Citizen | None) -> list[str]:
        """What is cited unless somebody says otherwise: the death paper of the dead and the KTP of who follows."""
        return [
            str(each.pk)
            for each in self.archived
            if (each.citizen_id == getattr(self.leaving, "pk", 0) and each.kind.code in OF_THE_DEAD)
            or (each.citizen_id == getattr(successor, "pk", 0) and each.kind.code == "KTP")
        ]

    def lines(
        self, *, cards: Mapping[str, Citizen | None], waiting: Sequence[Citizen], guardian: bool,
        seen: Collection[str], cited: Collection[str],
    ) -> list[PaperLine]:  # fmt: skip
        """A line a paper; the new card once for each card, and one for each member without a card.

        Args:
            cards: the new cards that are used, each with its head.
            seen, cited: what is ticked, as tokens and ids of papers.
        """
        found: list[PaperLine] = []
        for rule in self.needed:
            kinds = [rule.paper, *rule.alternatives.all()]
            if rule.paper.code == CARD:
                found += [self._of_card(card, cards, kinds[0], seen, cited) for card in cards]
                continue
            optional = rule.mandatory != Requirement.Mandatory.YES
            found.append(self._line(kinds, seen, cited, optional=optional))
        if guardian and self.letter:
            found.append(self._line([self.letter], seen, cited, optional=False))
        found += [PaperLine(f"KK yang memuat {each.name}, atau keterangan Disdukcapil", bringer=self.place)
                  for each in waiting]  # fmt: skip
        return found

    def _line(
        self, kinds: Sequence[PaperKind], seen: Collection[str], cited: Collection[str], *, optional: bool
    ) -> PaperLine:
        tokens = [(str(kind.pk), kind.short_label, str(kind.pk) in seen) for kind in kinds]
        codes = {kind.code for kind in kinds}
        held = [(each, str(each.pk) in cited) for each in self.archived if each.kind.code in codes]
        return PaperLine(kinds[0].short_label, tokens, held, optional)

    def _of_card(
        self, card: str, cards: Mapping[str, Citizen | None], kind: PaperKind, seen: Collection[str],
        cited: Collection[str],
    ) -> PaperLine:  # fmt: skip
        """The card itself; one in the archive is its head's, of anybody else the first; that of the dead is old."""
        of = {head.pk: each for each, head in cards.items() if head}
        first = next(iter(cards))
        held = [
            (each, str(each.pk) in cited)
            for each in self.archived
            if each.kind_id == kind.pk and each.citizen != self.leaving and of.get(each.citizen_id or 0, first) == card
        ]
        token = f"{kind.pk}-{card}"
        return PaperLine(f"KK baru {card}", [(token, kind.short_label, token in seen)], held)

    @property
    def others(self) -> list[Document]:
        """Papers of the family of other kinds; they may be cited too."""
        asked = {kind.code for rule in self.needed for kind in (rule.paper, *rule.alternatives.all())} | {CARD}
        return [each for each in self.archived if each.kind.code not in asked]
