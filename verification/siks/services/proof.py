"""Prove that sealed batches are as they were sealed, in the database and on disk."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from dtks.files.services import path_of
from verification.monthly import queries
from verification.monthly.models import Batch
from verification.siks.models import BatchFile
from verification.siks.services.workbooks import NotAsWritten, is_volume, lines, read_back


@dataclass(frozen=True)
class Proof:
    """One batch, and the first thing in it that is not as sealed; an empty fault is a good batch."""

    batch: Batch
    fault: str = ""


def prove_batches() -> Iterator[Proof]:
    """Check each sealed batch: every row against its hash, all rows against the batch's, every file cell by cell."""
    sealed = Batch.objects.filter(state__in=[Batch.State.SEALED, Batch.State.WRITTEN]).order_by("month", "sequence")
    for batch in sealed:
        yield prove_batch(batch)


def prove_batch(batch: Batch) -> Proof:
    """Check one sealed batch."""
    return Proof(batch, _row_fault(batch) or _file_fault(batch))


def _row_fault(batch: Batch) -> str:
    hashes = []
    rows = batch.rows.order_by("kind", "kecamatan__code", "id")
    for number, row in enumerate(rows.iterator(chunk_size=2000), start=1):
        if queries.row_hash(kind=row.kind, values=row.values) != row.sha256:
            return f"baris {number} (usulan {row.values.get('request_number', '')}) berubah sejak disegel"
        hashes.append(row.sha256)
    if len(hashes) != batch.row_count:
        return f"{len(hashes)} baris, disegel {batch.row_count}"
    return "" if queries.batch_hash(hashes) == batch.hash else "urutan atau isi baris tidak sama dengan sidik kiriman"


def _file_fault(batch: Batch) -> str:
    files = batch.files.select_related("stored", "template", "packet")
    for each in files:
        if fault := _one_file_fault(each):
            return f"{each.stored.name}: {fault}"
    written = sum(len(each.row_ids) for each in files)
    sent = batch.rows.filter(ledger_line__isnull=False).count()
    if batch.state == Batch.State.WRITTEN and written != sent:
        return f"berkas memuat {written} baris, dikirim {sent}"
    return ""


def _one_file_fault(each: BatchFile) -> str:
    path = path_of(each.stored)
    if not path.exists():
        return "berkas hilang dari penyimpanan"
    content = path.read_bytes()
    rows = list(each.batch.rows.filter(pk__in=each.row_ids).order_by("id"))
    try:
        columns, quick = list(each.template.columns.all()), is_volume(each.batch) and each.slice_no > 1
        texts = lines(template=each.template, columns=columns, rows=rows, letter=each.letter)
        read_back(content=content, template=each.template, columns=columns, texts=texts, quick=quick)
    except NotAsWritten as fault:
        return str(fault)
    except Exception as error:
        return f"tidak terbaca sebagai XLSX ({type(error).__name__})"
    return "" if hashlib.sha256(content).hexdigest() == each.stored.sha256 else "isi berkas berubah sejak ditulis"
