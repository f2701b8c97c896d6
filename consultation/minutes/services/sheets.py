"""Names of a berita acara in a workbook: given out with the ready list filled in, taken back row by row."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.styles import Font
from openpyxl.worksheet.datavalidation import DataValidation

from consultation.minutes.models import Decision, Minutes
from consultation.minutes.queries.ready import ready_list
from consultation.minutes.services.naming import OUTCOMES, Said, add_citizen, add_unknown, write_item
from dtks.files.services import RefusedFile
from dtks.files.services.contents import table_kind
from dtks.office.queries import code_labels, slug
from dtks.registry.models import Citizen
from dtks.registry.services import ImpossibleValue
from dtks.web.refusals import Refusal
from verification.matching.nik import clean_nik

HEADS = ("Kode warga", "Nama", "NIK", "RT", "Putusan", "Kode sebab", "Alasan", "Keberatan")
SHEET, HELP = "Nama", "Petunjuk"
MOST_ROWS, MOST_BYTES = 300, 2_000_000
WIDTHS = (12, 34, 20, 7, 18, 12, 44, 32)


class WrongSheet(Refusal):
    """The workbook is not the template of a berita acara."""


@dataclass(frozen=True)
class SheetRow:
    """What became of one row."""

    label: str
    words: str
    done: bool
    position: int = 0


def template_of(minutes: Minutes) -> bytes:
    """The workbook for a berita acara: who is on the ready list stands in it, without any number of a person."""
    book = openpyxl.Workbook()
    sheet: Any = book.active
    sheet.title = SHEET
    sheet.append([f"Berita acara {minutes.number}, Kelurahan {minutes.kelurahan}"])
    sheet.append(list(HEADS))
    for cell in (*sheet[1], *sheet[2]):
        cell.font = Font(bold=True)
    for each in ready_list(minutes.kelurahan):
        sheet.append([f"W{each.citizen.pk}", each.citizen.name, "", each.citizen.rt, "", "", "", ""])
    for letter, width in zip("ABCDEFGH", WIDTHS, strict=True):
        sheet.column_dimensions[letter].width = width
    for row in range(3, MOST_ROWS + 3):
        for column in (3, 4):
            sheet.cell(row, column).number_format = "@"  # text: Excel keeps fifteen digits of a number
    words = ",".join(str(label) for label in Decision.labels)
    choice = DataValidation(type="list", formula1=f'"{words}"', allow_blank=True)
    sheet.add_data_validation(choice)
    choice.add(f"E3:E{MOST_ROWS + 2}")
    sheet.freeze_panes = "C3"
    _help(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _help(book: Any) -> None:
    sheet = book.create_sheet(HELP)
    labels = code_labels("outcome_codes")
    for line in (
        "Satu baris satu orang. Baris tanpa putusan tidak ikut dibaca.",
        "Jangan mengubah Kode warga. Orang lain di kelurahan ini: kosongkan kodenya, tulis nama dan NIK.",
        "Orang yang belum tercatat: tulis nama, pilih Usulan baru.",
        "Kode sebab hanya untuk putusan berikut:",
    ):
        sheet.append([line])
    for decision, codes in OUTCOMES.items():
        for code in codes:
            sheet.append([str(Decision(decision).label), code, labels.get(code, "")])
    sheet.column_dimensions["A"].width, sheet.column_dimensions["C"].width = 24, 60


def read_sheet(*, minutes: Minutes, content: bytes) -> list[SheetRow]:
    """Take the rows of the workbook, each on its own: a faulty one is named and stops no other. Safe to repeat.

    Raises:
        WrongSheet: it is no workbook, or not this template.
        Frozen: the berita acara was handed in.
    """
    if len(content) > MOST_BYTES:
        raise WrongSheet("Berkas ini lebih besar dari 2 MB. Pakai templat berita acara.")
    found: list[SheetRow] = []
    for number, cells in _rows(content):
        if len(found) >= MOST_ROWS:
            raise WrongSheet(f"Lebih dari {MOST_ROWS} baris. Bagi menjadi dua berita acara.")
        try:
            position, words = _take(minutes, cells)
            found.append(SheetRow(f"Baris {number}: {cells['Nama']}", words, True, position))
        except (Refusal, ImpossibleValue) as refusal:
            found.append(SheetRow(f"Baris {number}: {cells['Nama']}", str(refusal), False))
    return found


def _rows(content: bytes) -> Iterator[tuple[int, dict[str, str]]]:
    """Number and cells of each row with a decision, by the words of the head."""
    with tempfile.NamedTemporaryFile(suffix=".xlsx") as file:
        file.write(content)
        file.flush()
        try:
            if table_kind(Path(file.name)) != "xlsx":
                raise WrongSheet("Berkas ini bukan XLSX. Unduh templat, isi, lalu unggah lagi.")
        except RefusedFile as refused:
            raise WrongSheet(str(refused)) from refused
        book = openpyxl.load_workbook(file.name, read_only=True, data_only=True)
        heads: list[str] = []
        for number, row in enumerate(book.worksheets[0].iter_rows(values_only=True, max_col=12), 1):
            texts = [str(cell).strip() if cell is not None else "" for cell in row]
            if not heads:
                heads = texts if {"Nama", "Putusan"} <= set(texts) else []
                continue
            cells = {**dict.fromkeys(HEADS, ""), **dict(zip(heads, texts, strict=False))}
            if cells["Nama"] and cells["Putusan"]:
                yield number, cells
        if not heads:
            raise WrongSheet("Judul kolom Nama dan Putusan tidak ditemukan. Pakai templat berita acara.")


def _take(minutes: Minutes, cells: dict[str, str]) -> tuple[int, str]:
    decision = next((value for value, label in Decision.choices if slug(str(label)) == slug(cells["Putusan"])), "")
    if not decision:
        raise WrongSheet(f"Putusan “{cells['Putusan']}” tidak dikenal. Pilih dari daftar di kolom itu.")
    outcome = cells["Kode sebab"].zfill(2) if cells["Kode sebab"] else ""
    if outcome and outcome not in OUTCOMES.get(decision, ()):
        raise WrongSheet(f"Kode sebab {outcome} tidak dipakai untuk putusan {cells['Putusan']}.")
    citizen = _citizen(minutes, cells)
    if citizen is None and decision != Decision.PROPOSAL:
        raise WrongSheet("Tidak ditemukan di kelurahan ini. Periksa NIK, atau pilih Usulan baru bila belum tercatat.")
    if citizen is None:
        item = add_unknown(minutes=minutes, given={"name": cells["Nama"], "nik": cells["NIK"], "rt": cells["RT"]})
    else:
        item = add_citizen(minutes=minutes, citizen=citizen, origin="templat XLSX")
    said = Said(decision=decision, outcome=outcome, reason=cells["Alasan"], dissent=cells["Keberatan"])
    write_item(item=item, said=said)
    return item.position, f"nama ke-{item.position}, {cells['Putusan'].lower()}"


def _citizen(minutes: Minutes, cells: dict[str, str]) -> Citizen | None:
    """By the code, else by NIK, else by the name where only one in the kelurahan has it."""
    people = Citizen.objects.filter(kelurahan=minutes.kelurahan_id)
    code = cells["Kode warga"].upper().removeprefix("W")
    if code.isdecimal():
        found = people.filter(pk=int(code)).first()
        if found is None or slug(found.name) != slug(cells["Nama"]):
            raise WrongSheet("Kode warga dan nama tidak cocok. Kosongkan kodenya, tulis NIK.")
        return found
    if nik := clean_nik(cells["NIK"]):
        if len(same := list(people.filter(nik=nik)[:2])) > 1:
            raise WrongSheet("NIK ini dipakai dua warga. Cari namanya di layar dan pilih orangnya.")
        return same[0] if same else None
    same = list(people.filter(name__iexact=cells["Nama"])[:2])
    if len(same) > 1:
        raise WrongSheet("Ada dua warga bernama sama. Tulis NIK-nya.")
    return same[0] if same else None
