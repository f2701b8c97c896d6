"""Tables of a file, row by row at constant memory, in slices that can be read each on its own.

A slice is a stretch of bytes (of the CSV, or of the unpacked sheet) that begins and ends between two rows, so that a
chunk of a job reads its own rows and never the ones before. See docs/keputusan/0010-membaca-berkas-besar.md.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import IO, Any

from openpyxl.reader.excel import ExcelReader
from openpyxl.styles.stylesheet import apply_stylesheet
from openpyxl.utils import column_index_from_string
from openpyxl.worksheet._reader import WorkSheetParser

from dtks.files.services.storage import RefusedFile

MOST_COLUMNS = 200
SLICE_BYTES = 16_000_000  # of a slice whose rows are wider than any list; one row more at most
SEPARATORS = ";,\t|"
HEAD_ROWS = 60
_ROW = re.compile(rb"<(?:\w+:)?row[\s>/]")
_ROW_TAG = re.compile(rb"<(?:\w+:)?row(?:\s[^>]*)?>")
_ROW_NUMBER = re.compile(rb"\sr=\"(\d+)\"")
_CELL_PLACE = re.compile(rb"(<(?:\w+:)?c\s(?:[^>]*?\s)?r=\"[A-Z]+)\d+(\")")
_TEXT_TAG = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}t"
_BLOCK = 1 << 20
csv.field_size_limit(1_000_000)

Row = tuple[int, list[Any]]


@dataclass(frozen=True)
class Slice:
    """Rows from `first` (as a spreadsheet counts), between two byte positions; `rows` is how many there may be."""

    first: int
    start: int
    end: int
    rows: int


@dataclass(frozen=True)
class Layout:
    """How a file is to be read: its sheets, or its encoding and separator."""

    kind: str
    sheets: tuple[str, ...] = ("",)
    encoding: str = ""
    separator: str = ""


def layout_of(path: Path, kind: str) -> Layout:
    """Look at a file that passed the checks of contents.py.

    Raises:
        RefusedFile: the workbook cannot be opened, or the text is of no encoding that we know.
    """
    if kind == "xlsx":
        return Layout("xlsx", sheets=tuple(name for name, _ in _book(str(path)).sheets))
    encoding = _encoding(path)
    with path.open(encoding=encoding, newline="", errors="replace") as file:
        head = list(islice(file, HEAD_ROWS))
    return Layout("csv", encoding=encoding, separator=_separator(head))


def first_rows(path: Path, layout: Layout, sheet: str) -> list[Row]:
    """The rows among which the header is looked for; the first one that is too wide is the last of them."""
    if layout.kind == "csv":
        with path.open(encoding=layout.encoding, newline="", errors="replace") as file:
            return _until_too_wide(_read(csv.reader(file, delimiter=layout.separator), first=1))
    with _open_sheet(path, sheet) as source:
        return _until_too_wide((number, _cells(row)) for number, row in _parser(path, source).parse())


def _until_too_wide(rows: Iterator[Row]) -> list[Row]:
    found: list[Row] = []
    for row in islice(rows, HEAD_ROWS):
        found.append(row)
        if len(row[1]) >= MOST_COLUMNS:
            break
    return found


def slices(path: Path, layout: Layout, sheet: str, *, rows: int) -> list[Slice]:
    """Cut the table into slices of about `rows` rows."""
    return list(_csv_slices(path, layout, rows) if layout.kind == "csv" else _sheet_slices(path, sheet, rows))


def rows_of(path: Path, layout: Layout, sheet: str, part: Slice) -> Iterator[Row]:
    """The rows of a slice: number and cells. Cells of a workbook are text, numbers or dates, of a CSV text."""
    if layout.kind == "csv":
        yield from _csv_rows(path, layout, part)
    else:
        yield from _sheet_rows(path, sheet, part)


# CSV


def _encoding(path: Path) -> str:
    """UTF-8 if all of it is, else what Windows wrote."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    with path.open("rb") as file:
        bom = file.read(3) == b"\xef\xbb\xbf"
        file.seek(0)
        try:
            while block := file.read(_BLOCK):
                decoder.decode(block)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return "cp1252"
    return "utf-8-sig" if bom else "utf-8"


def _separator(head: list[str]) -> str:
    """The mark that cuts most lines into the same, largest number of cells."""
    best = (0, 0, ";")
    for mark in SEPARATORS:
        widths: list[int] = []
        with suppress(csv.Error):  # a quotation mark that is never closed is said when the rows are read
            widths = [len(cells) for cells in csv.reader(head, delimiter=mark) if len(cells) > 1]
        if widths:
            width = max(set(widths), key=lambda each: (widths.count(each), each))
            best = max(best, (widths.count(width) * width, width, mark))
    return best[2]


