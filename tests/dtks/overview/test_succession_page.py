"""The page of a succession: from the household's page to a request, by keyboard, with the effect shown before."""

import re
import uuid
from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from dtks.accounts.models import User
from dtks.jobs.models import Event
from dtks.office.models import Region
from dtks.office.queries import next_window
from dtks.papers.models import Document, PaperKind
from dtks.papers.services import add_document
from dtks.registry.models import AidRecord, Citizen, Household, Programme, Source
from dtks.registry.queries import family_of
from dtks.registry.services import register_citizen, set_values
from dtks.web.templatetags.formats import month as month_words
from dtks.web.templatetags.formats import short_day
from verification.corrections.models import ChangeRequest, SuccessionDraft
from verification.corrections.services import cases_of, decide_fields, follow_places
from verification.monthly.models import Batch

OLD, NEW, TWO = "7471081403090001", "7471081811260002", "7471081811260003"
ROWS = [("LA NDOASA", "1", "1965-01-02", "L", "2"), ("WA SAMSIA", "3", "1974-03-04", "P", "2"),
        ("RAHMAT", "4", "2002-05-06", "L", "2"), ("NURBAYA", "4", "2011-07-08", "P", "1"),
        ("AULIA", "6", "2022-09-10", "P", "1")]  # fmt: skip


@pytest.fixture
def family(kadia: Region, capsys) -> list[Citizen]:
    call_command("prepare")
    capsys.readouterr()
    place = Region.objects.get(code=kadia.code)
    people = [
        register_citizen(
            values={"name": name, "kk_number": OLD, "relation": relation, "birth_date": born, "sex": sex,
                    "kelurahan": place.code, "marital_status": marital},
            actor=None, reference="Daftar No. 1", source=Source.LIST,
        )
        for name, relation, born, sex, marital in ROWS
    ]  # fmt: skip
    for code, who in (("SEMBAKO", people[:1]), ("PKH", people[1:2]), ("PBI_JK", people), ("PIP", people[3:4])):
        programme = Programme.objects.get(code=code)
        for person in who:
            AidRecord.objects.create(
                citizen=person, programme=programme, period=date(2026, 10, 1), state="YA", reference="Daftar No. 1"
            )
    return people


def address(family: list[Citizen]) -> str:
    card = family_of(family[1])
    assert card is not None
    return reverse("overview:succession", args=[card.pk])


def sent(family, **changes):
    """The usual plan of the picture: dead, card 1, card 2, card 1, on none."""
    head, wife, son, daughter, grandchild = family
    said = {
        "kind": "died", "event_on": "02-11-2026", "card_1": NEW, "card_2": TWO, "successor_id": str(wife.pk),
        f"tempat-{head.pk}": "mati", f"tempat-{wife.pk}": "1", f"hubungan-{wife.pk}-1": "1",
        f"tempat-{son.pk}": "2", f"hubungan-{son.pk}-2": "1", f"hubungan-{son.pk}-1": "4",
        f"tempat-{daughter.pk}": "1", f"hubungan-{daughter.pk}-1": "4",
        f"tempat-{grandchild.pk}": "belum", "baru": "0", "form_key": str(uuid.uuid4()),
    }  # fmt: skip
    return {**said, **changes}


def new_one(place=0, **changes):
    row = {"name": "FITRI LAMONDO", "sex": "P", "birth_date": "03-02-2004", "card": "2", "relation": "3", "number": ""}
    return {"baru": str(place + 1), **{f"baru-{place}-{name}": text for name, text in {**row, **changes}.items()}}


def words(answer) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


