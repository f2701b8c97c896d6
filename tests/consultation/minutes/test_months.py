"""News of each name, the calendar with its reminders, names by workbook, what the pages ask of the database."""

import io
from datetime import date

import openpyxl
import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from consultation.minutes import services
from consultation.minutes.models import Item
from dtks.assignments.models import Assignment
from dtks.jobs.models import Message
from dtks.registry.models import SchemeStanding
from dtks.web.views import rooms
from verification.monthly.models import Batch, BatchRow, LedgerLine

pytestmark = pytest.mark.django_db


def workbook(rows, template=None):
    """The template with these rows below its head."""
    book = openpyxl.load_workbook(io.BytesIO(template)) if template else openpyxl.Workbook()
    sheet = book.worksheets[0]
    if not template:
        sheet.append(["Kode warga", "Nama", "NIK", "RT", "Putusan", "Kode sebab", "Alasan", "Keberatan"])
    for row in rows:
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    out.seek(0)
    out.name = "nama.xlsx"
    return out


def test_the_template_carries_the_ready_list_without_a_number_and_comes_back_row_by_row(
    draft, people, client_of, officer_kadia
):
    citizens = people(4)
    SchemeStanding.objects.bulk_create(
        SchemeStanding(citizen=each, scheme="dtks", period=date(2026, 11, 1), listed=True, reference="Daftar 1")
        for each in citizens
    )
    browser = client_of(officer_kadia)
    answer = browser.get(reverse("minutes:template", args=[draft.pk]))
    content = b"".join(answer.streaming_content)
    sheet = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
    rows = [[cell.value or "" for cell in row] for row in sheet.iter_rows(min_row=3, max_row=6)]
    assert {row[1] for row in rows} == {each.name for each in citizens}
    assert not any(each.nik in str(rows) for each in citizens)
    first, second = citizens[:2]
    filled = workbook(
        [
            [f"W{first.pk}", first.name, "", "", "Layak", "", "", ""],
            ["", second.name, second.nik, "", "tidak layak", "31", "punya kios", ""],
            ["", "ORANG BARU", "", "004", "Usulan baru", "", "janda, tiga anak", ""],
            ["", "TIDAK ADA", "", "", "Layak", "", "", ""],
            [f"W{first.pk}", "NAMA LAIN", "", "", "Layak", "", "", ""],
        ]
    )  # fmt: skip
    page = browser.post(reverse("minutes:sheet", args=[draft.pk]), {"sheet": filled}).content.decode()
    assert "3 selesai" in page and "2 dilewati" in page
    assert "Tidak ditemukan di kelurahan ini" in page and "Kode warga dan nama tidak cocok" in page
    found = {item.person_name: (item.decision, item.outcome, item.reason) for item in Item.objects.all()}
    assert found[second.name] == ("not_worthy", "31", "punya kios")
    assert found["ORANG BARU"][0] == "proposal"


def test_what_is_no_workbook_is_refused(draft, client_of, officer_kadia):
    bad = io.BytesIO(b"<html>")
    bad.name = "nama.xlsx"
    answer = client_of(officer_kadia).post(reverse("minutes:sheet", args=[draft.pk]), {"sheet": bad})
    assert answer.status_code == 422 and Item.objects.count() == 0


def test_the_calendar_names_who_is_late_and_reminds_once(
    draft, kadia, lahundape, client_of, operator, officer_kadia, officer_lahundape
):
    officer_kadia.email = "kadia@example.org"
    officer_kadia.save()
    browser, url = client_of(operator), reverse("minutes:calendar") + "?bulan=2026-11"
    with time_machine.travel("2026-11-03 08:00+08:00", tick=False):
        page = browser.get(url).content.decode()
        assert "Sedang disusun" in page and "Belum mulai" in page
    with time_machine.travel("2026-11-09 08:00+08:00", tick=False):
        browser = client_of(operator)
        assert browser.get(url).content.decode().count("Terlambat") == 2
        for _ in range(2):
            browser.post(url)
    sent = Message.objects.order_by("channel").values_list("channel", "recipient")
    assert list(sent) == [("email", "kadia@example.org"), ("print", "Kelurahan Lahundape")]
    assert Assignment.objects.filter(role="kelurahan", region=kadia, state="open").count() == 1
    assert client_of(officer_kadia).post(url).status_code == 403
    assert "Lahundape" not in client_of(officer_kadia).get(url).content.decode()


