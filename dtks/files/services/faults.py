"""Faulty rows go back to the sender: in his own workbook, or as CSV, with one more column that says what to mend."""

from __future__ import annotations

import csv
import io
import re
import tempfile
import zipfile
from collections.abc import Iterable, Iterator
from copy import copy
from pathlib import Path
from typing import IO, Any

from django.db import transaction
from openpyxl import load_workbook
from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment
from openpyxl.utils import get_column_letter

from dtks.accounts.models import User
from dtks.files.models import StagedFile, StoredFile
from dtks.files.services import tables
from dtks.files.services.storage import path_of, store_bytes
from dtks.jobs.models import Chunk, Job
from dtks.jobs.services import ChunkDone, JobDone, JobKind, start_job

COLUMN = "KESALAHAN"
AT_ONCE = 2_000  # faulty rows that a page writes while the person waits; more are written by a job
LARGEST_AT_ONCE = 8_000_000  # bytes of the workbook
_MERGED = re.compile(rb"<(?:\w+:)?mergeCell\s[^>]*?ref=\"\$?[A-Z]+\$?(\d+)(?::\$?[A-Z]+\$?(\d+))?\"[^>]*?/>")
_MERGES = re.compile(rb"<(\w+:)?mergeCells[^>]*>\s*</(?:\w+:)?mergeCells>")
_LINKS = re.compile(rb"<(?:\w+:)?hyperlinks>.*?</(?:\w+:)?hyperlinks>", re.DOTALL)
_BLOCK = 1 << 20


def is_small(staged: StagedFile) -> bool:
    """Whether the copy is written while the person waits."""
    if staged.file.kind == "csv":
        return True
    return staged.file.size <= LARGEST_AT_ONCE and staged.rows.exclude(findings=[]).count() <= AT_ONCE


def copy_name(staged: StagedFile) -> str:
    """The sender's name of the file, with what it is now."""
    return f"{Path(staged.file.name).stem}_kesalahan.{staged.file.kind}"


def sentences(staged: StagedFile) -> Iterator[tuple[int, list[str], str]]:
    """Row number, cells as they stood, and what is to be mended, of every row with a remark."""
    for row in staged.rows.exclude(findings=[]).order_by("row_no").iterator(chunk_size=2000):
        said = "; ".join(f"{each['column'] or 'Baris'}: {each['advice']}" for each in row.findings)
        yield row.row_no, row.raw, f"Baris {row.row_no}. {said}"


def faulty_csv(staged: StagedFile) -> Iterator[str]:
    """Lines of the CSV. A cell that begins like a formula, or is a long number, is kept as text by an apostrophe."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=";")
    yield "\ufeff"
    width = len(staged.headers)
    heads = iter([(0, staged.headers, COLUMN)])
    for rows in (heads, sentences(staged)):
        for _, cells, said in rows:
            writer.writerow([_harmless(str(text)) for text in [*cells, *[""] * (width - len(cells)), said]])
            yield buffer.getvalue()
            buffer.seek(0)
            buffer.truncate()


def _harmless(text: str) -> str:
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") or (text.isdigit() and len(text) > 14) else text


def faulty_workbook(staged: StagedFile) -> bytes:
    """The workbook as it came, letterhead and other sheets kept, of its table only header and faulty rows.

    The other rows are left out before openpyxl opens it, so memory grows with the faulty rows and not with the file.
    Formulas stand as the values they had.
    """
    said = {number: text for number, _, text in sentences(staged)}
    head = staged.header_row or 0
    path = path_of(staged.file)
    with tempfile.TemporaryFile() as shorter:
        kept = _shorten(path, tables.sheet_member(path, staged.sheet), shorter, wanted=set(said), head=head)
        book = load_workbook(shorter, data_only=True, keep_links=False)
    sheet = book[staged.sheet]
    _tidy(sheet, last=head + len(kept))
    _add_column(sheet, head=head, said=[said[number] for number in kept])
    book.active = book.index(sheet)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _shorten(path: Path, member: str, out: IO[bytes], *, wanted: set[int], head: int) -> list[int]:
    """Copy the archive; of the table's sheet only rows up to the header and wanted ones, numbered anew."""
    kept: list[int] = []
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for info in source.infolist():
            with source.open(info) as file, target.open(info.filename, "w", force_zip64=True) as copied:
                if info.filename != member:
                    while block := file.read(_BLOCK):
                        copied.write(block)
                    continue
                for piece in _shortened(file, wanted=wanted, head=head, kept=kept):
                    copied.write(piece)
    out.seek(0)
    return kept


