"""Every page of the office in a real browser, made from the URL configuration: a new page is covered by itself.

The example objects are those of the matrix (`lines_<room>.py`); what cannot be visited is named with its reason. A page
is opened as the first role of WORKS that may see it, the home page as each role.
`PADAN_ONLY=desk: pytest tests/matrix/test_every_page.py` looks at one room.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, BrowserContext, Error, Page

from dtks.accounts.models import Role
from tests.browser import looks
from tests.matrix.lines import LINES, ROWS, Line
from tests.matrix.test_access import NAMES, url_for

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
ONLY = os.environ.get("PADAN_ONLY", "")  # a part of a name: look at these pages only
WORKS = ("operator", "front_desk", "kelurahan", "kabid", "kasi", "facilitator", "supervisor", "mayor_office",
         "auditor", "administrator")  # fmt: skip
NOT_VISITED: dict[str, str] = {
    "visits:phone": "made by its script from what lies on the phone, see tests/consultation/visits/test_phone.py; "
    "without JavaScript it leads to visits:day, where the same form is",
}  # name -> why; files, parts and mere redirections are known by their answer
EVERY_STATE = pytest.mark.skipif(not os.environ.get("PADAN_STATES"), reason="PADAN_STATES=1, as `make torture` does")
# The first form of a page that asks something, sent with nothing typed; false where there is none.
SEND_EMPTY = """() => {
  const asks = "input:not([type=hidden]):not([type=search]):not([type=checkbox]), textarea, select";
  const form = [...document.querySelectorAll("main form[method=post]")].find(each => each.querySelector(asks));
  const send = form && [...form.elements].find(each => each.type === "submit");
  if (!send) return false;
  form.noValidate = true;
  for (const each of form.elements) if (/^(text|date|tel|email|number)/.test(each.type)) each.value = "";
  setTimeout(() => form.requestSubmit(send), 0);
  return true;
}"""
FORMS = 30  # at least so many are refused when nothing is typed
PER_LIST = 30  # rows, so that a list has a second page


@dataclass(frozen=True)
class Visit:
    """A page and who opens it."""

    name: str
    role: str

    def __str__(self) -> str:
        return f"{self.name} as {self.role or 'nobody'}"


def roles_of(name: str, line: Line) -> list[str]:
    if line.public:
        return [""]
    if name == "overview:home":
        return [role for role in Role.values if role in line.see]
    return [next(role for role in WORKS if role in line.see)]


def visited() -> list[str]:
    """Names of the addresses that answer to GET."""
    names = [name for name in sorted(LINES) if name in NAMES and name not in NOT_VISITED]
    return [name for name in names if not LINES[name].post_only and 405 not in LINES[name].ok]


Paths = Callable[[Visit], str]


@pytest.fixture
def path_of(office) -> Paths:
    """The address of a page, with an example made for it now: one example may become another later."""
    return lambda visit: url_for(visit.name, LINES[visit.name], office.own)


@pytest.fixture
def visits(office) -> list[Visit]:
    """All pages, with a full list behind each list page."""
    for name in sorted(ROWS):
        for number in range(PER_LIST):
            ROWS[name](number, office.own)
    return [Visit(name, role) for name in visited() if ONLY in name for role in roles_of(name, LINES[name])]


class Elsewhere(Exception):
    """The address gives no page; the words say what it gives."""


class Desks:
    """One browser window a role, signed in once."""

    def __init__(self, browser: Browser, browsers, url: str, *, scripts: bool = True) -> None:
        self.browser, self.browsers, self.url, self.scripts = browser, browsers, url, scripts
        self.contexts: dict[str, BrowserContext] = {}
        self.pages: dict[str, Page] = {}
        self.said: list[str] = []
        self.path = ""

    def page_of(self, role: str) -> Page:
        if role not in self.pages:
            context = self.browser.new_context(
                locale="id-ID", viewport=looks.DESKTOP, java_script_enabled=self.scripts, reduced_motion="reduce"
            )
            if role:
                session = self.browsers[role].cookies["sessionid"].value
                context.add_cookies([{"name": "sessionid", "value": session, "url": self.url}])
            page = context.new_page()
            page.on("console", lambda said: self.hear(said.type, said.text, said.location["url"]))
            page.on("pageerror", lambda error: self.said.append(str(error)))
            self.contexts[role], self.pages[role] = context, page
        return self.pages[role]

    def hear(self, kind: str, words: str, place: str) -> None:
        """Keep what the console complains of; not a page's own 404, nor the icon that a bare picture asks for."""
        if kind in {"error", "warning"} and place not in {self.url + self.path, f"{self.url}/favicon.ico"}:
            self.said.append(f"{words} {place}")

    def open(self, visit: Visit, path: str) -> Page:
        """The page of a visit, loaded; Elsewhere, where the address gives no page."""
        self.said.clear()
        self.path = path
        page = self.page_of(visit.role)
        try:
            answer = page.goto(self.url + path)
        except Error as error:
            raise Elsewhere("a file to keep") from error
        assert answer
        if "text/html" not in answer.headers.get("content-type", ""):
            raise Elsewhere("a file to look at")
        if answer.request.redirected_from:
            raise Elsewhere("it only leads on")
        assert answer.status in LINES[visit.name].ok, f"answered {answer.status}"
        if "<html" not in answer.text():
            raise Elsewhere("a part that htmx puts into a page")
        return page

    def close(self) -> None:
        for context in self.contexts.values():
            context.close()