def test_reminders_go_by_themselves_five_working_days_before(draft, officer_kadia):
    with time_machine.travel("2026-10-20 08:00+08:00", tick=False):
        assert services.remind_due() == 0
    with time_machine.travel("2026-11-04 08:00+08:00", tick=False):
        assert services.remind_due() >= 1
        assert services.remind_due() == 0


def test_the_news_of_each_name_goes_to_the_kelurahan_that_handed_it_in(
    draft, people, write, hand_in, client_of, officer_kadia, officer_lahundape, operator
):
    citizens = people(3)
    for each in citizens:
        write(each)
    hand_in()
    items = list(draft.items.all())
    services.judge(item=items[0], verdict="accepted", actor=operator)
    services.judge(item=items[1], verdict="returned", reason="Bukti kurang", actor=operator)
    page = client_of(officer_kadia).get(reverse("minutes:news")).content.decode()
    assert "Bukti kurang" in page and "Diperiksa Dinsos" in page
    only = client_of(officer_kadia).get(reverse("minutes:news") + "?kelas=returned").content.decode()
    assert citizens[1].name in only and citizens[0].name not in only
    assert citizens[0].name not in client_of(officer_lahundape).get(reverse("minutes:news")).content.decode()


def test_the_news_of_a_name_goes_on_to_the_answer_of_the_centre(
    draft, people, write, hand_in, client_of, officer_kadia, operator, kadia
):
    write(people(1)[0], "deceased")
    hand_in()
    request = services.judge(item=draft.items.get(), verdict="accepted", actor=operator).request
    batch = Batch.objects.create(number="K-2611-01", month=date(2026, 11, 1), sequence=1, opened_by=operator)
    row = BatchRow.objects.create(
        batch=batch, kind="penonaktifan", request=request, citizen=request.citizen, kecamatan=kadia.parent,
        values={}, sha256="0" * 64,
    )  # fmt: skip
    line = LedgerLine.objects.create(row=row, sent_on=date(2026, 11, 20))
    browser = client_of(officer_kadia)
    assert "Dikirim ke pusat" in browser.get(reverse("minutes:news")).content.decode()
    line.state, line.message = LedgerLine.State.REFUSED, "RT tidak ada"
    line.save()
    page = browser.get(reverse("minutes:news") + "?kelas=no").content.decode()
    assert "Ditolak pusat" in page and "RT tidak ada" in page


def test_the_officer_sees_first_what_presses_and_what_became_of_his_names(
    draft, people, write, hand_in, client_of, officer_kadia, operator, monkeypatch
):
    for each in people(4):
        write(each)
    hand_in()
    first, second, *_ = draft.items.all()
    services.judge(item=first, verdict="accepted", actor=operator)
    services.judge(item=second, verdict="returned", reason="Bukti kurang", actor=operator)
    browser, url = client_of(officer_kadia), reverse("minutes:list")
    with time_machine.travel("2026-11-11 08:00+08:00", tick=False):
        page = browser.get(url).content.decode()
    assert "2 hari kerja lagi" in page and "4 nama November" in page
    assert "Perbaiki 1 nama" in page and "Bukti kurang" in page and "2 baru" in page
    assert "<strong>1–1</strong> dari 1" in page, "a berita acara with four names is one"
    browser.get(reverse("minutes:news"))
    monkeypatch.setattr(rooms, "menu_for", lambda request: [])
    with CaptureQueriesContext(connection) as asked:
        page = browser.get(url).content.decode()
    assert " baru</span>" not in page, "he has read them"
    assert len(asked) <= 15
    assert "Jendela SIKS-NG" not in client_of(operator).get(url).content.decode()


def test_the_pages_of_a_berita_acara_ask_little(
    draft, people, write, hand_in, client_of, officer_kadia, operator, monkeypatch
):
    monkeypatch.setattr(rooms, "menu_for", lambda request: [])
    for each in people(5):
        write(each)
    officer, judge = client_of(officer_kadia), client_of(operator)
    asked = {}

    def count(browser, name):
        url = reverse(f"minutes:{name}", args=[draft.pk])
        browser.get(url)
        with CaptureQueriesContext(connection) as found:
            assert browser.get(url).status_code == 200
        asked[name] = [query["sql"][:160] for query in found]

    for name in ("head", "attendance", "names", "paper", "hand_in", "void"):
        count(officer, name)
    hand_in()
    count(officer, "minutes")
    count(judge, "review")
    most = {"names": 17}  # five of them for the ready list beside the names
    over = {name: found for name, found in asked.items() if len(found) > most.get(name, 12)}
    assert over == {}, {name: len(found) for name, found in asked.items()}
