"""One workbook from a slice of sealed rows, and its reading back."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from functools import lru_cache, partial
from itertools import zip_longest
from typing import Any

import openpyxl
import xlsxwriter
from django.utils import timezone
from python_calamine import CalamineWorkbook

from verification.monthly.models import Batch, BatchRow
from verification.siks.models import Template, TemplateColumn
from verification.siks.services.sheets import TextSheet

VOLUME = 10_000  # rows of a batch from which only the first slice of a sheet and kecamatan is read by openpyxl


class NotAsWritten(Exception):
    """A workbook that was read back does not hold what the sealed rows say."""


def lines(
    *, template: Template, columns: Sequence[TemplateColumn], rows: Sequence[BatchRow], letter: str = ""
) -> list[list[str]]:
    """All data lines of a sheet as texts in the template's form. Every cell of ours is text, so that Excel keeps 16
    digits and a name that begins with = + - @ is a name.

    Args:
        letter: the number of the mayor's letter, where there is one.
    """
    forms = [(column.field, _form_of(template, column)) for column in columns]
    found = []
    for number, row in enumerate(rows, start=1):
        said = {**row.values, "row_number": number, "packet_letter_number": letter}
        texts = [(str(said.get(field, "")), form) for field, form in forms]
        found.append([form(text) if text and form else text for text, form in texts])
    return found


def _form_of(template: Template, column: TemplateColumn) -> Callable[[str], str] | None:
    """How a column writes a text; None where it stays as it is."""
    if column.field in ("row_number", "packet_letter_number"):
        return None
    if column.type == TemplateColumn.Kind.DATE:
        return partial(_day, form=template.date_form)
    if column.field.endswith("kelurahan_code") and template.dotted_codes:
        return _dotted
    if column.field in ("rt", "rw", "new_rt", "new_rw"):
        return _neighbourhood
    return str.upper if column.type == TemplateColumn.Kind.TEXT else None


@lru_cache(maxsize=4096)
def _day(text: str, form: str) -> str:
    return date.fromisoformat(text).strftime(form)


def _dotted(code: str) -> str:
    return ".".join((code[:2], code[2:4], code[4:6], code[6:]))


def _neighbourhood(text: str) -> str:
    return text.zfill(3) if text.isdigit() else text.upper()


def write_workbook(
    *, batch: Batch, template: Template, columns: Sequence[TemplateColumn], rows: Sequence[BatchRow],
    texts: Sequence[Sequence[str]],
) -> bytes:  # fmt: skip
    """The workbook of a slice: its sheet, REKAP (counts by kelurahan) and META, in memory (a slice is small).

    Args:
        texts: the lines of the rows, as `lines` says.
    """
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(
        buffer,
        {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False},
    )
    sealed_at = timezone.localtime(batch.sealed_at)
    book.set_properties({"title": batch.number, "created": sealed_at.replace(tzinfo=None)})
    text, head = book.add_format({"num_format": "@"}), book.add_format({"bold": True, "num_format": "@"})
    sheet = book.add_worksheet(template.sheet, TextSheet)
    if template.first_data_row > 2:
        sheet.write_texts(0, [f"{template.sheet} {batch.month:%m-%Y} {batch.number}"], head)
    header_at = template.first_data_row - 2
    sheet.write_texts(header_at, [column.header for column in columns], head)
    for at, line in enumerate(texts, start=header_at + 1):
        sheet.write_texts(at, line, text)
    sheet.freeze_panes(header_at + 1, 0)
    sheet.set_column(0, len(columns) - 1, 18, text)
    _write_table(book.add_worksheet("REKAP", TextSheet), [("DESA/KELURAHAN", "JUMLAH"), *_recap(rows)], text)
    _write_table(book.add_worksheet("META", TextSheet), _meta(batch, template, sealed_at, len(rows)), text)
    book.close()
    return buffer.getvalue()


def _write_table(sheet: TextSheet, table: Sequence[tuple[str, str]], form: Any) -> None:
    for at, line in enumerate(table):
        sheet.write_texts(at, line, form)
    sheet.set_column(0, 1, 30)


def _recap(rows: Sequence[BatchRow]) -> list[tuple[str, str]]:
    counts = Counter(str(row.values["kelurahan_name"]) for row in rows)
    return [(name.upper(), str(count)) for name, count in sorted(counts.items())]


def _meta(batch: Batch, template: Template, sealed_at: datetime, count: int) -> list[tuple[str, str]]:
    return [
        ("NOMOR KIRIMAN", batch.number),
        ("BULAN", f"{batch.month:%Y-%m}"),
        ("SIDIK", batch.hash),
        ("JEJAK AUDIT", batch.audit_head),
        ("TEMPLAT", f"{template.kind} {template.version}"),
        ("DISEGEL", f"{sealed_at:%d/%m/%Y %H:%M} WITA"),
        ("JUMLAH BARIS", str(count)),
    ]


def is_volume(batch: Batch) -> bool:
    """Whether a batch is so large that most of its files are read back by the quicker reader."""
    return batch.row_count > VOLUME


def read_back(
    *, content: bytes, template: Template, columns: Sequence[TemplateColumn], texts: Sequence[list[str]],
    quick: bool = False,
) -> None:  # fmt: skip
    """Read a workbook and hold every cell against the lines of the sealed rows.

    Args:
        texts: the lines of the rows, as `lines` says.
        quick: by calamine instead of openpyxl, which takes a tenth of the time (docs/ukuran-kiriman.md).

    Raises:
        NotAsWritten: with sheet, row and column of the first cell that differs.
    """
    found = (_quick_lines if quick else _lines)(content, template.sheet, template.first_data_row - 1)
    expected = [[column.header for column in columns], *texts]
    for at, line in enumerate(expected, start=template.first_data_row - 1):
        read = next(found, [])
        read += [""] * (len(columns) - len(read))
        if read != line:
            pairs = zip_longest(read, line, fillvalue="")
            position = next(n for n, (one, other) in enumerate(pairs) if one != other)
            header = columns[position].header if position < len(columns) else f"ke-{position + 1}"
            raise NotAsWritten(f"lembar {template.sheet}, baris {at}, kolom {header}")
    if any(text for read in found for text in read):
        raise NotAsWritten(f"lembar {template.sheet} memuat baris lebih banyak daripada yang disegel")


def _lines(content: bytes, sheet: str, first: int) -> Iterator[list[str]]:
    """The lines of a sheet by openpyxl; a number or formula where text is due shows up as a difference."""
    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True)
    try:
        for cells in book[sheet].iter_rows(min_row=first):
            yield [_as_text(cell) for cell in cells]
    finally:
        book.close()


def _quick_lines(content: bytes, sheet: str, first: int) -> Iterator[list[str]]:
    """The same by calamine."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    for values in book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)[first - 1 :]:
        yield [value if isinstance(value, str) else f"[n] {value}" for value in values]


def _as_text(cell: Any) -> str:
    if cell.value is None:
        return ""
    return cell.value if cell.data_type in ("s", "inlineStr") else f"[{cell.data_type}] {cell.value}"
