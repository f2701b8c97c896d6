"""A process killed in the middle of an import or of a batch: nothing is lost, nothing is doubled."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from threading import Event
from time import monotonic

import openpyxl
import psycopg2
import pytest
from django.core.management import call_command
from django.db import connection
from django.db.models import Max

from dtks.files.models import StagedFile
from dtks.files.services import merge_file, path_of, stage_file, store_bytes
from dtks.jobs.models import Chunk, Job
from dtks.jobs.models import Event as Happened
from dtks.jobs.services import run_chunk, sweep_chunks
from dtks.registry.models import Citizen, CitizenIdentifier, HouseholdMembership
from tests.dtks.files.workbooks import a_person, a_workbook
from tests.faults.workers import Worker, workers
from tests.verification.siks.conftest import MONTH, applied, kadia, templates
from verification.corrections.models import ChangeRequest
from verification.lists.models import CentralList, ListRow
from verification.monthly.models import Batch, BatchRow, LedgerLine
from verification.siks.models import BatchFile, Template
from verification.siks.services import prove_batch, start_export, take_in_return

__all__ = ["applied", "kadia", "templates", "workers"]

PEOPLE, ROWS = 60, 10  # six chunks
PULSE = Event()  # never set: the office's scheduler has a beat, and so has this test
PATIENCE = 120  # seconds in which nothing is done after which the job counts as hung

pytestmark = pytest.mark.django_db(transaction=True)


@contextmanager
def held(table: str, mode: str = "EXCLUSIVE") -> Iterator[None]:
    """Nobody writes into a table meanwhile: whoever tries stands in the middle of its chunk. In mode SHARE rows may
    still be locked for it."""
    own = connection.settings_dict
    other = psycopg2.connect(host=own["HOST"], port=own["PORT"] or None, user=own["USER"], password=own["PASSWORD"],
                             dbname=own["NAME"])  # fmt: skip
    other.cursor().execute(f"LOCK TABLE {table} IN {mode} MODE")
    try:
        yield
    finally:
        other.close()


def until(ready: Callable[[], bool]) -> None:
    """Wait for something that the workers do."""
    began = monotonic()
    while not ready():
        assert monotonic() - began < PATIENCE
        PULSE.wait(0.05)


def standing(table: str) -> int:
    """How many processes wait for the table that is held; the server's other databases have tables of the same name."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_locks JOIN pg_database ON pg_database.oid = database"
            " WHERE NOT granted AND datname = current_database() AND relation = %s::regclass",
            [table],
        )
        return int(cursor.fetchone()[0])


def kill_in(table: str, *, job: Job, worker: Worker) -> None:
    """SIGKILL one of the two processes while both have a lease and stand in the middle of their chunk."""
    until(lambda: standing(table) >= 2)
    assert job.chunks.filter(state=Chunk.State.LEASED).count() == 2, table
    worker.kill(child=True)


def see_through(job: Job) -> Job:
    """Let the workers end the job; the dead are found by the sweeper, sooner than in the office."""
    done, moved = -1, monotonic()
    while Job.objects.get(pk=job.pk).is_live:
        now = job.chunks.filter(state=Chunk.State.DONE).count()
        done, moved = now, moved if now == done else monotonic()
        assert monotonic() - moved < PATIENCE, list(job.chunks.exclude(state="done").values("no", "state", "error"))
        sweep_chunks()
        PULSE.wait(1)
    job.refresh_from_db()
    assert not job.chunks.exclude(state=Chunk.State.DONE).exists()
    return job