def _shortened(file: IO[bytes], *, wanted: set[int], head: int, kept: list[int]) -> Iterator[bytes]:
    number = 0
    for is_row, piece in tables.pieces_of_sheet(file):
        if not is_row:
            yield _outside_rows(piece, head)
            continue
        number = tables.row_number(piece) or number + 1
        if number <= head:
            yield piece
        elif number in wanted:
            kept.append(number)
            yield tables.renumbered(piece, head + len(kept))


def _outside_rows(piece: bytes, head: int) -> bytes:
    """What stands around the rows, without merges and links of rows that are not where they were."""
    piece = _MERGED.sub(lambda found: found[0] if int(found[2] or found[1]) <= head else b"", piece)
    return _LINKS.sub(b"", _MERGES.sub(b"", piece))


def _tidy(sheet: Any, *, last: int) -> None:
    """Nothing of the rows that are gone: comments, filters, tables, a lock that nobody here can open."""
    if sheet.max_row > last:
        sheet.delete_rows(last + 1, sheet.max_row - last)
    for name in list(sheet.tables):
        del sheet.tables[name]
    sheet.auto_filter.ref = None
    sheet.protection.disable()
    for row in sheet.iter_rows():
        for cell in row:
            if isinstance(cell, Cell):
                cell.comment = None


def _add_column(sheet: Any, *, head: int, said: list[str]) -> None:
    place = sheet.max_column + 1
    beside = sheet.cell(head, place - 1)
    title = sheet.cell(head, place, COLUMN)
    if beside.has_style:
        title.font, title.fill, title.border = copy(beside.font), copy(beside.fill), copy(beside.border)
        title.alignment = copy(beside.alignment)
    for number, text in enumerate(said, start=head + 1):
        cell = sheet.cell(number, place, text)
        cell.data_type = "s"
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    sheet.column_dimensions[get_column_letter(place)].width = 70


class FaultyCopy(JobKind):
    """Write the copy of a large file beside the pages."""

    label, see = "Salinan baris bermasalah", "files.see"

    def plan(self, job: Job) -> Iterable[dict[str, Any]]:
        return [{}]

    def work(self, job: Job, chunk: Chunk) -> ChunkDone:
        staged = StagedFile.objects.select_related("file").get(pk=job.parameters["staged"])
        content = faulty_workbook(staged)
        stored = store_bytes(name=copy_name(staged), content=content, kind="xlsx", actor=job.actor)
        StagedFile.objects.filter(pk=staged.pk).update(faulty_copy=stored)
        return ChunkDone(done=job.total)

    def finish(self, job: Job) -> JobDone:
        return JobDone()


@transaction.atomic
def prepare_faulty_copy(*, staged: StagedFile, actor: User | None, inline: bool = False) -> Job | StoredFile:
    """Have the copy of a large file written; the job that does so already, or the copy that is there, is given back."""
    staged = StagedFile.objects.select_for_update(of=("self",)).select_related("file").get(pk=staged.pk)
    if staged.faulty_copy_id:
        return StoredFile.objects.get(pk=staged.faulty_copy_id)
    running = running_copy(staged)
    return running or start_job(
        kind="faulty_copy",
        title="Menulis salinan baris bermasalah",
        actor=actor,
        parameters={"staged": staged.pk},
        total=staged.rows.exclude(findings=[]).count(),
        link=staged.page_url,
        inline=inline,
    )


def running_copy(staged: StagedFile) -> Job | None:
    """The job that writes the copy now."""
    return Job.objects.filter(kind="faulty_copy", parameters__staged=staged.pk, state__in=Job.LIVE).first()