@pytest.fixture
def desks(browser, browsers, live_server) -> Iterator[Desks]:
    found = Desks(browser, browsers, live_server.url)
    yield found
    found.close()


@pytest.fixture
def bare_desks(browser, browsers, live_server) -> Iterator[Desks]:
    """The same windows, where no script runs."""
    found = Desks(browser, browsers, live_server.url, scripts=False)
    yield found
    found.close()


def test_no_reason_is_given_for_a_page_that_is_gone():
    assert sorted(set(NOT_VISITED) - set(LINES)) == []


@pytest.mark.parametrize("half", [0, 1])
def test_every_page_is_open_to_everybody(half, visits, path_of, desks, bare_desks):
    """On a desk and on a telephone, with and without JavaScript, by mouse and by keyboard."""
    faults: dict[str, list[str]] = {}
    elsewhere = dict(NOT_VISITED)
    for visit in visits[half::2]:
        path = path_of(visit)
        try:
            page = desks.open(visit, path)
            faults[str(visit)] = looks.keyboard_faults(page)
            with_script = looks.content(page)
            faults[str(visit)] += looks.barriers(page)
            bare = bare_desks.open(visit, path)
            faults[str(visit)] += looks.lost_without_script(with_script, looks.content(bare))
            faults[str(visit)] += looks.dead_controls(bare)
            faults[str(visit)] += [f"console: {each}" for each in desks.said]
        except Elsewhere as reason:
            elsewhere[visit.name] = str(reason)
        except (Error, AssertionError) as error:
            faults[str(visit)] = [f"cannot be looked at: {error}"]
    print("Not visited:", *(f"{name}: {why}" for name, why in sorted(elsewhere.items())), sep="\n  ")
    told = [f"{where}\n    " + "\n    ".join(lines) for where, lines in faults.items() if lines]
    assert not told, "\n" + "\n".join(told)


@EVERY_STATE
def test_every_list_without_rows_is_open_to_everybody(office, path_of, desks):
    faults: dict[str, list[str]] = {}
    for name in sorted(set(ROWS) & set(visited())):
        visit = Visit(name, roles_of(name, LINES[name])[0])
        faults[str(visit)] = looks.barriers(desks.open(visit, path_of(visit)))
    assert not any(faults.values()), faults


@EVERY_STATE
def test_every_form_that_is_refused_is_open_to_everybody(visits, path_of, desks):
    faults: dict[str, list[str]] = {}
    for visit in visits:
        try:
            page = desks.open(visit, path_of(visit))
            if not page.evaluate(SEND_EMPTY):
                continue
            with page.expect_navigation(timeout=5_000) as sent:
                pass
            answer = sent.value
        except (Elsewhere, Error, AssertionError):  # no page, or a form that sends itself without leaving the page
            continue
        if answer and answer.status == 422:
            faults[str(visit)] = looks.barriers(page)
    print(len(faults), "refused forms were looked at")
    assert len(faults) >= FORMS
    told = [f"{where}\n    " + "\n    ".join(lines) for where, lines in faults.items() if lines]
    assert not told, "\n" + "\n".join(told)
