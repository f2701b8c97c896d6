"""The job that takes in an answer of the centre: read, match, settle what is repeated, write into the ledger."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from itertools import chain
from typing import Any

from django.db import connection, transaction
from django.db.models import Count, Q
from django.utils import timezone

from dtks.accounts.models import User
from dtks.files.models import StoredFile
from dtks.files.services import RefusedFile, path_of, tables
from dtks.files.services.cells import text_of
from dtks.jobs.models import Chunk, Job
from dtks.jobs.services import ChunkDone, JobDone, JobKind, start_job
from verification.matching.nik import excel_loss
from verification.monthly.models import LedgerLine
from verification.monthly.services import Answer, take_answers
from verification.siks.models import ReturnFile, ReturnRow
from verification.siks.services.matching import Matcher, batch_named, file_answered
from verification.siks.services.reading import Header, Said, find_header, read_row

READ_ROWS = 1_000  # rows of the file a chunk
ANSWER_ROWS = 400  # ledger lines a chunk
HEAD_ROWS = 60
BEHIND_SHEET = 2_000_000  # positions between the sheets of a file
State = ReturnFile.State
Outcome = ReturnRow.Outcome
_EXCEL_LOSS = (
    "Angka terakhir semua NIK hilang: Excel hanya menyimpan 15 angka. "
    "Minta berkas dengan kolom NIK sebagai teks, lalu unggah lagi."
)


@transaction.atomic
def take_in_return(*, stored: StoredFile, actor: User | None, inline: bool = False) -> ReturnFile:
    """Begin to read an answer of the centre. The page of the file shows how far it is."""
    answered = file_answered(stored.name)
    made = ReturnFile.objects.create(
        stored=stored, batch=answered.batch if answered else None, batch_file=answered, taken_by=actor
    )
    made.job = start_job(
        kind="import_return",
        title="Membaca jawaban pusat",
        actor=actor,
        parameters={"return": made.pk},
        link=made.page_url,
        inline=inline,
    )
    made.save(update_fields=["job"])
    return made


class ImportReturn(JobKind):
    """Find the tables, read and match row by row, settle, then answer in slices."""

    label, see = "Jawaban pusat", "monthly.see"

    def plan(self, job: Job) -> Iterable[dict[str, Any]]:
        return [{"step": "open"}]

    def work(self, job: Job, chunk: Chunk) -> ChunkDone:
        found = ReturnFile.objects.select_related("stored", "batch", "batch_file__batch").get(
            pk=job.parameters["return"]
        )
        step = chunk.parameters["step"]
        if step == "open":
            return _open(found)
        return _read(found, chunk.parameters) if step == "read" else _answer(found, chunk.parameters)

    def finish(self, job: Job) -> JobDone:
        found = ReturnFile.objects.select_for_update(of=("self",)).get(pk=job.parameters["return"])
        if found.state == State.READING and not job.chunks.filter(state=Chunk.State.STUCK).exists():
            return _settle(found)
        if found.state == State.ANSWERING:
            _count(found)
            found.state = State.DONE
            found.save()
        return JobDone(notes=bool(found.faulty or found.problem or found.unknown))

    def cancelled(self, job: Job) -> None:
        self.failed(job)

    def failed(self, job: Job) -> None:
        found = ReturnFile.objects.filter(pk=job.parameters["return"])
        found.filter(state=State.READING).update(
            state=State.REFUSED, problem="Pembacaan terhenti sebelum selesai. Unggah berkas ini lagi."
        )
        found.filter(state=State.ANSWERING).update(
            state=State.DONE, problem="Pencatatan terhenti sebelum selesai. Unggah berkas ini lagi: yang sudah dicatat "
            "tetap, sisanya menyusul.",
        )  # fmt: skip


def _open(found: ReturnFile) -> ChunkDone:
    path = path_of(found.stored)
    try:
        layout = tables.layout_of(path, found.stored.kind)
        heads = {sheet: tables.first_rows(path, layout, sheet) for sheet in layout.sheets}
        sheets = [(sheet, header) for sheet, rows in heads.items() if (header := find_header(rows[:HEAD_ROWS]))]
        parts = [(n, part) for n, (sheet, _) in enumerate(sheets) for part in _parts(path, layout, sheet)]
    except RefusedFile as refusal:
        return _refuse(found, str(refusal))
    if not sheets:
        return _refuse(
            found, "Tidak ada lembar dengan kolom STATUS dan NIK, ID ANGGOTA atau NAMA dalam 60 baris pertama."
        )
    found.sheets = [{"sheet": sheet, **asdict(header)} for sheet, header in sheets]
    if found.batch is None:
        cells = chain.from_iterable(cells for rows in heads.values() for _, cells in rows[:HEAD_ROWS])
        found.batch = batch_named([found.stored.name, *(text_of(cell) for cell in cells)])
    found.save(update_fields=["sheets", "batch"])
    more = [{"step": "read", "layout": asdict(layout), "sheet": n, "part": asdict(part)} for n, part in parts]
    return ChunkDone(more=more, more_rows=sum(part.rows for _, part in parts))


def _parts(path: Any, layout: tables.Layout, sheet: str) -> list[tables.Slice]:
    return tables.slices(path, layout, sheet, rows=READ_ROWS)


def _refuse(found: ReturnFile, problem: str) -> ChunkDone:
    found.state, found.problem = State.REFUSED, problem
    found.save(update_fields=["state", "problem"])
    return ChunkDone()


def _read(found: ReturnFile, said: dict[str, Any]) -> ChunkDone:
    layout = tables.Layout(**{**said["layout"], "sheets": tuple(said["layout"]["sheets"])})
    kept = found.sheets[said["sheet"]]
    header = Header(kept["row"], kept["places"], kept["texts"])
    today = timezone.localdate()
    rows: list[Said] = []
    passed = 0
    part = tables.Slice(**said["part"])
    for number, cells in tables.rows_of(path_of(found.stored), layout, kept["sheet"], part):
        passed += 1
        if number > header.row and (row := read_row(header, number, cells, today)):
            rows.append(row)
    matches = Matcher(batch=found.batch, batch_file=found.batch_file).find(rows)
    ReturnRow.objects.bulk_create(
        [
            ReturnRow(
                return_file=found, position=said["sheet"] * BEHIND_SHEET + row.row_no, sheet=kept["sheet"],
                row_no=row.row_no, name=row.name, word=row.word, state=row.state, code=row.code, message=row.message,
                processed_on=row.processed_on, row_id=match.row_id, why=match.why, findings=row.findings,
            )
            for row, match in zip(rows, matches, strict=True)
        ]
    )  # fmt: skip
    lost = excel_loss(row.nik for row in rows) and not any(match.row_id for match in matches)
    return ChunkDone(done=passed, result={"lost": lost, "rows": len(rows)})


def _settle(found: ReturnFile) -> JobDone:
    """The first row that answers a row of ours counts; a later one, or one after a final answer, is repeated."""
    if _lost_digits(found):
        _refuse(found, _EXCEL_LOSS)
        found.rows.all().delete()
        return JobDone(notes=True)
    _rank(found)
    _count(found)
    ids = list(found.rows.filter(outcome=Outcome.MATCHED).values_list("pk", flat=True))
    found.state = State.ANSWERING if ids else State.DONE
    found.save()
    more = [{"step": "answer", "rows": ids[at : at + ANSWER_ROWS]} for at in range(0, len(ids), ANSWER_ROWS)]
    result = {name: getattr(found, name) for name in ("read", "matched", "unknown", "repeated")}
    return JobDone(result=result, more=more, more_rows=len(ids), notes=bool(found.unknown or found.faulty))


def _lost_digits(found: ReturnFile) -> bool:
    chunks = found.job.chunks.values_list("result", flat=True) if found.job else []
    read = [each for each in chunks if each.get("rows")]
    return bool(read) and all(each["lost"] for each in read)


def _count(found: ReturnFile) -> None:
    counts = found.rows.aggregate(
        read=Count("pk"), matched=Count("pk", filter=Q(outcome=Outcome.MATCHED)),
        unknown=Count("pk", filter=Q(outcome=Outcome.UNKNOWN)),
        repeated=Count("pk", filter=Q(outcome=Outcome.REPEATED)), faulty=Count("pk", filter=~Q(findings=[])),
    )  # fmt: skip
    for name, number in counts.items():
        setattr(found, name, number)


def _rank(found: ReturnFile) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            """
            WITH ranked AS (
                SELECT r.id, r.row_id, r.state,
                       row_number() OVER (PARTITION BY r.row_id, r.state <> '' ORDER BY r.position) AS place,
                       l.state AS stands
                FROM siks_returnrow r LEFT JOIN monthly_ledgerline l ON l.row_id = r.row_id
                WHERE r.return_file_id = %s
            )
            UPDATE siks_returnrow AS r SET outcome = CASE
                WHEN ranked.row_id IS NULL OR ranked.state = '' THEN 'unknown'
                WHEN ranked.place > 1 OR ranked.stands = ANY(%s) OR ranked.stands = ranked.state THEN 'repeated'
                ELSE 'matched' END
            FROM ranked WHERE ranked.id = r.id
            """,
            [found.pk, [str(state) for state in LedgerLine.FINAL]],
        )


def _answer(found: ReturnFile, parameters: dict[str, Any]) -> ChunkDone:
    rows = list(found.rows.filter(pk__in=parameters["rows"]).order_by("position"))
    stood = take_answers(
        answers=[
            Answer(
                row_id=row.row_id or 0, state=row.state, code=row.code, message=row.message, word=row.word,
                processed_on=row.processed_on, basis=f"{found.stored.name[:120]}, {row.sheet[:20]} {row.row_no}",
            )
            for row in rows
        ]
    )  # fmt: skip
    found.rows.filter(pk__in=parameters["rows"], row_id__in=stood).update(outcome=Outcome.REPEATED)  # by another file
    return ChunkDone(done=len(rows))