def was_begun_again(job: Job) -> bool:
    """Whether a chunk was claimed a second time, after its first process was killed."""
    return int(job.chunks.aggregate(most=Max("attempts"))["most"]) > 1


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Small chunks, and workers that count as dead after a tenth of a second without a lock."""
    monkeypatch.setattr("dtks.jobs.services.chunks.GRACE", timedelta(seconds=0.1))
    for place in ("files.services.staging.ROWS_OF_A_SHEET", "files.services.merging.MERGE_ROWS"):
        monkeypatch.setattr(f"dtks.{place}", ROWS)
    monkeypatch.setattr("verification.siks.services.batches.FILL_ROWS", ROWS)
    monkeypatch.setattr("verification.siks.services.returns.READ_ROWS", ROWS)


def the_list() -> bytes:
    rows = [a_person(number) for number in range(1, PEOPLE + 1)]
    rows[20][6] = "31-02-1984"  # a date that no calendar has
    rows[40][2] = rows[3][2]  # an id that stands in the file already
    return a_workbook(rows)


def test_a_kill_in_staging_and_a_kill_in_merging_lose_and_double_nothing(workers: list[Worker]) -> None:
    call_command("prepare", stdout=io.StringIO())
    stored = store_bytes(name="daftar.xlsx", content=the_list(), kind="xlsx", actor=None)
    said = {"scheme": "dtks", "period": "2026-09-01"}
    with held("files_stagedrow"):
        staged = stage_file(stored=stored, purpose="list", parameters=said, actor=None, inline=True)
        assert staged.job
        run_chunk(job_id=staged.job.pk, chunk_no=1)  # cut here, where chunks are small; read by the workers
        assert staged.job.chunks.count() >= PEOPLE // ROWS
        kill_in("files_stagedrow", job=staged.job, worker=workers[0])
    assert was_begun_again(see_through(staged.job))
    staged.refresh_from_db()
    assert (staged.state, staged.read, staged.created, staged.refused) == ("staged", PEOPLE, PEOPLE - 2, 2)
    assert staged.rows.count() == PEOPLE

    with held("registry_citizen"):
        staged = merge_file(staged=staged, actor=None)
        assert staged.job
        kill_in("registry_citizen", job=staged.job, worker=workers[0])
    job = see_through(staged.job)
    assert was_begun_again(job)
    staged = StagedFile.objects.get(pk=staged.pk)
    assert (staged.state, job.done) == ("merged", PEOPLE)
    assert staged.read == staged.created + staged.updated + staged.unchanged + staged.refused
    assert (staged.created, staged.refused) == (PEOPLE - 2, 2)
    assert_each_person_once(staged)


def assert_each_person_once(staged: StagedFile) -> None:
    people = Citizen.objects.all()
    assert people.count() == people.values("dtks_id").distinct().count() == staged.created
    niks = CitizenIdentifier.objects.filter(kind="nik")
    assert niks.count() == niks.values("citizen").distinct().count() == staged.created
    homes = HouseholdMembership.objects.filter(household__unit="dwelling")
    assert homes.count() == homes.values("citizen").distinct().count() == staged.created
    assert CentralList.objects.get().row_count == ListRow.objects.count() == PEOPLE


@pytest.mark.parametrize("table", ["monthly_batchrow", "files_storedfile"])
def test_a_kill_while_a_batch_is_filled_or_written_loses_and_doubles_nothing(
    table: str, applied: Callable[..., ChangeRequest], workers: list[Worker]
) -> None:
    Template.objects.update(slice_rows=ROWS)
    for n in range(PEOPLE):
        applied({"nik": ("1", f"74710552038{n:05d}", "same")}, kk_number=f"747105221024{n:04d}")
    with held(table):
        batch, job = start_export(month=MONTH, actor=None)
        kill_in(table, job=job, worker=workers[0])
    job = see_through(job)
    assert was_begun_again(job)
    batch = Batch.objects.get(pk=batch.pk)
    assert (batch.state, batch.row_count, job.done) == (Batch.State.WRITTEN, PEOPLE, 2 * PEOPLE)
    assert BatchRow.objects.values("request").distinct().count() == BatchRow.objects.count() == PEOPLE
    assert ChangeRequest.objects.filter(sealed_in=batch.number).count() == LedgerLine.objects.count() == PEOPLE
    assert prove_batch(batch).fault == ""
    assert sorted(sent_in_files(batch)) == sorted(f"74710552038{n:05d}" for n in range(PEOPLE))
    call_command("verify_batches", stdout=io.StringIO())
    if table == "files_storedfile":
        answer_with_two_kills(workers)


def answer_with_two_kills(workers: list[Worker]) -> None:
    """The centre answers every row; one process dies while the file is read, one while the ledger is written."""
    lines = [each.values for each in BatchRow.objects.all()]
    stored = store_bytes(name="jawaban.xlsx", content=an_answer(lines), kind="xlsx", actor=None)
    with ExitStack() as ledger:
        with held("siks_returnrow"):
            found = take_in_return(stored=stored, actor=None, inline=True)
            assert found.job
            run_chunk(job_id=found.job.pk, chunk_no=1)  # cut here, where parts are small; read by the workers
            kill_in("siks_returnrow", job=found.job, worker=workers[0])
            ledger.enter_context(held("monthly_ledgerline"))
        until(lambda: sweep_chunks() >= 0 and standing("monthly_ledgerline") >= 1)
        workers[0].kill(child=False)
        workers.append(Worker())
    assert was_begun_again(see_through(found.job))
    found.refresh_from_db()
    assert (found.state, found.read, found.matched, found.repeated) == ("done", PEOPLE, PEOPLE, 0)
    states = Counter(LedgerLine.objects.values_list("state", flat=True))
    assert states == {"accepted": PEOPLE - PEOPLE // 6, "refused": PEOPLE // 6}
    assert ChangeRequest.objects.filter(sealed_in="").count() == PEOPLE // 6, "what was refused waits again, once"
    assert Happened.objects.filter(kind="proposal.answered").count() == PEOPLE


def an_answer(lines: Sequence[Mapping[str, str]]) -> bytes:
    """Every sixth is refused."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(["NOKK", "NAMA", "TANGGAL LAHIR", "STATUS"])
    for n, line in enumerate(lines):
        sheet.append([line["kk_number"], line["name"], line["birth_date"], "DITOLAK" if n % 6 == 0 else "DITERIMA"])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def sent_in_files(batch: Batch) -> list[str]:
    """Every new NIK that stands in a written workbook."""
    found = []
    for each in BatchFile.objects.filter(batch=batch).select_related("stored"):
        book = openpyxl.load_workbook(io.BytesIO(path_of(each.stored).read_bytes()))
        head, *rows = book["PERBAIKAN"].iter_rows(values_only=True)
        found += [str(row[head.index("NIK PERBAIKAN")]) for row in rows]
    return found


def test_a_kill_in_the_seal_seals_the_batch_once(applied: Callable[..., ChangeRequest], workers: list[Worker]) -> None:
    for _ in range(ROWS):
        applied({"name": ("WA ODE", "WA ODE NURAINI", "variant")})
    with held("monthly_ledgerline"):
        batch, job = start_export(month=MONTH, actor=None)
        until(lambda: standing("monthly_ledgerline") >= 1)
        assert Batch.objects.get().state == Batch.State.FILLING
        workers[0].kill(child=False)
        workers.append(Worker())
    see_through(job)
    batch.refresh_from_db()
    assert (batch.state, batch.row_count, LedgerLine.objects.count()) == (Batch.State.WRITTEN, ROWS, ROWS)
    assert prove_batch(batch).fault == ""
