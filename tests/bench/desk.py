"""Time the pages of targets.md and "decide and show the next case" beside the floor page, in the data of PADAN_HOME.

    PADAN_HOME=/tmp/kota manage.py demo --size city --tickets 100000
    PADAN_HOME=/tmp/kota python -m tests.bench.desk [TIMES]

The floor page is a signed-in page with one indexed query and 25 rows. Both sides run in turn in this process; nothing
is kept, the transaction is rolled back.
"""

from __future__ import annotations

import logging
import os
import re
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import quote

import django

from dtks import embedded

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dtks.settings")
    addresses = embedded.start(Path(os.environ.get("PADAN_HOME", ".local")))
    os.environ.setdefault("DATABASE_URL", addresses.database_url)
    os.environ.setdefault("REDIS_URL", addresses.redis_url)
    django.setup()

from django.db import connection, transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import path

from consultation.desk.models import Ticket
from dtks.accounts.models import User
from dtks.registry.models import Citizen, HouseholdMembership
from dtks.urls import urlpatterns as ours
from dtks.web.views import RoomView
from verification.corrections.models import ChangeRequest

COMMON_NAMES = ("siti", "la ode")  # syllables that thousands have
WARM = 3  # the first ones fill the memories
ROWS = (
    '{% extends "web/base.html" %}{% block content %}<table class="tabel">{% for each in rows %}<tr><th>{{ each.name }}'
    "</th><td>{{ each.address }}</td></tr>{% endfor %}</table>{% endblock %}"
)


class Floor(RoomView):
    """The least that a page of ours costs."""

    permission = "citizens.see"

    def get(self, request: HttpRequest) -> HttpResponse:
        rows = Citizen.objects.order_by("name", "id")[:25]
        return HttpResponse(engines["django"].from_string(ROWS).render({"rows": rows}, request))


urlpatterns = [*ours, path("lantai/", Floor.as_view())]


SETTINGS: dict[str, Any] = {
    "ROOT_URLCONF": "tests.bench.desk", "SECURE_SSL_REDIRECT": False, "ALLOWED_HOSTS": ["*"],
    "STORAGES": {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    },
}  # fmt: skip


HIDDEN = re.compile(r'type="hidden" name="(bersama|diberitahu|dilihat)" value="([^"]*)"')


@dataclass(frozen=True)
class Page:
    """A page of the table "Pages" in targets.md: how it is asked for, how many floors and queries it may take."""

    group: str
    words: str
    path: str
    floors: float
    queries: int
    username: str = "operator"
    posted: dict[str, str] = field(default_factory=dict)


def pages() -> list[Page]:
    """The pages with examples out of the data; a number of a person goes by POST, as on the screen."""
    citizen = _one_of(Citizen.objects.exclude(nik="").exclude(kk_number=""))
    card = _one_of(HouseholdMembership.objects.filter(ended_on=None, household__unit="family")).household_id
    ticket = _one_of(Ticket.objects.all())
    request = _one_of(ChangeRequest.objects.undecided())
    typo = f"{citizen.name[:3]}{citizen.name[4:]}"
    return [
        Page("daftar", "warga, halaman pertama", "/warga", 4, 10),
        Page("daftar", "warga, satu kelurahan, urut nama", f"/warga?kelurahan={citizen.kelurahan_id}&sort=name", 4, 10),
        Page("daftar", "warga, halaman terakhir", "/warga?hal=999999", 4, 10),
        Page("daftar", "tiket, halaman pertama", "/tiket/", 4, 10),
        Page("daftar", "tiket, urut nama", "/tiket/?urut=person_name", 4, 10),
        Page("daftar", "tiket, urut kelurahan, terakhir", "/tiket/?urut=kelurahan&hal=999999", 4, 10),
        *(
            Page("daftar", f"tiket, saring {name}, {words}", f"/tiket/?q={quote(name)}&{query}", 4, 10)
            for name in COMMON_NAMES
            for words, query in (("pertama", ""), ("terakhir", "hal=999999"), ("urut nama", "urut=person_name"))
        ),
        Page("daftar", "usulan, halaman pertama", "/usulan/", 4, 10),
        Page("daftar", "antrean, halaman pertama", "/antrean/", 4, 10),
        Page("daftar", "antrean, 100 baris", "/antrean/?per=100", 4, 10),
        Page("pencarian", "nama salah ketik", f"/cari?q={quote(typo)}", 6, 8),
        Page("pencarian", "NIK", "/cari", 6, 8, posted={"q": citizen.nik}),
        Page("pencarian", "No. KK", "/cari", 6, 8, posted={"q": citizen.kk_number}),
        Page("satu", "warga", citizen.get_absolute_url(), 5, 12),
        Page("satu", "keluarga", f"/keluarga/{card}", 5, 12),
        Page("satu", "tiket", ticket.get_absolute_url(), 5, 12),
        Page("satu", "usulan", request.get_absolute_url(), 5, 12),
        Page("satu", "perkara", f"/perkara/{request.pk}/", 5, 12),
        Page("ringkasan", "beranda operator", "/beranda", 8, 12),
        Page("ringkasan", "beranda kabid", "/beranda", 8, 12, username="kabid"),
        Page("umum", "status", "/status", 2, 3, username="", posted={"kode": ticket.receipt_code, "kata": "lain"}),
    ]


