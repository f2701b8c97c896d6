"""Every address, every role, own and other area."""

from __future__ import annotations

import io
import re
import zipfile

import pypdfium2
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from dtks.accounts.models import PERMISSIONS
from tests.matrix.conftest import FIELD
from tests.matrix.lines import LINES, RECORDS, Line, addresses

pytestmark = pytest.mark.django_db
MOST_QUESTIONS = 12
NAMES = sorted(name for name, _ in addresses())


def test_every_address_has_a_name_and_a_line():
    without_name = [route for name, route in addresses() if not name or name.endswith(":")]
    assert without_name == []
    assert sorted(set(NAMES) - set(LINES)) == []


def test_every_line_has_an_address():
    assert sorted(set(LINES) - set(NAMES)) == []


def test_no_address_has_room_for_a_number_of_a_person():
    assert [name for name, route in addresses() if re.search(r"nik|kk_number|name", route)] == []


def url_for(name: str, line: Line, citizen) -> str:
    args = RECORDS[line.record](citizen) if line.record else line.args
    args = args if isinstance(args, list | tuple | dict) else [args]
    where = {"kwargs": args} if isinstance(args, dict) else {"args": args}
    return reverse(name, **where) + line.query


def expected(line: Line, role: str, *, own: bool) -> tuple[int, ...]:
    if line.public:
        return line.ok
    if role not in line.see:
        return (403,)
    if line.record and not line.whole_office and not own and role in FIELD:
        return (404, 405) if line.post_only else (404,)
    if line.post_only:
        return (302,) if line.leads else (405,)
    return line.ok


@pytest.mark.parametrize("name", [name for name in sorted(LINES) if name in NAMES])
def test_a_page_opens_for_its_roles_in_their_area_and_for_nobody_else(name, office, browsers, nobody, client_of):
    """rows 79, 80 and 98, failures 10, 11 and 12"""
    line = LINES[name]
    found, due = {}, {}
    for area, citizen in (("own", office.own), ("other", office.other)):
        url = url_for(name, line, citizen)
        for role, browser in browsers.items():
            answer = browser.get(url)
            found[role, area] = answer.status_code
            due[role, area] = expected(line, role, own=area == "own")
            no_leak(answer, role, office)
            if area == "own" and role == next((each for each in browsers if each in line.see), ""):
                assert_few_questions(answer, browser, url, line)
        if line.public:
            continue
        signed_out = Client().get(url)
        assert signed_out.status_code == 302, "signed out goes to sign-in"
        assert signed_out.url.startswith(reverse("accounts:login"))
        if line.see != set(PERMISSIONS):
            assert client_of(nobody).get(url).status_code == 403, "a superuser without mandate gets nothing"
    assert {key: code for key, code in found.items() if code not in due[key]} == {}


@pytest.mark.parametrize("name", [name for name in sorted(LINES) if name in NAMES and not LINES[name].public])
def test_a_form_sent_by_somebody_else_is_refused(name, office, browsers):
    line = LINES[name]
    own, other = (url_for(name, line, citizen) for citizen in (office.own, office.other))
    for role, browser in browsers.items():
        if role not in line.see:
            assert browser.post(own).status_code in {403, 405}, f"{role} sends {own}"
        elif line.record and not line.whole_office and role in FIELD:
            assert browser.post(other).status_code in {404, 405}, f"{role} sends {other} of another area"
    assert Client().post(own).status_code == 302, "signed out goes to sign-in"


def assert_few_questions(answer, browser: Client, url: str, line: Line) -> None:
    """A page asks the database no more often than the office allows any page, or its own line."""
    if answer.status_code != 200 or answer.streaming or b"<html" not in answer.content[:500]:
        return
    with CaptureQueriesContext(connection) as asked:
        browser.get(url)
    assert len(asked) <= max(MOST_QUESTIONS, line.most), "\n".join(each["sql"] for each in asked)


def no_leak(answer, role, office):
    """No whole number for a role that may not see it, no citizen of another area."""
    page = text_of(answer) + str(dict(answer.headers))
    digits = re.sub(r"[\s.\-·•]|&nbsp;", "", re.sub(r"<[^>]*>", "", page)) + re.sub(r"[\s.\-]", "", page)
    if "nik.see" not in PERMISSIONS[role]:
        for citizen in (office.own, office.other):
            assert citizen.nik not in digits, f"{role} reads a NIK"
            assert citizen.kk_number not in digits, f"{role} reads a card number"
    if role in FIELD:
        assert office.other.name not in page.upper(), f"{role} reads a name of another area"


def text_of(answer) -> str:
    """What a person reads in an answer: of a page, a table, a workbook, a paper."""
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if content.startswith(b"%PDF") and len(content) > 1000:  # the matrix's scans are a few words only
        with pypdfium2.PdfDocument(content) as paper:
            return "\n".join(page.get_textpage().get_text_bounded() for page in paper)
    if content.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(content)) as book:
            return "\n".join(book.read(name).decode(errors="replace") for name in book.namelist())
    return content.decode(errors="replace")
