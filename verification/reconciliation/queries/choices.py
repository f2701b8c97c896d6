"""The five ways in which one NIK comes to several citizens, in the words of the page (domain 6.2)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from verification.corrections.queries.mergers import Merger, Standing, merger_of, standings_of
from verification.matching.differences import Difference, mark
from verification.reconciliation.models import WAYS, DuplicateCase, Kind
from verification.reconciliation.queries.adjudication import Column, nik_of, survivor
from verification.reconciliation.queries.proofs import Asked
from verification.sources.services.comparisons import JUDGED_AS


@dataclass(frozen=True)
class Line:
    """What happens to one of them: bold words, the number it becomes with its marks, and the rest."""

    letter: str
    bold: str
    rest: str
    nik: Difference | None = None
    warning: bool = False


@dataclass(frozen=True)
class Effect:
    """What a way does to everybody, if it is about one of them; a way that changes nobody is about none."""

    about: str  # letter, or ''
    lines: list[Line]
    papers: str = ""  # which papers are there, and what those that are not do


@dataclass(frozen=True)
class Choice:
    """One way to decide: its sign, its papers, and what it does."""

    key: int
    kind: Kind
    sign: str
    papers: str
    effects: list[Effect]
    suggested: bool


SIGNS: dict[Kind, str] = {
    Kind.TYPING: "Catatan lain cocok dengan orangnya; satu atau dua angka berbeda.",
    Kind.TWO_PERSONS: "Kedua KTP-el memuat NIK yang sama. Disdukcapil membatalkan satu.",
    Kind.TWO_NIKS: "Dua catatan kami menunjuk orang yang sama. Yang bantuannya berjalan dipertahankan.",
    Kind.FAMILY_COPY: "Memakai NIK ibu, suami, atau saudaranya. NIK dikosongkan bila belum ada.",
    Kind.UNSURE: "Belum cukup bukti.",
}
ASKED_OUTSIDE = {  # no request is opened, so no rule of papers: what is asked for outside
    Kind.TWO_PERSONS: "KTP-el keduanya, surat ke Disdukcapil",
    Kind.UNSURE: "KTP-el diminta lewat kelurahan",
}
STAYS = {
    Kind.TWO_PERSONS: "Masuk daftar kerja Disdukcapil; hak keduanya tetap.",
    Kind.UNSURE: "Kelurahan meminta KTP-el; bantuan tetap jalan.",
}


def choices(
    case: DuplicateCase, columns: Sequence[Column], suggested: Kind, asked: Mapping[Kind, Asked]
) -> list[Choice]:
    """The five ways, in the order of their keys."""
    ours = [column for column in columns if column.ours]
    return [
        Choice(
            key, kind, SIGNS[kind], ASKED_OUTSIDE.get(kind) or asked[kind].words,
            _effects(case, kind, ours, asked.get(kind)), kind == suggested,
        )
        for key, kind in enumerate(WAYS, start=1)
    ]  # fmt: skip


def _effects(case: DuplicateCase, kind: Kind, ours: Sequence[Column], asked: Asked | None) -> list[Effect]:
    if asked is None:
        return [Effect("", [Line(each.letter, "Tidak berubah.", STAYS[kind]) for each in ours])]
    if kind == Kind.TWO_NIKS:
        standings = standings_of([each.who.pk for each in ours]) if len(ours) > 1 else {}
        return [_one_record(one, ours, asked, standings) for one in ours]
    return [_own_number(case, kind, one, ours, asked) for one in ours]


def _own_number(case: DuplicateCase, kind: Kind, about: Column, ours: Sequence[Column], asked: Asked) -> Effect:
    """He gets his own NIK, the others keep theirs."""
    own = nik_of(case, about)
    kept = f"yang lama tetap tercatat. {_goes_on(about)}".strip()
    if own:
        line = Line(about.letter, "NIK menjadi", kept, mark(case.nik, own, JUDGED_AS["nik"]))
    else:
        empty = ", atau kosong sampai ada yang benar" if kind == Kind.FAMILY_COPY else ""
        line = Line(about.letter, f"NIK menjadi yang Anda ketik dari KTP-el{empty};", kept)
    lines = [line if each is about else Line(each.letter, "Tidak berubah.", _goes_on(each)) for each in ours]
    return Effect(about.letter, lines, asked.sentence(about.papers, by_register=bool(own)))


def _one_record(about: Column, ours: Sequence[Column], asked: Asked, standings: Mapping[int, Standing]) -> Effect:
    """Two records of one person: his ends and points to the one that stays, and what hangs on it goes over."""
    kept = survivor(about, list(ours))
    merger = _merger(about, kept, standings) if kept else None
    lines = [
        _ends(about, kept, merger) if each is about
        else Line(each.letter, "Dipertahankan.", _stays(each, merger)) if each is kept
        else Line(each.letter, "Tidak berubah.", _goes_on(each))
        for each in ours
    ]  # fmt: skip
    if merger and merger.forbidden:
        lines.append(Line(about.letter, "Belum dapat digabungkan.", merger.forbidden, warning=True))
    archive = [*about.papers, *(kept.papers if kept else [])]
    return Effect(about.letter, lines, asked.sentence(archive, by_register=False))


def _merger(about: Column, kept: Column, standings: Mapping[int, Standing]) -> Merger:
    papers = len(about.papers)
    return merger_of(about.who, kept.who, standings, aid=about.aid, papers=papers)  # type: ignore[arg-type]


def _ends(about: Column, kept: Column | None, merger: Merger | None) -> Line:
    """What goes over to the record that stays is said before, not after."""
    stays = kept.letter if kept else "–"
    moves = f"Pindah ke {stays}: {merger.words}." if merger and merger.moves else f"Yang berlaku catatan {stays}."
    rest = f"{moves} NIK dan ID-nya menjadi nomor lama {stays}; isinya tetap terbaca."
    return Line(about.letter, f"Digabung ke {stays}, tidak valid lagi.", rest)


def _stays(kept: Column, merger: Merger | None) -> str:
    card = f"{merger.card_words}." if merger and merger.card_words else ""
    return " ".join(filter(None, [_goes_on(kept), card]))


def _goes_on(column: Column) -> str:
    return f"{' dan '.join(column.aid)} berjalan terus." if column.aid else ""
