"""A look at the centre's screen is read out of what was pasted, and kept."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date

from django.db import transaction
from django.utils import timezone

from dtks.accounts.models import User
from dtks.registry.models import Citizen
from dtks.web.masking import without_numbers
from dtks.web.refusals import Refusal
from verification.siks.models import LookUp

State = LookUp.Payment
MOST_TEXT = 4_000
# Programme of programmes.csv -> how the screens call it.
PROGRAMMES = {
    "SEMBAKO": r"BPNT|SEMBAKO|BSP", "PKH": r"PKH|KELUARGA HARAPAN", "PBI_JK": r"PBI[ -]?J(?:K|KN)?(?:[ -]?KIS)?",
    "PIP": r"PIP|INDONESIA PINTAR", "BST": r"BST",
}  # fmt: skip
_PROGRAMME = re.compile("|".join(rf"\b(?P<{code}>{words})\b" for code, words in PROGRAMMES.items()))
# What a screen says of a payment; the first that stands there counts.
_STATES = [
    (State.FAILED, r"GAGAL|RETUR|EXCLUDE|TOLAK"),
    (State.NOT_YET, r"BELUM"),
    (State.NONE, r"TIDAK|NON ?AKTIF|STATUS\s*:?\s*(?:-|NO)(?=\s|$)"),
    (State.COMING, r"PROSES|VERIFIKASI|SPM|SP2D|SI\b"),
    (State.PAID, r"SUDAH|CAIR|BERHASIL|TERSALUR|DISALURKAN|TRANSAKSI"),
    (State.LISTED, r"\bYA\b|\bYES\b|AKTIF|TERDAFTAR|PENERIMA"),
]
_MONTH = r"(?:JAN|FEB|MAR|APR|MEI|JUN|JUL|AGU|AGT|SEP|OKT|NOV|DES)[A-Z]*"
_PERIOD = re.compile(
    rf"({_MONTH}(?:\s*(?:-|S/D|SD)\s*{_MONTH})?\s+20\d\d|(?:TAHAP|TRIWULAN|TW)\s*(?:\d|IV|I{{1,3}})(?:\s*/?\s*20\d\d)?"
    r"|\b(?:0?[1-9]|1[0-2])[-/]20\d\d\b|\b20\d\d-(?:0[1-9]|1[0-2])\b)"
)
_DESIL = re.compile(r"DESIL\b[^\d\n]{0,30}?\b(10|[1-9])\b")
_UNKNOWN = re.compile(r"TIDAK (?:DI)?TEMUKAN|TIDAK TERDAPAT|TIDAK ADA DATA|DATA TIDAK ADA")
_NUMBER = re.compile(r"(?<!\d)\d{16}(?!\d)")


class NotHis(Refusal):
    """What was pasted speaks of somebody else."""


@dataclass(frozen=True)
class Seen:
    """What a screen says: whether it knows the person, the desil, each programme with state and period."""

    found: bool = True
    desil: int | None = None
    payments: dict[str, list[str]] = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        return self.found and self.desil is None and not self.payments


def read_screen(text: str) -> Seen:
    """What pasted text of SIKS-NG or Cek Bansos says. What it does not say stays unknown."""
    upper = text.upper().replace("\xa0", " ")
    desil = _DESIL.search(upper)
    payments: dict[str, list[str]] = {}
    for code, words in _parts(upper):
        if (state := _state(words)) and code not in payments:
            period = _PERIOD.search(words)
            payments[code] = [state, " ".join(period[0].split()).capitalize()[:30] if period else ""]
    known = bool(payments or desil) or not _UNKNOWN.search(upper)
    return Seen(known, int(desil[1]) if desil else None, payments if known else {})


def _parts(upper: str) -> list[tuple[str, str]]:
    """Each programme with the words that belong to it: the cell below its heading, else what follows its name."""
    found: list[tuple[str, str]] = []
    lines = [line for line in upper.splitlines() if line.strip()]
    rest: list[str] = []
    for at, line in enumerate(lines):
        heads = line.split("\t")
        named = [(n, each.lastgroup or "") for n, head in enumerate(heads) if (each := _PROGRAMME.search(head))]
        below = lines[at + 1].split("\t") if at + 1 < len(lines) else []
        if len(named) > 1 and len(below) == len(heads) and not any(_PROGRAMME.search(cell) for cell in below):
            found += [(code, below[n]) for n, code in named]
        else:
            rest.append(line)
    whole = "\n".join(rest)
    marks = list(_PROGRAMME.finditer(whole))
    ends = [*(mark.start() for mark in marks), len(whole)][1:]
    return found + [(mark.lastgroup or "", whole[mark.end() : end]) for mark, end in zip(marks, ends, strict=True)]


def _state(words: str) -> str:
    return next((str(state) for state, pattern in _STATES if re.search(pattern, words)), "")


def require_his(*, citizen: Citizen, text: str) -> None:
    """The numbers of people in a pasted text must be his, or of his card.

    Raises:
        NotHis: all of them are somebody else's.
    """
    numbers = set(_NUMBER.findall(text))
    own = {citizen.nik, citizen.kk_number} - {""}
    if numbers and own and not numbers & own:
        raise NotHis(f"Teks ini memuat nomor orang lain, bukan milik {citizen.name}. Salin layar orang yang benar.")


@transaction.atomic
def keep_look_up(
    *, citizen: Citizen, source: str, seen_on: date, seen: Seen, by: User, note: str = "", pasted: str = ""
) -> LookUp:
    """Keep what was seen. The citizen's own values stay as they are.

    Raises:
        NotHis: the pasted text speaks of somebody else.
        Refusal: a day that is still to come, or nothing was seen.
    """
    require_his(citizen=citizen, text=pasted)
    if seen_on > timezone.localdate():
        raise Refusal("Tanggal dilihat ada di masa depan.")
    if seen.is_empty and not note.strip():
        raise Refusal("Tulis apa yang terlihat: desil, keadaan satu program, atau catatan.")
    return LookUp.objects.create(
        citizen=citizen, source=source, seen_on=seen_on, found=seen.found, desil=seen.desil, payments=seen.payments,
        note=note.strip()[:200], pasted=without_numbers(pasted.strip())[:MOST_TEXT], by=by,
    )  # fmt: skip
