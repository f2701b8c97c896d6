"""The five ways in which one NIK comes to several citizens, in the words of the page (domain 6.2)."""

from __future__ import annotations

from dataclasses import dataclass

from verification.reconciliation.models import CaseMember, DuplicateCase, Kind
from verification.reconciliation.queries.adjudication import other_nik


@dataclass(frozen=True)
class Choice:
    """One way to decide: its sign, its papers, and what it does."""

    key: int
    kind: Kind
    sign: str
    papers: str
    effect: str
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
    Kind.TWO_PERSONS: "Tidak ada yang berubah. Masuk daftar kerja Disdukcapil; hak keduanya tetap.",
    Kind.UNSURE: "Tidak ada yang berubah. Kelurahan meminta KTP-el; bantuan tetap jalan.",
}


def choices(case: DuplicateCase, suggested: Kind, about: CaseMember | None) -> list[Choice]:
    """The five ways, in the order of their keys."""
    found = bool(about and other_nik(case, about.citizen))
    return [
        Choice(key, kind, *SIGNS[kind], STAYS.get(kind) or _effect(kind, about, found), kind == suggested)
        for key, kind in enumerate(Kind, start=1)
    ]


def _effect(kind: Kind, about: CaseMember | None, found: bool) -> str:
    who = about.letter if about else "yang dipilih"
    if kind == Kind.TWO_NIKS:
        return f"Catatan {who} diusulkan tidak valid; bantuan catatan yang lain berjalan terus."
    if found:
        return f"NIK {who} diusulkan menjadi NIK catatan Disdukcapilnya; yang lama tetap tercatat."
    if kind == Kind.FAMILY_COPY:
        return f"NIK {who} diusulkan menurut KTP-el, atau kosong sampai ada yang benar."
    return f"NIK {who} diusulkan menurut KTP-el; yang lama tetap tercatat."