@pytest.mark.django_db
def test_the_page_shows_the_effect_and_a_double_click_proposes_once(
    family, operator: User, client_of, time_machine
) -> None:
    time_machine.move_to(datetime(2026, 11, 27, 2, tzinfo=UTC))
    client: Client = client_of(operator)
    card = family_of(family[0])
    assert address(family) in client.get(card.get_absolute_url()).content.decode()
    assert address(family) in client.get(family[1].get_absolute_url()).content.decode()
    page = words(client.get(address(family)))
    assert "5 = 1 + 4 + 0" in page and "Kirim sebelum tutup" in page and "disarankan" in page
    assert "Belum boleh: NURBAYA (15), AULIA (4)" in page
    preview = words(client.post(address(family), sent(family, tinjau="1")))
    assert "5 = 1 + 3 + 1" in preview and ChangeRequest.objects.count() == 0
    assert "kepala: WA SAMSIA" in preview and "kepala: RAHMAT" in preview and "Kirim ke kasi, Aulia menyusul" in preview
    split = client.post(address(family), sent(family, **{f"tempat-{family[3].pk}": "3"}))
    assert split.status_code == 422 and "NURBAYA ditempatkan di sana" in split.content.decode()
    assert client.post(address(family), sent(family, card_1="")).status_code == 422
    whole = sent(family)
    for _ in range(2):
        assert client.post(address(family), whole).status_code == 302
    request = ChangeRequest.objects.get()
    shown = words(client.get(request.get_absolute_url()))
    assert "Menyusul" in shown and "penerus WA SAMSIA" in shown and "kepala: RAHMAT" in shown
    assert cases_of([family[4].pk]).get().origin_url == request.get_absolute_url()


@pytest.mark.django_db
def test_each_programme_says_what_becomes_of_it_and_until_when(family, operator: User, client_of) -> None:
    page = words(client_of(operator).post(address(family), sent(family, tinjau="1", **new_one())))
    table = page[page.index("Siapa kehilangan penerima") :]
    assert re.search(r"BPNT LA NDOASA WA SAMSIA hilang mulai kiriman \w+ \d{4} bila penggantinya tidak ikut", table)
    assert re.search(r"PKH WA SAMSIA tetap penerima tidak berubah; komponen lansia berakhir Aman", table)
    assert re.search(r"PBI-JK 5 jiwa 4 jiwa \+ 1 diusulkan .*AULIA ikut nonaktif bila tak punya KK Tunggu KK", table)
    assert re.search(r"PIP NURBAYA tetap .*nama wali di Dapodik ikut diganti sekolah Aman", table)


@pytest.mark.django_db
def test_the_batch_by_which_a_programme_loses_its_recipient_is_named(family, operator: User, client_of) -> None:
    """idea 6: a check shows which programme would lose its recipient, and in which batch"""
    window = next_window(timezone.localdate())
    for sequence, state in ((1, "void"), (2, "filling")):
        Batch.objects.create(
            number=f"K-2699-0{sequence}", month=window.month, sequence=sequence, state=state,
        )  # fmt: skip
    client: Client = client_of(operator)
    page = words(client.post(address(family), sent(family, tinjau="1")))
    assert "hilang mulai kiriman K-2699-02 bila penggantinya tidak ikut" in page
    Batch.objects.filter(state="filling").update(state="void")
    page = words(client.post(address(family), sent(family, tinjau="1")))
    assert f"kiriman ke-3 {month_words(window.month)}, tutup {short_day(window.closes_on)}" in page


@pytest.mark.django_db
def test_a_new_card_of_another_family_is_said_at_its_field(family, operator: User, client_of) -> None:
    register_citizen(
        values={"name": "WA ODE", "kk_number": TWO, "relation": "1", "kelurahan": family[0].kelurahan.code}, actor=None,
        reference="Daftar No. 1", source=Source.LIST,
    )  # fmt: skip
    answer = client_of(operator).post(address(family), sent(family))
    assert answer.status_code == 422 and "dipakai keluarga WA ODE" in answer.context["form"].errors["card_2"][0]
    assert not ChangeRequest.objects.exists()


@pytest.mark.django_db
def test_somebody_of_the_new_card_who_is_in_no_list_joins_it(family, operator: User, client_of) -> None:
    client: Client = client_of(operator)
    asked = words(client.post(address(family), sent(family, tambah="1")))
    assert "tidak ada di KK lama" in asked and "Anggota baru" in asked
    bare = client.post(address(family), sent(family, **new_one(sex="", relation="")))
    assert bare.status_code == 422 and "Anggota baru 1: " in bare.content.decode()
    assert "5 = 1 + 3 + 1" in words(bare)  # she is counted beside the members of the old card
    assert client.post(address(family), sent(family, **new_one())).status_code == 302
    joins = ChangeRequest.objects.get().plan.members.get(place="joins")
    assert (joins.citizen.name, joins.number, joins.relation) == ("FITRI LAMONDO", TWO, "3")
    assert joins.citizen.kelurahan == family[0].kelurahan and family_of(joins.citizen) is None


