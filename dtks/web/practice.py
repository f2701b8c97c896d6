"""What the practice area lays over every answer: help beside each field, and its mark on every file.

The pages of the office know nothing of it. What a page says by itself stays; a field without a hint gets the sentence
of `data/field_help.csv` and is tied to it by `aria-describedby`. A row of that table is named by a label or a name of a
field, where rooms mean different things by `room:label`, or by an address name for all fields of that page.
"""

from __future__ import annotations

import csv
import re
from codecs import BOM_UTF8
from collections.abc import Callable, Iterator
from functools import cache
from html import escape
from html.parser import HTMLParser
from importlib import resources
from io import BytesIO
from typing import Any, cast
from zipfile import is_zipfile

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from openpyxl import load_workbook

from dtks.web.views.files import KINDS

VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())
NOT_TYPED = frozenset({"hidden", "submit", "button", "image", "reset", "search"})
XLSX = KINDS["xlsx"]
NOT_REAL = "Keluarga karangan, bukan data warga."
ROW = "baris"  # the tick that selects a row of a list is no field


@cache
def practice_help() -> dict[str, str]:
    """What to write into a field that has no hint of its own."""
    table = resources.files("dtks.web").joinpath("data/field_help.csv").read_text(encoding="utf-8")
    return {row["label"]: row["help"] for row in csv.DictReader(table.splitlines())}


