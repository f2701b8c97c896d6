"""Pages of the kelurahan and of the field are light: weighed as they go over the wire, with full lists behind them."""

import pytest
from django.core.cache import cache

from dtks.office.services import load_regions
from tests.matrix.lines import LINES, ROWS, addresses
from tests.matrix.test_access import url_for
from tests.matrix.test_every_page import Visit, visited
from tests.matrix.weights import FIRST, FURTHER, MOST_ELEMENTS, REQUESTS, Weighed, size_of, weighed_answer

pytestmark = pytest.mark.django_db
ROLES = ("kelurahan", "facilitator", "supervisor", "operator")  # the operator judges and reminds
PAGES = ("minutes:", "visits:", "training:", "assignments:list", "overview:home", "overview:citizens")
PAPERS = {name for name, route in addresses() if route.endswith((".pdf", ".png"))}
ROWS_A_LIST = 30
AS = {"minutes:calendar": "operator"}  # who sees every kelurahan
SCRIPT, SCRIPT_OF_PHONE = 25_000, 40_000


def test_pages_of_the_field_are_light(office, browsers):
    """row 96"""
    load_regions()  # the calendar shows every kelurahan of the city
    for name in (each for each in ROWS if each.startswith(PAGES)):
        for number in range(ROWS_A_LIST):
            ROWS[name](number, office.own)
    known: dict[str, frozenset[str]] = {}
    faults = []
    for visit in pages():
        page = weighed(visit, browsers, office)
        if page is not None:
            known.setdefault(visit.role, page.files)
            faults += faults_of(page, known[visit.role])
    assert set(known) == set(ROLES)
    assert faults == []
    phone = weighed(Visit("visits:phone", "facilitator"), browsers, office)
    assert phone is not None and phone.first() <= FIRST
    assert size_of("/static/visits_phone.js") <= SCRIPT_OF_PHONE


def pages() -> list[Visit]:
    """The home of each role, then each page as the first role that opens it."""
    names = [name for name in visited() if name.startswith(PAGES) and name not in PAPERS]
    first = {name: AS.get(name) or next((role for role in ROLES if role in LINES[name].see), "") for name in names}
    return [Visit("overview:home", role) for role in ROLES] + [
        Visit(name, role) for name, role in first.items() if role
    ]


def weighed(visit: Visit, browsers, office) -> Weighed | None:
    cache.clear()
    answer = browsers[visit.role].get(url_for(visit.name, LINES[visit.name], office.own))
    return weighed_answer(visit, answer, 0)


def faults_of(page: Weighed, known: frozenset[str]) -> list[str]:
    more, _ = page.further(known)
    files = [url for url in page.files - known if url.endswith((".css", ".js"))]  # a picture comes after the words
    own = [url for url in page.files if url.endswith(".js") and not any(lib in url for lib in ("bootstrap", "htmx"))]
    scripts = sum(size_of(url) for url in own)
    said = {
        f"first {page.first():,} B": page.first() > FIRST,
        f"further {more:,} B": page.visit.name != "overview:home" and more > FURTHER,
        f"{1 + len(files)} requests": 1 + len(files) > REQUESTS,
        f"{page.elements} elements": page.elements > MOST_ELEMENTS,
        f"scripts {scripts:,} B": scripts > SCRIPT,
    }
    return [f"{page.visit}: {words}" for words, wrong in said.items() if wrong]