def _one_of(rows: QuerySet[Any]) -> Any:
    """A row that is neither the newest nor the oldest, where there are many."""
    return list(rows.order_by("-pk")[:100])[-1]


def client_of(username: str) -> Client:
    client = Client(headers={"host": "localhost"})
    if username:
        client.force_login(User.objects.get(username=username), backend="django.contrib.auth.backends.ModelBackend")
    return client


def timed(act: Callable[[], Any]) -> float:
    begin = time.perf_counter()
    act()
    return (time.perf_counter() - begin) * 1000


def ask(client: Client, page: Page) -> Any:
    """The page as a person gets it, redirects followed."""
    answer = client.post(page.path, page.posted, follow=True) if page.posted else client.get(page.path, follow=True)
    assert answer.status_code in (200, 404, 422, 429), f"{page.path}: {answer.status_code}"
    return answer


@override_settings(**SETTINGS)
def table(times: int) -> list[dict[str, Any]]:
    """Each page beside the floor page: medians in ms, the ratio, queries, what targets.md allows."""
    clients = {name: client_of(name) for name in ("operator", "kabid", "")}
    lines = []
    for page in pages():
        client, floor, own = clients[page.username], [], []
        for _ in range(WARM):
            ask(client, page)
        for _ in range(times):
            floor.append(timed(lambda: clients["operator"].get("/lantai/")))
            own.append(timed(lambda client=client, page=page: ask(client, page)))
        with CaptureQueriesContext(connection) as asked:
            ask(client, page)
        base, middle = statistics.median(floor), statistics.median(own)
        lines.append(
            {
                "page": f"{page.group}: {page.words}", "floor_ms": round(base, 1), "ms": round(middle, 1),
                "floors": round(middle / base, 1), "allowed": page.floors, "queries": len(asked),
                "queries_allowed": page.queries,
            }
        )  # fmt: skip
    return lines


def _counted(asked: list[str], execute: Callable[..., Any], sql: str, *others: Any) -> Any:
    """Notes a query; savepoints of the transaction around the measurement are none."""
    if "SAVEPOINT" not in sql:
        asked.append(sql)
    return execute(sql, *others)


@override_settings(**SETTINGS)
def decisions(times: int) -> dict[str, Any]:
    """ "Decide and show the next case" beside the floor page: medians in ms, the ratio, p95 and queries."""
    client = client_of("operator")
    place = client.post("/antrean/berikutnya/").headers["Location"]
    page = client.get(place).content.decode()
    floor: list[float] = []
    next_case: list[float] = []
    counts: list[int] = []

    def decide() -> bool:
        """One key on a plain case, with what its page sends. One that has to be looked at is put aside, not timed."""
        nonlocal place, page
        said = dict(HIDDEN.findall(page))
        answer = client.post(f"{place}putuskan/", {"act": "accept_all", **said}, headers={"hx-request": "true"})
        went_on = "HX-Push-Url" in answer.headers
        if not went_on:
            answer = client.post(f"{place}putuskan/", {"act": "skip"}, headers={"hx-request": "true"})
        page = answer.content.decode()
        place = answer.headers.get("HX-Push-Url", place)
        return went_on

    while len(next_case) < times + WARM:
        one = timed(lambda: client.get("/lantai/"))
        asked: list[str] = []  # counted lightly: Django's own record of queries costs more than some of them
        with connection.execute_wrapper(partial(_counted, asked)):
            begin = time.perf_counter()
            went_on = decide()
            two = (time.perf_counter() - begin) * 1000
        if went_on:
            floor.append(one)
            next_case.append(two)
            counts.append(len(asked))
    floor, next_case = floor[WARM:], next_case[WARM:]
    middle, base = statistics.median(next_case), statistics.median(floor)
    return {
        "page": "meja kerja: putuskan dan tampilkan berikutnya", "floor_ms": round(base, 1), "ms": round(middle, 1),
        "floors": round(middle / base, 1), "allowed": 5, "queries": round(statistics.median(counts)),
        "queries_allowed": 15, "most": max(counts),
        "p95_ms": round(sorted(next_case)[int(len(next_case) * 0.95)], 1),
    }  # fmt: skip


def main(times: int) -> None:
    """Print the sizes, the load of the machine, and a line a page."""
    sizes = {model.__name__: model.objects.count() for model in (Citizen, Ticket, ChangeRequest)}
    print(f"{sizes}, belum diputus {ChangeRequest.objects.undecided().count()}, beban {os.getloadavg()[0]:.1f}")
    print(f"{'halaman':48} {'lantai':>7} {'ms':>7} {'kali':>5} {'<=':>4} {'tanya':>6} {'<=':>3}")
    for line in [*table(times), decisions(times)]:
        print(
            f"{line['page']:48} {line['floor_ms']:7.1f} {line['ms']:7.1f} {line['floors']:5.1f} {line['allowed']:4.0f} "
            f"{line['queries']:6} {line['queries_allowed']:3}"
            + (f"  p95 {line['p95_ms']} ms, paling banyak {line['most']} pertanyaan" if "p95_ms" in line else "")
        )
    print(f"beban {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    logging.disable(logging.WARNING)
    with transaction.atomic():
        main(int(sys.argv[1]) if len(sys.argv) > 1 else 40)
        transaction.set_rollback(True)
