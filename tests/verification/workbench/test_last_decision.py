"""The last decision of a person can be taken back from wherever he goes, until his next one."""

import pytest

from verification.corrections.models import ChangeRequest
from verification.corrections.services import decide_fields, undo_decision

State = ChangeRequest.State


@pytest.fixture
def desk(client_of, rahmawati):
    return client_of(rahmawati)


@pytest.fixture
def three(make_citizen, find):
    return [find(make_citizen(nik=f"747105520384901{n}", name=f"WARGA {n}"), {"rt": "007"}) for n in (1, 2, 3)]


def accept(client, request):
    return client.post(
        f"/perkara/{request.pk}/putuskan/", {"act": "accept_all"}, headers={"HX-Request": "true"}
    ).content.decode()


def undo_line(page, request):
    return f'action="/perkara/{request.pk}/urungkan/"' in page and "Urungkan" in page


def test_the_undo_goes_along_to_home_queue_and_any_other_case(desk, three):
    first, second, third = three
    assert undo_line(accept(desk, first), first)
    for place in ("/beranda", "/antrean/", f"/perkara/{third.pk}/", "/antrean/?q=zzz"):
        assert undo_line(desk.get(place, follow=True).content.decode(), first), place
    assert undo_line(desk.post("/antrean/berikutnya/", follow=True).content.decode(), first)
    accept(desk, second)
    page = desk.get("/antrean/").content.decode()
    assert undo_line(page, second) and not undo_line(page, first)
    assert "Nilai lama sudah kembali" in desk.post(f"/perkara/{second.pk}/urungkan/", follow=True).content.decode()
    assert "/urungkan/" not in desk.get("/antrean/").content.decode()


def test_the_decision_that_empties_the_queue_can_be_taken_back_on_it(desk, three):
    for request in three:
        accept(desk, request)
    assert undo_line(desk.get("/antrean/").content.decode(), three[-1])


def test_the_undo_is_nobody_elses(desk, client_of, salim, three):
    accept(desk, three[0])
    other = client_of(salim)
    other.cookies["putusan_terakhir"] = desk.cookies["putusan_terakhir"].value
    assert "/urungkan/" not in other.get("/antrean/").content.decode()


@pytest.mark.parametrize("part", [True, False], ids=["part", "page"])
def test_an_undo_that_came_too_late_says_so_on_the_case_and_is_offered_no_more(desk, three, rahmawati, salim, part):
    accept(desk, three[0])
    undone = undo_decision(request=three[0], actor=rahmawati)
    decide_fields(request=undone, verdicts={"rt": "accepted"}, checker=salim)
    more = {"headers": {"HX-Request": "true"}} if part else {"follow": True}
    answer = desk.post(f"/perkara/{three[0].pk}/urungkan/", **more)
    assert answer.status_code == 200 and "bukan putusan Anda" in answer.content.decode()
    assert ChangeRequest.objects.get(pk=three[0].pk).state == State.APPLIED
    assert "/urungkan/" not in desk.get("/antrean/").content.decode()


def test_an_address_for_buttons_leads_to_the_page_that_has_them(desk, client, three):
    pk = three[0].pk
    due = {
        "/antrean/berikutnya/": "/antrean/", f"/perkara/{pk}/putuskan/": f"/perkara/{pk}/",
        f"/perkara/{pk}/urungkan/": f"/perkara/{pk}/", "/paket/bekukan/": "/paket/", "/paket/7/hentikan/": "/paket/7/",
        "/paket/7/balikkan/": "/paket/7/", "/mutu-data/hitung/": "/mutu-data/",
    }  # fmt: skip
    assert {place: desk.get(place).url for place in due} == due
    assert ChangeRequest.objects.filter(claimed_by=None).count() == 3
    assert {client.get(place).url.partition("?")[0] for place in due} == {"/masuk"}


def test_a_form_sent_without_a_session_leads_to_the_sign_in(three):
    from django.test import Client

    browser = Client(enforce_csrf_checks=True)
    answer = browser.post("/antrean/berikutnya/", headers={"Referer": "http://testserver/antrean/"})
    assert (answer.status_code, answer.url) == (302, "/masuk?next=%2Fantrean%2F")
    place = f"/perkara/{three[0].pk}/"
    sent = {"HX-Request": "true", "HX-Current-URL": f"http://testserver{place}"}
    answer = browser.post(f"{place}putuskan/", {"act": "accept_all"}, headers=sent)
    assert answer["HX-Redirect"].startswith("/masuk?next=%2Fperkara%2F")
    assert browser.post("/masuk", {}).status_code == 403, "a form of who need not sign in is only stale"
