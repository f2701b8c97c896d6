"""The phone: a day without network, and what reaches the office, once each."""

import io
import json
import random
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
import time_machine
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from consultation.visits import services
from consultation.visits.models import Incoming, Photo, Report, Visit
from tests.browser.axe import assert_no_axe_findings, assert_no_sideways_scroll
from tests.consultation.visits.conftest import answers, picture, sent

ROOT = Path(settings.BASE_DIR)
LIST, SEND, PHOTO = "visits:phone_list", "visits:phone_send", "visits:phone_photo"
PIECE = 32_768


def post(browser, name, content):
    return browser.post(reverse(name), json.dumps(content), content_type="application/json")


@pytest.mark.django_db
def test_the_list_of_thirty_visits_is_small_asks_little_and_carries_no_number_of_a_person(
    given, client_of, facilitator_kadia
):
    visits = given(30)
    browser = client_of(facilitator_kadia)
    browser.get(reverse("visits:phone"))
    with CaptureQueriesContext(connection) as asked:
        answer = browser.post(reverse(LIST))
    found = answer.json()
    assert len(found["visits"]) == 30 and found["visits"][0]["members"][0]["name"]
    assert len(answer.content) < 300_000
    assert len(asked) <= 16, "\n".join(each["sql"] for each in asked)
    for visit in visits:
        assert visit.citizen.nik not in answer.content.decode()
        assert visit.citizen.kk_number not in answer.content.decode()
    assert set(Visit.objects.values_list("state", flat=True)) == {"downloaded"}
    assert (ROOT / "static/visits_phone.js").stat().st_size < 40_000


@pytest.mark.django_db
def test_200_visits_sent_one_to_five_times_in_any_order_arrive_once_each(given, client_of, facilitator_kadia):
    visits, chance = given(200), random.Random(8)
    letters = [post_ for visit in visits for post_ in [sent(visit, "21", "2")] * chance.randint(1, 5)]
    chance.shuffle(letters)
    browser = client_of(facilitator_kadia)
    results = [post(browser, SEND, letter).json()["result"] for letter in letters]
    assert (results.count("new"), results.count("again")) == (200, len(letters) - 200)
    assert Report.objects.count() == 200
    assert set(Visit.objects.values_list("state", flat=True)) == {"done"}


@pytest.mark.django_db
def test_a_photo_goes_on_where_it_broke_and_each_piece_counts_once(given, client_of, facilitator_kadia):
    raw, whole = sent(given()[0], photos_due=1), picture().read()
    browser = client_of(facilitator_kadia)
    post(browser, SEND, raw)
    half = len(whole) // 2
    data = {"key": str(uuid4()), "report": raw["key"], "kind": "B09", "taken_at": "2026-11-26T08:44:00+08:00"}

    def part(offset=None, content=b"", size=0, **other):
        piece = {} if offset is None else {"offset": offset, "piece": io.BytesIO(content)}
        return browser.post(reverse(PHOTO), {**data, "size": size or len(whole), **piece, **other})

    assert part().json() == {"have": 0}
    assert part(0, whole[:half]).json() == {"have": half}
    assert part(0, whole[:half]).json() == {"have": half}, "its answer was lost: nothing twice"
    assert part(half + 9, whole[half + 9 :]).json() == {"have": half}, "no gap"
    assert part().json() == {"have": half}
    assert Photo.objects.count() == 0
    for _ in range(3):
        assert part(half, whole[half:]).json() == {"have": len(whole)}
    assert part().json() == {"have": len(whole)}
    assert (Photo.objects.get().size, Incoming.objects.count()) == (len(whole), 0)
    assert part(0, b"no picture", size=10, key=str(uuid4())).status_code == 409
    assert part(0, whole, size=900_000, key=str(uuid4())).status_code == 409
    part(0, whole[:half], key=str(uuid4()))
    assert services.forget_pieces() == 0
    with time_machine.travel(timezone.now() + timedelta(days=30)):
        assert services.forget_pieces() == 1, "no phone holds the rest of it any more"


