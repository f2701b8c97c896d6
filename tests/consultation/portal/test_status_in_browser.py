"""The citizen's page on a telephone: without JavaScript, light, readable."""

import os
from pathlib import Path

import pytest

from consultation.desk.services import renew_secret
from tests.browser.axe import assert_no_axe_findings, assert_no_sideways_scroll

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SHOTS = os.environ.get("PADAN_SHOTS", "")
MOST_BYTES = 40_000


def test_the_page_of_a_ticket_on_a_telephone_without_javascript(browser, live_server, correction):
    page = browser.new_context(viewport={"width": 360, "height": 800}, java_script_enabled=False).new_page()
    sizes: dict[str, int] = {}
    page.on("response", lambda answer: sizes.__setitem__(answer.url, len(answer.body())))
    page.goto(f"{live_server.url}/status?kode={correction.receipt_code}")
    page.fill("#id_kata", renew_secret(ticket=correction))
    page.click("button[type=submit]")
    page.locator("h1", has_text="Menunggu persetujuan").wait_for()
    assert_no_sideways_scroll(page)
    assert sum(sizes.values()) <= MOST_BYTES, sizes  # before any compression
    if SHOTS:
        page.screenshot(path=Path(SHOTS) / "status-warga.png", full_page=True)


def test_the_pages_have_no_barrier(browser, live_server, correction):
    page = browser.new_context(viewport={"width": 360, "height": 800}).new_page()
    page.goto(f"{live_server.url}/status")
    assert_no_axe_findings(page)
    page.fill("#id_kode", correction.receipt_code)
    page.fill("#id_kata", renew_secret(ticket=correction))
    page.click("button[type=submit]")
    page.locator(".jalan").wait_for()
    assert_no_axe_findings(page)
