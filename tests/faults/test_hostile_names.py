"""Names that somebody typed to break a page, a paper, a table or a log: each stays a name."""

from __future__ import annotations

import csv
import io
import logging
from datetime import date

import openpyxl
import pypdfium2
import pytest
from django.urls import reverse

from consultation.desk.models import Ticket
from dtks.papers import services as papers
from dtks.web.masking import JsonLine, PlainLine
from tests.matrix import lines_desk
from verification.sources.models import OrderRow
from verification.sources.services.orders import HEADS, workbook

pytestmark = pytest.mark.django_db

NAMES = {
    "script": "<SCRIPT>ALERT(1)</SCRIPT>", "attribute": '" ONMOUSEOVER="ALERT(1)', "tag": "{% LOAD STATIC %}",
    "template": "{{ SETTINGS.SECRET_KEY }}", "typesetter": '#LET X = READ("/ETC/PASSWD")', "format": "%S %(X)S {0} {X}",
    "line breaks": "ANI\nLEVEL=ERROR\r\nBUDI", "formula": "=CMD|' /C CALC'!A0", "formula with plus": "+1+1",
    "formula with at": "@SUM(A1)", "quotes": "O'; DROP TABLE REGISTRY_CITIZEN; --", "right to left": "\u202eIRAENIAR",
    "escape": "ANI\x1b[31m",
}  # fmt: skip


def text_of(pdf: bytes) -> str:
    return " ".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf))


def call(citizen, name: str) -> None:
    citizen.name = name
    citizen.save(update_fields=["name"])


def test_a_hostile_name_is_only_a_name_on_pages_papers_and_in_files(
    citizen_kadia, operator, front_desk, auditor, client_of, settings
):
    papers.load_papers()
    papers.load_requirements()
    browser, desk, reader = client_of(operator), client_of(front_desk), client_of(auditor)
    ticket: Ticket = lines_desk.make_ticket(citizen_kadia)
    pages = (reverse("overview:citizen", args=[citizen_kadia.pk]), reverse("overview:citizens"))
    pages = (*pages, reverse("overview:citizen_history", args=[citizen_kadia.pk]), "/tiket/")
    for kind, name in NAMES.items():
        call(citizen_kadia, name)
        for place in pages:
            page = browser.get(place).content.decode()
            assert "<SCRIPT>" not in page and '" ONMOUSEOVER="' not in page, f"{kind} at {place}"
            assert settings.SECRET_KEY not in page, f"{kind} at {place}"
        pdf = desk.get(reverse("desk:receipt_pdf", args=[ticket.number, "a5"]))
        said = text_of(b"".join(pdf.streaming_content) if pdf.streaming else pdf.content)
        assert "root:" not in said and ticket.number in said, kind
    told = b"".join(reader.get("/jejak/unduh").streaming_content).decode().lstrip("\ufeff")
    rows = list(csv.reader(io.StringIO(told), delimiter=";"))
    assert {len(row) for row in rows} == {len(rows[0])}, "no name breaks a line of the table"
    assert not [cell for row in rows for cell in row if cell[:1] in "=+-@" and cell not in ("", "-")]
    assert all(
        any(NAMES[kind][:6] in cell for row in rows for cell in row) for kind in ("script", "template", "format")
    )


def test_a_hostile_name_is_text_in_a_workbook():
    """failure 31"""
    rows = [
        OrderRow(position=number, values=dict.fromkeys(HEADS, "") | {"NAMA_LGKP": name, "NIK": "7471085203840021"})
        for number, name in enumerate(NAMES.values())
    ]
    book = openpyxl.load_workbook(io.BytesIO(workbook(number="DK-1", on=date(2026, 11, 26), rows=rows)))
    cells = [cell for line in book.active.iter_rows(min_row=3) for cell in line if cell.value]
    assert {cell.data_type for cell in cells} == {"s"}
    assert {"=CMD|' /C CALC'!A0", "+1+1", "@SUM(A1)"} <= {cell.value for cell in cells}


@pytest.mark.parametrize("form", [PlainLine(), JsonLine()])
def test_a_hostile_name_breaks_no_line_of_the_log(form):
    for kind, name in NAMES.items():
        record = logging.LogRecord("padan.pages", logging.WARNING, __file__, 1, "refused %s", (name,), None)
        assert len(form.format(record).splitlines()) == 1, kind
