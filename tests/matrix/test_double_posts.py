"""Every form of the office, sent twice at once over HTTP: one effect, and nobody reads an error.

Made from the URL configuration and the matrix (`tests/matrix/lines_<room>.py`): each page is opened with an example
made for it, each form on it is filled and sent. First once, with the rows it writes counted; then, on an example of its
own, twice at the same moment, the window between check and write held open on purpose: no table may get more rows than
from the one. `PADAN_ONLY=desk:` looks at one room.
"""

from __future__ import annotations

import os
import re
import threading
from collections import Counter
from contextlib import suppress
from datetime import date
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
import requests
from django.core.management import call_command
from django.core.signals import request_started
from django.db import connection
from django.db.backends.signals import connection_created
from django.urls import Resolver404, resolve

from dtks.registry.models import Citizen
from tests.matrix.forms import Form, forms_of, sent_by
from tests.matrix.lines import LINES, Line
from tests.matrix.test_access import NAMES, url_for
from tests.matrix.test_every_page import WORKS

pytestmark = pytest.mark.django_db(transaction=True)
ONLY = os.environ.get("PADAN_ONLY", "")
# Written by the asking itself, whatever becomes of it.
NOISE = {"django_session", "accounts_readlog", "accounts_submittedform", "registry_auditentry"}
# Signing in or out, and what ends the session that the test itself works in.
MOST_WRITE = 50  # so many at least are filled well enough to write
HELD = 0.5  # seconds in which the other one must come to its write; one that waits for a lock does not
WRITES = re.compile(r'(?:INSERT INTO|UPDATE|DELETE FROM) "(\w+)"')
LEFT_OUT = {"accounts:login", "accounts:logout"}
PICTURE = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c4944415408d763f8cfc000000301010018dd8db0"
    "0000000049454e44ae426082"
)


class Race:
    """Holds a request at the door until the other one is there, and again before its first write.

    So both have read and checked what they rest on before either writes. A form with a key has its window open by
    itself: the second one waits in the database for the first one's transaction.
    """

    def __init__(self) -> None:
        self.door: threading.Barrier | None = None
        self.window: threading.Barrier | None = None
        self.through: set[int] = set()  # threads that stood in the window already
        request_started.connect(self.arrive)
        connection_created.connect(self.watch)

    def open(self, *, window: bool) -> None:
        self.through.clear()
        self.window, self.door = threading.Barrier(2) if window else None, threading.Barrier(2)

    def arrive(self, **_: object) -> None:
        self.meet(self.door, 5)

    def watch(self, connection: Any, **_: object) -> None:
        connection.execute_wrappers.append(self.before)

    def before(self, execute: Any, sql: Any, params: Any, many: Any, context: Any) -> Any:
        """Wait before the first write of a request to a table that counts."""
        me = threading.get_ident()
        if self.window and me not in self.through and (set(WRITES.findall(str(sql))) - NOISE):
            self.through.add(me)
            self.meet(self.window, HELD)
        return execute(sql, params, many, context)

    @staticmethod
    def meet(barrier: threading.Barrier | None, patience: float) -> None:
        if barrier is not None:
            with suppress(threading.BrokenBarrierError):
                barrier.wait(timeout=patience)

    def close(self) -> None:
        self.door = self.window = None
        request_started.disconnect(self.arrive)
        connection_created.disconnect(self.watch)


@pytest.fixture
def race():
    found = Race()
    yield found
    found.close()


