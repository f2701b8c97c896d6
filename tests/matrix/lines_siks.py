"""Batches, their files, the ledger."""

from datetime import date

from dtks.files.services import store_bytes
from dtks.office.models import Region
from tests.matrix.lines import Line
from verification.monthly.models import Batch
from verification.siks.models import BatchFile, ReturnFile, Template
from verification.siks.services import load_templates

SEES = {"operator", "kasi", "kabid", "mayor_office"}
SEALS = {"operator", "kasi"}


def make_batch(citizen):
    sequence = Batch.objects.count() + 1
    return Batch.objects.create(number=f"K-2611-{sequence:02d}", month=date(2026, 11, 1), sequence=sequence).pk


def make_file(citizen):
    load_templates()
    stored = store_bytes(name="kiriman.xlsx", content=b"PK", kind="xlsx", actor=None)
    return BatchFile.objects.create(
        batch_id=make_batch(citizen), template=Template.objects.first(), kecamatan=Region.objects.first(),
        slice_no=1, stored=stored,
    ).pk  # fmt: skip


def make_return(citizen):
    stored = store_bytes(name="kiriman_HASIL.xlsx", content=b"PK", kind="xlsx", actor=None)
    return ReturnFile.objects.create(stored=stored).pk


RECORDS = {"batch": make_batch, "batch_file": make_file, "return": make_return}
LINES = {
    "siks:batches": Line(see=SEES),
    "siks:seal": Line(see=SEALS),
    "siks:templates": Line(see=SEES),
    "siks:batch": Line(record="batch", see=SEES, whole_office=True),
    "siks:file": Line(record="batch_file", see=SEALS, whole_office=True),
    "siks:returns": Line(see=SEES),
    "siks:upload_return": Line(see=SEALS),
    "siks:return": Line(record="return", see=SEES, whole_office=True),
}
