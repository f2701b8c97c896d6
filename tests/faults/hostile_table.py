"""Every hostile kind many times: tried, refused, harmless, longest time, memory. Not a test of CI: `make hostile`."""

from __future__ import annotations

import os
import random
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from dtks.files.services import RefusedFile, tables
from dtks.files.services.contents import table_kind
from dtks.papers.services.scans import RefusedScan, read_scan
from tests.dtks.files.workbooks import a_person
from tests.faults.test_hostile_files import (
    CELLS,
    COLUMNS,
    HOSTILE,
    PICTURES,
    picture_with_more,
    row_reader,
    wide_workbook,
)
from tests.servers import ROOT

PLACE = ROOT / "docs" / "ukuran-bahaya.md"
TIMES, ROWS = 20, 10_000
HEAD = """# Berkas dan isian yang berbahaya

Perintah: `make hostile ARGS=--write`. Tiap jenis dari `tests/faults/test_hostile_files.py`: berkas dan gambar 20
kali, sel 10.000 baris seluruhnya. "Ditolak": dengan kalimat yang menyebut apa yang dilakukan (sel: baris ditolak
dengan baris, kolom, nasihat). "Tidak berbahaya": diterima sebagai teks bersih yang dapat dicetak, paling panjang
200 huruf, atau sebagai piksel saja. Tidak ada yang ketiga. Batas sebelum dibongkar: 1.000 anggota arsip, 50
megapiksel, 10 MB pindaian, `PADAN_UPLOAD_LIMIT_MB` tabel, lainnya di `dtks/files/services/contents.py`. Tabel
dibaca dalam bagian paling banyak 16 MB, tiap baris paling banyak 200 kolom; baris yang lebih lebar ditolak sendiri,
juga jauh di bawah. + MB: puncak memori proses itu di atas sebelumnya.
Sasaran: ditolak dalam 1 detik, paling banyak 50 MB lebih.

| Jenis | Dicoba | Ditolak | Tidak berbahaya | Terlama, detik | + MB |
|---|---:|---:|---:|---:|---:|
"""


def peak(*, anew: bool = False) -> float:
    """The highest memory of this process in MB, since the start or since it was counted anew."""
    if anew:
        Path("/proc/self/clear_refs").write_text("5")
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(each.split()[1]) / 1024 for each in lines if each.startswith("VmHWM"))


def line(kind: str, tries: Iterator[Callable[[], bool]]) -> str:
    """One row of the table; each try says whether it was refused."""
    tried, refused, longest, before = 0, 0, 0.0, 0.0
    for attempt in tries:
        before = before or peak(anew=True)
        started = time.perf_counter()
        refused += attempt()
        longest = max(longest, time.perf_counter() - started)
        tried += 1
    return f"| {kind} | {tried} | {refused} | {tried - refused} | {longest:.2f} | {peak() - before:.0f} |"


def refused_file(path: Path) -> bool:
    try:
        table_kind(path)
    except RefusedFile:
        return True
    return False


def refused_scan(content: bytes) -> bool:
    try:
        read_scan(SimpleUploadedFile("foto.jpg", content))
    except RefusedScan:
        return True
    return False


def files(kind: str, path: Path) -> Iterator[Callable[[], bool]]:
    path.write_bytes(HOSTILE[kind][0]())
    yield from (lambda: refused_file(path) for _ in range(TIMES))


def wide(path: Path) -> Iterator[Callable[[], bool]]:
    """A sheet of 60 rows with 16,384 columns each: the first rows are read, and are too wide."""
    path.write_bytes(wide_workbook(60))

    def read() -> bool:
        layout = tables.layout_of(path, table_kind(path))
        rows = tables.first_rows(path, layout, layout.sheets[0])
        return len(rows) == 1 and len(rows[0][1]) >= tables.MOST_COLUMNS

    yield from (read for _ in range(TIMES))


def photos() -> Iterator[Callable[[], bool]]:
    """A photo with EXIF of a person and an archive behind it: taken, its pixels only."""
    content = picture_with_more()

    def read() -> bool:
        kept = read_scan(SimpleUploadedFile("foto.jpg", content)).content
        assert b"PK\x03\x04" not in kept and b"NURAENI" not in kept and b"Exif" not in kept
        return False

    yield from (read for _ in range(TIMES))


def pictures(kind: str) -> Iterator[Callable[[], bool]]:
    content = PICTURES[kind][0]()
    yield from (lambda: refused_scan(content) for _ in range(TIMES))


def cells(kind: str) -> Iterator[Callable[[], bool]]:
    """A row with the cell in one of its columns; read, every text of it is clean."""
    dice, reader = random.Random(22), row_reader()
    for number in range(ROWS // len(CELLS)):
        row: list[object] = list(a_person(number))
        row[1 + dice.randrange(len(COLUMNS))] = CELLS[kind](dice)

        def read(number: int = number, row: list[object] = row) -> bool:
            found = reader.read(number, row)
            assert found is None or all(text.isprintable() and len(text) <= 200 for text in found.values.values())
            return found is None or found.refused

        yield read


@pytest.mark.django_db
def test_table(regions, tmp_path) -> None:
    lines = [line(f"berkas: {kind}", files(kind, tmp_path / "daftar.xlsx")) for kind in HOSTILE]
    lines += [line("berkas: 16,384 columns in 60 rows", wide(tmp_path / "lebar.xlsx"))]
    lines += [line(f"gambar: {kind}", pictures(kind)) for kind in PICTURES]
    lines += [line("gambar: EXIF of a person, an archive behind the pixels", photos())]
    lines += [line(f"sel: {kind}", cells(kind)) for kind in CELLS]
    print("\n".join(lines))
    if os.environ.get("PADAN_WRITE_HOSTILE"):
        load = f"{os.getloadavg()[0]:.1f}"
        PLACE.write_text(HEAD + "\n".join(lines) + f"\n\nDijalankan pada beban mesin {load}, dua inti.\n")
