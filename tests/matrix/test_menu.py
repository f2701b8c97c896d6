"""Whoever a list concerns reaches it in two clicks: from the menu, or from a page of the menu."""

from __future__ import annotations

import re

import pytest
from django.contrib.auth import get_user
from django.urls import Resolver404, resolve, reverse

from dtks.accounts.models import Role
from dtks.web.navigation import MOST_ENTRIES, entries_of, may_open
from tests.matrix.lines import LINES, ROWS

pytestmark = pytest.mark.django_db


def lists_of(role: str) -> set[str]:
    """Addresses of the lists that a role may see."""
    return {reverse(name, args=LINES[name].args) for name in ROWS if role in LINES[name].see and not LINES[name].record}


def links_of(page) -> set[str]:
    return {found.partition("?")[0].partition("#")[0] for found in re.findall(r'(?:href|action)="([^"]+)"', page)}


def refused(url, browser):
    """Whether an address is a page of ours that does not let this person in."""
    try:
        resolve(url)
    except Resolver404:  # a picture, another host, a mark within the page
        return False
    return not may_open(get_user(browser), url)


@pytest.mark.parametrize("role", Role.values)
def test_every_list_is_two_clicks_away_for_whom_it_concerns(role, browsers):
    browser, reached = browsers[role], links_of(browsers[role].get(reverse("overview:home")).content.decode())
    for entry, url in entries_of(role):
        answer = browser.get(url)
        assert answer.status_code == 200, f"{role} is led to {entry.label}, and gets {answer.status_code}"
        assert url in reached, f"{entry.label} stands in the menu"
        reached |= links_of(answer.content.decode())
    for name in ("accounts:profile", "monthly:calendar"):  # the own menu, top right
        reached |= links_of(browser.get(reverse(name)).content.decode())
    assert sorted(lists_of(role) - reached) == []
    assert sorted(url for url in reached if refused(url, browser)) == [], "a page leads where its role may not go"


def test_the_top_bar_holds_seven_entries_at_most(browsers):
    page = browsers["operator"].get(reverse("overview:home")).content.decode()
    bar = page.partition('<nav aria-label="Menu utama">')[2].partition("<details")[0]
    assert bar.count("<li>") == MOST_ENTRIES - 1
    assert "Lainnya" in page and page.count("Tiket") >= 1
