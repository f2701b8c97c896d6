"""Lists, forms, refusals and quiet pages, whatever the room."""

import re
import uuid

import pytest
from django.core import signing
from django.test import Client

from dtks.accounts.models import User
from dtks.web.templatetags.formats import listed, uncapped

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.dtks.web.urls")]


@pytest.fixture
def browser(front_desk, client_of):
    return client_of(front_desk)


@pytest.fixture
def people(db):
    User.objects.bulk_create(
        User(username=f"orang.{number:03}", full_name=f"Orang {number % 7}", counter="1" if number % 3 else "2")
        for number in range(60)
    )


def names(answer):
    return [row.record.username for row in answer.context["table"].paginated_rows]


def test_pages_never_overlap_even_where_names_are_equal(browser, people):
    seen = [name for page in (1, 2, 3) for name in names(browser.get(f"/orang?hal={page}"))]
    assert len(seen) == len(set(seen)) == 60


def test_the_page_says_which_rows_of_how_many(browser, people):
    page = browser.get("/orang?hal=2").content.decode()
    assert "26–50" in re.sub(r"<[^>]*>", "", page)
    assert 'aria-sort="ascending"' in page


def test_a_page_beyond_the_end_is_the_last_one(browser, people):
    assert browser.get("/orang?hal=99").context["page"].number == 3


def test_chips_count_what_the_search_left_and_their_sum_is_all(browser, people):
    answer = browser.get("/orang?q=Orang+1")
    chips = {chip.word: chip.count for chip in answer.context["chips"]}
    assert chips["Semua"] == chips["Loket 1"] + chips["Loket 2"] == answer.context["total"]
    assert browser.get("/orang?kelas=2").context["total"] == 20


def test_a_searched_number_never_stands_in_the_address(browser, people):
    answer = browser.post("/orang", {"q": "7471085203840021"})
    assert answer.url == "/orang?nomor=1"
    page = browser.get(answer.url)
    assert page.context["term"] == "7471085203840021"
    assert browser.post("/orang", {"q": "Orang 1"}).url == "/orang?q=Orang+1"


def test_ticked_rows_are_acted_on_with_a_result_for_each(browser, people):
    chosen = list(User.objects.filter(username__startswith="orang").values_list("pk", flat=True)[:3])
    answer = browser.post("/orang", {"tindakan": "greet", "baris": chosen})
    assert len(answer.context["outcomes"]) == 3


def test_all_results_are_frozen_as_they_were_when_chosen(browser, people):
    answer = browser.post("/orang?kelas=2", {"pilih_semua": "1"})
    assert answer.context["chosen_number"] == 20
    frozen = re.search(r'name="terpilih" value="([^"]+)"', answer.content.decode())[1]
    User.objects.create(username="orang.baru", full_name="Baru", counter="2")
    User.objects.filter(username="orang.000").update(counter="1")
    done = browser.post("/orang?kelas=2", {"tindakan": "greet", "terpilih": frozen})
    assert len(done.context["outcomes"]) == 20


def test_a_chosen_row_that_left_the_list_is_skipped_with_its_reason(browser, people):
    chosen = list(User.objects.filter(username__startswith="orang").values_list("pk", flat=True)[:3])
    answer = browser.post("/orang", {"tindakan": "greet", "baris": [*chosen, 987654]})
    last = answer.context["outcomes"][-1]
    assert (last.label, last.done, answer.context["done"], answer.context["left"]) == ("1 baris", False, 3, 1)
    assert "sejak dipilih" in last.text


def test_a_frozen_selection_serves_nobody_else(browser, people, operator, client_of):
    frozen = signing.dumps([operator.pk, "/orang", [1]], salt="choice", compress=True)
    answer = browser.post("/orang", {"tindakan": "greet", "terpilih": frozen}, follow=True)
    assert "dibuat orang lain" in answer.content.decode()
    answer = browser.post("/orang", {"tindakan": "greet", "terpilih": frozen[:-2]}, follow=True)
    assert "sudah lewat" in answer.content.decode()


