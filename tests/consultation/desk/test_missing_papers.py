"""What the operator's case says of papers that the counter asked for."""

import pytest

from consultation.desk.models import Kind
from dtks.jobs.models import Message
from tests.consultation.desk.conftest import WRONG_NIK

CASE = {"kind": Kind.CORRECTION, "act": "FIX_NIK", "wrong": WRONG_NIK}


@pytest.fixture
def desk(client_of, operator):
    return client_of(operator)


def case_of(ticket):
    return f"/perkara/{ticket.changes.get().request_id}/"


def test_a_case_says_who_asked_for_the_paper_and_until_when_and_tells_the_citizen_again(desk, counter, citizen_kadia):
    ticket = counter(**CASE, citizen=citizen_kadia, phone="+6281234567890", message_consent=True).ticket
    case = case_of(ticket)
    page = desk.get(case).content.decode()
    assert "Terima terkunci" in page and f"{ticket.number}</a>" in page and "<dt>Tenggat</dt>" in page
    assert "hari kerja lagi" in page and "Kabari" in page
    for _ in range(2):  # a double click tells once
        answer = desk.post(
            f"/tiket/{ticket.number}/kabari/{ticket.changes.get().request_id}/",
            headers={"Referer": f"http://testserver{case}"},
        )
        assert answer.headers["Location"] == case
    page = desk.get(case).content.decode()
    assert "lewat WhatsApp, belum terkirim" in page and 'form="kabari"' not in page
    [message] = Message.objects.filter(about=ticket.number)
    assert "paling lambat" in message.text and citizen_kadia.nik not in message.text


def test_who_left_no_address_gets_a_slip(desk, counter, citizen_kadia):
    ticket = counter(**CASE, citizen=citizen_kadia).ticket
    page = desk.get(case_of(ticket)).content.decode()
    assert f"/tiket/{ticket.number}/slip/a5.pdf" in page and 'form="kabari"' not in page
    answer = desk.post(f"/tiket/{ticket.number}/kabari/{ticket.changes.get().request_id}/", follow=True)
    assert "tidak meninggalkan alamat kabar" in answer.content.decode() and not Message.objects.exists()


def test_a_case_that_came_from_no_counter_tells_of_none(desk, rules, citizen_kadia, front_desk):
    from verification.corrections.services import propose

    request = propose(citizen=citizen_kadia, act="FIX_NIK", values=WRONG_NIK, origin="desk", maker=front_desk)
    page = desk.get(f"/perkara/{request.pk}/").content.decode()
    assert "Berkas belum ada" in page and "<dt>Tenggat</dt>" not in page
