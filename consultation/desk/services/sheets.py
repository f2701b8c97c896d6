"""The sheet of a day on which Padan was down: its lines become tickets afterwards, each once."""

from __future__ import annotations

import csv
import io
import re
import uuid
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.db import transaction
from django.utils import timezone
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from consultation.desk.models import Kind, Ticket
from consultation.desk.queries import rules
from consultation.desk.services.course import add_note
from consultation.desk.services.intake import Intake, open_ticket
from dtks.accounts.models import User
from dtks.office.models import Region
from dtks.office.queries import kelurahan_of_kendari, slug
from dtks.registry.models import Citizen
from dtks.registry.services import ImpossibleValue, parse_value
from dtks.web.refusals import Refusal

HEADS = ("nomor", "jam", "jenis", "nama", "nik", "kelurahan", "alamat", "hp", "diminta")
HEAD_WORDS = {"nik": "NIK", "hp": "HP", "diminta": "Diminta warga"}  # as written; the first word is read
MOST_LINES, SIZE_LIMIT = 500, 2 * 1024 * 1024
_NAMESPACE = uuid.UUID("6f1f0a0e-7d0b-4c0e-9a55-0d7c6a1f2611")
_NUMBER = re.compile(r"^L-(\d{6})-(\d{2,3})$")


class RefusedSheet(Refusal):
    """The file is no day sheet; nothing was read."""


@dataclass(frozen=True)
class LineResult:
    """What became of one line."""

    label: str
    words: str
    ticket: Ticket | None = None


def line_number(day: date, number: int) -> str:
    """The number that is printed on the sheet: L-261118-07."""
    return f"L-{day:%y%m%d}-{number:02d}"


def take_sheet(*, name: str, content: bytes, actor: User) -> list[LineResult]:
    """Make a ticket of each line of a filled sheet (XLSX or CSV); a line that has its ticket is left alone.

    A line of which only the printed number stands was not used that day.

    Raises:
        RefusedSheet: no table with the sheet's heads, or too large.
    """
    rows = list(_rows(name, content))
    if len(rows) > MOST_LINES:
        raise RefusedSheet("Lebih dari 500 baris. Bagi per hari.")
    return [_take_line(row, actor) for row in rows if any(text for head, text in row.items() if head != "nomor")]


def _rows(name: str, content: bytes) -> Iterator[dict[str, str]]:
    if len(content) > SIZE_LIMIT:
        raise RefusedSheet("Berkas lebih besar dari 2 MB. Unggah lembar harian saja.")
    table = _workbook(content) if content[:2] == b"PK" else _csv(content)
    heads: list[str] = []
    for cells in table:
        words = [str(cell if cell is not None else "").strip() for cell in cells]
        if not heads:
            found = [word.lower().split(" ")[0] for word in words]
            heads = found if {"nomor", "jenis", "nama"} <= set(found) else []
            continue
        yield {head: words[n] for n, head in enumerate(heads) if head in HEADS and n < len(words)}
    if not heads:
        raise RefusedSheet("Kepala kolom nomor, jenis, dan nama tidak ditemukan. Pakai lembar isian dari halaman ini.")


def _workbook(content: bytes) -> Iterator[tuple[Any, ...]]:
    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, OSError) as error:
        raise RefusedSheet("Berkas rusak atau terkunci. Simpan sebagai XLSX tanpa sandi, lalu unggah lagi.") from error
    yield from book.worksheets[0].iter_rows(values_only=True, max_row=MOST_LINES + 20, max_col=12)