class _Counted:
    """Lines of a file for csv.reader, with the position behind the last line that was taken."""

    def __init__(self, path: Path, encoding: str) -> None:
        self.file, self.encoding, self.position = path.open("rb"), encoding.removesuffix("-sig"), 0

    def __iter__(self) -> Iterator[str]:
        for line in self.file:
            self.position += len(line)
            yield line.decode(self.encoding, errors="replace")
        self.file.close()


def _csv_slices(path: Path, layout: Layout, rows: int) -> Iterator[Slice]:
    lines = _Counted(path, layout.encoding)
    first, start, number = 1, 0, 0
    try:
        for number, _ in _read(csv.reader(lines, delimiter=layout.separator), first=1):
            if number - first + 1 >= rows or lines.position - start >= SLICE_BYTES:
                yield Slice(first, start, lines.position, number - first + 1)
                first, start = number + 1, lines.position
    finally:
        lines.file.close()
    if lines.position > start:
        yield Slice(first, start, lines.position, number - first + 1)


def _read(reader: Iterator[list[str]], *, first: int) -> Iterator[Row]:
    """Number and cells of each row.

    Raises:
        RefusedFile: a quotation mark is never closed, so that the rest would be one cell.
    """
    number = first - 1
    try:
        for number, cells in enumerate(reader, start=first):
            yield number, cells
    except csv.Error as error:
        raise RefusedFile(
            f"Baris {number + 1}: tanda kutip dibuka tetapi tidak ditutup. Perbaiki baris itu, lalu unggah lagi."
        ) from error


def _csv_rows(path: Path, layout: Layout, part: Slice) -> Iterator[Row]:
    with path.open("rb") as file:
        file.seek(part.start)
        text = file.read(part.end - part.start).decode(layout.encoding.removesuffix("-sig"), errors="replace")
    reader = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), delimiter=layout.separator)
    for number, cells in enumerate(reader, start=part.first):
        yield number, cells[: MOST_COLUMNS + any(cells[MOST_COLUMNS:])]


# Workbook


@dataclass(frozen=True)
class _Book:
    """What the cells of every sheet need: shared texts, and which styles are dates."""

    sheets: tuple[tuple[str, str], ...]  # title, member of the archive
    shared_strings: list[str]
    epoch: Any
    date_formats: Any
    timedelta_formats: Any


@lru_cache(maxsize=1)
def _book(path: str) -> _Book:
    """Opened once in a process; the next chunk of the same file finds it."""
    try:
        # A file object: the stored name has no ending, and openpyxl would ask for one.
        file = Path(path).open("rb")  # noqa: SIM115 - the workbook closes it
        reader = ExcelReader(file, read_only=True, data_only=True, keep_links=False)
        # Not read(): it looks through every sheet that does not say how large it is, to its end.
        reader.read_manifest()
        reader.read_strings()
        reader.read_workbook()
        book = reader.wb
        apply_stylesheet(reader.archive, book)
        # Sheets without cells (charts) have no member to read.
        known = ((sheet, rel) for sheet, rel in reader.parser.find_sheets() if "chartsheet" not in rel.Type)
        found = tuple((sheet.name, rel.target) for sheet, rel in known if rel.target in reader.valid_files)
        styles = (book._date_formats, book._timedelta_formats)  # type: ignore[attr-defined]  # noqa: SLF001
        made = _Book(found, reader.shared_strings, book.epoch, *styles)
        reader.archive.close()
    except RefusedFile:
        raise
    except Exception as error:  # openpyxl raises whatever its parts raise
        raise RefusedFile("Buku kerja ini tidak terbaca. Buka di Excel, simpan ulang, lalu unggah lagi.") from error
    return made


def _open_sheet(path: Path, sheet: str) -> Any:
    member = dict(_book(str(path)).sheets)[sheet]
    return zipfile.ZipFile(path).open(member.lstrip("/"))


class _Parser(WorkSheetParser):
    """openpyxl's parser with a short way for texts that stand in the cell itself: three times as fast. Of a row that is
    too wide it reads so much that this is seen."""

    def parse_row(self, row: Any) -> Any:
        del row[MOST_COLUMNS + 1 :]
        return super().parse_row(row)

    def parse_cell(self, element: Any) -> dict[str, Any]:
        place = element.get("r")
        if element.get("t") != "inlineStr" or not place:
            return dict(super().parse_cell(element))
        self.col_counter = column_index_from_string(place.rstrip("0123456789"))
        text = "".join(part.text or "" for part in element.iter(_TEXT_TAG))
        return {"row": self.row_counter, "column": self.col_counter, "value": text, "data_type": "s", "style_id": 0}


