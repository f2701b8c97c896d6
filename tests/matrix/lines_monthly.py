"""The ledger of proposals, letters that ask for answers, the mayor's packet."""

from datetime import date

from dtks.accounts.models import User
from tests.matrix.lines import EVERYBODY, Line
from tests.matrix.lines_corrections import make_request
from verification.monthly.models import Batch, BatchRow, CarriedOver, LedgerLine, MonthClose, UnansweredLetter

SEES = {"operator", "kasi", "kabid", "mayor_office"}
WRITES = {"operator", "kasi", "kabid"}


def make_letter(citizen):
    number = UnansweredLetter.objects.count() + 1
    return UnansweredLetter.objects.create(
        number=f"400.9/{number}/DINSOS/2026", made_on=date(2026, 11, 18), older_than=90, seat="Kabid", line_count=0,
        made_by=User.objects.first(),
    ).pk  # fmt: skip


def make_line(number, citizen):
    batch, _ = Batch.objects.get_or_create(number="K-2611-09", defaults={"month": date(2026, 11, 1), "sequence": 9})
    request = make_request(citizen, number)
    row = BatchRow.objects.create(
        batch=batch, kind="perbaikan", request=request, citizen=citizen, kecamatan=citizen.kelurahan.parent,
        sha256="0" * 64,
    )  # fmt: skip
    return LedgerLine.objects.create(row=row, sent_on=date(2026, 11, 1))


def make_carried(number, citizen):
    month, _ = MonthClose.objects.get_or_create(month=date(2026, 10, 1), defaults={"closed_on": date(2026, 10, 15)})
    words = {"code": "UNDECIDED", "sentence": "Belum diputus.", "mender": "Operator"}
    return CarriedOver.objects.create(month=month, request=make_request(citizen, number), **words)


RECORDS = {"letter": make_letter}
ROWS = {"monthly:ledger": make_line, "monthly:carried": make_carried}
LINES = {
    "monthly:calendar": Line(see=EVERYBODY),
    "monthly:carried": Line(see={"kabid", "kasi", "operator", "front_desk", "supervisor", "kelurahan"}),
    "monthly:ledger": Line(see=SEES),
    "monthly:ask": Line(see=WRITES),
    "monthly:letter": Line(record="letter", see=WRITES, whole_office=True),
}
