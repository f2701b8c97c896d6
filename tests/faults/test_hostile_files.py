"""Files that mean harm: each is refused with a sentence that says what to do, and nothing of it is kept."""

import csv
import io
import random
import struct
import zipfile
import zlib
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook
from PIL import Image

from dtks.files.models import StagedFile, StoredFile
from dtks.files.services import RefusedFile, tables
from dtks.files.services.cells import RowReader
from dtks.files.services.contents import table_kind
from dtks.files.services.faults import faulty_csv
from dtks.jobs.services import run_inline
from dtks.papers.services.scans import RefusedScan, read_scan
from tests.dtks.files.workbooks import HEADS, a_person, a_workbook

SHEET = "xl/worksheets/sheet1.xml"
PARTS = {"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b"<workbook/>", SHEET: b"<worksheet/>"}


def archive(parts: dict[str, bytes], *, without: str = "") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as book:
        for name, content in parts.items():
            if name != without:
                book.writestr(name, content)
    return out.getvalue()


def lying() -> bytes:
    """The directory says that the sheet unpacks to a few bytes; it unpacks to a megabyte."""
    content = bytearray(archive({**PARTS, SHEET: b"<worksheet>" + b" " * 1_000_000}))
    place = content.rfind(b"PK\x01\x02")
    content[place + 24 : place + 28] = (100).to_bytes(4, "little")
    return bytes(content)


def locked() -> bytes:
    """Every member says that it is encrypted."""
    content = bytearray(archive(PARTS))
    place = content.find(b"PK\x01\x02")
    while place >= 0:
        content[place + 8] |= 1
        place = content.find(b"PK\x01\x02", place + 4)
    return bytes(content)


HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "a bomb": (lambda: archive({**PARTS, SHEET: b"\0" * 60_000_000}), "membengkak"),
    "a thousand members": (lambda: archive(PARTS | {f"xl/m{n}.xml": b"" for n in range(1100)}), "membengkak"),
    "lying headers": (lying, "tidak jujur"),
    "XML entities": (
        lambda: archive(
            {**PARTS, SHEET: b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><worksheet>&b;</worksheet>'}
        ),
        "perintah di dalam XML",
    ),
    "an entity that reads a file": (
        lambda: archive({**PARTS, "xl/workbook.xml": b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><w/>'}),
        "perintah di dalam XML",
    ),
    "a password": (locked, "terkunci sandi"),
    "a password of Excel": (
        lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
        "sandi",
    ),
    "an XLS": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "XLS"),
    "a macro": (lambda: archive({**PARTS, "xl/vbaProject.bin": b"x"}), "makro"),
    "an XLSB": (lambda: archive({**PARTS, "xl/workbook.bin": b"x"}), "XLSB"),
    "an ODS": (lambda: archive({"mimetype": b"x", "content.xml": b"<x/>"}), "ODS"),
    "a ZIP": (lambda: archive({"laporan.docx": b"x"}), "arsip ZIP"),
    "a workbook cut short": (lambda: a_workbook([a_person(1)])[:-200], "rusak"),
    "a renamed PDF": (lambda: b"%PDF-1.7\n", "PDF"),
    "a renamed picture": (lambda: b"\x89PNG\r\n\x1a\n", "PNG"),
    "a picture with a workbook behind it": (lambda: a_png(1, 1) + a_workbook([a_person(1)]), "PNG"),
    "a program": (lambda: b"MZ\x90\0", "program"),
    "a page": (lambda: b"<!DOCTYPE html><script>alert(1)</script>", "HTML"),
    "a vector picture": (lambda: b'<svg xmlns="http://www.w3.org/2000/svg" onload="x()"/>', "HTML"),
    "a line without an end": (lambda: b"NIK;NAMA\n" + b";" * 3_000_000, "ribu huruf"),
    "UTF-16": (lambda: "NIK;NAMA\n".encode("utf-16"), "bukan teks"),
    "nothing": (lambda: b"", "kosong"),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_hostile_table_is_refused_with_a_sentence(kind: str, tmp_path: Path) -> None:
    make, words = HOSTILE[kind]
    path = tmp_path / "daftar.xlsx"
    path.write_bytes(make())
    with pytest.raises(RefusedFile) as refused:
        table_kind(path)
    assert words in str(refused.value)
    assert str(refused.value).endswith(".")


@pytest.mark.django_db
def test_nothing_of_a_refused_table_is_kept(operator, client_of, settings, tmp_path) -> None:
    settings.PADAN_FILES = tmp_path / "files"
    for make, _ in HOSTILE.values():
        upload = SimpleUploadedFile("daftar.xlsx", make())
        answer = client_of(operator).post(
            "/berkas-masuk/unggah", {"purpose": "list", "day": "01-11-2026", "file": upload}
        )
        assert answer.status_code == 422
    assert not StoredFile.objects.exists()
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def wide_workbook(rows: int = 1) -> bytes:
    """As many columns as a sheet of Excel can have, and so many rows as wide below."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    for row in [[*HEADS, *(f"X{n}" for n in range(16_384 - len(HEADS)))], *([["x"] * 16_384] * rows)]:
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.django_db
def test_a_sheet_of_16384_columns_is_refused_before_its_rows_are_read(operator, client_of) -> None:
    upload = SimpleUploadedFile("lebar.xlsx", wide_workbook())
    client_of(operator).post("/berkas-masuk/unggah", {"purpose": "list", "day": "01-11-2026", "file": upload})
    staged = StagedFile.objects.get()
    run_inline(job=staged.job)
    staged.refresh_from_db()
    assert staged.state == "refused"
    assert f"lebih dari {tables.MOST_COLUMNS} kolom" in staged.problem


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_a_row_far_down_that_is_too_wide_is_refused_alone_and_read_in_a_slice_of_its_own(
    kind, operator, client_of, kadia, monkeypatch
) -> None:
    monkeypatch.setattr(tables, "SLICE_BYTES", 10_000)
    rows: list[list[str]] = [[str(value) for value in a_person(number)] for number in range(1, 71)]
    rows[64] += ["x"] * 5_000
    rows[66] += [""] * 5_000  # no value, so it is as wide as the others
    content = "\n".join(";".join(row) for row in [HEADS, *rows]).encode() if kind == "csv" else a_workbook(rows)
    upload = SimpleUploadedFile(f"daftar.{kind}", content)
    client_of(operator).post("/berkas-masuk/unggah", {"purpose": "list", "day": "01-11-2026", "file": upload})
    staged = StagedFile.objects.get()
    run_inline(job=staged.job)
    staged.refresh_from_db()
    assert (staged.state, staged.read, staged.refused) == ("staged", 70, 1), staged.problem
    (refused,) = staged.rows.filter(verdict="refused")
    assert refused.findings[0]["advice"] == "Baris ini lebih dari 200 kolom. Hapus isi sesudahnya."
    assert len(refused.raw) == tables.MOST_COLUMNS
    parts = [chunk.parameters for chunk in staged.job.chunks.all() if chunk.parameters["step"] == "read"]
    assert len(parts) > 1 and sum(part["rows"] for part in parts) >= 70


def test_a_quotation_mark_that_is_never_closed_is_said_with_its_row(tmp_path: Path) -> None:
    path = tmp_path / "daftar.csv"
    path.write_bytes(b'NIK;NAMA\n1;ANI\n2;"' + b"a\n" * 700_000)
    assert table_kind(path) == "csv"
    with pytest.raises(RefusedFile, match=r"Baris 3: tanda kutip dibuka"):
        tables.first_rows(path, tables.layout_of(path, "csv"), "")


def picture_with_more() -> bytes:
    """A photo that names a person in its EXIF, with a program in an archive behind it."""
    picture = io.BytesIO()
    exif = Image.Exif()
    exif[0x010E] = "WA ODE NURAENI 7471055203849012"
    Image.new("RGB", (40, 30), "red").save(picture, "JPEG", exif=exif)
    return picture.getvalue() + archive({"program.js": b"alert(1)"})


def test_a_picture_that_is_also_an_archive_keeps_its_pixels_only() -> None:
    kept = read_scan(SimpleUploadedFile("foto.jpg", picture_with_more())).content
    assert b"PK\x03\x04" not in kept and b"alert" not in kept and b"7471055203849012" not in kept
    assert Image.open(io.BytesIO(kept)).size == (40, 30)


def a_png(width: int, height: int, pixels: bytes = b"\0" * 64) -> bytes:
    """A PNG that says how large it is; what it unpacks to may be another thing."""

    def part(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    ends = part(b"IDAT", zlib.compress(pixels, 9)) + part(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + part(b"IHDR", head) + ends


def a_jpeg(**more: object) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "red").save(out, "JPEG", **more)
    return out.getvalue()


PICTURES: dict[str, tuple[Callable[[], bytes], str]] = {
    "50,000 x 50,000 pixels": (lambda: a_png(50_000, 50_000), "terlalu besar bila dibuka"),
    "a bomb of zeros": (lambda: a_png(60_000, 900, b"\0" * 50_000_000), "50 megapiksel"),
    "a picture cut short": (lambda: a_jpeg()[:300], "rusak"),
    "pixels that are none": (lambda: a_png(200, 200, b"\x07" * 90), "rusak"),
    "a page": (lambda: b"<!DOCTYPE html><script>alert(1)</script>", "bukan PDF"),
    "a vector picture": (lambda: b'<svg xmlns="http://www.w3.org/2000/svg" onload="x()"/>', "bukan PDF"),
    "a program": (lambda: b"MZ\x90\0" * 99, "bukan PDF"),
    "a GIF": (lambda: b"GIF89a" + b"\0" * 99, "bukan PDF"),
    "a PDF cut short": (lambda: b"%PDF-1.7\n" + b"0" * 9_000, "terpotong"),
    "nothing": (lambda: b"", "kosong"),
}


@pytest.mark.parametrize("kind", PICTURES)
def test_a_hostile_picture_is_refused_with_a_sentence(kind: str) -> None:
    make, words = PICTURES[kind]
    with pytest.raises(RefusedScan) as refused:
        read_scan(SimpleUploadedFile("foto.jpg", make()))
    assert words in str(refused.value)
    assert str(refused.value).endswith(".")


# Twenty kinds of cells that nobody should have written.
CELLS: dict[str, Callable[[random.Random], object]] = {
    "formula": lambda dice: "=cmd|' /C calc'!A0", "formula with plus": lambda dice: "+62811" + "0" * 40,
    "formula with at": lambda dice: "@SUM(A1:A9)", "dashes": lambda dice: "-" * dice.randint(1, 400),
    "script": lambda dice: "<script>alert(1)</script>", "template": lambda dice: "{{ settings }}",
    "typesetter": lambda dice: '#let x = read("/etc/passwd")', "format": lambda dice: "%s %d %n",
    "line breaks": lambda dice: "A\nB\r\nC\tD", "control signs": lambda dice: "\x00\x01\x02\x1b[31m",
    "right to left": lambda dice: "\u202eIRAENIAR\u200b\ufeff", "SQL": lambda dice: "'; DROP TABLE x; --",
    "5,000 letters": lambda dice: "é" * 5_000, "NIK as a float": lambda dice: 7.4710552038490e15,
    "infinite": lambda dice: float("inf"), "no number": lambda dice: float("nan"),
    "a day that never was": lambda dice: "31-02-2030", "the year 9999": lambda dice: date(9999, 12, 31),
    "60 digits": lambda dice: 10 ** dice.randint(15, 60),
    "emoji": lambda dice: "\ud83d\ude00".encode("utf-16", "surrogatepass").decode("utf-16") * 99,
}  # fmt: skip
COLUMNS = ("household_id", "dtks_id", "nik", "kk_number", "name", "birth_date", "sex", "kelurahan")


def row_reader() -> RowReader:
    return RowReader(
        headers=HEADS, columns=dict(enumerate(["", *COLUMNS])), today=date(2026, 11, 26), key="dtks_id"
    )  # fmt: skip


@pytest.mark.django_db
def test_ten_thousand_bad_rows_are_each_read_or_refused_with_advice(regions) -> None:
    dice = random.Random(20)
    reader, kinds = row_reader(), list(CELLS.values())
    read = 0
    for number in range(10_000):
        cells: list[object] = list(a_person(number))
        for _ in range(dice.randint(1, 4)):
            cells[dice.randrange(len(cells))] = dice.choice(kinds)(dice)
        row = reader.read(number, cells)
        if row is None:
            continue
        read += 1
        assert all(text.isprintable() and "\x00" not in text and len(text) <= 200 for text in row.values.values())
        assert all(finding["advice"].endswith(".") and len(finding["value"]) <= 200 for finding in row.findings)
    assert read > 9_000


@pytest.mark.django_db
def test_formulas_and_markup_of_a_list_stay_text_on_pages_and_in_files(operator, client_of, regions) -> None:
    names = ["=cmd|' /C calc'!A0", "<script>alert(1)</script>", "{{ settings.SECRET_KEY }}", "%s %(x)s", "+1+1"]
    rows = [
        a_person(number, NAMA=name, **{"TANGGAL LAHIR": "31-02-1979"}) for number, name in enumerate(names, start=1)
    ]
    client = client_of(operator)
    upload = SimpleUploadedFile("daftar.xlsx", a_workbook(rows))
    client.post("/berkas-masuk/unggah", {"purpose": "list", "day": "01-11-2026", "file": upload})
    staged = StagedFile.objects.get()
    run_inline(job=staged.job)
    page = client.get(f"/berkas-masuk/{staged.pk}/").content.decode()
    assert "<script>alert" not in page
    told = list(csv.reader(io.StringIO("".join(faulty_csv(staged)).lstrip("\ufeff")), delimiter=";"))
    assert len(told) > len(names)
    assert not [cell for line in told for cell in line if cell[:1] in "=+-@" and cell not in ("", "-")]
