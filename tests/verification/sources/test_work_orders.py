"""Work orders to Disdukcapil: gathered once, answered row by row, and whoever is next is told."""

from __future__ import annotations

import csv
import io
from datetime import date
from typing import Any

import openpyxl
import pytest
import time_machine
from django.db import DatabaseError, transaction

from consultation.desk.models import State as TicketState
from consultation.desk.models import Ticket
from consultation.desk.services import follow_registry_answer, follow_work_order
from dtks.assignments.models import Assignment
from dtks.files.services import RefusedFile, locks, path_of, store_bytes
from dtks.jobs.models import Event
from dtks.jobs.services import run_inline
from dtks.office.models import Signatory
from dtks.office.queries import KABID
from tests.matrix.lines import RECORDS
from verification.sources import queries, services
from verification.sources.models import OrderAnswer, OrderRow, WorkOrder
from verification.sources.services import Found, NothingToOrder, follow_classes, make_order, order_this_week

pytestmark = pytest.mark.django_db
THURSDAY = date(2026, 11, 26)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel("2026-11-26T02:00:00Z", tick=False) as traveller:
        yield traveller


@pytest.fixture
def waiting(citizen_kadia, citizen_lahundape):
    """Two citizens whom Disdukcapil must mend, and one class that is not its work."""
    found = [
        Found(citizen=citizen_kadia, result_class="INACTIVE"),
        Found(citizen=citizen_lahundape, result_class="NOT_ONLINE"),
    ]  # fmt: skip
    follow_classes(found=found, origin="Rekonsiliasi R-2611-0004")
    return citizen_kadia, citizen_lahundape


@pytest.fixture
def order(waiting, operator):
    return make_order(actor=operator, on=THURSDAY)


def answered(*rows: dict[str, str], actor: Any = None, heads: str = "KODE BARIS;NIK;NAMA_LGKP;HASIL;CATATAN;TANGGAL"):
    text = io.StringIO()
    writer = csv.DictWriter(text, heads.split(";"), delimiter=";", extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows)
    stored = store_bytes(name="jawaban.csv", content=text.getvalue().encode(), kind="csv", actor=actor)
    answer = services.take_in_answer(stored=stored, actor=actor, inline=True)
    run_inline(job=answer.job)
    answer.refresh_from_db()
    return answer


def row_of(order, citizen) -> OrderRow:
    return OrderRow.objects.filter(order=order).select_related("order").get(citizen=citizen)


def test_an_order_holds_whoever_waits_once_and_its_file_keeps_every_digit(order, waiting, operator):
    book = openpyxl.load_workbook(io.BytesIO(path_of(order.stored).read_bytes()))
    rows = list(book["SURAT KERJA"].iter_rows(min_row=2, values_only=True))
    assert rows[0][:4] == ("KODE BARIS", "NIK", "NO_KK", "NAMA_LGKP")
    assert {(row[0], row[1]) for row in rows[1:]} == {
        (row.code, row.citizen.nik) for row in order.rows.select_related("order", "citizen")
    }
    assert {row[12] for row in rows[1:]} == {"SEBAB NONAKTIF", "DIONLINEKAN"}
    with pytest.raises(NothingToOrder):
        make_order(actor=operator, on=THURSDAY)


def test_the_file_itself_filled_in_is_an_answer(order, waiting):
    book = openpyxl.load_workbook(io.BytesIO(path_of(order.stored).read_bytes()))
    sheet = book["SURAT KERJA"]
    for line in (3, 4):
        sheet.cell(line, 15).value = "DIPERBAIKI"
        sheet.cell(line, 17).value = date(2026, 11, 25)
    filled = io.BytesIO()
    book.save(filled)
    stored = store_bytes(name="DK_HASIL.xlsx", content=filled.getvalue(), kind="xlsx", actor=None)
    answer = services.take_in_answer(stored=stored, actor=None, inline=True)
    run_inline(job=answer.job)
    order.refresh_from_db()
    assert (order.answered, order.waiting) == (2, 0)
    assert set(order.rows.values_list("answered_on", flat=True)) == {date(2026, 11, 25)}


def test_the_file_goes_out_locked_and_its_answer_may_come_back_locked(order, operator, client_of):
    client, file = client_of(operator), f"/surat-kerja/{order.pk}/berkas/"
    refused = client.get(file)
    assert refused.status_code != 200
    page = client.post(f"/surat-kerja/{order.pk}/sandi/")
    word = page.content.decode().split('data-salin="')[1].split('"')[0]
    locked = b"".join(client.get(file).streaming_content)
    assert locked[:4] == bytes.fromhex("d0cf11e0")
    assert b"".join(services.opened([locked])) == path_of(order.stored).read_bytes()
    assert word not in client.get(f"/surat-kerja/{order.pk}/").content.decode()
    other = locks.locked(path_of(order.stored), "sandi-lain")
    with pytest.raises(RefusedFile, match="sandi lain"):
        list(services.opened([other]))


def test_an_order_is_frozen(order):
    for change in ({"row_count": 7}, {"letter_number": "1"}):
        with pytest.raises(DatabaseError), transaction.atomic():
            WorkOrder.objects.filter(pk=order.pk).update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        order.rows.update(values={})


def test_the_weekly_order_is_made_once_and_on_a_working_day(waiting):
    assert order_this_week(today=date(2026, 11, 28)) is None, "Saturday"
    made = order_this_week(today=THURSDAY)
    assert made is not None
    assert (made.week, made.made_by, made.row_count) == (date(2026, 11, 23), None, 2)
    assert order_this_week(today=date(2026, 11, 27)) is None


