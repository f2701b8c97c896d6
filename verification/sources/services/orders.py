"""Work orders to Disdukcapil: who must be mended there, gathered into a numbered file with its letter."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import xlsxwriter
from django.db import transaction

from dtks.accounts.models import User
from dtks.assignments.models import Assignment
from dtks.files.services import store_bytes
from dtks.jobs.services import emit
from dtks.office.queries import KABID, is_working_day
from dtks.office.services import letter_number, numbered_code
from dtks.registry.models import Citizen
from dtks.web.refusals import Refusal
from verification.sources.models import OrderRow, ResultClass, WorkOrder
from verification.sources.queries import class_of_key, orderable

MOST_ROWS = 5_000
# What Disdukcapil is asked to do, as it stands in the file and in the letter.
ASKED: dict[str, tuple[str, str]] = {
    ResultClass.NOT_ONLINE: ("DIONLINEKAN", "NIK belum terbaca di data pusat; mohon dikonsolidasikan."),
    ResultClass.INACTIVE: ("SEBAB NONAKTIF", "NIK tidak aktif; mohon sebabnya, dan diaktifkan bila orangnya ada."),
    ResultClass.NIK_DUPLICATE: ("PERIKSA GANDA", "NIK dipakai lebih dari satu orang atau satu orang dua NIK."),
}
HEADS = [
    "KODE BARIS", "NIK", "NO_KK", "NAMA_LGKP", "TMPT_LHR", "TGL_LHR", "JENIS_KLMIN", "ALAMAT", "RT", "RW", "KELURAHAN",
    "KECAMATAN", "PERMINTAAN", "KETERANGAN", "HASIL", "CATATAN DISDUKCAPIL", "TANGGAL HASIL",
]  # fmt: skip
ANSWER_HEADS = 3  # the last columns, empty for Disdukcapil


class NothingToOrder(Refusal):
    """Nobody waits for Disdukcapil who was not asked about already."""


def order_this_week(*, today: date) -> WorkOrder | None:
    """The weekly order, made by itself once a week on a working day; None where it stands or nothing is due."""
    monday = today - timedelta(days=today.weekday())
    if not is_working_day(today) or WorkOrder.objects.filter(week=monday).exists():
        return None
    try:
        return make_order(actor=None, on=today, week=monday)
    except NothingToOrder:
        return None


@transaction.atomic
def make_order(*, actor: User | None, on: date, seat: str = KABID, week: date | None = None) -> WorkOrder:
    """Gather all that wait into one numbered file; its letter is set from the same rows.

    Args:
        seat: who signs the letter.
        week: the Monday of a weekly order; empty for one on demand.

    Raises:
        NothingToOrder: nobody waits, or all were asked about already.
    """
    waiting = list(orderable().select_for_update(of=("self",))[:MOST_ROWS])
    if not waiting:
        raise NothingToOrder("Tidak ada yang menunggu Disdukcapil, atau semuanya sudah dimintakan.")
    number = numbered_code(prefix="DK", kind="work_order", on=on)
    rows = [_row(position, each) for position, each in enumerate(waiting, start=1)]
    content = workbook(number=number, on=on, rows=rows)
    order = WorkOrder.objects.create(
        number=number, letter_number=letter_number(kind="letter", on=on), seat=seat, made_on=on, made_by=actor,
        week=week, row_count=len(rows),
        stored=store_bytes(name=f"{number}.xlsx", content=content, kind="xlsx", actor=actor),
    )  # fmt: skip
    for row in rows:
        row.order = order
    OrderRow.objects.bulk_create(rows, batch_size=1_000)
    emit(kind="registry.asked", payload={"order": order.pk})
    return order


def _row(position: int, assignment: Assignment) -> OrderRow:
    citizen, result_class = assignment.citizen, class_of_key(assignment.key)
    assert citizen is not None
    return OrderRow(
        position=position, citizen=citizen, assignment=assignment, result_class=result_class,
        values=_values(citizen, result_class),
    )  # fmt: skip


def _values(citizen: Citizen, result_class: str) -> dict[str, str]:
    """The citizen as he stands in the file, header to text."""
    place, request = citizen.kelurahan, ASKED[result_class]
    return {
        "NIK": citizen.nik,
        "NO_KK": citizen.kk_number,
        "NAMA_LGKP": citizen.name,
        "TMPT_LHR": citizen.birth_place,
        "TGL_LHR": f"{citizen.birth_date:%d-%m-%Y}" if citizen.birth_date else "",
        "JENIS_KLMIN": citizen.get_sex_display() if citizen.sex else "",
        "ALAMAT": citizen.address,
        "RT": citizen.rt,
        "RW": citizen.rw,
        "KELURAHAN": place.name if place else "",
        "KECAMATAN": place.parent.name if place and place.parent else "",
        "PERMINTAAN": request[0],
        "KETERANGAN": request[1],
    }


def workbook(*, number: str, on: date, rows: Sequence[OrderRow]) -> bytes:
    """The file for Disdukcapil: every cell is text, the last columns wait for the answer, HASIL offers its words."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(
        buffer, {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    )
    text, head = book.add_format({"num_format": "@"}), book.add_format({"bold": True, "num_format": "@"})
    sheet = book.add_worksheet("SURAT KERJA")
    sheet.write_string(
        0, 0, f"Surat kerja {number}, {on:%d-%m-%Y}: isi HASIL, CATATAN dan TANGGAL, kirim kembali.", head
    )
    for column, name in enumerate(HEADS):
        sheet.write_string(1, column, name, head)
    for at, row in enumerate(rows, start=2):
        sheet.write_string(at, 0, f"{number}/{row.position:03d}", text)
        for column, name in enumerate(HEADS[1:-ANSWER_HEADS], start=1):
            sheet.write_string(at, column, row.values[name], text)
    _offer_answers(sheet, len(rows))
    sheet.freeze_panes(2, 1)
    sheet.set_column(0, len(HEADS) - 1, 18, text)
    book.close()
    return buffer.getvalue()


def _offer_answers(sheet: Any, count: int) -> None:
    words = ["DIONLINEKAN", "AKTIF", "DIPERBAIKI", "DIPROSES", "MENINGGAL", "PINDAH", "TIDAK DITEMUKAN", "PERLU DATANG"]
    column = HEADS.index("HASIL")
    sheet.data_validation(2, column, count + 1, column, {"validate": "list", "source": words, "error_type": "warning"})