def rows() -> Counter[str]:
    """Rows of every table."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace")
        names = [name for (name,) in cursor.fetchall() if name not in NOISE]
        cursor.execute(" UNION ALL ".join(f"SELECT '{name}', count(*) FROM \"{name}\"" for name in names))
        return Counter(dict(cursor.fetchall()))


class Sender:
    """One signed-in person at a real socket."""

    def __init__(self, base: str, session: str) -> None:
        self.base, self.cookies = base, {"sessionid": session} if session else {}

    def page(self, path: str) -> str:
        answer = requests.get(self.base + path, cookies=self.cookies, timeout=30)
        if "csrftoken" in answer.cookies:
            self.cookies["csrftoken"] = answer.cookies["csrftoken"]
        return answer.text if "text/html" in answer.headers.get("content-type", "") else ""

    def send(self, path: str, form: Form) -> int:
        files = [(name, ("foto.png", PICTURE, "image/png")) for name in form.files]
        answer = requests.post(
            self.base + path, data=sent_by(form), files=files or None, cookies=self.cookies, timeout=60,
            allow_redirects=False,
        )  # fmt: skip
        return answer.status_code

    def send_twice(self, path: str, form: Form, race: Race) -> list[int]:
        race.open(window="form_key" not in dict(form.values))
        codes: list[int] = []
        threads = [threading.Thread(target=lambda: codes.append(self.send(path, form))) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        race.door = race.window = None
        return codes


def goal_of(path: str, form: Form) -> str:
    """Where a form goes."""
    return urljoin(path, form.action) if form.action else path


def kind_of(path: str, form: Form) -> tuple[str, ...]:
    """Name of the address and of the fields: by these two forms are of one kind. Empty for one that leads elsewhere."""
    try:
        found = resolve(urlsplit(goal_of(path, form)).path)
    except Resolver404:
        return ()
    return (found.view_name, *sorted({field for field, _ in form.values}))


def pages() -> list[str]:
    names = [name for name in sorted(LINES) if name in NAMES and ONLY in name]
    return [name for name in names if not LINES[name].post_only and 405 not in LINES[name].ok]


class Walk:
    """Opens pages with examples of their own, and sends each kind of form it meets: once, then twice at once."""

    def __init__(self, base: str, browsers, kadia, race: Race) -> None:
        sessions = {role: browser.cookies["sessionid"].value for role, browser in browsers.items()}
        self.senders = {role: Sender(base, session) for role, session in sessions.items()} | {"": Sender(base, "")}
        self.kadia, self.race, self.made = kadia, race, 0
        self.tried: dict[tuple[str, ...], Counter[str]] = {}  # the form: what it wrote when it was sent once
        self.faults: dict[str, object] = {}

    def citizen(self) -> Citizen:
        self.made += 1
        return Citizen.objects.create(
            name=f"WARGA {self.made:04d}", nik=f"747108520384{self.made:04d}", dtks_id=f"D9{self.made:07d}",
            kk_number=f"747108010101{self.made:04d}", kelurahan=self.kadia, sex="P", birth_date=date(1984, 3, 12),
        )  # fmt: skip

    def look(self, name: str, line: Line) -> None:
        """Try the forms of a page that were not met on another one."""
        sender = self.senders["" if line.public else next(role for role in WORKS if role in line.see)]
        path = url_for(name, line, self.citizen())
        for form in forms_of(sender.page(path), "satu"):
            if (key := kind_of(path, form)) and key not in self.tried and key[0] not in LEFT_OUT:
                self.tried[key] = self.once(name, sender, path, form)
                self.twice(name, line, sender, key)

    def once(self, name: str, sender: Sender, path: str, form: Form) -> Counter[str]:
        before = rows()
        if (code := sender.send(goal_of(path, form), form)) >= 500:
            self.faults[f"{name}: {form.action}"] = code
        return rows() - before

    def twice(self, name: str, line: Line, sender: Sender, key: tuple[str, ...]) -> None:
        """The same form of another example. What the single one could not write may be written once."""
        path = url_for(name, line, self.citizen())
        again = [form for form in forms_of(sender.page(path), "dua") if kind_of(path, form) == key]
        if not again:
            return
        before = rows()
        codes = sender.send_twice(goal_of(path, again[0]), again[0], self.race)
        wrote, once = rows() - before, self.tried[key]
        if max(codes) >= 500 or (once and any(number > max(1, once[table]) for table, number in wrote.items())):
            self.faults[f"{name}: {key[0]}"] = (codes, dict(once), dict(wrote))


def test_every_form_sent_twice_at_once_has_one_effect(office, browsers, kadia, live_server, race):
    call_command("prepare", verbosity=0)
    walk = Walk(live_server.url, browsers, kadia, race)
    for name in pages():
        walk.look(name, LINES[name])
    print("without a key:", sorted({key[0] for key in walk.tried if "form_key" not in key}))
    wrote = {key[0] for key, written in walk.tried.items() if written}
    assert walk.faults == {}
    assert ONLY or len(wrote) >= MOST_WRITE, f"{len(walk.tried)} forms, only these wrote: {sorted(wrote)}"