class PracticeMiddleware:
    """Lay help over each page and the mark on each file that goes out; outside practice it is not there at all."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        if not settings.PRACTICE:
            raise MiddlewareNotUsed
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        kind = response.get("Content-Type", "").partition(";")[0]
        if isinstance(response, HttpResponse) and kind == "text/html":
            at = request.resolver_match.view_name if request.resolver_match else ""
            response.content = with_help(response.content.decode(), at).encode()
        elif response.get("Content-Disposition"):
            _mark(response, kind)
        return response


def _mark(response: HttpResponseBase, kind: str) -> None:
    """The word before the name of the file, and in the file itself; a PDF was set with it."""
    response["Content-Disposition"] = re.sub(
        r"(filename=\"?|filename\*=UTF-8'')(?!LATIHAN-)", r"\1LATIHAN-", response["Content-Disposition"]
    )
    if kind in MARKED:
        whole = response.getvalue() if isinstance(response, HttpResponse) else b"".join(cast("Any", response))
        marked = MARKED[kind](whole)
        if isinstance(response, HttpResponse):
            response.content = marked
        else:
            cast("StreamingHttpResponse", response).streaming_content = [marked]
        del response["Content-Length"]


def _marked_csv(content: bytes) -> bytes:
    """A first line that says it; who reads the file again looks for the line with the heads."""
    start = BOM_UTF8 if content.startswith(BOM_UTF8) else b""
    return start + f"LATIHAN. {NOT_REAL}\r\n".encode() + content.removeprefix(start)


def _marked_book(content: bytes) -> bytes:
    """The tab of the sheet that opens, and the head of its print; the cells stay as they are to be read back."""
    if not is_zipfile(BytesIO(content)):  # locked with a password by whoever sent it
        return content
    book = load_workbook(BytesIO(content))
    sheet: Any = book.active
    sheet.title = f"LATIHAN {sheet.title}"[:31]
    sheet.sheet_properties.tabColor = "D8A53A"
    sheet.oddHeader.center.text = f"LATIHAN. {NOT_REAL}"
    kept = BytesIO()
    book.save(kept)
    return kept.getvalue()


MARKED = {"text/csv": _marked_csv, XLSX: _marked_book}


class Element:
    """An element of a page, and where it stands in the text."""

    def __init__(self, name: str, attrs: dict[str, str], parent: Element | None, start: int, opened: int) -> None:
        self.name, self.attrs, self.parent = name, attrs, parent
        self.start, self.opened, self.closed = start, opened, opened
        self.words = ""

    def above(self) -> Iterator[Element]:
        """What it stands in, nearest first."""
        found = self.parent
        while found:
            yield found
            found = found.parent

    @property
    def title(self) -> str:
        """Its words without what is said of every field, and without the number of a row."""
        plain = re.sub(r"\(boleh kosong[^)]*\)", "", self.words or self.attrs.get("aria-label", ""))
        return re.sub(r"^\d+\. |,( baris)? \d+$", "", " ".join(plain.split()))


class Page(HTMLParser):
    """A page, read once: its elements in order."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.lines = [0, *(found.end() for found in re.finditer("\n", text))]
        self.all: list[Element] = []
        self.open: Element | None = None
        self.feed(text)
        self.close()
        self.by_id = {each.attrs["id"]: each for each in self.all if each.attrs.get("id")}
        self.label_of = {each.attrs["for"]: each for each in self.all if each.attrs.get("for")}

    @property
    def place(self) -> int:
        line, column = self.getpos()
        return self.lines[line - 1] + column

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note the element; what encloses nothing is closed at once."""
        start = self.place
        known = {name: value or "" for name, value in attrs}
        self.all.append(Element(tag, known, self.open, start, start + len(self.get_starttag_text() or "")))
        if tag not in VOID:
            self.open = self.all[-1]

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """The same for <use/>, which stands in no element of ours."""
        kept = self.open
        self.handle_starttag(tag, attrs)
        self.open = kept

    def handle_endtag(self, tag: str) -> None:
        """Close the nearest of that name, and what was left open in it."""
        found = self.open
        while found and found.name != tag:
            found = found.parent
        if found:
            found.closed = self.place + len(tag) + 3
            self.open = found.parent

    def handle_data(self, data: str) -> None:
        """Words belong to all they stand in, but for keys and the options of a list."""
        if data.strip() and self.open and self.open.name not in {"kbd", "option", "script"}:
            self.open.words += data
            for each in self.open.above():
                each.words += data

    def fields(self) -> Iterator[Element]:
        """What a person fills in: no search box, no filter of a list, no tick of a row."""
        for each in self.all:
            typed = each.name in {"input", "select", "textarea"} and each.attrs.get("type") not in NOT_TYPED
            if typed and each.attrs.get("name", ROW) != ROW:
                form = next((above for above in each.above() if above.name == "form"), None)
                if form is None or form.attrs.get("method", "get").lower() == "post":
                    yield each

    def is_helped(self, field: Element) -> bool:
        """Whether a hint stands in the page for it or for the group it belongs to."""
        ids = " ".join(each.attrs.get("aria-describedby", "") for each in (field, *field.above())).split()
        return any(each in self.by_id and self.by_id[each].words.strip() for each in ids)

    def group_of(self, field: Element) -> Element | None:
        """The frame around choices of one question."""
        if field.attrs.get("type") not in {"radio", "checkbox"}:
            return None
        return next((each for each in field.above() if each.name == "fieldset" or "role" in each.attrs), None)

    def title_of(self, field: Element) -> Element:
        """The element whose words name the field: its legend, its label, or itself."""
        group = self.group_of(field)
        if group and group.name == "fieldset":
            return next((each for each in self.all if each.name == "legend" and group in each.above()), group)
        around = next((each for each in field.above() if each.name == "label"), None)
        return group or self.label_of.get(field.attrs.get("id", "")) or around or field


def words_for(page: Page, field: Element, at: str) -> str:
    """The sentence of the table for a field of the page at this address name."""
    title, name = page.title_of(field).title, field.attrs["name"]
    keys = (f"{at.partition(':')[0]}:{title}", at, title, name, _stem(name))
    return next((practice_help()[each] for each in keys if each in practice_help()), "")


def _stem(name: str) -> str:
    """The name of a field that stands several times: days_1, v-name, state_PKH."""
    return re.sub(r"-.*$|_?\d+$|_[A-Z_]+$", "", name)


def with_help(text: str, at: str = "") -> str:
    """The page with the help that its fields lack; fields of one name share a sentence, said once."""
    page = Page(text)
    put: list[tuple[int, str]] = []
    said: dict[tuple[str, str], str] = {}
    whole_page = practice_help().get(at, "")
    for field in page.fields():
        words = "" if page.is_helped(field) else words_for(page, field, at)
        if words:
            once = ("" if words == whole_page else _stem(field.attrs["name"]), words)
            put += _slip(page, field, once, said)
    for place, piece in sorted(put, key=lambda each: each[0], reverse=True):
        text = text[:place] + piece + text[place:]
    return text


def _slip(
    page: Page, field: Element, once: tuple[str, str], said: dict[tuple[str, str], str]
) -> Iterator[tuple[int, str]]:
    """Where to put the help of a field, and the attribute that ties the field to it."""
    target = page.group_of(field) or field
    tied = target.attrs.get("aria-describedby", "").split()
    if once not in said:
        said[once] = next(iter(tied), "") or f"bantuan-{field.attrs['name']}"
        title = page.title_of(field)
        after = (
            title.closed if title.name in {"legend", "label"} else target.opened if target != field else field.closed
        )
        yield after, f'<small class="form-text bantuan" id="{said[once]}">{escape(once[1])}</small>'
    if said[once] not in tied:
        if not tied:
            yield target.start + 1 + len(target.name), f' aria-describedby="{said[once]}"'
        target.attrs["aria-describedby"] = " ".join([*tied, said[once]])
