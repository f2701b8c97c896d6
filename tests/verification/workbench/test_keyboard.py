"""The operator at the keyboard, in a real browser."""

import io
import os
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from playwright.sync_api import expect

from dtks.papers.services import add_document
from dtks.registry.models import Citizen, Source
from dtks.registry.services import set_values
from tests.browser.axe import assert_no_axe_findings, assert_no_sideways_scroll
from verification.corrections.models import ChangeRequest, Decision, Origin
from verification.corrections.services import Proposal, propose_many
from verification.sources.models import Comparison

State = ChangeRequest.State
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def open_case(sign_in, rahmawati, live_server):
    """Sign Rahmawati in and open the first case of her queue by its key."""

    def go():
        page = sign_in(rahmawati)
        page.goto(f"{live_server.url}/antrean/")
        page.keyboard.press("Enter")
        ready(page)
        return page

    return go


def ready(page, other_than=""):
    """Wait for a case that takes keys, another than the one before; returns its id."""
    place = page.locator(f'#perkara[data-siap="ya"]:not([data-perkara="{other_than}"])')
    expect(place).to_have_count(1)
    return place.get_attribute("data-perkara")


def picture(page, name):
    """Kept where PADAN_PICTURES says, to be laid beside the design."""
    if folder := os.environ.get("PADAN_PICTURES"):
        page.screenshot(path=f"{folder}/{name}.png")


def a_picture():
    held = io.BytesIO()
    Image.new("RGB", (900, 1200), "white").save(held, "PNG")
    return SimpleUploadedFile("kk.png", held.getvalue())


def many(make_citizen, find, count):
    return [
        find(make_citizen(nik=f"747105520384{n:04d}", name=f"WARGA {n:02d}"), {"rt": "007"})
        for n in range(1, count + 1)
    ]


def test_twenty_plain_cases_take_twenty_keys(open_case, make_citizen, find):
    requests = many(make_citizen, find, 20)
    page = open_case()
    shown = ""
    for _ in range(19):
        shown = ready(page, shown)
        page.keyboard.press("t")
    ready(page, shown)
    page.keyboard.press("t")
    page.wait_for_url("**/antrean/")
    assert ChangeRequest.objects.filter(pk__in=[each.pk for each in requests], state=State.APPLIED).count() == 20
    assert Decision.objects.filter(kind="accept").count() == 20


def test_a_key_pressed_twice_decides_one_case_only(open_case, make_citizen, find):
    many(make_citizen, find, 3)
    page = open_case()
    first = ready(page)
    page.keyboard.press("t")
    page.keyboard.press("t")
    ready(page, first)
    assert Decision.objects.filter(kind="accept").count() == 1


@pytest.mark.parametrize("after", [0, 120, 250])
def test_a_key_pressed_twice_is_said_and_decides_no_other_case(open_case, make_citizen, find, after):
    many(make_citizen, find, 3)
    page = open_case()
    first = ready(page)
    page.evaluate(
        """after => addEventListener("submit", () => setTimeout(
             () => document.body.dispatchEvent(new KeyboardEvent("keydown", {key: "t", bubbles: true})), after),
             {capture: true, once: true})""",
        after,
    )
    page.keyboard.press("t")
    expect(page.get_by_text("T tidak dihitung")).to_be_visible()
    second = ready(page, first)
    assert Decision.objects.filter(kind="accept").count() == 1
    page.keyboard.press("t")
    ready(page, second)
    assert Decision.objects.filter(kind="accept").count() == 2
    expect(page.get_by_text("T tidak dihitung")).to_have_count(0)


def test_a_key_pressed_on_a_case_before_it_is_painted_decides_nothing(open_case, make_citizen, find):
    many(make_citizen, find, 3)
    page = open_case()
    first = ready(page)
    page.evaluate(
        """() => document.addEventListener("htmx:afterSwap", () => document.body.dispatchEvent(
             new KeyboardEvent("keydown", {key: "t", bubbles: true})), {once: true})"""
    )
    page.keyboard.press("t")
    expect(page.get_by_text("T tidak dihitung")).to_be_visible()
    ready(page, first)
    assert Decision.objects.filter(kind="accept").count() == 1


