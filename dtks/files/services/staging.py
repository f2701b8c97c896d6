"""Staging: a job that finds header and columns, reads every row, and shows what a merge would do. Nothing else."""

from __future__ import annotations

import csv
import io
import json
import logging
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from dtks.accounts.models import User
from dtks.files.models import StagedFile, StagedRow, StoredFile
from dtks.files.services import columns as meanings
from dtks.files.services import tables
from dtks.files.services.cells import ReadRow, RowReader
from dtks.files.services.places import forget_places
from dtks.files.services.storage import RefusedFile, path_of
from dtks.jobs.models import Chunk, Job
from dtks.jobs.services import ChunkDone, JobDone, JobKind, start_job

log = logging.getLogger(__name__)
ROWS_OF_A_SHEET = 1_000  # about two seconds of reading
ROWS_OF_A_TEXT = 3_000
Verdict = StagedRow.Verdict
COUNTS = ("created", "updated", "unchanged", "refused")


class NotReady(RefusedFile):
    """The file is not in the state that the act needs."""


@dataclass
class Judged:
    """What merging a row would do: verdict, field -> [old, new], and the row of ours that it means."""

    verdict: str = Verdict.CREATED
    changes: dict[str, list[str]] = field(default_factory=dict)
    target: int | None = None


class Staging(JobKind):
    """Base of the stagings of a purpose. What a row would do, the room above says in `judge`."""

    see = "files.see"
    purpose: str
    key: str  # the field that may stand once in a file; empty: none
    keeps_raw = True  # whether the cells of rows without remark are kept as well

    def judge(self, staged: StagedFile, rows: Sequence[ReadRow]) -> list[Judged]:
        """What each row would do; rows that are refused stand among them and are not asked about."""
        raise NotImplementedError

    def plan(self, job: Job) -> Iterable[dict[str, Any]]:
        return [{"step": "open"}]

    def work(self, job: Job, chunk: Chunk) -> ChunkDone:
        staged = StagedFile.objects.select_related("file").get(pk=job.parameters["staged"])
        if chunk.parameters["step"] == "open":
            return self._open(staged)
        return self._read(staged, chunk)

    def _open(self, staged: StagedFile) -> ChunkDone:
        try:
            layout = tables.layout_of(path_of(staged.file), staged.file.kind)
            header = self._header(staged, layout)
        except RefusedFile as refusal:
            _refuse(staged, str(refusal))
            return ChunkDone()
        if header is None:
            _refuse(staged, "Kepala kolom tidak ditemukan dalam 60 baris pertama. Periksa lembar dan berkasnya.")
            return ChunkDone()
        if lacking := meanings.missing(set(staged.columns.values()), self.purpose):
            staged.state = StagedFile.State.MAPPING
            staged.problem = _lacking_words(lacking, staged.headers)
            staged.save()
            return ChunkDone()
        staged.state, staged.problem = StagedFile.State.STAGING, ""
        staged.save()
        return self._cut(staged, layout)

    def _header(self, staged: StagedFile, layout: tables.Layout) -> meanings.Header | None:
        """The best header of all sheets; what a person has said of the columns stays."""
        best: tuple[int, str, meanings.Header] | None = None
        for sheet in layout.sheets:
            rows = tables.first_rows(path_of(staged.file), layout, sheet)
            if any(len(cells) >= tables.MOST_COLUMNS for _, cells in rows):
                raise RefusedFile(f"Lembar {sheet} lebih dari {tables.MOST_COLUMNS} kolom. Buang kolom yang kosong.")
            if named := staged.parameters.get("header_row"):
                rows = [(number, cells) for number, cells in rows if number == named]
            header = meanings.find_header(rows, self.purpose)
            if header and (best is None or header.known > best[0]):
                best = (header.known, sheet, header)
        if best is None:
            return None
        _, staged.sheet, header = best
        staged.headers = [text.replace("\x00", "") for text in header.texts]
        staged.header_row = header.row
        said = staged.parameters.get("columns")
        staged.columns = said if said is not None else {str(n): name for n, name in header.meanings.items()}
        return header

    def _cut(self, staged: StagedFile, layout: tables.Layout) -> ChunkDone:
        rows = ROWS_OF_A_TEXT if layout.kind == "csv" else ROWS_OF_A_SHEET
        try:
            parts = tables.slices(path_of(staged.file), layout, staged.sheet, rows=rows)
        except RefusedFile as refusal:
            _refuse(staged, str(refusal))
            return ChunkDone()
        more = [{"step": "read", "layout": asdict(layout), **asdict(part)} for part in parts]
        return ChunkDone(more=more, more_rows=sum(part.rows for part in parts))

    def _read(self, staged: StagedFile, chunk: Chunk) -> ChunkDone:
        said = chunk.parameters
        layout = tables.Layout(**{**said["layout"], "sheets": tuple(said["layout"]["sheets"])})
        part = tables.Slice(said["first"], said["start"], said["end"], said["rows"])
        forget_places()
        reader = RowReader(
            headers=staged.headers, columns={int(n): name for n, name in staged.columns.items()},
            today=timezone.localdate(), key=self.key,
        )  # fmt: skip
        rows: list[ReadRow] = []
        passed = 0
        for number, cells in tables.rows_of(path_of(staged.file), layout, staged.sheet, part):
            passed += 1
            if number > (staged.header_row or 0) and (row := _read_safely(reader, number, cells)):
                rows.append(row)
        for row in rows:
            self.check(reader, row)
        judged = self.judge(staged, rows)
        _copy_rows(staged, rows, judged, keeps_raw=self.keeps_raw)
        niks = Counter(row.nik_digits for row in rows)
        refused = sum(row.refused for row in rows)
        return ChunkDone(done=passed, refused=refused, result={"niks": niks[1] + niks[2], "lost": niks[2]})

    def check(self, reader: RowReader, row: ReadRow) -> None:
        """What only this purpose asks of a row."""

    def finish(self, job: Job) -> JobDone:
        staged = StagedFile.objects.select_for_update(of=("self",)).get(pk=job.parameters["staged"])
        if staged.state != StagedFile.State.STAGING or job.chunks.filter(state=Chunk.State.STUCK).exists():
            return JobDone(notes=True, result={"problem": staged.problem} if staged.problem else {})
        results = list(job.chunks.values_list("result", flat=True))
        niks, lost = (sum(each.get(name, 0) for each in results) for name in ("niks", "lost"))
        if niks >= 3 and niks == lost:
            _refuse(staged, _EXCEL_LOSS)
        elif not staged.rows.exists():
            _refuse(staged, "Tidak ada satu baris pun di bawah kepala kolom.")
        else:
            if self.key:
                refuse_repeats(staged, self.key)
            staged.state = StagedFile.State.STAGED
            take_counts(staged)
        return JobDone(notes=bool(staged.refused or staged.problem), result=counts_of(staged))

    def cancelled(self, job: Job) -> None:
        StagedFile.objects.filter(pk=job.parameters["staged"]).update(
            state=StagedFile.State.REFUSED, problem="Pembacaan dihentikan sebelum selesai."
        )

    def failed(self, job: Job) -> None:
        StagedFile.objects.filter(pk=job.parameters["staged"]).update(
            state=StagedFile.State.REFUSED, problem="Pembacaan gagal. Unggah lagi, atau hubungi administrator."
        )


