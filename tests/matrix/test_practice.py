"""The practice area: every paper of the office says LATIHAN, and each declared field has its word of help."""

import importlib
import pkgutil

import pypdfium2
import pytest
from django.apps import apps
from django.conf import settings as now
from django.forms import BaseForm
from django.urls import reverse

from dtks.web.forms import practice_help
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


def forms_of_the_office():
    """Every form class of every room."""
    for config in apps.get_app_configs():
        if config.name.partition(".")[0] in ("dtks", "consultation", "verification"):
            for found in pkgutil.walk_packages([str(config.path)], f"{config.name}."):
                if found.name.startswith(f"{config.name}.forms"):
                    for made in vars(importlib.import_module(found.name)).values():
                        if isinstance(made, type) and issubclass(made, BaseForm) and made.__module__ == found.name:
                            yield made


def test_every_declared_field_has_a_word_of_help_to_show():
    without = {
        f"{form.__name__}: {field.label or name}"
        for form in forms_of_the_office()
        for name, field in form.base_fields.items()
        if not field.help_text and not field.widget.is_hidden and str(field.label or name) not in practice_help()
    }
    assert without == set()


def test_the_help_is_shown_in_practice_only(settings, client_of, office):
    for practice in (False, True):
        settings.PRACTICE = practice
        page = client_of(office.people["kabid"]).get(reverse("office:signatory_new")).content.decode()
        assert (practice_help()["Nama dan gelar"] in page) == practice
