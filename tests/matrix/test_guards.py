"""Every address: strict headers on the answer, and no POST without the form's token."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client
from django.urls import reverse

from tests.matrix.lines import LINES, Line
from tests.matrix.test_access import NAMES, url_for

pytestmark = pytest.mark.django_db
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
POLICY = ("default-src 'none'", "object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'")
# The citizen's question without a session: it changes nothing, and an old page must still answer.
WITHOUT_TOKEN = {"portal:status"}


def every_address(office) -> Iterator[tuple[str, Line, str]]:
    """Name, line and address of each; what was made for one is gone before the next."""
    for name in sorted(set(LINES) & set(NAMES)):
        with transaction.atomic():
            yield name, LINES[name], url_for(name, LINES[name], office.own)
            transaction.set_rollback(True)


def faults_of(answer, line: Line) -> Iterator[str]:
    for header, value in HEADERS.items():
        if answer.headers.get(header) != value:
            yield header
    policy = answer.headers.get("Content-Security-Policy", "")
    if not all(rule in policy for rule in POLICY) or "unsafe" in policy:
        yield f"CSP: {policy}"
    kind = answer.headers.get("Content-Type", "")
    if answer.status_code == 200 and (not kind or (kind.startswith("text/") and "charset=utf-8" not in kind.lower())):
        yield f"type: {kind}"
    if "Access-Control-Allow-Origin" in answer.headers:
        yield "another origin may read it"
    if not line.public and "no-store" not in answer.headers.get("Cache-Control", ""):
        yield "the counter's computer is used by several, and this page is kept"
    for cookie in answer.cookies.values():
        if cookie["samesite"] not in {"Lax", "Strict"}:
            yield f"{cookie.key}: samesite"
        if not cookie["httponly"] and cookie.key != settings.CSRF_COOKIE_NAME:
            yield f"{cookie.key}: httponly"


def test_every_answer_carries_the_headers_of_the_office(office, browsers):
    found = {}
    for name, line, url in every_address(office):
        browser = Client() if line.public else browsers[min(line.see)]
        if faults := list(faults_of(browser.get(url), line)):
            found[name] = faults
    assert found == {}


def test_an_answer_that_is_no_page_carries_them_too(office, browsers, monkeypatch):
    """Nothing there, of another role, of another area, broken, a form without its token."""
    operator, field = browsers["operator"], browsers["kelurahan"]
    operator.raise_request_exception = False
    answers = {
        404: [operator.get("/tidak-ada"), field.get(f"/warga/{office.other.pk}")],
        403: [operator.get(reverse("accounts:users")), Client(enforce_csrf_checks=True).post("/masuk")],
        405: [operator.get(reverse("accounts:logout"))],
    }
    monkeypatch.setattr("dtks.overview.views.Search._answer", lambda *_: 1 / 0)
    answers[500] = [operator.get("/cari?q=ani")]
    for code, found in answers.items():
        for answer in found:
            assert answer.status_code == code
            assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS, code
            policy = answer.headers["Content-Security-Policy"]
            assert all(rule in policy for rule in POLICY) and "unsafe" not in policy, code


def test_no_post_without_the_token_of_the_form(office, browsers):
    found = {}
    for name, line, url in every_address(office):
        browser = Client(enforce_csrf_checks=True)
        if not line.public:
            browser.cookies = browsers[min(line.see)].cookies
        found[name] = browser.post(url).status_code
    assert {name for name, code in found.items() if code != 403} == WITHOUT_TOKEN


def test_no_address_answers_to_a_method_that_nobody_needs(office, browsers):
    found = {}
    for name, line, url in every_address(office):
        browser = Client() if line.public else browsers[min(line.see)]
        found[name] = {browser.generic(method, url).status_code for method in ("TRACE", "PUT", "DELETE")}
    assert {name: codes for name, codes in found.items() if not codes <= {302, 403, 404, 405}} == {}
