"""Whatever way somebody goes to people, he finds the same ones: lists, search, numbers, and what they lead to."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest
from django.core.cache import cache
from django.urls import Resolver404, resolve, reverse

from dtks.registry.models import Citizen
from tests.matrix.conftest import FIELD
from tests.matrix.lines import LINES, ROWS
from tests.matrix.lines_minutes import make_draft
from tests.matrix.lines_visits import make_visit
from verification.matching.names import search_key

pytestmark = pytest.mark.django_db
CITY = "operator"
NARROWER = {"assignments:list"}  # work that waits for the person, out of what the area may open
BOTH = sorted(name for name in ROWS if CITY in LINES[name].see and FIELD & LINES[name].see)


def links(browser, url: str) -> set[str]:
    """Where the rows of a page lead, each once."""
    page = browser.get(url, follow=True)
    assert page.status_code == 200, url
    main = page.content.decode().partition("<main")[2]
    found = {urlsplit(href).path for href in re.findall(r'href="(/[^"]+)"', main)}
    return {path for path in found if re.search(r"\d", path) and about_a_record(path)}


def about_a_record(path: str) -> bool:
    try:
        name = resolve(path).view_name
    except Resolver404:
        return False
    return name in LINES and bool(LINES[name].record) and not LINES[name].whole_office


@pytest.mark.parametrize("name", BOTH)
def test_a_list_shows_who_works_in_an_area_exactly_what_he_may_open(name, office, browsers):
    """row 79, failure 10"""
    for number, citizen in enumerate([office.own, office.other] * 2):
        ROWS[name](number, citizen)
    cache.clear()
    url = f"{reverse(name, args=LINES[name].args)}?per=100"
    of_the_city = links(browsers[CITY], url)
    for role in sorted(FIELD & LINES[name].see):
        shown = links(browsers[role], url)
        answers = {path: browsers[role].get(path).status_code for path in of_the_city | shown}
        may_open = {path for path in of_the_city if answers[path] == 200}
        assert shown & of_the_city <= may_open, role
        assert name in NARROWER or may_open <= shown, role
        assert all(answers[path] in {200, 302} for path in shown), role


def test_list_search_and_number_find_the_same_citizens(office, browsers):
    people = [office.own, office.other]
    for number in range(4):
        at = people[number % 2].kelurahan
        named = {"name": "WA SERUMPUN", "name_key": search_key("WA SERUMPUN")}
        people.append(Citizen.objects.create(**named, nik=f"747108520384010{number}", kelurahan=at))
    known = {f"/warga/{citizen.pk}" for citizen in people}
    first_three = {f"/warga/{citizen.pk}" for citizen in people[:3]}
    serumpun = {f"/warga/{citizen.pk}" for citizen in people[2:]}
    ways = {"words": "/warga?q=serumpun", "box": "/cari?q=serumpun"}
    for role in sorted(LINES["overview:citizens"].see):
        browser = browsers[role]
        opened = {path for path in known if browser.get(path).status_code == 200}
        assert len(opened) == (3 if role in FIELD else 6), role
        for way, url in ways.items():
            assert links(browser, url) & known == opened & serumpun, f"{role} by {way}"
        by_number = set()
        for citizen in people[:3]:
            by_number |= links(browser, browser.post("/warga", {"q": citizen.nik}).url) & known
        assert by_number == opened & first_three, f"{role} by number"


def test_what_is_offered_while_one_types_are_the_same_people(office, browsers):
    people = [office.own, office.other]
    for number in range(4):
        at = people[number % 2].kelurahan
        named = {"name": "WA SERUMPUN", "name_key": search_key("WA SERUMPUN")}
        people.append(Citizen.objects.create(**named, nik=f"747108520384010{number}", kelurahan=at))
    both = {each.pk for each in people[2:]}
    own = {each.pk for each in people[2:] if each.kelurahan == office.own.kelurahan}
    for role in sorted(LINES["overview:search"].see):
        part = browsers[role].post("/cari", {"q": "serumpun"}, headers={"HX-Request": "true"}).content.decode()
        offered = {int(number) for number in re.findall(r'href="/warga/(\d+)"', part)}
        assert offered == (own if role in FIELD else both), role
    counter = browsers["front_desk"].post(reverse("desk:intake_hits"), {"term": "serumpun"}).content.decode()
    assert numbers(counter) == both
    meeting = reverse("minutes:find", args=[make_draft(office.own).pk])
    assert numbers(browsers["kelurahan"].post(meeting, {"q": "serumpun"}).content.decode()) == own


def test_the_phone_takes_along_exactly_the_visits_that_its_facilitator_may_open(office, browsers):
    third = Citizen.objects.create(name="WA TIGA", kelurahan=office.other.kelurahan)
    mine, beside, given = (make_visit(citizen) for citizen in (office.own, office.other, third))
    beside.kelurahan = mine.kelurahan  # in the same area, another's; what is given is one's own wherever it lies
    beside.save()
    given.facilitator = mine.facilitator
    given.save()
    browser, visits = browsers["facilitator"], [mine, beside, given]
    opened = {each.pk for each in visits if browser.get(reverse("visits:visit", args=[each.pk])).status_code == 200}
    listed = {
        int(path.split("/")[2]) for path in links(browser, reverse("visits:list")) if path.startswith("/kunjungan/")
    }
    taken = {each["id"] for each in browser.post(reverse("visits:phone_list")).json()["visits"]}
    assert taken == listed == opened == {mine.pk, given.pk}


def numbers(part: str) -> set[int]:
    """The people whom a part of a page offers to choose."""
    return {int(number) for number in re.findall(r'name="citizen" value="(\d+)"', part)}


def test_the_counter_searches_first_and_leafs_through_nobody(office, browsers):
    """row 85"""
    for place in ("/warga", "/warga?q=n", f"/warga?kelurahan={office.own.kelurahan_id}", "/warga?kelas=COCOK"):
        answer = browsers["front_desk"].get(place)
        assert "Cari dahulu orangnya" in answer.content.decode()
        assert office.own.name not in answer.content.decode().upper()
    by_number = browsers["front_desk"].post("/warga", {"q": office.own.nik}).url
    assert links(browsers["front_desk"], by_number) == {f"/warga/{office.own.pk}"}
