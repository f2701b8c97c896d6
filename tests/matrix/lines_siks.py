"""Batches, their files, the ledger."""

import io
from datetime import date

from django.db.models import Max
from django.utils import timezone
from openpyxl import Workbook

from dtks.accounts.models import User
from dtks.files.services import store_bytes
from dtks.office.models import Region
from tests.matrix.lines import Line
from tests.matrix.lines_corrections import make_request
from verification.monthly.models import Batch, BatchRow, LedgerLine
from verification.siks.models import BatchFile, BatchPassword, ReturnFile, Template
from verification.siks.services import load_templates

SEES = {"operator", "kasi", "kabid", "mayor_office"}
SEALS = {"operator", "kasi"}


def make_batch(citizen):
    sequence = (Batch.objects.aggregate(last=Max("sequence"))["last"] or 0) + 1
    return Batch.objects.create(number=f"K-2611-{sequence:02d}", month=date(2026, 11, 1), sequence=sequence).pk


def make_sealed(citizen):
    batch = Batch.objects.get(pk=make_batch(citizen))
    request = make_request(citizen)
    row = BatchRow.objects.create(
        batch=batch, kind="perbaikan", request=request, citizen=citizen, kecamatan=citizen.kelurahan.parent,
        values={"nik": citizen.nik, "new_name": citizen.name, "kelurahan_name": "KADIA"}, sha256="0" * 64,
    )  # fmt: skip
    LedgerLine.objects.create(row=row, sent_on=date(2026, 11, 20))
    batch.state, batch.hash, batch.sealed_at, batch.row_count = "sealed", "0" * 64, timezone.now(), 1
    batch.save()
    return batch.pk


def make_row(citizen):
    load_templates()
    return BatchRow.objects.get(batch=make_sealed(citizen)).pk


def make_file(citizen):
    load_templates()
    out = io.BytesIO()
    Workbook().save(out)
    stored = store_bytes(name="kiriman.xlsx", content=out.getvalue(), kind="xlsx", actor=None)
    batch = make_batch(citizen)
    BatchPassword.objects.create(batch_id=batch, seed="x", made_by=User.objects.first())
    return BatchFile.objects.create(
        batch_id=batch, template=Template.objects.first(), kecamatan=Region.objects.first(),
        slice_no=1, stored=stored,
    ).pk  # fmt: skip


def make_return(citizen):
    stored = store_bytes(name="kiriman_HASIL.xlsx", content=b"PK", kind="xlsx", actor=None)
    return ReturnFile.objects.create(stored=stored).pk


RECORDS = {
    "batch": make_batch,
    "sealed_batch": make_sealed,
    "batch_row": make_row,
    "batch_file": make_file,
    "return": make_return,
}
LINES = {
    "siks:batches": Line(see=SEES),
    "siks:seal": Line(see=SEALS),
    "siks:templates": Line(see=SEES),
    "siks:new_version": Line(see=SEALS),
    "siks:batch": Line(record="batch", see=SEES, whole_office=True),
    "siks:file": Line(record="batch_file", see=SEALS, whole_office=True),
    "siks:write_rest": Line(record="sealed_batch", see=SEALS, whole_office=True, post_only=True),
    "siks:password": Line(record="sealed_batch", see=SEALS, whole_office=True, post_only=True),
    "siks:keying": Line(record="sealed_batch", see=SEALS, whole_office=True, ok=(302,)),
    "siks:keying_row": Line(record="batch_row", see=SEALS),
    "siks:returns": Line(see=SEES),
    "siks:upload_return": Line(see=SEALS),
    "siks:look_up": Line(see=SEALS | {"front_desk", "supervisor", "kelurahan"}, record="citizen"),
    "siks:return": Line(record="return", see=SEES, whole_office=True),
}