@pytest.mark.django_db
def test_who_is_known_joins_by_his_number_and_one_alike_is_asked_for_first(
    family, operator: User, client_of, kadia: Region
) -> None:
    known = register_citizen(
        values={"name": "FITRI LAMONDO", "birth_date": "2004-02-03", "sex": "P", "kelurahan": kadia.code},
        actor=None, reference="Daftar No. 1", source=Source.LIST,
    )  # fmt: skip
    Citizen.objects.filter(pk=known.pk).update(dtks_id="D-7001")
    client: Client = client_of(operator)
    alike = client.post(address(family), sent(family, **new_one()))
    assert alike.status_code == 422 and "Mungkin sudah tercatat" in alike.content.decode()
    assert client.post(address(family), sent(family, **new_one(number="D-7001", name="", sex=""))).status_code == 302
    assert ChangeRequest.objects.get().plan.members.get(place="joins").citizen == known


@pytest.mark.django_db
def test_a_draft_is_found_again_by_its_maker_and_by_nobody_else(family, operator: User, client_of, make_user) -> None:
    client, other = client_of(operator), client_of(make_user("operator", username="operator9"))
    typed = client.post(address(family), sent(family, **new_one()), headers={"Padan-Ketik": "1"})
    assert typed.content.decode().startswith("Ketikan tersimpan") and ChangeRequest.objects.count() == 0
    assert client.post(address(family), sent(family, draf="1", **new_one())).status_code == 302
    card = family_of(family[1])
    again = client.get(address(family))
    assert "Draf Anda" in words(again) and "5 = 1 + 3 + 1" in words(again)
    for kept in (f'value="{NEW}"', 'value="02-11-2026"', 'value="FITRI LAMONDO"'):
        assert kept in again.content.decode()
    assert "csrfmiddlewaretoken" not in SuccessionDraft.objects.get().data
    assert "Lanjutkan draf pergantian" in words(client.get(card.get_absolute_url()))
    assert "Draf Anda" in words(client.get(reverse("overview:acts", args=[family[1].pk])))
    for page in (address(family), card.get_absolute_url(), reverse("overview:acts", args=[family[1].pk])):
        assert "raf " not in words(other.get(page)).replace("Simpan draf ", "")
    client.post(address(family), {"buang": "1"})
    assert not SuccessionDraft.objects.exists()
    client.post(address(family), sent(family, draf="1"))
    assert client.post(address(family), sent(family)).status_code == 302
    assert not SuccessionDraft.objects.exists()
    late = client.post(address(family), sent(family), headers={"Padan-Ketik": "1"})
    assert late.content.decode() == "Sudah diajukan" and not SuccessionDraft.objects.exists()


@pytest.mark.django_db
def test_the_papers_say_what_is_there_and_what_is_missing_per_card(family, operator: User, client_of) -> None:
    death = add_document(citizen=family[0], kind="AKTA_MATI", form="original", seen_by=operator)
    client: Client = client_of(operator)
    first = words(client.get(address(family)))
    assert "1 ada, 2 kurang" in first and death.number in first
    card = PaperKind.objects.get(code="KK").pk
    two = client.post(address(family), sent(family, tinjau="1", papers=[death.pk], seen=[f"{card}-1"]))
    page = words(two)
    assert "2 ada, 3 kurang" in page and "KK baru 2" in page
    assert "KK yang memuat AULIA, atau keterangan Disdukcapil" in page
    ktp = PaperKind.objects.get(code="KTP").pk
    seen = [f"{card}-1", f"{card}-2", str(ktp)]
    assert client.post(address(family), sent(family, papers=[death.pk], seen=seen)).status_code == 302
    cited = ChangeRequest.objects.get().evidence.values_list("document__kind__code", "document__citizen__name")
    assert sorted(cited) == [
        ("AKTA_MATI", "LA NDOASA"), ("KK", "RAHMAT"), ("KK", "WA SAMSIA"), ("KTP", "WA SAMSIA"),
    ]  # fmt: skip
    assert Document.objects.get(kind__code="KK", citizen=family[1]).readings == {"kk_number": NEW}


