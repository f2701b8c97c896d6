"""What a citizen reads with the receipt in hand, and what nobody reads without."""

import re

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from consultation.desk import services
from consultation.desk.models import State
from consultation.desk.services import PaperSeen, renew_secret
from consultation.portal.services import LIMITS
from tests.consultation.desk.conftest import WRONG_NIK

WRONG_WORD = "kuda 11"
NOBODYS_CODE = "22223333"


@pytest.fixture
def ask():
    """Somebody with a telephone: `ask(code, word)`."""

    def send(code, word, **headers):
        return Client().post("/status", {"kode": code, "kata": word}, **headers)

    return send


@pytest.fixture
def receipt(correction):
    """Code and secret word of the ticket."""
    return correction.receipt_code, renew_secret(ticket=correction)


def words_of(answer):
    return " ".join(re.sub(r"<[^>]*>", " ", answer.content.decode()).split())


def test_code_and_word_give_the_state_in_plain_words_and_the_next_step(ask, receipt):
    """Row 91."""
    answer = ask(*receipt)
    text = words_of(answer)
    assert answer.status_code == 200
    assert "Menunggu persetujuan" in text and "tidak perlu datang lagi" in text
    assert "NIK di data bantuan berbeda dengan berkas Bapak" in text
    assert "Diperiksa operator (sekarang)" in text


def test_as_it_stands_on_paper_or_as_a_hurried_thumb_writes_it(ask, receipt):
    code, word = receipt
    assert ask(f"{code[:4]}-{code[4:]}", word).status_code == 200
    assert ask(f" {code[:4].lower()} {code[4:].lower()} ", f"  {word.upper()} ").status_code == 200


def test_neither_nik_nor_name_nor_inner_notes_stand_on_the_page(ask, receipt, correction, operator):
    """Row 25: what is internal stays inside."""
    services.add_note(ticket=correction, text="Warga membawa bayi.", actor=operator)
    services.answer(ticket=correction, text=f"NIK Bapak {WRONG_NIK['nik']} kami usulkan.", actor=operator)
    page = ask(*receipt).content.decode()
    citizen = correction.citizen
    assert "kami usulkan" in page and "bayi" not in page
    assert not [secret for secret in (citizen.nik, WRONG_NIK["nik"], citizen.kk_number, citizen.name) if secret in page]


def test_missing_papers_stand_with_where_to_get_them(ask, counter, citizen_kadia):
    """Row 92, idea 19."""
    opened = counter(citizen=citizen_kadia, kind="notice", act="CHANGE_NOTICE", papers={"KK": PaperSeen("none")})
    text = words_of(ask(opened.ticket.receipt_code, opened.secret))
    assert "Satu berkas masih kurang" in text and "Disdukcapil" in text


def test_a_closed_ticket_says_so(ask, receipt, correction, operator):
    services.close(ticket=correction, state=State.DONE, outcome="Sudah padan", actor=operator)
    assert "Urusan ini selesai" in words_of(ask(*receipt))


def test_an_unknown_code_and_a_wrong_word_are_answered_alike(ask, receipt):
    """Failure 26."""
    answers, asked = [], []
    for code in (receipt[0], NOBODYS_CODE):
        with CaptureQueriesContext(connection) as queries:
            answers.append(ask(code, WRONG_WORD))
        asked.append([re.sub(r"'\w{8}'", "?", query["sql"]) for query in queries])
    known, unknown = (answer.content.decode() for answer in answers)
    shown = f"{receipt[0][:4]}-{receipt[0][4:]}"
    assert [answer.status_code for answer in answers] == [404, 404]
    assert known.replace(shown, "2222-3333") == unknown
    assert asked[0] == asked[1] and len(asked[0]) == 1


def test_the_word_is_worked_out_for_an_unknown_code_too(db, ask, monkeypatch):
    """Failure 26: the same time."""
    worked_out = []

    def work_out(**given):
        worked_out.append(given)
        return "0" * 64

    monkeypatch.setattr("consultation.desk.services.receipts.secret_hash", work_out)
    assert ask(NOBODYS_CODE, WRONG_WORD).status_code == 404
    assert worked_out == [{"code": NOBODYS_CODE, "secret": WRONG_WORD}]


def test_a_nik_opens_nothing_and_does_not_come_back_on_the_page(ask, correction):
    """Failure 26."""
    answer = ask(correction.citizen.nik, WRONG_WORD)
    assert answer.status_code == 404 and correction.citizen.nik not in answer.content.decode()
    page = Client().get("/status", {"kode": correction.citizen.nik})
    assert correction.citizen.nik not in page.content.decode()


def test_three_questions_to_the_database_whatever_the_ticket_holds(ask, receipt, correction, operator):
    for number in range(5):
        services.answer(ticket=correction, text=f"Jawaban {number}", actor=operator)
    ask(*receipt)
    with CaptureQueriesContext(connection) as queries:
        assert ask(*receipt).status_code == 200
    assert len(queries) <= 3


def test_who_guesses_words_of_one_code_has_to_wait(ask, receipt):
    most = int(LIMITS[0][1].split("/", maxsplit=1)[0])
    for number in range(most):
        assert ask(receipt[0], WRONG_WORD, REMOTE_ADDR=f"10.0.0.{number}").status_code == 404
    answer = ask(*receipt, REMOTE_ADDR="10.0.1.1")
    assert answer.status_code == 429 and int(answer["Retry-After"]) > 0
    assert "Terlalu sering ditanyakan" in words_of(answer) and "loket" in words_of(answer)


def test_who_tries_many_codes_from_one_address_has_to_wait(ask, receipt):
    most = int(LIMITS[2][1].split("/", maxsplit=1)[0])
    for number in range(most):
        ask(f"{NOBODYS_CODE[:5]}{number // 8 % 8 + 2}{number % 8 + 2}2", WRONG_WORD)
    assert ask(*receipt).status_code == 429
    assert ask(*receipt, REMOTE_ADDR="10.0.0.9").status_code == 200, "another address is not to blame"


def test_an_invented_address_in_front_of_our_proxy_helps_nobody(settings, rf):
    from consultation.portal.services import address_of

    request = rf.post("/status", headers={"X-Forwarded-For": "1.2.3.4, 36.70.1.2"}, REMOTE_ADDR="127.0.0.1")
    assert address_of(request) == "127.0.0.1"
    settings.BEHIND_PROXY = True
    assert address_of(request) == "36.70.1.2"


def test_without_the_counter_nothing_is_looked_up(ask, receipt, monkeypatch):
    monkeypatch.setattr(cache, "add", lambda *args, **kwargs: 1 / 0)
    answer = ask(*receipt)
    assert answer.status_code == 503 and "Coba lagi beberapa menit lagi" in words_of(answer)


def test_the_qr_of_the_receipt_leads_to_the_page_with_its_code_filled_in(correction):
    page = Client().get("/status", {"kode": correction.receipt_code})
    assert f'value="{correction.receipt_code[:4]}-{correction.receipt_code[4:]}"' in page.content.decode()
    assert Client().get("/status/").status_code == 200
    assert "no-store" in page["Cache-Control"] and "noindex" in page["X-Robots-Tag"] and not page.cookies
