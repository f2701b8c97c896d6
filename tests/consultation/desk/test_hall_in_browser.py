"""The screen of the hall: a call appears without a reload, large enough for the last row."""

import os
from pathlib import Path

import pytest

from consultation.desk.services.hall import call_next, take_number
from tests.browser.axe import assert_no_axe_findings

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SHOTS = os.environ.get("PADAN_SHOTS", "")


def test_a_call_appears_on_the_screen_by_itself(browser, live_server, make_user):
    first, second = (make_user("front_desk", counter=f"Loket {n}") for n in (1, 2))
    for priority in ("", "", "elderly", "", "", ""):
        take_number(priority=priority)
    call_next(actor=first)
    page = browser.new_context(viewport={"width": 1920, "height": 1080}).new_page()
    page.goto(f"{live_server.url}/antrean-loket")
    page.locator(".panggil", has_text="P-001").wait_for()
    call_next(actor=second)
    page.locator(".panggil", has_text="A-001").wait_for(timeout=15_000)
    assert page.locator("#papan.kilat").count() == 1, "a new call flashes"
    size = page.evaluate("parseFloat(getComputedStyle(document.querySelector('.panggil .nomor')).fontSize)")
    number = page.evaluate("parseFloat(getComputedStyle(document.querySelector('.panggil .loket b')).fontSize)")
    row = page.evaluate("parseFloat(getComputedStyle(document.querySelector('.nanti b')).fontSize)")
    assert size >= 280 and number >= 200 and row >= 48
    if SHOTS:
        page.wait_for_timeout(1500)
        page.screenshot(path=Path(SHOTS) / "hall_screen.png")
    assert_no_axe_findings(page)