def test_an_act_of_another_role_is_neither_offered_nor_done(browser, people):
    assert "Putuskan" not in browser.get("/orang").content.decode()
    assert browser.post("/orang", {"tindakan": "decide", "baris": [1]}).status_code == 403


def test_an_empty_list_says_whether_nothing_is_there_or_nothing_fits(browser):
    assert "Belum ada isi." in browser.get("/orang").content.decode()
    assert "Tidak ada yang cocok" in browser.get("/orang?q=siapa").content.decode()


def test_a_form_sent_twice_has_one_effect(browser):
    sent = {"name": "Asmiati", "form_key": str(uuid.uuid4())}
    assert [browser.post("/nama", sent).url for _ in range(2)] == ["/orang", "/orang"]
    assert User.objects.filter(full_name="Asmiati").count() == 1


def test_a_refused_form_keeps_what_was_typed_and_may_be_sent_again(browser):
    sent = {"name": "sudah ada", "form_key": str(uuid.uuid4())}
    answer = browser.post("/nama", sent)
    assert answer.status_code == 422
    assert "Pilih yang lain" in answer.content.decode()
    assert 'value="sudah ada"' in answer.content.decode()
    assert browser.post("/nama", {**sent, "name": "Rosmini"}).status_code == 302


def test_a_refusal_stands_as_a_notice_on_the_page_before(browser, people):
    answer = browser.post("/tolak", headers={"referer": "http://testserver/orang?q=1"})
    assert answer.url == "/orang?q=1"
    assert "sekarang dibuka Salim" in browser.get(answer.url).content.decode()
    assert browser.post("/tolak", headers={"referer": "https://lain.example/x"}).url.startswith("/")
    assert browser.post("/tolak", headers={"hx-request": "true"}).status_code == 409


def test_a_view_without_permission_refuses_everybody(browser):
    assert browser.get("/lupa").status_code == 403


def test_a_part_of_a_page_takes_its_page_to_sign_in(db):
    answer = Client().get("/orang", headers={"hx-request": "true", "hx-current-url": "http://testserver/orang?hal=2"})
    assert answer["HX-Redirect"].endswith("next=%2Forang%3Fhal%3D2")


def test_a_broken_page_is_quiet_and_its_code_stands_in_the_log_without_numbers(browser, caplog):
    browser.raise_request_exception = False
    answer = browser.get("/rusak")
    assert answer.status_code == 500
    code = re.search(r"R-\w{4}", answer.content.decode())[0]
    assert code in caplog.text


def test_a_missing_page_names_no_citizen_and_offers_one_way_on(browser):
    signed_in, signed_out = browser.get("/tidak-ada"), Client().get("/tidak-ada")
    assert (signed_in.status_code, signed_out.status_code) == (404, 404)
    assert "belum masuk" in signed_out.content.decode()


def test_every_page_forbids_inline_script_and_style(browser, people):
    answer = browser.get("/orang")
    assert "script-src 'self'" in answer["Content-Security-Policy"]
    assert " style=" not in answer.content.decode()
    assert not re.search(r"<script(?![^>]*src)", answer.content.decode())


def test_an_address_for_buttons_is_a_quiet_page_with_a_way_back(operator, client_of):
    for address in ("/keluar", "/usulan/85/tarik/"):
        answer = client_of(operator).get(address)
        page = answer.content.decode()
        assert answer.status_code == 405 and "POST" in answer["Allow"]
        assert "Bukan halaman" in page and "Ke halaman awal" in page


def test_labels_within_a_sentence_keep_the_names_in_them():
    assert uncapped("Menunggu Disdukcapil") == "menunggu Disdukcapil" and uncapped("NIK salah") == "NIK salah"
    assert listed(["PBI-JK", "PKH", "BPNT"]) == "PBI-JK, PKH dan BPNT" and listed(["PKH"]) == "PKH" and listed([]) == ""
