"""Sealed rows become files: in which slices, by which version, each written once and read back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any

from django.db import transaction
from django.db.models import Max, Q, QuerySet
from django.utils import timezone

from dtks.accounts.models import User
from dtks.files.services import store_bytes
from dtks.jobs.models import Chunk, Event, Job
from dtks.jobs.services import ChunkDone, JobDone, JobKind, start_job
from dtks.web.refusals import Refusal
from verification.monthly import services
from verification.monthly.models import Batch, BatchRow, Packet, PacketItem, TemplateKind
from verification.siks.models import BatchFile, BatchTemplate, Template
from verification.siks.services.workbooks import is_volume, lines, read_back, write_workbook

CHUNK_FILES, CHUNK_ROWS = 4, 2_500  # what a chunk writes at most, unless one file alone is more: about a second
Place = tuple[int, int]  # template and kecamatan: within them the files of a batch are numbered


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


def version_of(batch: Batch, kind: str) -> Template:
    """The version of one sheet of a batch, as `pinned` says."""
    found = batch.templates.select_related("template").filter(kind=kind).first()
    return found.template if found else Template.objects.in_force(kind, batch.month)


def chunks_of(
    batch: Batch, rows: QuerySet[BatchRow], packet: Packet | None = None, taken: dict[Place, int] | None = None
) -> Iterator[dict[str, Any]]:
    """Parameters of the chunks that write the files of some rows: of small files several in one.

    Args:
        taken: the highest numbers that are taken so far, where several plans of one batch follow each other.
    """
    files: list[dict[str, Any]] = []
    count = 0
    for file in _slices_of(batch, rows, last_slices(batch) if taken is None else taken):
        if files and (len(files) == CHUNK_FILES or count + len(file["rows"]) > CHUNK_ROWS):
            yield _chunk(batch, packet, files)
            files, count = [], 0
        files.append(file)
        count += len(file["rows"])
    if files:
        yield _chunk(batch, packet, files)


def _chunk(batch: Batch, packet: Packet | None, files: Sequence[dict[str, Any]]) -> dict[str, Any]:
    return {"act": "write", "batch": batch.pk, "packet": packet.pk if packet else None, "files": files}


def _slices_of(batch: Batch, rows: QuerySet[BatchRow], taken: dict[Place, int]) -> Iterator[dict[str, Any]]:
    """Each file: sheet, kecamatan, slice, and exactly which rows. A row that stands in a file is left out."""
    templates, written = pinned(batch), rows_in_files(batch.files.all())
    order = rows.order_by("kind", "kecamatan__code", "id").values_list("kind", "kecamatan_id", "kecamatan__name", "pk")
    left = (row for row in order if row[3] not in written)
    for (kind, kecamatan, name), group in groupby(left, key=lambda row: row[:3]):
        used = templates[kind]
        ids = [row[3] for row in group]
        place = "".join(filter(str.isalnum, name.upper()))
        first = taken.get((used.template.pk, kecamatan), 0) + 1
        taken[used.template.pk, kecamatan] = first - 1 + -(-len(ids) // used.slice_rows)
        for slice_no, at in enumerate(range(0, len(ids), used.slice_rows), start=first):
            stem = f"7471_{kind.upper()}_{batch.month:%Y%m}_B{batch.sequence:02d}_{place}_{slice_no:02d}"
            yield {
                "template": used.template.pk,
                "kecamatan": kecamatan,
                "slice": slice_no,
                "rows": ids[at : at + used.slice_rows],
                "name": f"{stem}.xlsx",
            }


def _files_in(parameters: dict[str, Any]) -> list[dict[str, Any]]:
    """The files of a chunk; one that was planned by an earlier version is itself one file."""
    found: list[dict[str, Any]] = parameters.get("files") or [parameters]
    return found


def rows_in_files(files: QuerySet[BatchFile]) -> set[int]:
    """Rows that stand in some files."""
    return {row for ids in files.values_list("row_ids", flat=True) for row in ids}


def last_slices(batch: Batch) -> dict[Place, int]:
    """Template and kecamatan: the highest number that a file of a batch has, or will have; what is planned counts."""
    files = batch.files.order_by().values_list("template_id", "kecamatan_id").annotate(last=Max("slice_no"))
    found = {(template, kecamatan): last for template, kecamatan, last in files}
    chunks = Chunk.objects.filter(job__in=jobs_of(batch), parameters__act="write", parameters__batch=batch.pk)
    for parameters in chunks.order_by().values_list("parameters", flat=True).iterator(chunk_size=500):
        for file in _files_in(parameters):
            place = (file["template"], file["kecamatan"])
            found[place] = max(found.get(place, 0), file["slice"])
    return found


def jobs_of(batch: Batch) -> QuerySet[Job]:
    """The jobs that write files of a batch, newest first. A packet of some batches has one for all of them."""
    packets = Packet.objects.filter(items__row__batch=batch).values_list("pk", flat=True).distinct()
    return Job.objects.filter(
        Q(kind__in=["export_batch", "write_rest"], parameters__batch=batch.pk)
        | Q(kind="write_packet", parameters__packet__in=list(packets))
    )


def write_files(chunk: Chunk) -> ChunkDone:
    """Write the files of a chunk from sealed rows, read each back cell by cell, keep them.

    Rows that got a file meanwhile get none. After a failure each file goes on alone, so that one holds up no other.
    """
    files = _files_in(chunk.parameters)
    if chunk.failures and len(files) > 1:
        return ChunkDone(more=[chunk.parameters | {"files": [file]} for file in files])
    batch = Batch.objects.select_related("opened_by").get(pk=chunk.parameters["batch"])
    number: int | None = chunk.parameters["packet"]
    letter = Packet.objects.get(pk=number).mayor_number if number else ""
    rows = batch.rows.in_bulk([row for file in files for row in file["rows"]])
    templates = Template.objects.prefetch_related("columns").in_bulk({file["template"] for file in files})
    made = []
    for file in files:
        own = [rows[row] for row in sorted(file["rows"])]
        made.append((file, _written(batch, templates[file["template"]], own, letter, first=file["slice"] == 1)))
    return ChunkDone(done=len(rows), result={"files": _keep(batch, number, made)})


def _written(batch: Batch, template: Template, rows: Sequence[BatchRow], letter: str, *, first: bool) -> bytes:
    """One workbook that was read back; `first`: of its sheet and kecamatan in this batch."""
    columns = list(template.columns.all())
    texts = lines(template=template, columns=columns, rows=rows, letter=letter)
    content = write_workbook(batch=batch, template=template, columns=columns, rows=rows, texts=texts)
    read_back(content=content, template=template, columns=columns, texts=texts, quick=is_volume(batch) and not first)
    return content


def _keep(batch: Batch, packet: int | None, made: Sequence[tuple[dict[str, Any], bytes]]) -> list[str]:
    """Keep the files, but those whose rows got one meanwhile by another job; names of what was kept."""
    stored = [
        store_bytes(name=file["name"], content=content, kind="xlsx", actor=batch.opened_by) for file, content in made
    ]
    Batch.objects.select_for_update(no_key=True).get(pk=batch.pk)
    written = rows_in_files(batch.files.filter(kecamatan__in={file["kecamatan"] for file, _ in made}))
    kept = []
    for (file, _), bytes_of_it in zip(made, stored, strict=True):
        if not written.isdisjoint(file["rows"]):
            bytes_of_it.delete()
            continue
        BatchFile.objects.create(
            batch=batch, packet_id=packet, template_id=file["template"], kecamatan_id=file["kecamatan"],
            slice_no=file["slice"], row_ids=sorted(file["rows"]), stored=bytes_of_it,
        )  # fmt: skip
        kept.append(file["name"])
    return kept


class WritePacket(JobKind):
    """Write the files of a signed packet, batch by batch, with the number of the mayor's letter."""

    label, see = "Berkas paket", "monthly.see"

    def plan(self, job: Job) -> Iterable[dict[str, Any]]:
        packet = Packet.objects.get(pk=job.parameters["packet"])
        for batch in _batches_of(packet).select_for_update():  # two packets of one batch number their files in turn
            yield from chunks_of(batch, batch.rows.filter(pk__in=packet.items.sent().values("row_id")), packet)

    def work(self, job: Job, chunk: Chunk) -> ChunkDone:
        return write_files(chunk)

    def finish(self, job: Job) -> JobDone:
        for batch in _batches_of(Packet.objects.get(pk=job.parameters["packet"])):
            mark_if_written(batch)
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


