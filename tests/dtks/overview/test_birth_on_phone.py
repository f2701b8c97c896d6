"""A birth that a companion writes down without network: sent by the phone's own queue, taken once."""

import io
import uuid
from datetime import date, timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from consultation.visits.models import Visit
from consultation.visits.services import load_form
from dtks.office.models import Region
from dtks.papers.models import Document
from dtks.registry.models import Citizen
from tests.browser.axe import assert_no_axe_findings, assert_no_sideways_scroll
from verification.corrections.models import Birth

SEND = "overview:birth_phone"


def photo() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (1600, 1200), "white").save(out, "JPEG")
    return out.getvalue()


@pytest.fixture
def companion(make_user, kadia: Region):
    return make_user("facilitator", kadia)


def sent(who: Citizen, born: date, **more: object) -> dict[str, object]:
    return {"form_key": str(uuid.uuid4()), "mother_pk": who.pk, "sex": "L", "birth_date": f"{born:%d-%m-%Y}",
            "birth_place": "KENDARI", "papers": ["SK_LAHIR"], **more}  # fmt: skip


@pytest.mark.django_db
def test_a_birth_of_the_phone_sent_again_is_one_birth(mother: Citizen, born: date, companion, client_of) -> None:
    client: Client = client_of(companion)
    once = sent(mother, born)
    said = [client.post(reverse(SEND), once).json()["words"] for _ in range(3)]
    birth = Birth.objects.get()
    assert birth.mother == mother and birth.child.name == "BAYI NY. WA SAMSIA"
    assert set(said) == {"Kelahiran terkirim. NIK menyusul sendiri."}
    assert Document.objects.filter(citizen=birth.child, kind__code="SK_LAHIR").count() == 1


@pytest.mark.django_db
def test_a_mother_whom_the_phone_does_not_know_is_asked_for_and_never_guessed(
    mother: Citizen, born: date, companion, client_of
) -> None:
    client: Client = client_of(companion)
    raw = sent(mother, born, mother_pk="", mother="SAMSIA")
    asked = client.post(reverse(SEND), raw)
    assert asked.status_code == 409 and not Birth.objects.exists()
    assert [each["id"] for each in asked.json()["mothers"]] == [str(mother.pk)]
    assert mother.nik not in asked.content.decode() and mother.kk_number not in asked.content.decode()
    assert client.post(reverse(SEND), {**raw, "mother_id": mother.pk}).status_code == 200
    assert Birth.objects.get().mother == mother


@pytest.mark.django_db
def test_a_mother_of_another_area_is_no_mother_for_the_phone(
    mother: Citizen, born: date, make_user, lahundape: Region, client_of
) -> None:
    stranger: Client = client_of(make_user("facilitator", lahundape))
    assert stranger.post(reverse(SEND), sent(mother, born)).status_code == 409
    assert not Birth.objects.exists()


@pytest.mark.django_db
def test_a_birth_in_the_future_is_refused_in_words(mother: Citizen, companion, client_of) -> None:
    client: Client = client_of(companion)
    answer = client.post(reverse(SEND), sent(mother, timezone.localdate() + timedelta(days=3)))
    assert answer.status_code == 409 and "belum tiba" in answer.json()["error"]


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_a_birth_without_network_waits_on_the_phone_and_is_sent_once(
    browser, client_of, live_server, mother: Citizen, born: date, companion, kadia: Region
) -> None:
    """Nine taps beside what is typed: the child, its mother out of the day's list, a photo, saved and sent later."""
    load_form()
    Visit.objects.create(
        number="K-2611-0001", citizen=mother, kelurahan=kadia, source="hand", facilitator=companion,
        due_on=timezone.localdate(), state="assigned",
    )  # fmt: skip
    context = browser.new_context(locale="id-ID", viewport={"width": 360, "height": 740})
    cookie = client_of(companion).cookies[settings.SESSION_COOKIE_NAME]
    context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])
    page = context.new_page()
    page.goto(live_server.url + reverse("visits:phone"))
    page.get_by_text(mother.name).first.wait_for()
    context.set_offline(True)
    page.click("#lahir")
    page.get_by_label("Ibu", exact=True).select_option(label=mother.name)
    page.get_by_text("Laki-laki").click()
    page.get_by_label("Tanggal lahir").fill(born.isoformat())
    page.get_by_text("Surat keterangan lahir").click()
    page.locator("input[name=photo]").set_input_files({"name": "a.jpg", "mimeType": "image/jpeg", "buffer": photo()})
    page.get_by_text("Foto tersimpan").wait_for()
    assert_no_axe_findings(page)
    assert_no_sideways_scroll(page)
    page.reload()
    assert page.get_by_label("Tanggal lahir").input_value() == born.isoformat(), "nothing typed is lost"
    page.click("#simpan")
    page.get_by_text("1 kelahiran menunggu jaringan").wait_for()
    assert not Birth.objects.exists()
    context.set_offline(False)
    page.get_by_text("Kelahiran terkirim. NIK menyusul sendiri.").wait_for()
    page.get_by_text("Tidak ada yang menunggu dikirim").wait_for()
    birth = Birth.objects.get()
    assert (birth.mother, birth.child.birth_date, birth.child.sex) == (mother, born, "L")
    assert Document.objects.get(citizen=birth.child, kind__code="SK_LAHIR").scan is not None
    assert page.evaluate(LEFT) == 0, "what has arrived stays on the phone no longer"
    context.close()


LEFT = """() => new Promise(done => { const open = indexedDB.open("padan-kunjungan"); open.onsuccess = () => {
  const rows = open.result.transaction("births").objectStore("births").count();
  rows.onsuccess = () => done(rows.result); }; })"""
