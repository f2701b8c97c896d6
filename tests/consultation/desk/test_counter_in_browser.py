"""The counter in a real browser: keys counted, with and without JavaScript."""

import os
import re
from pathlib import Path

import pytest

from consultation.desk.models import State, Ticket
from dtks.registry.models import Citizen
from tests.browser.axe import assert_no_axe_findings, assert_no_sideways_scroll

pytestmark = [pytest.mark.django_db(transaction=True)]
SHOTS = os.environ.get("PADAN_SHOTS", "")
MOST_PRESSES = 12
MOST_PAGES = 3
MOST_FIELDS = 6 + 1  # six, and the new value of the wrong field


class Clerk:
    """Somebody at the counter whose clicks, keys and pages are counted; typed text is free."""

    def __init__(self, page, url):
        self.page, self.url, self.presses, self.pages, self.fields = page, url, 0, 0, set()
        page.on("load", lambda _: setattr(self, "pages", self.pages + 1))

    def opens(self, path):
        self.page.goto(self.url + path)

    def presses_key(self, key):
        self.presses += key.count("+") + 1
        self.page.keyboard.press(key)

    def clicks(self, selector):
        self.presses += 1
        if "button" not in selector:
            self.fields.add(re.sub(r"-(original|copy)\b", "", selector))
        self.page.locator(selector).click()

    def types(self, selector, text):
        self.fields.add(selector)
        self.page.locator(selector).press_sequentially(text)

    def shoots(self, name):
        if SHOTS:
            self.page.screenshot(path=Path(SHOTS) / f"{name}.png")


@pytest.fixture
def known(citizen_lahundape):
    from dtks.registry.services import set_values

    set_values(
        citizen=citizen_lahundape, values={"name": citizen_lahundape.name, "mother_name": "HALIMAH"}, source="list",
        reference="Daftar 1", on=citizen_lahundape.birth_date,
    )  # fmt: skip
    Citizen.objects.filter(pk=citizen_lahundape.pk).update(name_key=search_key(citizen_lahundape.name))
    return citizen_lahundape


def search_key(name):
    from verification.matching.names import search_key

    return search_key(name)


@pytest.fixture
def clerk_in(rules, live_server, client_of, front_desk, browser):
    """Signs the front desk in, in a window of its own."""
    opened = []

    def open_window(**more):
        context = browser.new_context(locale="id-ID", viewport={"width": 1366, "height": 768}, **more)
        session = client_of(front_desk).cookies["sessionid"].value
        context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
        opened.append(context)
        return Clerk(context.new_page(), live_server.url)

    yield open_window
    for context in opened:
        context.close()


def the_ticket():
    ticket = Ticket.objects.get()
    return ticket, ticket.changes.get().request


def test_a_known_citizen_with_a_wrong_nik_and_two_papers_by_keyboard(clerk_in, known):
    """Row 16."""
    clerk = clerk_in()
    page = clerk.page
    clerk.opens("/tiket/terima/")
    clerk.types("#id_term", known.name[:12])
    page.locator(".temuan-warga label").first.wait_for()
    clerk.presses_key("ArrowDown")
    page.locator("#masih-terbuka", has_text="Tidak ada tiket").wait_for()
    clerk.presses_key("2")
    page.locator("#syarat", has_text="KTP-el").wait_for()
    clerk.clicks("label:has(#salah-nik)")
    clerk.types("#id_new_nik", "7471050111790043")
    clerk.clicks("label:has(#paper-KTP-original)")
    page.locator("#syarat", has_text="1 dari 2 ada").wait_for()
    clerk.clicks("label:has(#paper-KK-original)")
    page.locator("#syarat", has_text="2 dari 2 ada").wait_for()
    clerk.shoots("desk_intake")
    clerk.presses_key("Control+Enter")
    page.wait_for_url("**/tanda-terima/")
    clerk.shoots("desk_receipt")
    ticket, request = the_ticket()
    assert [(change.field, change.new_value) for change in request.fields.all()] == [("nik", "7471050111790043")]
    assert ticket.state == State.CHECKING and ticket.citizen == known
    assert clerk.presses <= MOST_PRESSES and clerk.pages <= MOST_PAGES
    assert len(clerk.fields | {"kind"}) <= MOST_FIELDS
    assert ticket.receipt_code[:4] in page.inner_text(".kode")