def _csv(content: bytes) -> Iterator[list[str]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise RefusedSheet("Isi berkas bukan XLSX atau CSV. Pakai lembar isian dari halaman ini.") from error
    yield from csv.reader(io.StringIO(text), delimiter=";" if text.count(";") > text.count(",") else ",")


def _take_line(row: dict[str, str], actor: User) -> LineResult:
    label = f"{row.get('nomor') or 'tanpa nomor'} {row.get('nama', '')[:40]}".strip()
    try:
        with transaction.atomic():
            return _ticket_of(row, label, actor)
    except (Refusal, ImpossibleValue) as refusal:
        return LineResult(label, str(refusal))


def _ticket_of(row: dict[str, str], label: str, actor: User) -> LineResult:
    number, opened_at = _moment(row)
    if standing := Ticket.objects.filter(sheet_number=number).first():
        return LineResult(label, f"sudah menjadi {standing.number}", standing)
    kind = _kind(row.get("jenis", ""))
    if not row.get("nama", "").strip():
        raise RefusedSheet("Nama kosong. Tulis nama warga.")
    place = _kelurahan(row.get("kelurahan", ""))
    citizen = _citizen(row.get("nik", ""))
    given = {} if citizen else {"name": row["nama"].strip(), "address": row.get("alamat", "").strip()}
    phone = str(parse_value("phone", row["hp"])) if row.get("hp") else ""
    opened = open_ticket(
        intake=Intake(
            kind=kind, act=rules.act_of(kind, urgent_reason=""), citizen=citizen,
            given={name: text for name, text in given.items() if text}, asked=row.get("diminta", ""), phone=phone,
            programmes=["DATA"], kelurahan=None if citizen else place,
        ),
        actor=actor, key=uuid.uuid5(_NAMESPACE, number),
    )  # fmt: skip
    Ticket.objects.filter(pk=opened.ticket.pk).update(sheet_number=number, opened_at=opened_at)
    add_note(ticket=opened.ticket, text=f"Dari lembar harian {number}, saat Padan tidak dapat dipakai.", actor=actor)
    return LineResult(label, f"menjadi {opened.ticket.number}", opened.ticket)


def _moment(row: dict[str, str]) -> tuple[str, datetime]:
    found = _NUMBER.match(row.get("nomor", "").upper().replace(" ", ""))
    if not found:
        raise RefusedSheet("Nomor lembar mestinya seperti L-261118-07, seperti yang tercetak.")
    try:
        day = datetime.strptime(found.group(1), "%y%m%d").date()  # noqa: DTZ007
    except ValueError as error:
        raise RefusedSheet("Tanggal dalam nomor lembar tidak ada di kalender.") from error
    if day > timezone.localdate():
        raise RefusedSheet("Tanggal dalam nomor lembar belum tiba.")
    digits = re.findall(r"\d+", row.get("jam", ""))
    hour, minute = (int(digits[0]), int(digits[1]) if len(digits) > 1 else 0) if digits else (8, 0)
    at = time(hour, minute) if hour < 24 and minute < 60 else time(8)
    return found.group(0), min(timezone.make_aware(datetime.combine(day, at)), timezone.now())


def _kind(text: str) -> str:
    kinds = list(Kind)[:-1]  # an urgent case has its reason and is written at the counter
    if text.strip().isdecimal() and 1 <= int(text) <= len(kinds):
        return kinds[int(text) - 1]
    found = next((kind for kind in kinds if slug(str(kind.label)) == slug(text)), None)
    if found is None:
        raise RefusedSheet("Jenis mestinya angka 1 sampai 8. Yang mendesak dicatat di Terima warga.")
    return found


def _kelurahan(text: str) -> Region | None:
    found = next((row for row in kelurahan_of_kendari().values() if slug(row.name) == slug(text)), None)
    if text.strip() and found is None:
        raise RefusedSheet(f"Kelurahan {text[:30]} tidak ada di Kota Kendari. Periksa tulisannya.")
    return found and Region.objects.get(code=found.code)


def _citizen(text: str) -> Citizen | None:
    """The one citizen of a NIK; nobody where it is empty, unknown or shared."""
    digits = re.sub(r"\D", "", text)
    found = list(Citizen.objects.filter(nik=digits).select_related("kelurahan")[:2]) if len(digits) == 16 else []
    return found[0] if len(found) == 1 else None
