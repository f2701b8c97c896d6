"""Time "decide and show the next case" beside the floor page, in the database of PADAN_HOME.

    PADAN_HOME=/tmp/kota manage.py demo --size city, then PADAN_HOME=/tmp/kota python -m tests.bench.desk [TIMES]

The floor page is a signed-in page with one indexed query and 25 rows. Both sides run in turn in this process; nothing
is kept, the transaction is rolled back.
"""

from __future__ import annotations

import os
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import django

from dtks import embedded

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dtks.settings")
    addresses = embedded.start(Path(os.environ.get("PADAN_HOME", ".local")))
    os.environ.setdefault("DATABASE_URL", addresses.database_url)
    os.environ.setdefault("REDIS_URL", addresses.redis_url)
    django.setup()

from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import path

from dtks.accounts.models import User
from dtks.registry.models import Citizen
from dtks.urls import urlpatterns as ours
from dtks.web.views import RoomView
from verification.corrections.models import ChangeRequest

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


def timed(act: Callable[[], Any]) -> float:
    begin = time.perf_counter()
    act()
    return (time.perf_counter() - begin) * 1000


@override_settings(ROOT_URLCONF="tests.bench.desk", SECURE_SSL_REDIRECT=False, ALLOWED_HOSTS=["*"])
def measure(times: int) -> dict[str, Any]:
    """Medians in ms, the ratio, p95 and queries of the decision."""
    client = Client(headers={"hx-request": "true"})
    client.force_login(User.objects.get(username="operator"), backend="django.contrib.auth.backends.ModelBackend")
    opened = client.post("/antrean/berikutnya/", headers={"hx-request": ""})
    place = opened.headers["Location"]
    floor: list[float] = []
    next_case: list[float] = []
    most = 0

    def decide() -> None:
        nonlocal place
        answer = client.post(f"{place}putuskan/", {"act": "accept_all"})
        place = answer.headers.get("HX-Push-Url", place)

    for number in range(times + 3):
        one = timed(lambda: client.get("/lantai/"))
        with CaptureQueriesContext(connection) as asked:
            two = timed(decide)
        if number >= 3:  # the first ones fill the memories
            floor.append(one)
            next_case.append(two)
            most = max(most, len(asked))
    middle, base = statistics.median(next_case), statistics.median(floor)
    return {
        "open": ChangeRequest.objects.undecided().count(), "floor_ms": round(base, 1), "next_ms": round(middle, 1),
        "times_floor": round(middle / base, 1), "p95_ms": round(sorted(next_case)[int(len(next_case) * 0.95)], 1),
        "queries": most,
    }  # fmt: skip


if __name__ == "__main__":
    with transaction.atomic():
        print(measure(int(sys.argv[1]) if len(sys.argv) > 1 else 60))
        transaction.set_rollback(True)
