"""Queries and weight of every page; run by `python -m tests.bench.pages`, not with the tests.

Each page of the URL configuration with the matrix's examples, lists filled with 110 rows, opened by the first role that
works there. Weight is what goes over the wire (HTML by gzip -6, files by gzip -9 where that helps); the first page
counts all its files, a further one only those that the home page of the role did not have.
"""

from __future__ import annotations

import gzip
import os
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from dtks.accounts.models import Role
from dtks.web.navigation import entries_of
from tests.matrix.lines import LINES, ROWS
from tests.matrix.test_access import url_for
from tests.matrix.test_every_page import Visit, roles_of, visited

PLACE = Path(__file__).resolve().parents[2] / "docs" / "ukuran-halaman.md"
ROWS_A_LIST = 110
MOST_ELEMENTS, FIRST, FURTHER, REQUESTS = 1_500, 150_000, 25_000, 2
STATUS = {"portal:status": 40_000}  # all its files
KEYING = {"siks:keying": 15_000}  # the page alone
HEAD = """# Ukuran halaman

Perintah: `.venv/bin/python -m tests.bench.pages --write`. Tiap halaman yang dapat dibuka, dengan contoh dari matriks
(`tests/matrix`) dan daftar berisi {rows} baris, oleh peran pertama yang bekerja di situ; yang ada di menu sebuah peran
juga oleh peran itu. Pertanyaan ke basis data termasuk sesi, hak dan angka pada menu. Bobot adalah yang dikirim
(dikompres). "Pertama": halaman dengan semua berkasnya, peramban kosong; "berikutnya": halaman itu saja dengan berkas
yang belum dimiliki peramban sesudah beranda peran itu.
Sasaran: pertama ≤ 150 kB, berikutnya ≤ 25 kB dan 2 permintaan, status ≤ 40 kB seluruhnya, ≤ 1.500 elemen; daftar ≤ 10
pertanyaan, lainnya ≤ 12, memutus di meja kerja ≤ 15.

| Halaman | Peran | Pertanyaan | HTML kB | Pertama kB | Berikutnya kB | Permintaan | Elemen |
|---|---|---:|---:|---:|---:|---:|---:|
"""


class Parts(HTMLParser):
    """The files that a browser fetches with a page, and its elements."""

    def __init__(self) -> None:
        super().__init__()
        self.files: set[str] = set()
        self.elements = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Count it; keep what it fetches."""
        self.elements += 1
        found = dict(attrs)
        if tag in {"script", "img"} and found.get("src"):
            self.files.add(str(found["src"]))
        if tag == "link" and found.get("rel") in {"stylesheet", "icon", "manifest"}:
            self.files.add(str(found["href"]))


@dataclass(frozen=True)
class Weighed:
    """A page as it went over the wire; sizes in bytes."""

    visit: Visit
    queries: int
    html: int
    files: frozenset[str]
    elements: int

    def first(self) -> int:
        """With all its files."""
        return self.html + sum(map(size_of, self.files))

    def further(self, known: frozenset[str]) -> tuple[int, int]:
        """Bytes and requests for a browser that has the known files."""
        fresh = self.files - known
        return self.html + sum(map(size_of, fresh)), 1 + len(fresh)

    def line(self, known: frozenset[str]) -> str:
        """A row of the table."""
        more, requests = self.further(known)
        sizes = " | ".join(f"{size / 1000:.1f}".replace(".", ",") for size in (self.html, self.first(), more))
        role = self.visit.role or "siapa saja"
        return f"| {self.visit.name} | {role} | {self.queries} | {sizes} | {requests} | {self.elements} |"

    def faults(self, known: frozenset[str]) -> list[str]:
        """What is beyond its target."""
        more, requests = self.further(known)
        first = STATUS.get(self.visit.name, FIRST)
        said = [
            (self.first() > first, f"first {self.first():,} B > {first:,}"),
            (more > KEYING.get(self.visit.name, FURTHER), f"further {more:,} B"),
            (requests > REQUESTS, f"{requests} requests"),
            (self.elements > MOST_ELEMENTS, f"{self.elements} elements"),
            (self.queries > max(12, LINES[self.visit.name].most), f"{self.queries} queries"),
        ]
        return [f"{self.visit}: {words}" for wrong, words in said if wrong]


def size_of(url: str) -> int:
    """A file of ours, compressed; what the page fetches from a view counts nothing here."""
    name = url.partition("/static/")[2].partition("?")[0]
    found = finders.find(name) if name else None
    if not isinstance(found, str):
        return 0
    plain = Path(found).read_bytes()
    return min(len(plain), len(gzip.compress(plain, 9)))


def weigh(visit: Visit, browser: Client, path: str) -> Weighed | None:
    """None: the address gives a file, a part of a page, or leads on."""
    browser.get(path)  # the session's own first write
    with CaptureQueriesContext(connection) as asked:
        answer = browser.get(path)
    return weighed_answer(visit, answer, len(asked))


def weighed_answer(visit: Visit, answer: Any, queries: int) -> Weighed | None:
    """None: no page."""
    if answer.status_code != 200 or answer.streaming or b"<html" not in answer.content[:500]:
        return None
    parts = Parts()
    parts.feed(answer.content.decode())
    size = len(gzip.compress(answer.content, 6))
    return Weighed(visit, queries, size, frozenset(parts.files), parts.elements)


def visits() -> list[Visit]:
    """Each page as the first role that works there, and all that each role has in its menu as that role."""
    names = visited()
    first = [Visit(name, role) for name in names for role in roles_of(name, LINES[name])]
    menus = [Visit(entry.url_name, role) for role in Role.values for entry, _ in entries_of(role)]
    found = {*first, *(each for each in menus if each.name in names)}
    return sorted(found, key=lambda each: (each.name, each.role))


@pytest.mark.django_db
def test_pages(office, browsers, client, request):
    for name in sorted(ROWS):
        for number in range(ROWS_A_LIST):
            ROWS[name](number, office.own)
    found = []
    for visit in visits():
        cache.clear()
        path = url_for(visit.name, LINES[visit.name], office.own)
        found.append(weigh(visit, browsers[visit.role] if visit.role else client, path))
    pages = [each for each in found if each]
    homes = {each.visit.role: each.files for each in pages if each.visit.name == "overview:home"}
    least = frozenset.intersection(*homes.values())
    known = {each.visit.role: homes.get(each.visit.role, least) for each in pages}
    table = HEAD.format(rows=ROWS_A_LIST) + "\n".join(page.line(known[page.visit.role]) for page in pages) + "\n"
    faults = [fault for page in pages for fault in page.faults(known[page.visit.role])]
    table += f"\n{len(pages)} halaman, {len(faults)} di luar sasaran" + (":\n\n" if faults else ".\n")
    table += "".join(f"- {fault}\n" for fault in faults)
    print(table)
    if os.environ.get("PADAN_WRITE_PAGES"):
        PLACE.write_text(table)
