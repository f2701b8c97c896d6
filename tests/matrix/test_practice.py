"""The practice area: every paper of the office says LATIHAN, wherever it comes from."""

import pypdfium2
import pytest
from django.conf import settings as now

from tests.matrix.lines import LINES, addresses
from tests.matrix.test_access import url_for
from tests.matrix.test_every_page import roles_of

pytestmark = pytest.mark.django_db
PAPERS = [name for name, route in addresses() if route.endswith(".pdf")]


def test_every_paper_carries_the_word(office, browsers, settings):
    settings.PRACTICE = True
    bare, seen = [], []
    for name in PAPERS:
        answer = browsers[roles_of(name, LINES[name])[0]].get(url_for(name, LINES[name], office.own))
        content = b"".join(answer) if answer.streaming else answer.content
        if answer.status_code == 200 and b"Typst" in content:  # not the few bytes that stand for a kept paper
            seen.append(name)
            pages = [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(content)]
            bare += [name] if not all("LATIHAN" in page for page in pages) else []
    assert bare == []
    assert len(seen) >= 14, seen


def test_every_template_of_a_paper_sets_it():
    found = [each for each in (now.BASE_DIR / "templates").rglob("*.typ") if each.name != "letterhead.typ"]
    said = ("practice(data.practice)", "letter_page")
    assert [str(each) for each in found if not any(word in each.read_text() for word in said)] == []