class NothingToWrite(Refusal):
    """Every row that may leave stands in a file, or is about to."""


@transaction.atomic
def write_rest(*, batch: Batch, actor: User | None, inline: bool = False) -> Job:
    """Write what lacks its file because the job that should have written it was stopped.

    Raises:
        NothingToWrite: nothing lacks its file, or somebody is still writing.
    """
    held = Batch.objects.select_for_update().get(pk=batch.pk)
    jobs = jobs_of(held)
    busy = Chunk.objects.filter(job__in=jobs, state=Chunk.State.LEASED, lease_until__gt=timezone.now())
    if jobs.filter(state__in=Job.LIVE).exists() or busy.exists():
        raise NothingToWrite("Berkas kiriman ini masih ditulis. Tunggu sampai selesai, atau coba lagi sebentar.")
    lacking = rows_lacking(held)
    if not lacking:
        raise NothingToWrite("Tidak ada baris yang kurang berkasnya.")
    return start_job(
        kind="write_rest", title=f"Menulis berkas yang kurang dari {held.number}", actor=actor,
        parameters={"batch": held.pk}, total=len(lacking), link=held.page_url, inline=inline,
    )  # fmt: skip


def rows_lacking(batch: Batch) -> set[int]:
    """Rows that were let go and stand in no file yet."""
    return set(batch.rows.filter(ledger_line__isnull=False).values_list("pk", flat=True)) - rows_in_files(
        batch.files.all()
    )


def mark_if_written(batch: Batch) -> None:
    """The batch is written once every row that was let go stands in a file; a stuck file keeps it open."""
    if not rows_lacking(batch):
        services.mark_written(batch=batch)


class WriteRest(JobKind):
    """Write what a stopped job left unwritten, each row with the letter of its packet."""

    label, see = "Berkas kiriman", "monthly.see"

    def plan(self, job: Job) -> Iterable[dict[str, Any]]:
        batch = Batch.objects.get(pk=job.parameters["batch"])
        let_go = batch.rows.filter(pk__in=rows_lacking(batch))
        taken = last_slices(batch)
        yield from chunks_of(batch, let_go.exclude(packet_items__in=PacketItem.objects.sent()), None, taken)
        for packet in Packet.objects.filter(items__row__in=let_go, state=Packet.State.SIGNED).distinct():
            rows = let_go.filter(pk__in=packet.items.sent().values("row_id"))
            yield from chunks_of(batch, rows, packet, taken)

    def work(self, job: Job, chunk: Chunk) -> ChunkDone:
        return write_files(chunk)

    def finish(self, job: Job) -> JobDone:
        mark_if_written(Batch.objects.get(pk=job.parameters["batch"]))
        return JobDone()
