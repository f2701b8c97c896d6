"""The ledger of proposals, letters that ask for answers, the mayor's packet."""

from datetime import date

from django.utils import timezone

from dtks.accounts.models import User
from dtks.files.services import store_bytes
from tests.matrix.lines import EVERYBODY, Line
from tests.matrix.lines_corrections import make_request
from verification.monthly.models import (
    Batch,
    BatchRow,
    CarriedOver,
    GovernorCopy,
    LedgerLine,
    MonthClose,
    Packet,
    PacketItem,
    PacketScan,
    UnansweredLetter,
)

SEES = {"operator", "kasi", "kabid", "mayor_office"}
WRITES = {"operator", "kasi", "kabid"}


def make_letter(citizen):
    number = UnansweredLetter.objects.count() + 1
    return UnansweredLetter.objects.create(
        number=f"400.9/{number}/DINSOS/2026", made_on=date(2026, 11, 18), older_than=90, seat="Kabid", line_count=0,
        made_by=User.objects.first(),
    ).pk  # fmt: skip


def make_row(number, citizen):
    batch, _ = Batch.objects.get_or_create(number="K-2611-09", defaults={"month": date(2026, 11, 1), "sequence": 9})
    request = make_request(citizen, number)
    return BatchRow.objects.create(
        batch=batch, kind="perbaikan", request=request, citizen=citizen, kecamatan=citizen.kelurahan.parent,
        sha256="0" * 64,
    )  # fmt: skip


def make_carried(number, citizen):
    month, _ = MonthClose.objects.get_or_create(month=date(2026, 10, 1), defaults={"closed_on": date(2026, 10, 15)})
    words = {"code": "UNDECIDED", "sentence": "Belum diputus.", "mender": "Operator"}
    return CarriedOver.objects.create(month=month, request=make_request(citizen, number), **words)


def make_line(number, citizen):
    return LedgerLine.objects.create(row=make_row(number, citizen), sent_on=date(2026, 11, 1))


def a_paper():
    return store_bytes(name="surat.pdf", content=b"%PDF-1.7", kind="pdf", actor=None)


def make_packet(citizen, **more):
    number = Packet.objects.count() + 1
    return Packet.objects.create(
        number=f"PW-2026/11-{number}", month=date(2026, 11, 1), sequence=number, made_by=User.objects.first(),
        paper=a_paper(), **more,
    ).pk  # fmt: skip


def signed(number=0, citizen=None):
    by = User.objects.first()
    return make_packet(
        citizen, state="signed", hash="0" * 64, frozen_by=by, frozen_at=timezone.now(), mayor_number="88/SETDA",
        signed_on=date(2026, 11, 20),
    )  # fmt: skip


def make_item(citizen):
    row = make_row(PacketItem.objects.count() + 9000, citizen)
    return PacketItem.objects.create(packet_id=make_packet(citizen), row=row).pk


def make_scan(citizen):
    return PacketScan.objects.create(
        packet_id=make_packet(citizen), stored=a_paper(), name="surat.pdf", accepted=True,
        uploaded_by=User.objects.first(),
    ).pk  # fmt: skip


def make_copy(citizen, number=0):
    return GovernorCopy.objects.create(
        packet_id=signed(), version=1, letter_number=f"400.9/{GovernorCopy.objects.count() + 1}/DINSOS/2026",
        item_count=0, hash="0" * 64, channel="surat", made_by=User.objects.first(), paper=a_paper(),
    ).pk  # fmt: skip


RECORDS = {
    "letter": make_letter,
    "packet": make_packet,
    "packet_item": make_item,
    "packet_scan": make_scan,
    "governor_copy": make_copy,
}
ROWS = {
    "monthly:ledger": make_line,
    "monthly:carried": make_carried,
    "monthly:packets": lambda number, citizen: make_packet(citizen),
    "monthly:signed": signed,
    "monthly:copies": lambda number, citizen: make_copy(citizen),
}
MAKES = {"operator", "kasi", "kabid"}
RECORDS_DESKS = {"kabid", "mayor_office"}
LINES = {
    "monthly:calendar": Line(see=EVERYBODY),
    "monthly:carried": Line(see={"kabid", "kasi", "operator", "front_desk", "supervisor", "kelurahan"}),
    "monthly:ledger": Line(see=SEES),
    "monthly:ask": Line(see=WRITES),
    "monthly:letter": Line(record="letter", see=WRITES, whole_office=True),
    "monthly:packets": Line(see=SEES),
    "monthly:signed": Line(see=SEES),
    "monthly:make_packet": Line(see=MAKES),
    "monthly:finalization": Line(see={"kabid"}),
    "monthly:order": Line(see={"kabid"}),
    "monthly:packet": Line(record="packet", see=SEES, whole_office=True),
    "monthly:names": Line(record="packet", see=SEES, whole_office=True),
    "monthly:freeze": Line(record="packet", see={"kabid"}, whole_office=True),
    "monthly:step": Line(record="packet", see=RECORDS_DESKS, whole_office=True),
    "monthly:scan": Line(record="packet", see=RECORDS_DESKS, whole_office=True),
    "monthly:void": Line(record="packet", see={"kabid"}, whole_office=True),
    "monthly:packet_pdf": Line(record="packet", see=SEES, whole_office=True),
    "monthly:make_copy": Line(record="packet", see={"kabid"}, whole_office=True),
    "monthly:carve": Line(record="packet_item", see=MAKES),
    "monthly:put_back": Line(record="packet_item", see=MAKES),
    "monthly:withdraw": Line(record="packet_item", see={"kabid"}),
    "monthly:scan_file": Line(record="packet_scan", see=SEES, whole_office=True),
    "monthly:copies": Line(see=SEES),
    "monthly:copy_sent": Line(record="governor_copy", see={"kabid"}, whole_office=True),
    "monthly:copy_pdf": Line(record="governor_copy", see=SEES, whole_office=True),
}
