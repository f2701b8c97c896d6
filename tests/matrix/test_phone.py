"""A phone of 360 px: one bar of 52 px with back, title and menu, and rows of a few lines (design.md 4, Phone)."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.urls import reverse

from dtks.web.navigation import entries_of
from tests.browser.axe import assert_no_axe_findings, assert_no_sideways_scroll
from tests.matrix.lines_corrections import make_request

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
BAR, TARGET, ROW = 52, 44, 120  # px
HIGH = "[...document.querySelectorAll('main table.susun tbody tr')].map(row => row.offsetHeight)"


@pytest.fixture
def phone(browser, client_of, live_server):
    """`phone(user, "/usulan/")`: a page as that person's phone shows it."""
    contexts = []

    def opened(user, path: str):
        context = browser.new_context(locale="id-ID", viewport={"width": 360, "height": 740})
        contexts.append(context)
        cookie = client_of(user).cookies[settings.SESSION_COOKIE_NAME]
        context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])
        page = context.new_page()
        page.goto(live_server.url + path)
        return page

    yield opened
    for context in contexts:
        context.close()


@pytest.mark.parametrize("role", ["kelurahan", "facilitator", "front_desk", "kabid"])
def test_the_bar_is_52_px_with_the_title_in_it_and_the_menu_behind_it(role, office, phone):
    page = phone(office.people[role], reverse("overview:home"))
    bar = page.locator("header.kop")
    assert bar.bounding_box()["height"] == BAR
    title = page.locator("h1").bounding_box()
    assert title["y"] >= 0 and title["y"] + title["height"] <= BAR, "the title stands in the bar"
    menu = bar.locator("summary").filter(has_text="Menu")
    assert bar.locator("nav a:visible").count() == 0
    menu.click()
    links = {link.get_attribute("href"): link.bounding_box() for link in bar.locator("nav a:visible").all()}
    for entry, url in entries_of(role):
        assert url in links, f"{entry.label} stands in the menu"
    assert min(box["height"] for box in links.values()) >= TARGET
    assert_no_axe_findings(page)
    assert_no_sideways_scroll(page)
    menu.click()
    assert bar.locator("nav a:visible").count() == 0, "the same button closes it"


def test_the_way_back_stands_in_the_bar(office, phone):
    request = make_request(office.own)
    page = phone(office.people["kelurahan"], reverse("corrections:request", args=[request.pk]))
    back = page.locator("main .kembali")
    box = back.bounding_box()
    assert (box["y"], box["height"]) == (0, BAR) and box["width"] >= TARGET
    back.click()
    page.wait_for_url(f"**{reverse('corrections:list')}")


def test_the_search_opens_over_the_bar_when_it_is_touched(office, phone):
    page = phone(office.people["front_desk"], reverse("overview:home"))
    box = page.get_by_role("searchbox", name="Cari nama, NIK")
    assert box.bounding_box()["width"] <= 60
    box.click()
    page.wait_for_function("document.getElementById('cari').offsetWidth > 180")
    assert_no_sideways_scroll(page)


def test_25_requests_are_rows_of_a_few_lines_and_the_columns_names_are_not_repeated(office, phone):
    for number in range(25):
        make_request(office.own, number)
    page = phone(office.people["kelurahan"], reverse("corrections:list"))
    heights = page.evaluate(HIGH)
    assert len(heights) == 25
    assert max(heights) <= ROW
    shown = page.locator("main table.susun tbody tr").first.inner_text()
    assert "Tindakan:" not in shown and office.own.name in shown
    assert_no_axe_findings(page)
    assert_no_sideways_scroll(page)
