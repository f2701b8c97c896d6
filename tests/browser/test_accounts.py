"""Sign-in and users in a real browser: by keyboard, without findings, light."""

import pytest

from tests.browser.axe import (
    FIRST_PAGE,
    FURTHER_PAGE,
    MOST_ELEMENTS,
    Weigher,
    assert_no_axe_findings,
    assert_no_sideways_scroll,
)

pytestmark = pytest.mark.django_db(transaction=True)
PASSWORD = "rumah-biru-di-teluk"


@pytest.fixture
def people(administrator, operator, kasi, officer_kadia, nobody):
    for user in (administrator, operator):
        user.set_password(PASSWORD)
        user.save()
    return administrator


def test_a_person_signs_in_by_keyboard_and_out_again(page, live_server, people, console):
    page.goto(f"{live_server.url}/pengguna")
    assert_no_axe_findings(page)
    page.keyboard.type("administrator")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/pengguna")
    assert page.locator("h1").inner_text() == "Pengguna"
    page.locator("details.saya > summary").click()
    page.get_by_role("button", name="Keluar").click()
    page.wait_for_url("**/masuk*")
    assert console == []


@pytest.mark.parametrize("size", [(1366, 768), (360, 740)])
def test_pages_of_accounts_have_no_findings(page, live_server, people, sign_in, console, size):
    page.set_viewport_size({"width": size[0], "height": size[1]})
    sign_in(page, people)
    for path in (
        "/pengguna",
        f"/pengguna/{people.pk}",
        "/pengguna/baru",
        f"/pengguna/{people.pk}/mandat-baru",
        "/akun",
    ):
        page.goto(live_server.url + path)
        assert_no_axe_findings(page)
        assert_no_sideways_scroll(page)
    assert console == []


def test_errors_of_a_form_stand_on_top_and_take_the_focus(page, live_server, people, sign_in):
    sign_in(page, people)
    page.goto(f"{live_server.url}/pengguna/baru")
    page.get_by_label("Nama lengkap").fill("Fitriani")
    page.keyboard.press("Control+Enter")
    summary = page.locator(".ringkasan-salah")
    summary.wait_for()
    assert summary.evaluate("box => box === document.activeElement")
    assert page.get_by_label("Nama lengkap").input_value() == "Fitriani"
    assert_no_axe_findings(page)


def test_rows_are_walked_and_opened_by_keyboard(page, live_server, people, sign_in):
    sign_in(page, people)
    page.goto(f"{live_server.url}/pengguna")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/pengguna/*")
    page.keyboard.press("?")
    assert page.locator("dialog").get_by_text("tindakan utama formulir").is_visible()


def test_pages_are_light(page, live_server, people, sign_in):
    sign_in(page, people)
    scale = Weigher(page)
    page.goto(f"{live_server.url}/pengguna")
    page.wait_for_load_state("networkidle")
    assert scale.total() <= FIRST_PAGE
    assert page.evaluate("document.querySelectorAll('*').length") <= MOST_ELEMENTS
    scale.fresh()
    page.goto(f"{live_server.url}/akun")
    page.wait_for_load_state("networkidle")
    html = {url: size for url, size in scale.sizes.items() if "/static/" not in url}
    assert sum(html.values()) <= FURTHER_PAGE