_EXCEL_LOSS = (
    "Angka terakhir semua NIK hilang: Excel hanya menyimpan 15 angka. "
    "Minta berkas dengan kolom NIK sebagai teks, lalu unggah lagi."
)


@transaction.atomic
def stage_file(
    *, stored: StoredFile, purpose: str, parameters: dict[str, Any], actor: User | None, inline: bool = False
) -> StagedFile:
    """Begin to read a stored table. The job's page and the file's page show how far it is.

    Args:
        parameters: list: scheme, period (first of the month); extract: taken_on.
        inline: nobody is woken; the caller runs the job.
    """
    staged = StagedFile.objects.create(purpose=purpose, file=stored, parameters=parameters, staged_by=actor)
    return _start(staged, actor=actor, inline=inline)


@transaction.atomic
def explain_columns(
    *, staged: StagedFile, columns: dict[str, str], actor: User | None, remember: bool = True, inline: bool = False
) -> StagedFile:
    """Say what the columns of a waiting file mean, and the file is read.

    Args:
        columns: position (text) to field; a position that is left out is kept as text only.
        remember: whether the next file with these headers is read in the same way.

    Raises:
        NotReady: the file does not wait for it, or a column without which it cannot be used is still missing.
    """
    locked = _waiting_for_columns(staged)
    kept = {place: name for place, name in columns.items() if name}
    if lacking := meanings.missing(set(kept.values()), locked.purpose):
        raise NotReady(_lacking_words(lacking, locked.headers))
    said = {locked.headers[int(place)]: name for place, name in columns.items() if int(place) < len(locked.headers)}
    if remember:
        meanings.remember(purpose=locked.purpose, meanings=said, actor=actor)
    locked.parameters = {**locked.parameters, "columns": kept}
    locked.state, locked.problem = StagedFile.State.READING, ""
    locked.save()
    return _start(locked, actor=actor, inline=inline)


