"""The page of a ticket in a real browser: who holds it, what was said, what became of it."""

import os
from datetime import date
from pathlib import Path

import pytest

from consultation.desk import services
from consultation.desk.models import State
from dtks.office.models import Signatory
from dtks.registry.models import SchemeStanding
from tests.browser.axe import assert_no_axe_findings, assert_no_sideways_scroll

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SHOTS = os.environ.get("PADAN_SHOTS", "")


@pytest.fixture
def page(browser, live_server, client_of, front_desk):
    context = browser.new_context(locale="id-ID", viewport={"width": 1366, "height": 768})
    session = client_of(front_desk).cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
    yield context.new_page()
    context.close()


def shoot(page, name):
    if SHOTS:
        page.screenshot(path=Path(SHOTS) / f"{name}.png")


def test_a_ticket_at_a_glance(page, live_server, correction, operator, front_desk):
    services.add_note(ticket=correction, text="Warga membawa bayi, jangan diminta datang dua kali.", actor=front_desk)
    services.hand_over(ticket=correction, to=operator, actor=front_desk)
    services.answer(ticket=correction, text="Dua angka NIK tertukar. Kami yang memperbaiki.", actor=operator)
    services.answer(ticket=correction, text="Kirim foto KK baru.", actor=operator, then=State.WAIT_CITIZEN)
    services.add_note(ticket=correction, text="Foto KK sudah saya kirim.", actor=front_desk, from_citizen=True)
    services.move(ticket=correction, to=State.CHECKING, actor=front_desk, word="Warga menjawab, jam berjalan lagi")
    page.goto(f"{live_server.url}/tiket/{correction.number}/")
    shoot(page, "ticket")
    assert "lagi, sampai" in page.inner_text("[aria-labelledby=pegang]")
    for panel in ("pegang", "berkas", "jawab", "usulan"):
        top = page.locator(f"[aria-labelledby={panel}]").bounding_box()["y"]
        assert top < 600, f"{panel} stands in the first screen"
    assert_no_axe_findings(page)
    page.set_viewport_size({"width": 360, "height": 740})
    assert_no_sideways_scroll(page)
    shoot(page, "ticket_360")


def test_the_list_of_tickets(page, live_server, correction):
    page.goto(f"{live_server.url}/tiket/")
    assert_no_axe_findings(page)
    shoot(page, "ticket_list")


def test_a_case_from_its_missing_papers_to_its_certificate(page, live_server, counter, citizen_lahundape):
    """Missing papers, merge, reopen, certificate and its public check: one citizen, one walk."""
    Signatory.objects.create(seat="Kepala Dinas Sosial", name="Dra. Nur Aisyah", starts_on=date(2024, 1, 1))
    SchemeStanding.objects.create(
        citizen=citizen_lahundape, scheme="dtsen", period=date(2026, 10, 1), listed=True, desil=2, reference="Daftar 31"
    )
    said = {"citizen": citizen_lahundape, "kind": "certificate", "act": "CERTIFICATE", "asked": "Untuk sekolah anak."}
    first, second = counter(**said).ticket, counter(**said).ticket
    url = f"{live_server.url}/tiket/{first.number}"

    page.goto(f"{url}/")
    assert "tidak ada" in page.inner_text("[aria-labelledby=berkas]")
    slip = page.request.get(f"{url}/slip/a5.pdf")
    assert slip.headers["content-type"] == "application/pdf"

    page.goto(f"{live_server.url}/tiket/{second.number}/sambungkan/")
    page.fill("[name=number]", first.number)
    page.check("[name=how][value=merge]", force=True)
    page.fill("[name=reason]", "urusan yang sama")
    page.click("button[type=submit]:has-text('Simpan')")
    assert page.url == f"{url}/" and second.number in page.inner_text("[aria-labelledby=terkait]")

    services.close(ticket=first, state=State.DONE, outcome="Selesai", actor=first.opened_by)
    page.goto(f"{url}/")
    page.fill("[name=text]", "Warga membawa berkas baru.")
    page.click("[name=act_now][value=reopen]")
    assert "Dibuka kembali" in page.inner_text("[aria-labelledby=riwayat]")

    page.click("[aria-labelledby=surat] a:has-text('Buat surat')")
    page.fill("[name=purpose]", "beasiswa")
    page.click("button[type=submit]:has-text('Terbitkan')")
    code = page.inner_text("[aria-labelledby=periksa] .kode")
    shoot(page, "letter")
    assert_no_axe_findings(page)

    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(f"{live_server.url}/surat?kode={code}")
    assert "Surat ini asli" in page.inner_text("main") and "desil" not in page.inner_text("main")
    shoot(page, "letter_check_360")


def test_a_typed_answer_outlives_an_ended_session_but_no_sent_one_and_no_number(page, live_server, correction):
    address = f"{live_server.url}/tiket/{correction.number}/"
    page.goto(address)
    page.fill("#id_text", "Dua angka NIK tertukar.")
    session = page.context.cookies()
    page.context.clear_cookies(name="sessionid")
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/masuk*")
    page.context.add_cookies(session)
    page.goto(address)
    assert page.input_value("#id_text") == "Dua angka NIK tertukar."
    assert "ada lagi di sini" in page.inner_text("#jawaban [role=status]")
    page.context.set_offline(True)
    page.keyboard.press("Control+Enter")
    assert "Jaringan putus, belum terkirim" in page.inner_text("#jawaban [role=status]")
    page.context.set_offline(False)
    page.locator("#id_text").press("Control+Enter")
    page.locator("[aria-labelledby=jawab] .kata", has_text="tertukar").wait_for()
    assert page.input_value("#id_text") == ""
    page.fill("#id_text", "NIK 7471055203840021")
    assert "7471055203840021" not in page.evaluate("JSON.stringify(sessionStorage)")
