"""Somebody stops a job of the month: what it left undone has a button, and nothing is done twice."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError
from django.test import Client

from dtks.accounts.models import User
from dtks.jobs.models import Chunk, Job
from dtks.jobs.services import cancel_job, retry_stuck, run_chunk, run_inline, sweep_events
from tests.verification.monthly.conftest import circulate, waiting_office
from tests.verification.monthly.test_packets import frozen, signed
from tests.verification.siks.test_export import export
from verification.corrections.models import ChangeRequest
from verification.monthly.models import Batch
from verification.siks.models import Template
from verification.siks.services import NothingToWrite, prove_batches, start_export, write_rest
from verification.siks.services.workbooks import write_workbook

__all__ = ["circulate", "waiting_office"]

Applied = Callable[..., ChangeRequest]
MONTH = date(2026, 11, 1)
pytestmark = pytest.mark.django_db


def written(batch: Batch) -> list[int]:
    """Rows of all files, in their order."""
    return [row for file in batch.files.order_by("slice_no") for row in file.row_ids]


def test_what_a_stopped_packet_left_unwritten_is_written_with_its_letter(
    waiting_office: Applied, kabid: User, operator: User, client_of: Callable[[User], Client],
    circulate: Callable[..., None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    Template.objects.update(slice_rows=1)
    monkeypatch.setattr("verification.siks.services.files.CHUNK_ROWS", 1)
    signed(frozen(waiting_office, tmp_path, kabid), kabid, circulate)
    sweep_events()
    job, batch = Job.objects.get(kind="write_packet"), Batch.objects.get()
    run_chunk(job_id=job.pk, chunk_no=1)
    with pytest.raises(NothingToWrite, match="masih ditulis"):
        write_rest(batch=batch, actor=operator)
    cancel_job(job=job, by=operator)
    client = client_of(operator)
    assert "2 baris belum ada berkasnya" in client.get(batch.page_url).content.decode()
    assert client.post(f"{batch.page_url}tulis-sisa").status_code == 302
    run_inline(job=Job.objects.get(kind="write_rest"))
    batch.refresh_from_db()
    assert batch.state == Batch.State.WRITTEN
    assert sorted(written(batch)) == sorted(batch.rows.values_list("pk", flat=True))
    assert {file.letter for file in batch.files.all()} == {"400.9/88/SETDA"}
    assert [proof.fault for proof in prove_batches()] == [""]
    assert "belum ada berkasnya" not in client.get(batch.page_url).content.decode()
    with pytest.raises(NothingToWrite, match="Tidak ada baris"):
        write_rest(batch=batch, actor=operator)


def test_a_file_that_cannot_be_written_keeps_the_batch_open(
    applied: Applied, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    applied({"nik": ("1", "7471055203849021", "same")})

    def fail(**_: object) -> bytes:
        raise OSError("disk penuh")

    with monkeypatch.context() as broken:
        broken.setattr("verification.siks.services.files.write_workbook", fail)
        with pytest.raises(CommandError):
            export(tmp_path)
    batch = Batch.objects.get()
    assert (batch.state, batch.files.count()) == (Batch.State.SEALED, 0)
    assert Chunk.objects.filter(state=Chunk.State.STUCK).exists()
    write_rest(batch=batch, actor=None, inline=True)
    run_inline(job=Job.objects.get(kind="write_rest"))
    batch.refresh_from_db()
    assert (batch.state, batch.files.count()) == (Batch.State.WRITTEN, 1)
    stuck = Job.objects.get(kind="export_batch")
    retry_stuck(job=stuck)  # too late: its rows stand in a file by now
    run_inline(job=stuck)
    assert batch.files.count() == 1


def test_one_file_that_cannot_be_written_holds_up_no_other(
    applied: Applied, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Template.objects.update(slice_rows=1)
    requests = [applied({"nik": ("1", f"747105520384902{number}", "same")}) for number in range(3)]

    def fail_at_the_second(**given: Any) -> bytes:
        if given["rows"][0].request_id == requests[1].pk:
            raise OSError("disk penuh")
        return write_workbook(**given)

    with monkeypatch.context() as broken:
        broken.setattr("verification.siks.services.files.write_workbook", fail_at_the_second)
        with pytest.raises(CommandError):
            export(tmp_path)
    batch, job = Batch.objects.get(), Job.objects.get(kind="export_batch")
    assert {row.request_id for row in batch.rows.filter(pk__in=written(batch))} == {requests[0].pk, requests[2].pk}
    retry_stuck(job=job)
    run_inline(job=job)
    job.refresh_from_db()
    assert (sorted(written(batch)), job.done) == (sorted(batch.rows.values_list("pk", flat=True)), job.total)


def test_a_chunk_that_was_planned_by_an_earlier_version_is_written(applied: Applied) -> None:
    applied({"nik": ("1", "7471055203849021", "same")})
    batch, job = start_export(month=MONTH, actor=None, inline=True)
    run_chunk(job_id=job.pk, chunk_no=1, wake=False)
    chunk = job.chunks.get(parameters__act="write")
    [file] = chunk.parameters["files"]
    chunk.parameters = {"act": "write", "batch": batch.pk, "packet": None, **file}
    chunk.save(update_fields=["parameters"])
    run_inline(job=job)
    assert written(batch) == list(batch.rows.values_list("pk", flat=True))