@transaction.atomic
def name_header(*, staged: StagedFile, row: int, actor: User | None, inline: bool = False) -> StagedFile:
    """Say in which row of the sheet the header stands (as a spreadsheet counts); the file is looked at again.

    Raises:
        NotReady: the file does not wait for its columns, or the row is not among the first ones.
    """
    locked = _waiting_for_columns(staged)
    layout = tables.layout_of(path_of(locked.file), locked.file.kind)
    if row not in {number for number, _ in tables.first_rows(path_of(locked.file), layout, locked.sheet)}:
        raise NotReady(f"Baris {row} kosong atau di luar 60 baris pertama. Pilih baris lain.")
    locked.parameters = {name: value for name, value in locked.parameters.items() if name != "columns"}
    locked.parameters["header_row"] = row
    locked.state, locked.problem = StagedFile.State.READING, ""
    locked.save()
    return _start(locked, actor=actor, inline=inline)


@transaction.atomic
def give_up(*, staged: StagedFile, actor: User) -> StagedFile:
    """Leave a file aside before it is merged; nothing of it was written, and the file itself is kept.

    Raises:
        NotReady: it is being read, or is merged already.
    """
    locked = StagedFile.objects.select_for_update(of=("self",)).get(pk=staged.pk)
    if locked.state not in (StagedFile.State.MAPPING, StagedFile.State.STAGED):
        raise NotReady(f"Berkas ini {locked.get_state_display()}; tidak ada yang dapat dibatalkan.")
    locked.state, locked.problem = StagedFile.State.REFUSED, f"Dibatalkan {actor} sebelum digabungkan."
    locked.save(update_fields=["state", "problem"])
    return locked


def _waiting_for_columns(staged: StagedFile) -> StagedFile:
    locked = StagedFile.objects.select_for_update(of=("self",)).select_related("file").get(pk=staged.pk)
    if locked.state != StagedFile.State.MAPPING:
        raise NotReady("Berkas ini tidak lagi menunggu arti kolom.")
    return locked


def _start(staged: StagedFile, *, actor: User | None, inline: bool) -> StagedFile:
    staged.job = start_job(
        kind=f"import_{staged.purpose}",
        title=f"Membaca {staged.get_purpose_display().lower()}",
        actor=actor,
        parameters={"staged": staged.pk},
        link=f"/berkas-masuk/{staged.pk}/",
        inline=inline,
    )
    staged.save(update_fields=["job"])
    return staged