@pytest.mark.django_db
def test_two_facilitators_of_two_kelurahan_never_meet(
    given, client_of, make_user, lahundape, facilitator_kadia, officer_lahundape, bring
):
    visit = given()[0]
    report = bring(visit).report
    services.add_photo(report=report, key=report.key, kind="B09", upload=picture(), by=facilitator_kadia)
    photo = report.photos.get()
    places = [
        reverse("visits:visit", args=[visit.pk]), reverse("visits:report_paper", args=[visit.pk]),
        reverse("visits:photo", args=[visit.pk, photo.pk]),
    ]  # fmt: skip
    for stranger in (make_user("facilitator", lahundape), officer_lahundape):
        browser = client_of(stranger)
        assert [browser.get(place).status_code for place in places] == [404, 404, 404]
        assert visit.citizen.name not in browser.get(reverse("visits:list")).content.decode()
    stranger = client_of(make_user("facilitator", lahundape))
    assert stranger.post(reverse(LIST)).json()["visits"] == []
    assert post(stranger, SEND, sent(visit)).status_code == 404
    assert post(stranger, SEND, sent(visit, key=report.key)).status_code == 404
    answer = stranger.post(
        reverse(PHOTO),
        {"key": str(uuid4()), "report": str(report.key), "kind": "B09", "size": 9, "offset": 0, "piece": picture()},
    )
    assert answer.status_code == 404
    assert Report.objects.count() == 1


@pytest.mark.django_db
def test_signing_out_takes_everything_off_the_phone(client_of, facilitator_kadia, operator):
    answer = client_of(facilitator_kadia).post(reverse("accounts:logout"))
    assert answer["Clear-Site-Data"] == '"cache", "storage"'
    assert client_of(operator).post(reverse("accounts:logout"))["Clear-Site-Data"] == '"cache"'


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_a_day_of_visits_without_network(browser, client_of, live_server, given, facilitator_kadia, console):
    """Taken along, filled in with the network off, the tab closed and opened, a photo cut off half-way, sent once."""
    first, second, third = given(3)
    context = browser.new_context(
        locale="id-ID", viewport={"width": 360, "height": 780}, geolocation={"latitude": -3.97, "longitude": 122.51},
        permissions=["geolocation"],
    )  # fmt: skip
    cookie = client_of(facilitator_kadia).cookies[settings.SESSION_COOKIE_NAME]
    context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])
    here = live_server.url + reverse("visits:phone")
    page = context.new_page()
    page.goto(here)
    page.get_by_text(first.citizen.name).wait_for()
    page.evaluate("navigator.serviceWorker.ready")
    page.wait_for_function("caches.keys().then(names => names.length > 0)")
    assert_no_axe_findings(page)
    assert_no_sideways_scroll(page)

    context.set_offline(True)
    fill(page, first, answers(member=first.citizen_id))
    page.locator("input[name=B09]").set_input_files({"name": "a.jpg", "mimeType": "image/jpeg", "buffer": noise()})
    page.locator("figure img").wait_for()
    assert int(page.locator("figcaption").text_content().split("·")[1].split()[0]) <= 200
    page.click("#lokasi")
    page.get_by_text("Lokasi tercatat, ketelitian").wait_for()
    page.click("#selesai")
    page.get_by_text("1 kunjungan menunggu jaringan").wait_for()
    page.evaluate(SHUT)
    page.close()

    page = context.new_page()
    page.goto(here)
    page.get_by_text("1 kunjungan menunggu jaringan").wait_for()
    fill(page, second, answers("21", "2"))
    page.click("#selesai")
    page.get_by_text("2 kunjungan menunggu jaringan").wait_for()
    assert Report.objects.count() == 0

    page.evaluate(CUT)
    context.set_offline(False)
    page.wait_for_function("() => window.broken")
    page.get_by_text("Yang belum terkirim dicoba lagi").wait_for()
    assert Photo.objects.count() == 0, "half of it has come"
    assert len(Incoming.objects.get().content) == 2 * PIECE, "the answer of the second piece was lost"
    page.evaluate("window.broken = false")
    page.click("#kirim")
    page.get_by_text("Tidak ada yang menunggu dikirim").wait_for()
    assert [(each.outcome, each.lacks, each.photos.count()) for each in Report.objects.order_by("pk")] == [
        ("01", [], 1), ("21", [], 0),
    ]  # fmt: skip
    pieces = page.evaluate("window.pieces")
    assert pieces == [number * PIECE for number in range(len(pieces))], "each piece went out once"
    assert (len(pieces) - 1) * PIECE < Photo.objects.get().size <= 200_000
    assert Report.objects.get(visit=first).accuracy_m is not None
    left = page.evaluate(KEPT)
    assert "Wa Halifa" not in left, "what has arrived stays on the phone no longer"

    forgets(page, third)
    context.close()
    assert console == []


