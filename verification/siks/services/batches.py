"""The job that fills, seals and writes a month's batch."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import partial
from typing import Any

from dtks.accounts.models import User
from dtks.jobs.models import Chunk, Job
from dtks.jobs.services import ChunkDone, JobDone, JobKind, start_job
from verification.monthly import queries, services
from verification.monthly.models import Batch
from verification.monthly.queries import Held
from verification.siks.models import Template, TemplateColumn
from verification.siks.services.files import chunks_of, mark_if_written, pin_templates, pinned, write_files
from verification.siks.services.templates import missing_in

FILL_ROWS = 400  # requests a chunk


class NothingReady(Exception):
    """No change of the month is ready; opening a batch would give an empty file."""


def start_export(
    *, month: date, actor: User | None, until: date | None = None, slice_rows: int | None = None, inline: bool = False
) -> tuple[Batch, Job]:
    """Open the month's next batch and start the job that fills, seals and writes it.

    Args:
        until: only what was accepted by that day; else all that is.
        slice_rows: rows of a file, if not the number that the template says.

    Raises:
        NothingReady: nothing was accepted since the last batch.
        MonthIsBusy: another batch of the month is being filled.
    """
    total = queries.candidates(until).count()
    if not total:
        raise NothingReady(month)
    batch = services.open_batch(month=month, actor=actor)
    pin_templates(batch=batch, slice_rows=slice_rows)
    job = start_job(
        kind="export_batch",
        title=f"Menyegel dan menulis kiriman {batch.number}",
        actor=actor,
        parameters={"batch": batch.pk, "month": f"{month:%Y-%m}", "until": until.isoformat() if until else ""},
        total=total,
        link=f"/kiriman/{batch.pk}/",
        inline=inline,
    )
    return batch, job


def check_of(day: date) -> queries.Check:
    """What the sheets of a day miss in a row, as a batch that is opened now would find it; two queries."""
    return partial(_check, {each.kind: list(each.columns.all()) for each in Template.objects.all_in_force(day)})


def _check(columns: dict[str, list[TemplateColumn]], kind: str, values: dict[str, str]) -> Held | None:
    return missing_in(columns[kind], values)


class ExportBatch(JobKind):
    """Fill in slices, then seal as a whole, then write one workbook a slice of what waits for no packet."""

    label, see = "Kiriman", "monthly.see"
    when_stopped = "Kiriman yang belum tersegel batal dan isinya ikut kiriman berikutnya; yang sudah tersegel tetap."

    def plan(self, job: Job) -> Iterable[dict[str, Any]]:
        until = job.parameters.get("until")  # an earlier version did not say it
        ids = list(queries.candidates(date.fromisoformat(until) if until else None).values_list("pk", flat=True))
        return [{"act": "fill", "requests": ids[at : at + FILL_ROWS]} for at in range(0, len(ids), FILL_ROWS)]

    def work(self, job: Job, chunk: Chunk) -> ChunkDone:
        if chunk.parameters["act"] == "write":
            return write_files(chunk)
        batch = Batch.objects.get(pk=job.parameters["batch"])
        columns = {each.kind: list(each.template.columns.all()) for each in pinned(batch).values()}
        taken, held = services.fill_batch(
            batch=batch, request_ids=chunk.parameters["requests"], check=partial(_check, columns)
        )
        return ChunkDone(done=taken + held, result={"taken": taken, "held": held})

    def finish(self, job: Job) -> JobDone:
        batch = Batch.objects.get(pk=job.parameters["batch"])
        if batch.state == Batch.State.FILLING:
            return self._seal(batch)
        mark_if_written(batch)
        return JobDone(notes=batch.held_back.exists())

    def cancelled(self, job: Job) -> None:
        services.give_up_batch(batch=Batch.objects.get(pk=job.parameters["batch"]))

    def failed(self, job: Job) -> None:
        services.give_up_batch(batch=Batch.objects.get(pk=job.parameters["batch"]))

    def _seal(self, batch: Batch) -> JobDone:
        if not batch.rows.exists():
            services.give_up_batch(batch=batch)
            return JobDone(result=_counts(batch, 0), notes=True)
        batch = services.seal_batch(batch=batch)
        free = batch.rows.filter(ledger_line__isnull=False)
        count = free.count()
        return JobDone(result=_counts(batch, count), more=list(chunks_of(batch, free)), more_rows=count)


def _counts(batch: Batch, free: int) -> dict[str, int]:
    held = batch.held_back.count()
    counts = {"ready": batch.row_count, "sealed": batch.row_count, "carried_over": held}
    return counts | ({"waits_for_packet": batch.row_count - free} if batch.row_count > free else {})
