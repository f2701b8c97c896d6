"""The trial's two files, as the centre and Disdukcapil send theirs."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import openpyxl

from dtks.overview.services.lines import SEED, Line
from dtks.web.templatetags.formats import month
from verification.matching.invented.people import Person

LIST_HEADER = [
    "ID DTKS", "ID ANGGOTA", "PROVINSI", "KABUPATEN/KOTA", "KECAMATAN", "DESA/KELURAHAN", "ALAMAT", "RT", "RW", "NOKK",
    "NIK", "NAMA", "TANGGAL LAHIR", "TEMPAT LAHIR", "JENIS KELAMIN", "NAMA IBU KANDUNG", "HUB KELUARGA", "BANSOS BPNT",
    "BANSOS PKH", "PBI JKN", "DESIL",
]  # fmt: skip
EXTRACT_HEADER = [
    "NIK", "NO_KK", "NAMA_LGKP", "JENIS_KLMIN", "TMPT_LHR", "TGL_LHR", "STAT_HBKEL", "NAMA_LGKP_IBU", "ALAMAT", "NO_RT",
    "NO_RW", "NO_PROP", "NO_KAB", "NO_KEC", "NO_KEL", "KEC_NAME", "KEL_NAME", "STATUS_REKAM", "FLAG_STATUS",
    "TGL_UPDATE",
]  # fmt: skip
_YES = {True: "YA", False: "TIDAK"}
_SEXES = {"L": "Laki-laki", "P": "Perempuan"}


def write_list(path: Path, lines: Iterable[Line], period: date) -> Path:
    """The centre's list as XLSX: letterhead above the header, dates in several forms, a total at the foot."""
    book = openpyxl.Workbook(write_only=True)
    sheet: Any = book.create_sheet("DTKS")
    for text in (
        "KEMENTERIAN SOSIAL REPUBLIK INDONESIA",
        "DATA TERPADU KESEJAHTERAAN SOSIAL (CONTOH, ORANG REKAAN)",
        "KOTA KENDARI, PROVINSI SULAWESI TENGGARA",
        f"PERIODE {month(period).upper()}",
        None,
    ):
        sheet.append([text])
    sheet.append(LIST_HEADER)
    random = Random(SEED)
    number = 0
    for line in lines:
        sheet.append(_list_row(line, random))
        number += 1
    sheet.append(["JUMLAH", number])
    path.parent.mkdir(parents=True, exist_ok=True)
    book.save(path)
    path.chmod(0o600)
    return path


def _list_row(line: Line, random: Random) -> list[Any]:
    row = line.row
    return [
        line.dwelling, row.dtks_id, "SULAWESI TENGGARA", "KOTA KENDARI", row.kecamatan, row.kelurahan, row.address,
        row.rt, row.rw, row.kk_number, _number(row.nik, random), row.name, _day(row.birth_date, random),
        row.birth_place, _SEXES[row.sex], row.mother_name, row.relation, _YES[line.bpnt], _YES[line.pkh],
        _YES[line.pbi], str(line.desil),
    ]  # fmt: skip


def _number(nik: str, random: Random) -> str:
    kind = random.random()
    if kind < 0.03:
        return f"'{nik}"
    return f"{nik}\u00a0" if kind < 0.05 else nik


def _day(born: date | None, random: Random) -> Any:
    if born is None:
        return None
    kind = random.random()
    return born if kind < 0.2 else f"{born:%d/%m/%Y}" if kind < 0.4 else f"{born:%d-%m-%Y}"


def write_extract(path: Path, register: Iterable[Person], taken_on: date) -> Path:
    """Disdukcapil's extract as CSV with semicolons and a byte order mark."""
    random = Random(SEED)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", newline="", encoding="utf-8-sig") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(EXTRACT_HEADER)
        writer.writerows(_extract_row(person, random, taken_on) for person in register)
    path.chmod(0o600)
    return path


def _extract_row(person: Person, random: Random, taken_on: date) -> list[str]:
    code = person.area_code
    return [
        person.nik, person.kk_number, person.name, _SEXES[person.sex], person.birth_place,
        f"{person.birth_date:%d-%m-%Y}", person.relation, person.mother_name, person.address, str(int(person.rt)),
        str(int(person.rw)), code[:2], code[2:4], str(int(code[4:6])), code[6:], person.kecamatan, person.kelurahan,
        recording_of(person, random, taken_on), person.status, f"{taken_on:%d-%m-%Y}",
    ]  # fmt: skip


def recording_of(person: Person, random: Random, on: date) -> str:
    """KTP-el state: 1 not due, 2 not recorded, 8 card issued; one adult in 25 is not recorded."""
    age = on.year - person.birth_date.year - ((on.month, on.day) < (person.birth_date.month, person.birth_date.day))
    if age < 17:
        return "1"
    return "2" if random.random() < 0.04 or (age < 18 and random.random() < 0.5) else "8"
