"""The five ways in which one NIK comes to several citizens, in the words of the page (domain 6.2)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from verification.reconciliation.models import WAYS, DuplicateCase, Kind
from verification.reconciliation.queries.adjudication import Column, nik_of


@dataclass(frozen=True)
class Effect:
    """What a way does to everybody, if it is about one of them; a way that changes nobody is about none."""

    about: str  # letter, or ''
    lines: list[tuple[str, str, str]]  # letter, bold, rest


@dataclass(frozen=True)
class Choice:
    """One way to decide: its sign, its papers, and what it does."""

    key: int
    kind: Kind
    sign: str
    papers: str
    effects: list[Effect]
    suggested: bool


SIGNS: dict[Kind, tuple[str, str]] = {
    Kind.TYPING: ("Catatan lain cocok dengan orangnya; satu atau dua angka berbeda.", "KTP-el dan KK"),
    Kind.TWO_PERSONS: (
        "Kedua KTP-el memuat NIK yang sama. Disdukcapil membatalkan satu.",
        "KTP-el keduanya, surat ke Disdukcapil",
    ),
    Kind.TWO_NIKS: (
        "Dua catatan kami menunjuk orang yang sama. Yang bantuannya berjalan dipertahankan.",
        "biodata Disdukcapil",
    ),
    Kind.FAMILY_COPY: ("Memakai NIK ibu, suami, atau saudaranya.", "KK; NIK dikosongkan bila belum ada"),
    Kind.UNSURE: ("Belum cukup bukti.", "KTP-el diminta lewat kelurahan"),
}
STAYS = {
    Kind.TWO_PERSONS: "Masuk daftar kerja Disdukcapil; hak keduanya tetap.",
    Kind.UNSURE: "Kelurahan meminta KTP-el; bantuan tetap jalan.",
}


def choices(case: DuplicateCase, columns: Sequence[Column], suggested: Kind) -> list[Choice]:
    """The five ways, in the order of their keys."""
    ours = [column for column in columns if column.ours]
    return [
        Choice(key, kind, *SIGNS[kind], _effects(case, kind, ours), kind == suggested)
        for key, kind in enumerate(WAYS, start=1)
    ]


def _effects(case: DuplicateCase, kind: Kind, ours: Sequence[Column]) -> list[Effect]:
    if kind in STAYS:
        return [Effect("", [(each.letter, "Tidak berubah.", STAYS[kind]) for each in ours])]
    return [Effect(one.letter, [_line(case, kind, each, one) for each in ours]) for one in ours]


def _line(case: DuplicateCase, kind: Kind, each: Column, about: Column) -> tuple[str, str, str]:
    """What happens to one of them where the way is about `about`."""
    if each is not about:
        return each.letter, "Tidak berubah.", _goes_on(each)
    if kind == Kind.TWO_NIKS:
        return each.letter, "Catatan diusulkan tidak valid.", "Bantuan catatan yang lain berjalan terus."
    kept = f"yang lama tetap tercatat. {_goes_on(each)}"
    if nik_of(case, each):
        return each.letter, "NIK diusulkan menurut catatan Disdukcapilnya;", kept
    empty = ", atau kosong sampai ada yang benar" if kind == Kind.FAMILY_COPY else ""
    return each.letter, f"NIK diusulkan menurut KTP-el{empty};", kept


def _goes_on(column: Column) -> str:
    return f"{' dan '.join(column.aid)} berjalan terus." if column.aid else ""
