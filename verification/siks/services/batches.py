"""The job that fills, seals and writes a month's batch."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import partial
from itertools import groupby
from typing import Any

from dtks.accounts.models import User
from dtks.files.services import store_bytes
from dtks.jobs.models import Chunk, Job
from dtks.jobs.services import ChunkDone, JobDone, JobKind, start_job
from verification.monthly import queries, services
from verification.monthly.models import Batch, TemplateKind
from verification.monthly.queries import Held
from verification.siks.models import BatchFile, Template, TemplateColumn
from verification.siks.services.templates import missing_in
from verification.siks.services.workbooks import is_volume, read_back, write_workbook

FILL_ROWS = 400  # requests a chunk


class NothingReady(Exception):
    """No change of the month is ready; opening a batch would give an empty file."""


def start_export(*, month: date, actor: User | None, inline: bool = False) -> tuple[Batch, Job]:
    """Open the month's next batch and start the job that fills, seals and writes it.

    Raises:
        NothingReady: nothing was accepted since the last batch.
        MonthIsBusy: another batch of the month is being filled.
    """
    total = queries.candidates().count()
    if not total:
        raise NothingReady(month)
    batch = services.open_batch(month=month, actor=actor)
    job = start_job(
        kind="export_batch",
        title=f"Menyegel dan menulis kiriman {batch.number}",
        actor=actor,
        parameters={"batch": batch.pk, "month": f"{month:%Y-%m}"},
        total=total,
        link=f"/kiriman/{batch.pk}/",
        inline=inline,
    )
    return batch, job


def _check(columns: dict[str, list[TemplateColumn]], kind: str, values: dict[str, str]) -> Held | None:
    return missing_in(columns[kind], values)


class ExportBatch(JobKind):
    """Fill in slices, then seal as a whole, then write one workbook a slice and read it back."""

    label, see = "Kiriman", "monthly.see"

    def plan(self, job: Job) -> Iterable[dict[str, Any]]:
        ids = list(queries.candidates().values_list("pk", flat=True))
        return [{"act": "fill", "requests": ids[at : at + FILL_ROWS]} for at in range(0, len(ids), FILL_ROWS)]

    def work(self, job: Job, chunk: Chunk) -> ChunkDone:
        batch = Batch.objects.get(pk=job.parameters["batch"])
        if chunk.parameters["act"] == "write":
            return self._write(batch, chunk.parameters)
        kinds = {kind: Template.objects.in_force(kind, batch.month) for kind in TemplateKind.values}
        columns = {kind: list(template.columns.all()) for kind, template in kinds.items()}
        taken, held = services.fill_batch(
            batch=batch, request_ids=chunk.parameters["requests"], check=partial(_check, columns)
        )
        return ChunkDone(done=taken + held, result={"taken": taken, "held": held})

    def finish(self, job: Job) -> JobDone:
        batch = Batch.objects.get(pk=job.parameters["batch"])
        if batch.state == Batch.State.FILLING:
            return self._seal(batch)
        services.mark_written(batch=batch)
        return JobDone(notes=batch.held_back.exists())

    def cancelled(self, job: Job) -> None:
        services.give_up_batch(batch=Batch.objects.get(pk=job.parameters["batch"]))

    def failed(self, job: Job) -> None:
        services.give_up_batch(batch=Batch.objects.get(pk=job.parameters["batch"]))

    def _seal(self, batch: Batch) -> JobDone:
        if not batch.rows.exists():
            services.give_up_batch(batch=batch)
            return JobDone(result=_counts(batch), notes=True)
        batch = services.seal_batch(batch=batch)
        return JobDone(result=_counts(batch), more=list(_slices(batch)), more_rows=batch.row_count)

    def _write(self, batch: Batch, parameters: dict[str, Any]) -> ChunkDone:
        template = Template.objects.get(pk=parameters["template"])
        columns = list(template.columns.all())
        rows = list(batch.rows.filter(pk__in=parameters["rows"]).order_by("id"))
        content = write_workbook(batch=batch, template=template, columns=columns, rows=rows)
        quick = is_volume(batch) and parameters["slice"] > 1
        read_back(content=content, template=template, columns=columns, rows=rows, quick=quick)
        stored = store_bytes(name=parameters["name"], content=content, kind="xlsx", actor=batch.opened_by)
        BatchFile.objects.create(
            batch=batch,
            template=template,
            kecamatan_id=parameters["kecamatan"],
            slice_no=parameters["slice"],
            row_ids=[row.pk for row in rows],
            stored=stored,
        )
        return ChunkDone(done=len(rows), result={"file": parameters["name"]})


def _counts(batch: Batch) -> dict[str, int]:
    held = batch.held_back.count()
    return {"ready": batch.row_count, "sealed": batch.row_count, "carried_over": held}


def _slices(batch: Batch) -> Iterable[dict[str, Any]]:
    """Parameters of one chunk per file: kind, kecamatan, slice, and exactly which rows."""
    rows = batch.rows.order_by("kind", "kecamatan__code", "id")
    order = rows.values_list("kind", "kecamatan_id", "kecamatan__name", "pk")
    for (kind, kecamatan, name), group in groupby(order, key=lambda row: row[:3]):
        template = Template.objects.in_force(kind, batch.month)
        ids = [row[3] for row in group]
        place = "".join(filter(str.isalnum, name.upper()))
        for slice_no, at in enumerate(range(0, len(ids), template.slice_rows), start=1):
            stem = f"7471_{kind.upper()}_{batch.month:%Y%m}_B{batch.sequence:02d}_{place}_{slice_no:02d}"
            yield {
                "act": "write",
                "template": template.pk,
                "kecamatan": kecamatan,
                "slice": slice_no,
                "rows": ids[at : at + template.slice_rows],
                "name": f"{stem}.xlsx",
            }