def test_the_letter_names_counts_and_signatory_but_nobody(order, waiting, operator, client_of):
    Signatory.objects.create(seat=KABID, name="Dra. Hasnawati", starts_on=date(2026, 1, 1))
    data = queries.letter_data(order)
    assert data["signature"]["name"] == "Dra. Hasnawati"
    assert data["count"] == 2
    assert waiting[0].name not in str(data)
    pdf = client_of(operator).get(f"/surat-kerja/{order.pk}/surat/")
    assert pdf.content.startswith(b"%PDF")


def test_a_partial_answer_is_followed_row_by_row(order, waiting):
    inactive, not_online = (row_of(order, each) for each in waiting)
    answer = answered(
        {"KODE BARIS": inactive.code, "NIK": waiting[0].nik, "HASIL": "sudah aktif", "TANGGAL": "25-11-2026"},
        {"KODE BARIS": not_online.code, "HASIL": "Diproses", "CATATAN": "menunggu pusat"},
    )
    assert (answer.read, answer.matched, answer.unknown, answer.repeated) == (2, 2, 0, 0)
    inactive.refresh_from_db()
    not_online.refresh_from_db()
    order.refresh_from_db()
    assert (inactive.state, inactive.answered_on) == ("mended", date(2026, 11, 25))
    assert (not_online.state, not_online.note, order.answered) == ("pending", "menunggu pusat", 1)
    states = dict(Assignment.objects.values_list("citizen", "state"))
    assert states == {waiting[0].pk: "done", waiting[1].pk: "open"}


def test_unknown_repeated_and_faulty_rows_say_where_and_why(order, waiting):
    inactive = row_of(order, waiting[0])
    answer = answered(
        {"KODE BARIS": inactive.code, "HASIL": "AKTIF", "TANGGAL": "31-02-2026"},
        {"KODE BARIS": inactive.code, "HASIL": "MENINGGAL"},
        {"KODE BARIS": "DK-2611-0999/001", "HASIL": "AKTIF"},
        {"KODE BARIS": row_of(order, waiting[1]).code, "NIK": waiting[0].nik, "HASIL": "AKTIF"},
        {"KODE BARIS": row_of(order, waiting[1]).code, "HASIL": "OKE"},
    )
    assert (answer.read, answer.matched, answer.unknown, answer.repeated, answer.faulty) == (5, 1, 3, 1, 2)
    rows = list(answer.rows.all())
    assert rows[0].findings[0]["cell"] == "F2"
    assert (rows[4].findings[0]["cell"], rows[4].findings[0]["value"]) == ("D6", "OKE")
    assert "bukan dari surat kerja kita" in rows[2].why
    assert "tidak cocok" in rows[3].why
    inactive.refresh_from_db()
    assert (inactive.state, inactive.answered_on) == ("mended", THURSDAY), "the first answer counts; no date is today"
    again = answered({"KODE BARIS": inactive.code, "HASIL": "AKTIF"})
    assert again.repeated == 1


def test_without_the_code_the_nik_says_who_it_is(order, waiting):
    answer = answered({"NIK": waiting[0].nik, "HASIL": "PERLU DATANG"}, heads="NIK;HASIL")
    assert answer.matched == 1
    come = Assignment.objects.live().get(citizen=waiting[0])
    assert (come.role, come.owner) == ("kelurahan", "citizen")


def test_who_is_said_to_be_dead_is_confirmed_by_the_kelurahan_and_stays_alive_until_then(order, waiting):
    answered({"KODE BARIS": row_of(order, waiting[0]).code, "HASIL": "MENINGGAL"})
    confirm = Assignment.objects.live().get(citizen=waiting[0])
    assert (confirm.key, confirm.role) == (f"padan:DECEASED:{waiting[0].pk}", "kelurahan")
    waiting[0].refresh_from_db()
    assert waiting[0].life_state == "1"


def test_a_file_that_is_no_answer_is_refused_as_a_whole(order):
    answer = answered({"A": "1"}, heads="A;B")
    assert answer.state == OrderAnswer.State.REFUSED
    assert "HASIL" in answer.problem
    assert OrderRow.objects.filter(state="waiting").count() == 2


def test_tickets_wait_for_disdukcapil_and_come_back_with_its_answer(waiting, operator):
    ticket = Ticket.objects.get(number=RECORDS["ticket"](waiting[0]))
    Ticket.objects.filter(pk=ticket.pk).update(kind="correction")
    order = make_order(actor=operator, on=THURSDAY)
    for _ in range(2):  # an event comes at least once
        follow_work_order(Event.objects.get(kind="registry.asked"))
    ticket.refresh_from_db()
    assert ticket.state == TicketState.WAIT_DUKCAPIL
    answered({"KODE BARIS": row_of(order, waiting[0]).code, "HASIL": "AKTIF"})
    for _ in range(2):
        follow_registry_answer(Event.objects.get(kind="registry.answered"))
    ticket.refresh_from_db()
    assert ticket.state == TicketState.CHECKING
    assert ticket.notes.filter(about=f"{order.number}/001 dijawab").count() == 1


def test_the_pages_lead_from_the_preview_to_the_answer(waiting, operator, client_of):
    browser = client_of(operator)
    assert "2 nama" in browser.get("/surat-kerja/").content.decode()
    page = browser.post("/surat-kerja/baru/", {"seat": KABID}, follow=True).content.decode()
    assert "dibuat, 2 nama" in page
    assert waiting[0].name in page
    order = WorkOrder.objects.get()
    browser.post(f"/surat-kerja/{order.pk}/sandi/")
    assert browser.get(f"/surat-kerja/{order.pk}/berkas/").status_code == 200
    answer = answered({"KODE BARIS": row_of(order, waiting[0]).code, "HASIL": "OKE"}, actor=operator)
    assert "Sel D2, HASIL" in browser.get(answer.page_url).content.decode()
