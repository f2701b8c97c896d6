"""The practice area: every paper and sheet says LATIHAN, and each field has its word of help."""

import importlib
import io
import pkgutil
from zipfile import is_zipfile

import openpyxl
import pypdfium2
import pytest
from django.apps import apps
from django.conf import settings as now
from django.forms import BaseForm
from django.urls import reverse

from dtks.web.practice import XLSX, Page, practice_help, with_help
from tests.matrix.lines import LINES, addresses
from tests.matrix.test_access import url_for
from tests.matrix.test_every_page import roles_of

pytestmark = pytest.mark.django_db


def test_every_page_paper_and_sheet_of_practice_says_what_it_is(office, browsers, client, settings):
    """Each field that is seen has its help, each PDF, XLSX and CSV the word, in its name and in itself."""
    settings.PRACTICE = True
    bare, fields, files = [], 0, []
    for name, line in visited():
        answer = browsers.get(roles_of(name, line)[0], client).get(url_for(name, line, office.own))
        kind, content = answer.get("Content-Type", ""), b"".join(answer) if answer.streaming else answer.content
        if kind.startswith("text/html"):
            page = Page(content.decode())
            fields += len(list(page.fields()))
            bare += [f"{name}: {each.attrs['name']}" for each in page.fields() if not page.is_helped(each)]
        elif "Content-Disposition" in answer:
            bare += [] if "LATIHAN-" in answer["Content-Disposition"] else [f"{name}: its name"]
            marks = list(marks_of(kind, content))
            bare += [] if all(marks) else [name]
            files += [name] if marks else []
    assert bare == []
    assert fields > 600, "the crawl has met the forms"
    assert {"desk:sheet_form", "minutes:template", "overview:trail_export"} < set(files) and len(files) >= 18, files


def visited():
    """Every address that answers to GET."""
    names = sorted({name for name, _ in addresses()} & set(LINES))
    return [(name, LINES[name]) for name in names if not LINES[name].post_only and 405 not in LINES[name].ok]


def marks_of(kind, content):
    """Whether each page or the opened sheet says it; nothing of the few bytes that stand for a kept paper."""
    if b"Typst" in content:
        yield from ("LATIHAN" in each.get_textpage().get_text_range() for each in pypdfium2.PdfDocument(content))
    elif kind.startswith("text/csv"):
        yield content.removeprefix(b"\xef\xbb\xbf").startswith(b"LATIHAN.")
    elif kind == XLSX and is_zipfile(io.BytesIO(content)):
        sheet = openpyxl.load_workbook(io.BytesIO(content)).active
        yield sheet.title.startswith("LATIHAN") and "LATIHAN" in sheet.oddHeader.center.text


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


def test_the_help_stands_once_beside_its_field_and_is_tied_to_it():
    page = with_help(
        '<form method="post"><label for="a">Alasan <span>(boleh kosong)</span></label><input id="a" name="alasan">'
        '<fieldset><legend>Hasil</legend><input type="radio" name="h" value="1"><input type="radio" name="h" value="2">'
        '</fieldset><input name="b" aria-label="RT" aria-describedby="sendiri"><p id="sendiri">Tiga angka</p></form>'
        '<form><input name="kelurahan" aria-label="Kelurahan"></form>'
    )
    assert page.count("<small") == 2
    assert f'</label><small class="form-text bantuan" id="bantuan-alasan">{practice_help()["Alasan"]}</small>' in page
    assert (
        '<input aria-describedby="bantuan-alasan" id="a"' in page and '<fieldset aria-describedby="bantuan-h">' in page
    )