@pytest.mark.django_db
def test_a_guardian_of_another_card_needs_a_letter(family, operator: User, client_of, kadia: Region) -> None:
    head, wife, son, child, grandchild = family
    for person in (wife, son):
        set_values(citizen=person, values={"life_state": "2"}, source=Source.CORRECTION, reference="P",
                   on=date(2026, 10, 1))  # fmt: skip
    aunt = register_citizen(
        values={"name": "WA INA", "kk_number": "7471080101100009", "relation": "1", "birth_date": "1980-01-01",
                "sex": "P", "kelurahan": kadia.code}, actor=None, reference="Daftar No. 1", source=Source.LIST,
    )  # fmt: skip
    Citizen.objects.filter(pk=aunt.pk).update(dtks_id="D-700")
    said = {
        "kind": "died", "event_on": "02-11-2026", "card_1": "7471080101100009", "successor_id": "wali",
        "guardian": "D-700", f"tempat-{head.pk}": "mati", f"tempat-{child.pk}": "1", f"hubungan-{child.pk}-1": "9",
        f"tempat-{grandchild.pk}": "belum",
    }  # fmt: skip
    card = reverse("overview:succession", args=[family_of(child).pk])
    client: Client = client_of(operator)
    refused = client.post(card, said)
    assert refused.status_code == 422 and "perlu surat" in refused.content.decode()
    letter = PaperKind.objects.get(code="KUASA_WALI").pk
    assert client.post(card, {**said, "seen": [letter]}).status_code == 302
    plan = ChangeRequest.objects.get().plan
    assert plan is not None and plan.by_guardian and plan.successor == aunt


@pytest.mark.django_db
def test_who_waited_is_placed_from_the_page_of_his_family(
    family, operator: User, kasi: User, kabid: User, client_of
) -> None:
    client: Client = client_of(operator)
    kinds = dict(PaperKind.objects.values_list("code", "pk"))
    seen = [str(kinds["AKTA_MATI"]), f"{kinds['KK']}-1", str(kinds["KTP"]), str(kinds["KK_OLD"])]
    client.post(address(family), sent(family, seen=seen))
    request = ChangeRequest.objects.get()
    for person in (kasi, kabid):
        decide_fields(request=request, verdicts={"kk_number": "accepted", "relation": "accepted"}, checker=person)
    card = Household.objects.get(number=NEW)
    place = reverse("overview:place", args=[card.pk, family[4].pk])
    shown = client.get(card.get_absolute_url()).content.decode()
    assert "AULIA belum ada di KK baru" in shown and place in shown
    assert "kepala RAHMAT" in words(client.get(place))
    two = Household.objects.get(number=TWO).pk
    said = {"card": two, "relation": "6", "seen": [kinds["KK"]]}
    assert client.post(place, {**said, "card": "lain", "number_typed": "12"}).status_code == 422
    assert client.post(place, said).status_code == 302
    placing = ChangeRequest.objects.get(act__code="KK_CHANGE")
    decide_fields(request=placing, verdicts={"kk_number": "accepted"}, checker=kasi)
    placing.refresh_from_db()
    assert (placing.state, family_of(family[4])) == ("applied", Household.objects.get(number=TWO))
    follow_places(Event(kind="change.applied", payload={"request": placing.pk}))
    assert not cases_of([family[4].pk]).exists()
    assert client.get(place.replace(f"/{card.pk}/", f"/{two}/")).status_code == 302


