"""A field that is open already: whoever proposes it again knows, and loses nothing (rows 35, 38; failure 2)."""

import pytest

from verification.corrections.models import ChangeRequest
from verification.corrections.queries import crossing_sentences
from verification.corrections.services import add_papers

State = ChangeRequest.State


@pytest.fixture
def counter(client_of, fitriani):
    return client_of(fitriani)


def propose_page(browser, citizen, **typed):
    """Type over some values on the citizen's page and send it."""
    page = f"/warga/{citizen.pk}/usulkan"
    shown = browser.get(page)
    form = shown.context["form"]
    initial = {name: form.initial.get(name, "") for name in form.fields if name != "beside"}
    return shown.content.decode(), browser.post(page, {**initial, "reason": "akta dibawa", **typed})


def test_row_38_the_form_names_what_is_open_and_leads_to_it(nuraeni, ask, counter):
    first = ask(nuraeni, {"mother_name": "WA HALIMA"})
    page, _ = propose_page(counter, nuraeni)
    assert "Masih terbuka, dia dan keluarganya" in page and f"{first.number}, " in page and "Nama ibu" in page
    assert f'href="/usulan/{first.pk}/"' in page and f'href="/usulan/{first.pk}/berkas/"' in page


def test_row_38_a_second_open_request_on_a_field_is_never_made_unknowingly(nuraeni, ask, counter):
    first = ask(nuraeni, {"mother_name": "WA HALIMA"})
    _, answer = propose_page(counter, nuraeni, mother_name="HALIMAH WA")
    said = answer.content.decode()
    assert answer.status_code == 422 and ChangeRequest.objects.count() == 1
    assert f"Nama ibu sudah diusulkan dalam {first.number}. Tunggu putusannya, tambah berkas atau catatan" in said
    assert "Ajukan juga, keduanya diputuskan bersama" in said


def test_row_38_two_people_who_say_different_things_are_both_heard(nuraeni, ask, counter, rahmawati, client_of):
    first = ask(nuraeni, {"mother_name": "WA HALIMA"})
    _, answer = propose_page(counter, nuraeni, mother_name="HALIMAH WA", beside="on")
    second = ChangeRequest.objects.exclude(pk=first.pk).get()
    assert answer.status_code == 302
    case = client_of(rahmawati).get(f"/perkara/{second.pk}/").content.decode()
    assert "Menyentuh isian yang sama, nilainya lain. Putuskan bersama." in case and first.number in case
    assert "akta dibawa" in case, "the decider reads what the proposer says"


def test_another_field_of_the_same_person_asks_nothing(nuraeni, ask, counter):
    ask(nuraeni, {"mother_name": "WA HALIMA"})
    _, answer = propose_page(counter, nuraeni, rt="009")
    assert answer.status_code == 302 and ChangeRequest.objects.count() == 2


def test_what_is_proposed_again_is_one_request_that_keeps_the_second_paper_and_reason(
    nuraeni, ask, make_paper, rahmawati
):
    first = ask(nuraeni, {"mother_name": "WA HALIMA"}, documents=make_paper(nuraeni, "KTP"), reason="tiket pertama")
    again = ask(nuraeni, {"mother_name": "WA HALIMA"}, documents=make_paper(nuraeni, "KK"), reason="dari kelurahan")
    again.refresh_from_db()
    assert again == first and again.evidence.count() == 2
    assert again.reason.splitlines()[0] == "tiket pertama" and "dari kelurahan" in again.reason
    ask(nuraeni, {"mother_name": "WA HALIMA"}, reason="dari kelurahan")
    assert ChangeRequest.objects.get().reason == again.reason, "a form sent twice says it once"


def test_a_note_on_the_open_request_is_read_by_whoever_decides(nuraeni, find, counter, rahmawati, client_of, fitriani):
    request = find(nuraeni, {"mother_name": "WA HALIMA"})
    counter.post(f"/usulan/{request.pk}/berkas/", {"note": "Warga menyebut HALIMAH WA"})
    case = client_of(rahmawati).get(f"/perkara/{request.pk}/").content.decode()
    assert "Fitriani: Warga menyebut HALIMAH WA" in case
    add_papers(request=request, actor=fitriani, documents=[], note="lagi")
    request.refresh_from_db()
    assert request.reason.count("\n") == 1


def test_every_other_door_says_what_its_request_touches(nuraeni, ask, find, fitriani, make_user, tipulu):
    first, second = find(nuraeni, {"mother_name": "WA HALIMA"}), ask(nuraeni, {"mother_name": "HALIMAH WA"})
    (said,) = crossing_sentences([second], fitriani)
    assert said.startswith(f"{second.number} dan {first.number} (WA ODE NURAENI): Menyentuh isian yang sama, nilainya")
    assert not crossing_sentences([second], make_user("lurah", "kelurahan", tipulu)), "nor to who may not see it"
