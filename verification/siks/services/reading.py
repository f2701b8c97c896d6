"""Rows of a return file: which columns it has, and what each row says, cell by cell."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from dtks.files.services.cells import clean_text, text_of
from dtks.files.services.columns import slug
from dtks.files.services.tables import Row
from dtks.office.queries import slug as word_of
from verification.matching.dates import parse_date
from verification.matching.nik import clean_nik
from verification.monthly.models import LedgerLine

State = LedgerLine.State
# What the centre says of a row, however spelled, and what it means in the ledger.
STATUS: dict[str, tuple[str, str]] = {
    "DITERIMA": ("DITERIMA", State.ACCEPTED), "TERIMA": ("DITERIMA", State.ACCEPTED),
    "DISETUJUI": ("DITERIMA", State.ACCEPTED), "BERHASIL": ("DITERIMA", State.ACCEPTED),
    "DITOLAK": ("DITOLAK", State.REFUSED), "TOLAK": ("DITOLAK", State.REFUSED), "GAGAL": ("DITOLAK", State.REFUSED),
    "PENDING": ("PENDING", State.PENDING), "DIPROSES": ("PENDING", State.PENDING), "PROSES": ("PENDING", State.PENDING),
    "GANDA": ("GANDA", State.REFUSED),
    "TIDAKPADAN": ("TIDAK PADAN", State.REFUSED),
}  # fmt: skip
# Field -> header words that mean it, lower case, letters and digits only.
_WORDS = {
    "number": "no nomor nourut nobaris",
    "nik": "nik nomornik nonik nomorindukkependudukan noktp",
    "member_id": "idanggota idart idartbdt idindividu idanggotakeluarga",
    "kk_number": "nokk nkk nomorkk nokartukeluarga nomorkartukeluarga",
    "name": "nama namalengkap namalgkp namapenerima",
    "birth_date": "tanggallahir tgllahir tgllhr tanggallhr",
    "status": "status hasil statususulan statusproses keputusan",
    "code": "kode kodestatus kodehasil koderespon kodegagal",
    "message": "pesan keterangan pesankesalahan alasan catatan",
    "processed_on": "tanggalproses tglproses tanggalhasil tanggalstatus",
}
_MEANING = {word: name for name, words in _WORDS.items() for word in words.split()}
# A column of ours may bear the same word as one of the answer's; the answer's stand behind.
_LAST = ("status", "code", "message", "processed_on")
_EMPTY = frozenset({"", "-", "--", "NULL", "NONE", "N/A", "#N/A", "NIHIL"})


@dataclass(frozen=True)
class Header:
    """Where the table of a sheet begins, and position of each field."""

    row: int
    places: dict[str, int]
    texts: list[str]


def find_header(rows: Sequence[Row]) -> Header | None:
    """The line that names STATUS and a way to know the person; None where no line does."""
    for number, cells in rows:
        texts = [clean_text(text_of(cell)) for cell in cells]
        places = _places(texts)
        if "status" in places and ("nik" in places or "member_id" in places or "name" in places):
            return Header(number, places, texts)
    return None


def _places(texts: Sequence[str]) -> dict[str, int]:
    places: dict[str, int] = {}
    for place, text in enumerate(texts):
        name = _MEANING.get(slug(text), "")
        if name and (name not in places or name in _LAST):
            places[name] = place
    if "nik" not in places:
        first = next((place for place, text in enumerate(texts) if "NIK" in text.upper()), None)
        places.update({} if first is None else {"nik": first})
    return places


@dataclass
class Said:
    """One row of an answer as we read it."""

    row_no: int
    number: str = ""
    nik: str = ""
    member_id: str = ""
    kk_number: str = ""
    name: str = ""
    birth_date: str = ""  # ISO
    word: str = ""
    state: str = ""
    code: str = ""
    message: str = ""
    processed_on: date | None = None
    findings: list[dict[str, str]] = field(default_factory=list)


def read_row(header: Header, row_no: int, cells: Sequence[Any], today: date) -> Said | None:
    """A row about somebody; None for blank lines, repeated headers and lines at the foot."""
    raw = {name: cells[place] if place < len(cells) else None for name, place in header.places.items()}
    texts = {name: clean_text(text_of(cell)) for name, cell in raw.items()}
    texts = {name: "" if text.upper() in _EMPTY else text for name, text in texts.items()}
    status = texts.get("status", "")
    keys = [texts.get(name, "") for name in ("nik", "member_id", "name")]
    if not any(keys) or (not status and sum(map(bool, keys)) < 2) or _MEANING.get(slug(status)) == "status":
        return None
    said = Said(
        row_no, number=_whole(texts.get("number", "")), nik=clean_nik(raw.get("nik")),
        member_id=texts.get("member_id", ""), kk_number=clean_nik(raw.get("kk_number")),
        name=texts.get("name", "")[:120], code=texts.get("code", "")[:20], message=texts.get("message", "")[:240],
    )  # fmt: skip
    _take_status(said, header, status)
    _take_dates(said, header, raw, today)
    return said


def _take_status(said: Said, header: Header, text: str) -> None:
    found = STATUS.get(word_of(text))
    if found:
        said.word, said.state = found
        return
    said.word = text[:20]
    advice = "Status kosong. " if not text else ""
    advice += "Tulis DITERIMA, DITOLAK, PENDING, GANDA atau TIDAK PADAN."
    said.findings.append(_finding(header, "status", said.row_no, text, advice))


def _take_dates(said: Said, header: Header, raw: dict[str, Any], today: date) -> None:
    born = parse_date(raw.get("birth_date"), today=today)
    said.birth_date = born.date.isoformat() if born.date else ""
    told = raw.get("processed_on")
    if told in (None, ""):
        return
    # The office's clock may lag behind the centre's list: a year on is still a date.
    parsed = parse_date(told, today=date(today.year + 1, 12, 31))
    said.processed_on = parsed.date
    if parsed.date is None:
        advice = "Tulis tanggal seperti 20/12/2026. Hari jawaban dicatat hari ini."
        said.findings.append(_finding(header, "processed_on", said.row_no, text_of(told), advice))


def _finding(header: Header, name: str, row_no: int, value: str, advice: str) -> dict[str, str]:
    place = header.places[name]
    return {
        "cell": f"{_letters(place)}{row_no}", "column": header.texts[place], "value": value[:60], "advice": advice,
    }  # fmt: skip


def _letters(place: int) -> str:
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _whole(text: str) -> str:
    found = re.fullmatch(r"0*(\d{1,7})(?:[.,]0+)?", text)
    return found[1] if found else ""