def place_of(page: Page, name: str, where: str):
    return page.get_by_label(f"{where}, {name}", exact=True)


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_the_operator_sends_a_succession_by_keyboard(
    page: Page, sign_in: Callable[[Page, User], None], live_server, family: list[Citizen], operator: User,
    console: list[str],
) -> None:  # fmt: skip
    sign_in(page, operator)
    card = Household.objects.get(number=OLD)
    page.goto(f"{live_server.url}{card.get_absolute_url()}")
    page.get_by_role("link", name="Kepala meninggal / KK diganti").click()
    page.get_by_label("Tanggal kejadian").fill("02-11-2026")
    page.get_by_label("No. KK baru 1").fill(NEW)
    page.get_by_label("No. KK baru 2").fill(TWO)
    place_of(page, "RAHMAT", "KK baru 1").focus()
    page.keyboard.press("ArrowRight")
    expect(place_of(page, "RAHMAT", "KK baru 2")).to_be_focused()
    page.get_by_label("Hubungan RAHMAT di KK baru 2").select_option("1")
    expect(page.get_by_text("kepala: RAHMAT")).to_be_visible()  # counted without another key
    place_of(page, "AULIA", "Belum ada").focus()
    page.keyboard.press("Space")
    expect(page.get_by_text("5 = 1 + 3 + 1")).to_be_visible()
    page.locator("h1").click()
    page.keyboard.press("l")  # the bar's Letakkan: her row opens, the keyboard stands in it
    expect(place_of(page, "AULIA", "KK baru 1")).to_be_focused()
    page.keyboard.press("Escape")
    page.locator("h1").click()
    page.keyboard.press("b")
    page.get_by_role("textbox", name="Nama", exact=True).fill("FITRI LAMONDO")
    page.get_by_label("Jenis kelamin").select_option("P")
    page.get_by_label("Tanggal lahir").fill("03-02-2004")
    page.get_by_label("KK baru 2, anggota baru").check()
    page.get_by_label("Hubungan anggota baru").select_option("3")
    expect(page.get_by_text("istri · 03-02-2004")).to_be_visible()
    page.locator("h1").click()
    page.keyboard.press("d")
    expect(page.get_by_text("Draf Anda")).to_be_visible()
    page.goto(f"{live_server.url}{card.get_absolute_url()}")
    page.get_by_role("link", name="Lanjutkan draf pergantian").click()
    expect(page.get_by_text("5 = 1 + 3 + 1")).to_be_visible()
    page.keyboard.press("1")
    expect(page.locator(f"#penerus-{family[1].pk}")).to_be_checked()
    expect(page.get_by_role("button", name="Kirim ke kasi, Aulia menyusul")).to_be_visible()
    page.get_by_label("No. KK baru 1").press("Control+Enter")
    expect(page.get_by_text("Orang lain yang memutuskan").first).to_be_visible()
    plan = ChangeRequest.objects.get().plan
    assert plan is not None and plan.equation == {"all": 5, "deceased": 1, "placed": 3, "open": 1, "joins": 1}
    replaced = ("htmx:afterRequest", "htmx:sendAbort")  # a count that a newer one took the place of
    assert [said for said in console if not said.startswith(replaced)] == []
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(f"{live_server.url}{reverse('overview:succession', args=[card.pk])}")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_a_key_that_is_down_while_an_answer_comes_is_not_lost(
    page: Page, sign_in: Callable[[Page, User], None], live_server, family: list[Citizen], operator: User
) -> None:
    sign_in(page, operator)
    page.goto(f"{live_server.url}{address(family)}")
    page.evaluate("() => { window.came = new Promise(r => addEventListener('htmx:afterRequest', r, { once: true })); }")
    place_of(page, "RAHMAT", "KK baru 1").focus()
    page.keyboard.press("ArrowRight")
    place_of(page, "AULIA", "Belum ada").focus()
    page.keyboard.down("Space")
    page.evaluate("() => window.came.then(() => true)")
    page.keyboard.up("Space")
    expect(page.get_by_text("5 = 1 + 3 + 1")).to_be_visible()
    expect(place_of(page, "RAHMAT", "KK baru 2")).to_be_checked()


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_it_goes_without_javascript_too(
    browser, client_of, live_server, family: list[Citizen], operator: User, kadia: Region
) -> None:
    context = browser.new_context(java_script_enabled=False, locale="id-ID")
    cookie = client_of(operator).cookies[settings.SESSION_COOKIE_NAME]
    context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])
    page = context.new_page()
    page.goto(f"{live_server.url}{address(family)}")
    page.get_by_label("Tanggal kejadian").fill("02-11-2026")
    page.get_by_label("No. KK baru 1").fill(NEW)
    place_of(page, "AULIA", "Belum ada").check(force=True)
    page.get_by_role("button", name="Hitung akibat").last.click()
    expect(page.get_by_text("Tidak ada di KK baru.")).to_be_visible()
    page.get_by_role("button", name="Letakkan AULIA").first.click()
    place_of(page, "AULIA", "KK baru 1").check()
    page.get_by_role("button", name="Simpan draf").click()
    expect(page.get_by_text("Draf Anda")).to_be_visible()
    page.get_by_role("button", name="Kirim ke kasi").click()
    expect(page.get_by_text("Orang lain yang memutuskan").first).to_be_visible()
    context.close()
    plan = ChangeRequest.objects.get().plan
    assert plan is not None and plan.equation["placed"] == 4
