"""Ready answers: filled in from the ticket, never sent with a gap."""

import pytest

from consultation.desk import services
from consultation.desk.models import CannedAnswer, TicketNote
from consultation.desk.queries import canned
from consultation.desk.services import PaperSeen


@pytest.fixture
def ready(db):
    services.load_canned_answers()


def titles(ticket, term=""):
    return [each.answer.title for each in canned.ready_for(ticket, term)]


def test_the_places_are_filled_from_the_ticket_without_a_nik(ready, counter, citizen_kadia):
    """Row 24."""
    ticket = counter(citizen=citizen_kadia, kind="notice", act="CHANGE_NOTICE", papers={"KK": PaperSeen("none")}).ticket
    filled = next(each for each in canned.ready_for(ticket, "kurang") if each.answer.code == "BERKAS_KURANG")
    assert filled.text.startswith("Ibu Wa Ode N., berkas yang masih kurang: Kartu Keluarga.")
    assert filled.filled == 3 and not filled.left and citizen_kadia.nik not in filled.text


def test_only_answers_of_the_kind_are_offered_and_all_words_must_stand_in_them(ready, correction):
    assert "Kartu KIS hilang" in titles(correction, "hilang polsek")
    assert titles(correction, "desil") == []


def test_what_the_office_rewrote_is_not_loaded_over(ready):
    CannedAnswer.objects.filter(code="DESIL").update(title="Soal desil")
    services.load_canned_answers()
    assert CannedAnswer.objects.get(code="DESIL").title == "Soal desil"


def test_an_answer_with_a_gap_is_not_sent_and_what_was_typed_stays(ready, correction, client_of, front_desk):
    browser, page = client_of(front_desk), f"/tiket/{correction.number}/"
    gap = CannedAnswer.objects.get(code="BUKAN_DI_SINI")
    shown = browser.post(page, {"use": gap.pk, "text": "Selamat pagi."}).content.decode()
    assert "Selamat pagi." in shown and "[instansi]" in shown
    assert not correction.notes.filter(kind=TicketNote.Kind.ANSWER).exists()
    answer = browser.post(page, {"act_now": "answer", "text": "Datang ke [alamat] besok."})
    assert answer.status_code == 409 and "Datang ke [alamat] besok." in answer.content.decode()
    assert not correction.notes.filter(kind=TicketNote.Kind.ANSWER).exists()


def test_the_head_of_division_keeps_the_answers(ready, client_of, kabid):
    browser = client_of(kabid)
    typed = {"title": "Antre ulang", "text": "{sapaan}, ambil nomor lagi.", "is_active": "on"}
    assert browser.post("/tiket/jawaban/baru/", {**typed, "text": "{nama_lengkap}"}).status_code == 422
    assert browser.post("/tiket/jawaban/baru/", typed).status_code == 302
    assert "Antre ulang" in browser.get("/tiket/jawaban/").content.decode()