def test_refusing_takes_two_keys_and_undo_one(open_case, make_citizen, find):
    many(make_citizen, find, 2)
    page = open_case()
    first = ready(page)
    page.keyboard.press("x")
    page.keyboard.press("3")
    second = ready(page, first)
    refused = ChangeRequest.objects.get(pk=first)
    assert refused.state == State.REFUSED and refused.fields.get().reason == "Berkas tidak membuktikan"
    page.keyboard.press("z")
    assert ready(page, second) == first
    refused.refresh_from_db()
    assert refused.state == State.SUBMITTED


def test_twenty_mixed_cases_are_decided_field_by_field_by_keyboard_alone(open_case, make_citizen, find):
    for number in range(1, 21):
        person = make_citizen(nik=f"747105520384{number:04d}", name=f"WARGA {number:02d}")
        find(person, {"name": f"WARGI {number:02d}", "mother_name": "WA HALIMA", "rt": "007"})
    page, shown = open_case(), ""
    for number in range(20):
        shown = ready(page, shown)
        for key in ("1", "2", "x", "5"):
            page.keyboard.press(key)
        if not number:
            expect(page.locator("[data-hitung=accepted]")).to_have_text("1")
            expect(page.locator("[data-hitung=refused]")).to_have_text("1")
            assert not Decision.objects.exists()
        page.keyboard.press("3")
        page.keyboard.press("Enter")
    page.wait_for_url("**/antrean/")
    for request in ChangeRequest.objects.prefetch_related("fields"):
        verdicts = {each.field: each.verdict for each in request.fields.all()}
        assert verdicts == {"name": "accepted", "mother_name": "refused", "rt": "accepted"}