def refuse_repeats(staged: StagedFile, key: str) -> int:
    """Refuse every later row of an id that stands in the file already. Returns how many."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            WITH seen AS (
                SELECT id, row_no, min(row_no) OVER (PARTITION BY values->>%(key)s) AS first
                FROM files_stagedrow WHERE staged_file_id = %(file)s AND values->>%(key)s <> ''
            )
            UPDATE files_stagedrow AS r
            SET verdict = 'refused', changes = '{}', target_id = NULL, findings = r.findings || jsonb_build_array(
                jsonb_build_object('column', %(column)s, 'place', %(place)s::int, 'field', %(key)s,
                    'value', r.values->>%(key)s, 'code', 'id_repeated', 'refuses', true,
                    'advice', 'Nomor ini sudah ada di baris ' || seen.first || '. Perbaiki salah satunya.'))
            FROM seen WHERE seen.id = r.id AND seen.row_no <> seen.first
            """,
            {
                "key": key,
                "file": staged.pk,
                "column": meanings.WORDS[key],
                "place": next((int(n) for n, name in staged.columns.items() if name == key), -1),
            },
        )
        return int(cursor.rowcount)


def take_counts(staged: StagedFile) -> None:
    """Count the rows by verdict into the file and save it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT verdict, count(*) FROM files_stagedrow WHERE staged_file_id = %s GROUP BY verdict", [staged.pk]
        )
        found = dict(cursor.fetchall())
    for name in COUNTS:
        setattr(staged, name, found.get(name, 0))
    staged.read = sum(found.values())
    staged.save()


def counts_of(staged: StagedFile) -> dict[str, Any]:
    """The five counts, as commands say them."""
    return {"read": staged.read, **{name: getattr(staged, name) for name in COUNTS}}


def _refuse(staged: StagedFile, problem: str) -> None:
    staged.state, staged.problem = StagedFile.State.REFUSED, problem
    staged.read = staged.created = staged.updated = staged.unchanged = staged.refused = 0
    staged.save()


def _lacking_words(lacking: list[str], headers: list[str]) -> str:
    there = ", ".join(text for text in headers if text)
    return f"Kolom wajib belum dikenali: {'; '.join(lacking)}. Yang ada: {there}."


def _read_safely(reader: RowReader, number: int, cells: Sequence[Any]) -> ReadRow | None:
    """One bad row is reported, and the job goes on."""
    if len(cells) > tables.MOST_COLUMNS:
        most = tables.MOST_COLUMNS
        return _unread(number, cells[:most], "row_wide", f"Baris ini lebih dari {most} kolom. Hapus isi sesudahnya.")
    try:
        return reader.read(number, cells)
    except Exception:
        log.exception("row %s could not be read", number)
        return _unread(number, cells, "row_unreadable", "Baris ini tidak terbaca. Ketik ulang baris ini.")


def _unread(number: int, cells: Sequence[Any], code: str, advice: str) -> ReadRow:
    row = ReadRow(number, [str(cell or "").replace("\x00", "")[:200] for cell in cells])
    finding = {"column": "", "place": -1, "field": "", "value": "", "code": code, "refuses": True, "advice": advice}
    row.findings.append(finding)
    return row


def _copy_rows(staged: StagedFile, rows: Sequence[ReadRow], judged: Sequence[Judged], *, keeps_raw: bool) -> None:
    buffer = io.StringIO()
    write = csv.writer(buffer).writerow
    for row, verdict in zip(rows, judged, strict=True):
        raw = row.raw if keeps_raw or row.findings else []
        what = Verdict.REFUSED if row.refused else verdict.verdict
        write(
            [staged.pk, row.row_no, _json(raw), _json(row.values), _json(row.findings), str(what),
             _json({} if row.refused else verdict.changes), "" if verdict.target is None else verdict.target]
        )  # fmt: skip
    buffer.seek(0)
    with connection.cursor() as cursor:
        cursor.copy_expert(
            "COPY files_stagedrow (staged_file_id, row_no, raw, values, findings, verdict, changes, target_id) "
            "FROM STDIN WITH (FORMAT csv)",
            buffer,
        )


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