def forgets(page, visit):
    """After days without contact, and when one signs out, nothing stays on the phone."""
    page.evaluate(LONG_AGO)
    page.reload()
    page.get_by_text("Data di HP ini dihapus karena 7 hari tanpa hubungan").wait_for()
    assert page.evaluate(KEPT) == "[]"
    page.click("#ambil")
    page.get_by_text(visit.citizen.name).wait_for()
    page.get_by_text("Keluar dan hapus data dari HP ini").click()
    page.wait_for_url("**/masuk**")
    assert page.evaluate("indexedDB.databases().then(found => found.length)") == 0


# A tab that is being closed leaves the emulation first: nothing may go out through that gap.
SHUT = "() => { window.fetch = () => Promise.reject(new TypeError('offline')); }"
# The network breaks in the middle of the photo: its second piece arrives, the answer does not.
CUT = """() => { const send = window.fetch; window.pieces = []; window.fetch = async (address, given) => {
  if (window.broken) throw new TypeError("network");
  const piece = String(address).endsWith("/hp/foto/") && given.body.get("piece");
  const answer = await send(address, given);
  if (piece) window.pieces.push(Number(given.body.get("offset")));
  if (piece && window.pieces.length === 2) { window.broken = true; throw new TypeError("network"); }
  return answer; }; }"""
LONG_AGO = """() => new Promise(done => { const open = indexedDB.open("padan-kunjungan"); open.onsuccess = () => {
  const rows = open.result.transaction("meta", "readwrite").objectStore("meta");
  rows.put({ name: "until", value: 1 }).onsuccess = () => done(); }; })"""
KEPT = """() => new Promise(done => { const open = indexedDB.open("padan-kunjungan"); open.onsuccess = () => {
  const rows = open.result.transaction("reports").objectStore("reports").getAll();
  rows.onsuccess = () => done(JSON.stringify(rows.result)); }; })"""


def noise() -> bytes:
    """A large photo that does not shrink by itself."""
    out = io.BytesIO()
    Image.effect_noise((1600, 1200), 60).convert("RGB").save(out, "JPEG", quality=95)
    return out.getvalue()


def fill(page, visit, given):
    """Answer every question that is shown, section by section, as a thumb would."""
    page.get_by_text(visit.citizen.name).click()
    page.locator("[name=B14]").first.wait_for()
    members = given.pop("members", {})
    flat = {"B14": given["B14"], "B05": given["B05"], **given}
    flat |= {f"{code}-{pk}": value for pk, own in members.items() for code, value in own.items()}
    while page.locator("#lanjut").count():
        for name, value in flat.items():
            for each in value if isinstance(value, list) else [value]:
                answer_one(page, name, each)
        page.evaluate("document.querySelector('#lanjut').dataset.seen = 'yes'")
        page.click("#lanjut")
        page.wait_for_function("() => !document.querySelector('#lanjut[data-seen]')")
    page.locator("#selesai").wait_for()


def answer_one(page, name, value):
    box = page.locator(f'[name="{name}"]')
    if not box.count() or not box.first.is_visible():
        return
    if box.first.evaluate("each => each.tagName") == "SELECT":
        box.select_option(value)
    elif box.first.get_attribute("type") in ("radio", "checkbox"):
        page.locator(f'[name="{name}"][value="{value}"]').check()
    else:
        box.fill(value)