def _parser(path: Path, source: Any) -> WorkSheetParser:
    book = _book(str(path))
    return _Parser(
        source,
        book.shared_strings,
        data_only=True,
        epoch=book.epoch,
        date_formats=book.date_formats,
        timedelta_formats=book.timedelta_formats,
    )


def _cells(row: list[dict[str, Any]]) -> list[Any]:
    """Values by position; a cell that is left out is None. Any value beyond the widest table makes one cell more."""
    cells: list[Any] = []
    for cell in row:
        place = min(cell["column"], MOST_COLUMNS + 1)
        if place > MOST_COLUMNS and cell["value"] in (None, ""):
            continue
        cells.extend([None] * (place - len(cells)))
        cells[place - 1] = cell["value"]
    return cells


def _sheet_slices(path: Path, sheet: str, rows: int) -> Iterator[Slice]:
    """Positions of every `rows`-th row tag in the unpacked sheet, found without parsing."""
    first, start, number = 1, -1, 0
    for position in _row_positions(path, sheet):
        if start < 0:
            start = position
        elif number - first + 1 >= rows or position - start >= SLICE_BYTES:
            yield Slice(first, start, position, number - first + 1)
            first, start = number + 1, position
        number += 1
    if start >= 0:
        yield Slice(first, start, -1, number - first + 1)


def _row_positions(path: Path, sheet: str) -> Iterator[int]:
    behind, kept = 0, b""
    with _open_sheet(path, sheet) as source:
        while block := source.read(_BLOCK):
            text = kept + block
            for found in _ROW.finditer(text):
                yield behind + found.start()
            # What may be a tag cut in two is looked at again, but a tag found whole is not.
            tail = text.rfind(b"<")
            keep = text[tail:] if tail >= 0 and not _ROW.match(text, tail) else b""
            behind += len(text) - len(keep)
            kept = keep


def sheet_member(path: Path, sheet: str) -> str:
    """The member of the archive that holds a sheet."""
    return dict(_book(str(path)).sheets)[sheet].lstrip("/")


def pieces_of_sheet(source: IO[bytes]) -> Iterator[tuple[bool, bytes]]:
    """The unpacked sheet cut into rows (true) and what stands around them, not parsed, a block at a time."""
    text = b""
    while block := source.read(_BLOCK):
        text += block
        at = 0
        while found := _ROW_TAG.search(text, at):
            end = _row_end(text, found)
            if end < 0:
                break
            if found.start() > at:
                yield False, text[at : found.start()]
            yield True, text[found.start() : end]
            at = end
        if at:
            text = text[at:]
    if text:
        yield False, text


def _row_end(text: bytes, tag: re.Match[bytes]) -> int:
    """Where the row ends that begins with this tag; -1 if not in this text."""
    if tag[0].endswith(b"/>"):
        return tag.end()
    closing = b"</" + tag[0][1:].split(b"row", 1)[0] + b"row>"
    end = text.find(closing, tag.end())
    return end + len(closing) if end >= 0 else -1


def row_number(row: bytes) -> int:
    """The number that an unparsed row says it has, or 0."""
    found = _ROW_NUMBER.search(row[: row.index(b">")])
    return int(found[1]) if found else 0


def renumbered(row: bytes, number: int) -> bytes:
    """The unparsed row at another place of the sheet."""
    tag, _, cells = row.partition(b">")
    tag = _ROW_NUMBER.sub(b' r="%d"' % number, tag)
    return tag + b">" + _CELL_PLACE.sub(rb"\g<1>%d\g<2>" % number, cells)


def _sheet_rows(path: Path, sheet: str, part: Slice) -> Iterator[Row]:
    with _open_sheet(path, sheet) as source:
        root = re.search(rb"<(?:(\w+):)?worksheet[^>]*>", source.read(16_384))
    if root is None:
        raise RefusedFile("Lembar ini tidak terbaca. Buka di Excel, simpan ulang, lalu unggah lagi.")
    prefix = root[1] + b":" if root[1] else b""
    with _open_sheet(path, sheet) as source:
        source.seek(part.start)
        body = source.read() if part.end < 0 else source.read(part.end - part.start)
    if part.end < 0:
        body = body[: body.rfind(b"</" + prefix + b"sheetData>")]
    document = b"%b<%bsheetData>%b</%bsheetData></%bworksheet>" % (root[0], prefix, body, prefix, prefix)
    parser = _parser(path, io.BytesIO(document))
    parser.row_counter = part.first - 1
    for number, row in parser.parse():
        yield number, _cells(row)
