"""The page of a succession: from the household's page to a request, by keyboard, with the effect shown before."""

import uuid
from collections.abc import Callable
from datetime import date

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Page, expect

from dtks.accounts.models import User
from dtks.office.models import Region
from dtks.registry.models import AidRecord, Citizen, Household, Programme, Source
from dtks.registry.queries import family_of
from dtks.registry.services import register_citizen, set_values
from verification.corrections.models import ChangeRequest

OLD, NEW = "7471081403090001", "7471081811260002"


@pytest.fixture
def family(kadia: Region, capsys) -> list[Citizen]:
    call_command("prepare")
    capsys.readouterr()
    place = Region.objects.get(code=kadia.code)
    rows = [("LA NDOASA", "1", "1965-01-02", "L"), ("WA SAMSIA", "3", "1974-03-04", "P"),
            ("NURBAYA", "4", "2011-07-08", "P")]  # fmt: skip
    people = [
        register_citizen(
            values={"name": name, "kk_number": OLD, "relation": relation, "birth_date": born, "sex": sex,
                    "kelurahan": place.code, "marital_status": "2" if relation != "4" else "1"},
            actor=None, reference="Daftar No. 1", source=Source.LIST,
        )
        for name, relation, born, sex in rows
    ]  # fmt: skip
    bpnt = Programme.objects.get(code="SEMBAKO")
    AidRecord.objects.create(
        citizen=people[0], programme=bpnt, period=date(2026, 10, 1), state="YA", reference="Daftar No. 1"
    )
    return people


def address(family: list[Citizen]) -> str:
    card = family_of(family[0])
    assert card is not None
    return reverse("overview:succession", args=[card.pk])


@pytest.mark.django_db
def test_the_page_shows_the_effect_and_a_double_click_proposes_once(family, operator: User, client_of) -> None:
    client: Client = client_of(operator)
    card = family_of(family[0])
    assert address(family) in client.get(card.get_absolute_url()).content.decode()
    assert address(family) in client.get(family[1].get_absolute_url()).content.decode()
    page = client.get(address(family)).content.decode()
    assert "3 = 1 + 2 + 0" in page and "Kirim sebelum tutup" in page and "disarankan" in page
    head, wife, child = family
    sent = {
        "kind": "died", "event_on": "02-11-2026", "card_1": NEW, "successor_id": str(wife.pk),
        f"tempat-{head.pk}": "mati", f"tempat-{wife.pk}": "1", f"hubungan-{wife.pk}": "1",
        f"tempat-{child.pk}": "belum", f"hubungan-{child.pk}": "4", "form_key": str(uuid.uuid4()),
    }  # fmt: skip
    preview = client.post(address(family), {**sent, "tinjau": "1"}).content.decode()
    assert "3 = 1 + 1 + 1" in preview and ChangeRequest.objects.count() == 0
    assert "kepala: WA SAMSIA" in preview and preview.count(f'name="tempat-{child.pk}"') == 6  # a column each
    split = client.post(address(family), {**sent, f"tempat-{child.pk}": "3"})
    assert split.status_code == 422 and "NURBAYA ditempatkan di sana" in split.content.decode()
    assert client.post(address(family), {**sent, "card_1": ""}).status_code == 422
    for _ in range(2):
        assert client.post(address(family), sent).status_code == 302
    request = ChangeRequest.objects.get()
    shown = client.get(request.get_absolute_url()).content.decode()
    assert "Belum ada di KK baru" in shown and "penerus" in shown and "kepala: WA SAMSIA" in shown


@pytest.mark.django_db
def test_a_guardian_of_another_card_needs_a_letter(family, operator: User, client_of, kadia: Region) -> None:
    head, wife, child = family
    for person in (wife,):
        set_values(citizen=person, values={"life_state": "2"}, source=Source.CORRECTION, reference="P",
                   on=date(2026, 10, 1))  # fmt: skip
    aunt = register_citizen(
        values={"name": "WA INA", "kk_number": "7471080101100009", "relation": "1", "birth_date": "1980-01-01",
                "sex": "P", "kelurahan": kadia.code}, actor=None, reference="Daftar No. 1", source=Source.LIST,
    )  # fmt: skip
    Citizen.objects.filter(pk=aunt.pk).update(dtks_id="D-700")
    sent = {
        "kind": "died", "event_on": "02-11-2026", "card_1": NEW, "successor_id": "wali", "guardian": "D-700",
        f"tempat-{head.pk}": "mati", f"tempat-{child.pk}": "belum",
    }  # fmt: skip
    client: Client = client_of(operator)
    refused = client.post(address(family), sent)
    assert refused.status_code == 422 and "perlu surat" in refused.content.decode()
    from dtks.papers.models import PaperKind

    letter = PaperKind.objects.get(code="KUASA_WALI").pk
    assert client.post(address(family), {**sent, "seen": [letter]}).status_code == 302
    plan = ChangeRequest.objects.get().plan
    assert plan is not None and plan.by_guardian and plan.successor == aunt


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_the_operator_sends_a_succession_by_keyboard(
    page: Page, sign_in: Callable[[Page, User], None], live_server, family: list[Citizen], operator: User
) -> None:
    sign_in(page, operator)
    card = Household.objects.get(number=OLD)
    page.goto(f"{live_server.url}{card.get_absolute_url()}")
    page.get_by_role("link", name="Kepala meninggal / KK diganti").click()
    page.get_by_label("Tanggal kejadian").fill("02-11-2026")
    page.get_by_label("No. KK baru 1").fill(NEW)
    page.get_by_label("No. KK baru 1").press("Escape")
    page.keyboard.press("1")
    page.keyboard.press("h")
    expect(page.get_by_text("2 dari 3 punya tempat")).to_be_visible()
    page.get_by_label("No. KK baru 1").press("Control+Enter")
    expect(page.get_by_text("Orang lain yang memutuskan").first).to_be_visible()
    assert ChangeRequest.objects.get().plan is not None
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(f"{live_server.url}{reverse('overview:succession', args=[card.pk])}")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