def test_a_field_refused_by_its_number_asks_for_its_reason_and_nothing_is_sent_without(open_case, nuraeni, find):
    request = find(nuraeni, {"name": "WA ODE NURAINI", "rt": "007"})
    page = open_case()
    ready(page)
    sheet = page.locator("details.merah .lembar-isi")
    page.keyboard.press("1")
    expect(sheet).to_be_hidden()
    page.keyboard.press("2")
    page.keyboard.press("2")
    expect(sheet.get_by_role("heading", name="Tolak isian 2")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("Enter")
    expect(sheet.get_by_role("heading", name="Tolak isian 2")).to_be_visible()
    page.keyboard.press("5")
    expect(sheet).to_be_hidden()
    page.keyboard.press("Enter")
    page.wait_for_url("**/antrean/")
    assert sorted(request.fields.values_list("verdict", flat=True)) == ["accepted", "refused"]


def test_the_scan_grows_over_the_page_and_the_case_is_decided_beside_it(open_case, nuraeni, ask, fitriani):
    card = add_document(citizen=nuraeni, kind="KK", form="original", seen_by=fitriani, upload=a_picture())
    request = ask(nuraeni, {"rt": "002"}, documents=[card])
    page = open_case()
    ready(page)
    panel = page.get_by_role("region", name="Berkas")
    small = panel.bounding_box()["width"]
    page.keyboard.press("b")
    expect(page.get_by_role("link", name="Kecilkan")).to_be_visible()
    picture(page, "pindaian_besar")
    assert panel.bounding_box()["width"] > 2 * small
    assert_no_axe_findings(page)
    page.keyboard.press("Escape")
    expect(page.get_by_role("link", name="Besarkan")).to_be_focused()
    assert panel.bounding_box()["width"] == small
    page.keyboard.press("b")
    page.keyboard.press("t")
    page.wait_for_url("**/antrean/")
    request.refresh_from_db()
    assert request.state == State.APPLIED and len(page.context.pages) == 1


def test_a_lost_network_loses_nothing(open_case, nuraeni, find):
    request = find(nuraeni, {"name": "WA ODE NURAINI", "rt": "007"})
    page = open_case()
    ready(page)
    for key in ("1", "x", "8"):
        page.keyboard.press(key)
    page.keyboard.type("Bukan warga sini")
    page.context.set_offline(True)
    page.keyboard.press("Enter")
    expect(page.get_by_text("Belum tersimpan, jaringan putus.")).to_be_visible()
    page.context.set_offline(False)
    page.reload()
    ready(page)
    expect(page.locator("[data-hitung=accepted]")).to_have_text("1")
    expect(page.get_by_label("Tulis alasannya")).to_have_value("Bukan warga sini")
    expect(page.get_by_role("button", name="Tolak isian 1")).to_be_visible()  # its sheet is open, on the same field
    page.keyboard.press("Enter")
    page.wait_for_url("**/antrean/")
    assert dict(request.fields.values_list("field", "verdict")) == {"name": "refused", "rt": ""}


def test_own_words_are_written_in_the_sheet_and_are_what_the_citizen_reads(open_case, make_citizen, find):
    many(make_citizen, find, 3)
    page = open_case()
    first = ready(page)
    sheet = page.locator("details.merah .lembar-isi")
    page.keyboard.press("x")
    expect(sheet.get_by_role("button", name="Tolak perkara")).to_be_hidden()  # no reason is in hand yet
    page.keyboard.press("8")
    field = sheet.get_by_label("Tulis alasannya")
    expect(field).to_be_focused()
    page.keyboard.type("Bukan warga sini")
    expect(sheet.locator("[data-dibaca-warga]")).to_have_text("“Bukan warga sini”")
    picture(page, "alasan_kata")
    assert_no_axe_findings(page)
    sheet.get_by_role("button", name="Tolak perkara").click()
    second = ready(page, first)
    page.keyboard.press("x")
    page.keyboard.press("ArrowDown")
    sheet.get_by_role("button", name="Ubah").click()
    expect(field).to_have_value("Berkas yang membuktikan RT belum kami terima. Bawa aslinya ke loket.")
    picture(page, "alasan_ubah")
    field.fill("Bawa KK asli ke loket 2.")
    page.keyboard.press("Enter")
    third = ready(page, second)
    page.keyboard.press("x")
    page.keyboard.press("8")
    page.keyboard.type("Tidak jadi")
    page.keyboard.press("Escape")
    page.keyboard.press("x")
    page.keyboard.press("3")  # the words of another reason are not sent with it
    page.wait_for_url("**/antrean/")
    reasons = dict(ChangeRequest.objects.values_list("pk", "fields__reason"))
    assert reasons == {
        int(first): "Bukan warga sini",
        int(second): "Bawa KK asli ke loket 2.",
        int(third): "Berkas tidak membuktikan",
    }


def test_keys_can_be_switched_off(open_case, nuraeni, find, rahmawati):
    find(nuraeni, {"rt": "007"})
    rahmawati.keys_enabled = False
    rahmawati.save()
    page = open_case()
    ready(page)
    for key in ("t", "1", "x"):
        page.keyboard.press(key)
    expect(page.locator("[data-hitung=accepted]")).to_have_text("0")
    assert not Decision.objects.exists()
    shown = [each.inner_text() for each in page.locator("kbd").all() if each.is_visible()]
    assert set(shown) == {"Enter"}, "only keys that still act are shown"
    page.keyboard.press("Enter")
    expect(page.get_by_text("Pilih Terima atau Tolak pada barisnya")).to_be_visible()


@pytest.mark.parametrize("height", [768, 625])
def test_what_a_decision_needs_lies_on_the_first_screen(open_case, nuraeni, ask, make_paper, height):
    values = {
        "name": "WA ODE NURAINI",
        "nik": "7471055203849021",
        "birth_date": "1984-03-12",
        "mother_name": "WA HALIMA",
        "rt": "002",
    }
    ask(nuraeni, values, documents=make_paper(nuraeni, "KTP", "KK"))
    page = open_case()
    page.set_viewport_size({"width": 1366, "height": height})
    picture(page, f"perkara_{height}")
    bar = page.locator(".bilah").bounding_box()
    assert bar["y"] + bar["height"] <= height + 1
    for number in range(1, 6):
        row = page.locator(f'tr[data-nomor="{number}"]').bounding_box()
        assert row["y"] + row["height"] <= bar["y"]
    ready(page)
    mother = page.locator('tr[data-isian="mother_name"]').get_attribute("data-nomor")
    name = page.locator('tr[data-isian="name"]').get_attribute("data-nomor")
    for key, sheet in ((mother, 2), (name, 1)):  # the paper that proves the current field comes up, framed
        page.keyboard.press(key)
        expect(page.locator(f".lembar-{sheet} .kini-bukti")).to_be_visible()


def test_conflict_lock_and_reasons_are_understood_at_every_width(open_case, nuraeni, ask, live_server, console):
    ask(nuraeni, {"name": "WA ODE NURAINI", "address": "JL. LAHUNDAPE NO. 14", "birth_place": "RAHA"}, agrees=False)
    set_values(
        citizen=nuraeni, values={"address": "JL. LAHUNDAPE LR. 2"}, source=Source.VISIT, reference="Form A4",
        on=nuraeni.updated_at.date(),
    )  # fmt: skip
    page = open_case()
    expect(page.get_by_text("Alamat sudah berubah sejak usulan dibuat.")).to_be_visible()
    picture(page, "bentrok")
    assert_no_axe_findings(page)
    page.keyboard.press("x")
    expect(page.get_by_role("button", name="Berkas tidak terbaca")).to_be_visible()
    page.keyboard.press("ArrowDown")
    expect(page.locator(".merah [data-dibaca-warga]")).to_contain_text("belum kami terima")  # read before it is sent
    picture(page, "alasan")
    page.keyboard.press("Escape")
    page.set_viewport_size({"width": 360, "height": 740})
    picture(page, "perkara_360")
    assert page.locator("tr.bentrok fieldset").bounding_box()["width"] > 250  # the three values fill the telephone
    assert_no_sideways_scroll(page)
    page.set_viewport_size({"width": 1366, "height": 768})
    page.goto(f"{live_server.url}/antrean/")
    picture(page, "antrean")
    assert_no_axe_findings(page)
    page.goto(f"{live_server.url}/usulan/")
    page.get_by_role("link", name="WA ODE NURAENI").click()
    picture(page, "usulan")
    assert_no_axe_findings(page)
    assert console == []


def two_hundred_alike(place):
    """Two hundred people whose name only the list shortens."""
    people = Citizen.objects.bulk_create(
        Citizen(nik=f"747105520384{n:04d}", name=f"MUH. WARGA {n:03d}", kelurahan=place, sex="P") for n in range(1, 201)
    )
    said = [f"MUHAMMAD {each.name.removeprefix('MUH. ')}" for each in people]
    compared = Comparison.objects.bulk_create(
        Comparison(
            citizen=each, taken_on=date(2026, 11, 12), result_class="VARIANT", confidence=0.994, band="same",
            fields={"name": {"ours": each.name, "theirs": name, "verdict": "differs"}}, method_version="padan-1",
        )
        for each, name in zip(people, said, strict=True)
    )  # fmt: skip
    rows = zip(people, said, compared, strict=True)
    found = [Proposal(citizen_id=each.pk, values={"name": name}, comparison=basis) for each, name, basis in rows]
    propose_many(proposals=found, origin=Origin.EXTRACT, origin_reference="Rekonsiliasi 1")


def test_row_41_a_bundle_of_two_hundred_takes_few_keys(sign_in, rahmawati, live_server, lahundape, console):
    from dtks.jobs.services import run_inline
    from verification.workbench.models import Bundle

    two_hundred_alike(lahundape)
    page = sign_in(rahmawati)
    page.goto(f"{live_server.url}/antrean/")
    picture(page, "antrean_paket")
    keys = ["p", "ArrowDown", "ArrowDown", " "]
    page.keyboard.press(keys[0])
    page.wait_for_url("**/paket/*/")
    for key in keys[1:]:
        page.keyboard.press(key)
    expect(page.get_by_role("button", name="Terima 199 baris")).to_be_visible()
    picture(page, "paket_tinjau")
    assert_no_axe_findings(page)
    page.keyboard.press("Control+Enter")
    page.locator("#kemajuan").wait_for()
    bundle = Bundle.objects.get()
    run_inline(job=bundle.job)
    page.get_by_role("button", name="Balikkan seluruh paket").wait_for()  # the page asks every two seconds
    assert bundle.rows.filter(outcome="applied").count() == 199 and bundle.rows.filter(outcome="out").count() == 1
    picture(page, "paket_sesudah")
    page.set_viewport_size({"width": 360, "height": 740})
    assert_no_sideways_scroll(page)
    picture(page, "paket_360")
    page.set_viewport_size({"width": 1366, "height": 768})
    page.goto(f"{live_server.url}/paket/")
    assert_no_axe_findings(page)
    picture(page, "paket_daftar")
    assert console == [] and len(keys) + 1 <= 8