def test_the_same_without_javascript(clerk_in, known):
    clerk = clerk_in(java_script_enabled=False)
    clerk.opens("/tiket/terima/")
    clerk.page.fill("#id_term", known.name)
    clerk.clicks("label:has([name=kind][value=correction])")
    clerk.clicks("label:has(#salah-nik)")
    clerk.page.fill("#id_new_nik", "7471050111790043")
    clerk.clicks("button[value=find]")
    assert clerk.page.locator(".temuan-warga input").first.is_checked(), "the only hit is taken"
    clerk.clicks("label:has(#paper-KTP-original)")
    clerk.clicks("label:has(#paper-KK-original)")
    clerk.clicks("button[value=save]")
    ticket, request = the_ticket()
    assert request.fields.get().new_value == "7471050111790043" and ticket.citizen == known
    assert clerk.presses <= MOST_PRESSES and clerk.pages <= MOST_PAGES
    assert len(clerk.fields | {"term", "new value"}) <= MOST_FIELDS


def test_the_screen_fits_a_telephone_and_a_small_monitor(clerk_in, known):
    clerk = clerk_in()
    clerk.opens(f"/tiket/terima/?warga={known.pk}")
    clerk.page.keyboard.press("2")
    clerk.page.locator("#syarat", has_text="KTP-el").wait_for()
    below = clerk.page.locator("#id_asked").bounding_box()
    assert below["y"] + below["height"] <= 710, "what is asked stands above the bar at 1366 x 768"
    assert_no_axe_findings(clerk.page)
    clerk.page.set_viewport_size({"width": 360, "height": 740})
    assert_no_sideways_scroll(clerk.page)
    clerk.shoots("desk_intake_360")


def test_somebody_written_down_as_new_who_may_be_known_is_shown_first(clerk_in, known):
    clerk = clerk_in()
    page = clerk.page
    clerk.opens("/tiket/terima/")
    page.locator("#id_term").blur()
    clerk.presses_key("F2")
    page.fill("#id_c_name", known.name)
    page.fill("#id_c_birth_date", f"{known.birth_date:%d-%m-%Y}")
    page.select_option("#id_c_kelurahan", label="Lahundape")
    clerk.clicks("label:has([name=kind][value=notice])")
    page.fill("#id_asked", "KK sudah diganti.")
    clerk.clicks("button[value=save]")
    page.locator("#warga-mirip", has_text=known.name).wait_for()
    assert not Ticket.objects.exists() and page.input_value("#id_asked") == "KK sudah diganti."
    page.check("#id_other_person")
    clerk.clicks("button[value=save]")
    page.wait_for_url("**/tanda-terima/")
    assert Ticket.objects.get().citizen != known


def test_somebody_unknown_is_taken_without_a_nik(clerk_in, kadia):
    """Row 16: no NIK yet is a state, not a 0."""
    clerk = clerk_in()
    page = clerk.page
    clerk.opens("/tiket/terima/")
    page.locator("#id_term").blur()
    clerk.presses_key("F2")
    clerk.types("#id_c_name", "WA SURIANI")
    page.select_option("#id_c_kelurahan", label="Kadia")
    clerk.clicks("label:has([name=kind][value=notice])")
    clerk.types("#id_asked", "Anak ketiga lahir bulan lalu.")
    clerk.clicks("button[value=save]")
    page.wait_for_url("**/tanda-terima/")
    citizen = Ticket.objects.get().citizen
    assert (citizen.name, citizen.nik, citizen.kelurahan) == ("WA SURIANI", "", kadia)


def test_what_was_typed_survives_a_closed_tab_and_a_lost_session(clerk_in, known, front_desk):
    from consultation.desk.services import draft_of

    clerk = clerk_in()
    page = clerk.page
    clerk.opens("/tiket/terima/")
    clerk.types("#id_asked", "Kartu KIS tidak bisa dipakai")
    page.locator("[data-draf]", has_text="Ketikan tersimpan").wait_for(timeout=15_000)
    page.close()
    clerk.page = page = page.context.new_page()
    clerk.opens("/tiket/terima/")
    assert page.input_value("#id_asked") == "Kartu KIS tidak bisa dipakai"
    page.context.clear_cookies(name="sessionid")
    page.fill("#id_asked", "Kartu KIS tidak bisa dipakai di puskesmas")
    page.click("button[value=save]")
    page.wait_for_url(re.compile("masuk"))
    assert draft_of(front_desk)["asked"] == ["Kartu KIS tidak bisa dipakai"], "nobody else writes into the draft"


def test_nothing_is_kept_in_the_browser(clerk_in, known):
    clerk = clerk_in()
    clerk.opens("/tiket/terima/")
    clerk.types("#id_term", known.nik)
    clerk.page.locator(".temuan-warga label").first.wait_for()
    kept = clerk.page.evaluate("JSON.stringify(localStorage) + JSON.stringify(sessionStorage)")
    assert known.nik not in kept + clerk.page.url
