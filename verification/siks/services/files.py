"""Sealed rows become files: in which slices, by which version, each written once and read back."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from typing import Any

from django.db import transaction
from django.db.models import IntegerField, Max, QuerySet
from django.db.models.fields.json import KT
from django.db.models.functions import Cast

from dtks.files.services import store_bytes
from dtks.jobs.models import Chunk, Event, Job
from dtks.jobs.services import ChunkDone, JobDone, JobKind, start_job
from verification.monthly import services
from verification.monthly.models import Batch, BatchRow, Packet, TemplateKind
from verification.siks.models import BatchFile, BatchTemplate, Template
from verification.siks.services.workbooks import is_volume, read_back, write_workbook


@transaction.atomic
def pin_templates(*, batch: Batch, slice_rows: int | None = None) -> None:
    """Fix the versions by which a batch is checked and written."""
    for kind in TemplateKind.values:
        template = Template.objects.in_force(kind, batch.month)
        BatchTemplate.objects.create(
            batch=batch, kind=kind, template=template, slice_rows=slice_rows or template.slice_rows
        )


def pinned(batch: Batch) -> dict[str, BatchTemplate]:
    """The versions of a batch by sheet; a batch of before they were fixed takes those of its month."""
    found = {each.kind: each for each in batch.templates.select_related("template")}
    for kind in TemplateKind.values:
        if kind not in found:
            template = Template.objects.in_force(kind, batch.month)
            found[kind] = BatchTemplate(batch=batch, kind=kind, template=template, slice_rows=template.slice_rows)
    return found


def slices_of(batch: Batch, rows: QuerySet[BatchRow], packet: Packet | None = None) -> Iterable[dict[str, Any]]:
    """Parameters of one chunk per file: sheet, kecamatan, slice, and exactly which rows."""
    templates = pinned(batch)
    order = rows.order_by("kind", "kecamatan__code", "id").values_list("kind", "kecamatan_id", "kecamatan__name", "pk")
    for (kind, kecamatan, name), group in groupby(order, key=lambda row: row[:3]):
        used = templates[kind]
        ids = [row[3] for row in group]
        place = "".join(filter(str.isalnum, name.upper()))
        first = _last_slice(batch, used.template, kecamatan) + 1
        for slice_no, at in enumerate(range(0, len(ids), used.slice_rows), start=first):
            stem = f"7471_{kind.upper()}_{batch.month:%Y%m}_B{batch.sequence:02d}_{place}_{slice_no:02d}"
            yield {
                "act": "write",
                "batch": batch.pk,
                "packet": packet.pk if packet else None,
                "template": used.template.pk,
                "kecamatan": kecamatan,
                "slice": slice_no,
                "rows": ids[at : at + used.slice_rows],
                "name": f"{stem}.xlsx",
            }


def _last_slice(batch: Batch, template: Template, kecamatan: int) -> int:
    """The highest number that a file of a batch has, or will have: what is planned counts as well."""
    planned = Chunk.objects.filter(
        parameters__act="write", parameters__batch=batch.pk, parameters__template=template.pk,
        parameters__kecamatan=kecamatan,
    )  # fmt: skip
    last = planned.aggregate(last=Max(Cast(KT("parameters__slice"), IntegerField())))["last"] or 0
    files = batch.files.filter(template=template, kecamatan_id=kecamatan)
    return max(last, files.aggregate(last=Max("slice_no"))["last"] or 0)


def write_slice(parameters: dict[str, Any]) -> ChunkDone:
    """Write one file from sealed rows, read it back cell by cell, keep it."""
    batch = Batch.objects.select_related("opened_by").get(pk=parameters["batch"])
    number: int | None = parameters.get("packet")
    packet = Packet.objects.get(pk=number) if number else None
    template = Template.objects.get(pk=parameters["template"])
    columns = list(template.columns.all())
    rows = list(batch.rows.filter(pk__in=parameters["rows"]).order_by("id"))
    letter = packet.mayor_number if packet else ""
    content = write_workbook(batch=batch, template=template, columns=columns, rows=rows, letter=letter)
    quick = is_volume(batch) and parameters["slice"] > 1
    read_back(content=content, template=template, columns=columns, rows=rows, letter=letter, quick=quick)
    stored = store_bytes(name=parameters["name"], content=content, kind="xlsx", actor=batch.opened_by)
    BatchFile.objects.create(
        batch=batch, packet=packet, template=template, kecamatan_id=parameters["kecamatan"],
        slice_no=parameters["slice"], row_ids=[row.pk for row in rows], stored=stored,
    )  # fmt: skip
    return ChunkDone(done=len(rows), result={"file": parameters["name"]})


class WritePacket(JobKind):
    """Write the files of a signed packet, batch by batch, with the number of the mayor's letter."""

    label, see = "Berkas paket", "monthly.see"

    def plan(self, job: Job) -> Iterable[dict[str, Any]]:
        packet = Packet.objects.get(pk=job.parameters["packet"])
        for batch in _batches_of(packet).select_for_update():  # two packets of one batch number their files in turn
            yield from slices_of(batch, batch.rows.filter(pk__in=packet.items.sent().values("row_id")), packet)

    def work(self, job: Job, chunk: Chunk) -> ChunkDone:
        return write_slice(chunk.parameters)

    def finish(self, job: Job) -> JobDone:
        for batch in _batches_of(Packet.objects.get(pk=job.parameters["packet"])):
            services.mark_written(batch=batch)
        return JobDone(result={"files": BatchFile.objects.filter(packet_id=job.parameters["packet"]).count()})


def _batches_of(packet: Packet) -> QuerySet[Batch]:
    return Batch.objects.filter(pk__in=packet.items.sent().values("row__batch_id")).order_by("pk")


def write_signed(event: Event) -> None:
    """Handler of `packet.signed`: starts the writing once, however often it is told."""
    packet = Packet.objects.select_for_update(of=("self",)).get(pk=event.payload["packet"])
    if Job.objects.filter(kind="write_packet", parameters__packet=packet.pk).exists():
        return
    rows = packet.items.sent().count()
    if not rows:
        return
    start_job(
        kind="write_packet", title=f"Menulis berkas paket {packet.number}", actor=packet.frozen_by,
        parameters={"packet": packet.pk}, total=rows, link=packet.page_url,
    )  # fmt: skip
