"""The names of a berita acara with all that stands beside them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from django.db.models import Prefetch

from consultation.minutes.models import Decision, Item, ItemPaper, Minutes
from consultation.minutes.models.items import NEEDS_PAPER
from consultation.minutes.queries.ready import Around, around
from dtks.office.queries import code_labels
from dtks.registry.models import Citizen
from dtks.registry.queries import display_text
from dtks.web.masking import mask

NUMBERS = ("nik", "kk_number")


@dataclass(frozen=True)
class ItemShown:
    """An item as a row shows it."""

    item: Item
    aid: str
    result: str  # class of the last comparison
    papers: tuple[str, ...]  # short words of the papers
    lacks_paper: bool

    @property
    def place(self) -> str:
        """RT 004 · BPNT"""
        return " · ".join(part for part in (f"RT {self.item.rt}" if self.item.rt else "", self.aid) if part)

    @property
    def why(self) -> str:
        """The reason as it was typed, with what follows from the choices before it."""
        return reason_words(self.item)

    @property
    def paper_words(self) -> str:
        return ", ".join(self.papers)

    @property
    def verb(self) -> str:
        """What its link does."""
        if not self.item.decision:
            return "Isi"
        return "Lengkapi" if self.lacks_paper else "Ubah"

    @property
    def tone(self) -> str:
        return "va" if self.lacks_paper else "ok" if self.item.decision else ""

    @property
    def row_tone(self) -> str:
        return "va-t" if self.lacks_paper else ""

    @property
    def icon(self) -> str:
        """The picture of its state in the phone's list."""
        return "warning" if self.lacks_paper else "done" if self.item.decision else "circle"


def reason_words(item: Item) -> str:
    """Mampu: kios, dua kendaraan; RT 002 menjadi RT 006; ke Kelurahan Kadia."""
    parts = []
    if item.decision == Decision.NOT_WORTHY and item.outcome:
        parts.append(code_labels("outcome_codes").get(item.outcome, ""))
    if item.moved_to:
        parts.append(f"ke Kelurahan {item.moved_to}")
    parts += [correction_words(item, name) for name in item.values]
    head = "; ".join(part for part in parts if part)
    return ": ".join(part for part in (head, item.reason) if part)


def correction_words(item: Item, name: str) -> str:
    """RT menjadi 006; a number of a person without its serial."""
    text = item.values[name]
    shown = mask(text) if name in NUMBERS else display_text(name, text)
    return f"{Citizen.FIELDS[name]} menjadi {shown}"


def items_shown(minutes: Minutes, *, beside_them: bool = True) -> list[ItemShown]:
    """All items in the order of the paper; five queries whatever their number, two without what stands beside them."""
    papers = Prefetch("papers", ItemPaper.objects.select_related("document__kind"))
    items = list(minutes.items.select_related("citizen", "moved_to", "request__act").prefetch_related(papers))
    for item in items:
        item.minutes = minutes
    people = [item.citizen_id for item in items if item.citizen_id]
    beside = around(people) if beside_them else Around({}, {})
    return [
        _shown(item, beside.aid.get(item.citizen_id or 0, ""), beside.classes.get(item.citizen_id or 0, ""))
        for item in items
    ]


def _shown(item: Item, aid: str, result: str) -> ItemShown:
    words = tuple(paper.document.kind.short_label for paper in item.papers.all())
    lacks = item.decision in NEEDS_PAPER and not words
    return ItemShown(item, aid, result, words, lacks)


@dataclass(frozen=True)
class Progress:
    """How far the names are."""

    total: int
    decided: int
    lacking: int
    by_decision: tuple[tuple[str, int], ...]
    dissents: int

    @property
    def complete(self) -> bool:
        return self.total > 0 and self.decided == self.total

    @property
    def words(self) -> str:
        """22 dari 30 diputus, 2 kurang bukti"""
        if not self.total:
            return "belum ada nama"
        return f"{self.decided} dari {self.total} diputus" + (f", {self.lacking} kurang bukti" if self.lacking else "")

    @property
    def open(self) -> int:
        return self.total - self.decided

    @property
    def tally(self) -> str:
        """layak 13 · usulan baru 4"""
        return " · ".join(f"{word.lower()} {number}" for word, number in self.by_decision)


def progress_of(shown: list[ItemShown]) -> Progress:
    """Numbers over the items; totals by kind equal the items."""
    numbers = Counter(each.item.decision for each in shown if each.item.decision)
    return Progress(
        total=len(shown),
        decided=sum(numbers.values()),
        lacking=sum(each.lacks_paper for each in shown),
        by_decision=tuple((word, numbers[value]) for value, word in Decision.choices if numbers[value]),
        dissents=sum(bool(each.item.dissent) for each in shown),
    )
