"""Twenty people at once, and the memory of the web workers: `python -m tests.bench.load`.

    PADAN_HOME=/tmp/kota manage.py demo --size city --tickets 100000
    PADAN_HOME=/tmp/kota python -m tests.bench.load

Two web workers serve the data of PADAN_HOME on a port of their own. First 20 people walk through lists, records, search
and tickets for 60 s, each request counted by its answer; then 10,000 requests, with the private memory of each worker
read before (500 warm it up) and after. `--seconds` and `--requests` make it shorter. It ends with 1 where a page failed
or the memory grew by more than a tenth.
"""

from __future__ import annotations

import argparse
import logging
import os
import random
import socket
import statistics
import subprocess
import sys
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import django
import requests

from dtks import embedded

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dtks.settings")
    os.environ.setdefault("PADAN_STATIC_STORAGE", "django.contrib.staticfiles.storage.StaticFilesStorage")
    addresses = embedded.start(Path(os.environ.get("PADAN_HOME", ".local")))
    os.environ.setdefault("DATABASE_URL", addresses.database_url)
    os.environ.setdefault("REDIS_URL", addresses.redis_url)
    django.setup()

from django.conf import settings
from django.test import Client

from consultation.desk.models import Ticket
from dtks.accounts.models import Mandate, User
from dtks.registry.models import Citizen
from verification.corrections.models import ChangeRequest

PEOPLE, WARM, THREADS = 20, 500, 4
LISTS = ["/warga", "/warga?hal=3", "/tiket/", "/tiket/?hal=2", "/beranda", "/pekerjaan/"]


def serve() -> tuple[subprocess.Popen[bytes], str]:
    """Two web workers, as in production; the process and its address."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "gunicorn", "dtks.wsgi", "--bind", f"127.0.0.1:{port}", "--no-control-socket"]
    command += ["--workers", "2", "--threads", str(THREADS), "--worker-class", "gthread", "--log-level", "error"]
    web = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    base = f"http://127.0.0.1:{port}"
    answered = 0
    while answered < 2 * THREADS * 2:  # every thread of both workers has its programs and its connection
        try:
            answered += requests.get(f"{base}/status", timeout=60).ok
        except requests.RequestException:
            time.sleep(0.2)
    return web, base


def sessions() -> list[str]:
    """Keys of sessions of operators, front desks and kasi, as many as people are wanted."""
    roles = ("operator", "front_desk", "kasi")
    people = User.objects.filter(is_active=True, pk__in=Mandate.objects.filter(role__in=roles).values("user"))
    found = []
    for number in range(PEOPLE):
        browser = Client()
        browser.force_login(people[number % people.count()])
        found.append(browser.cookies[settings.SESSION_COOKIE_NAME].value)
    return found


def addresses_of(dice: random.Random) -> list[str]:
    """Lists, searches and records that a day at the office opens."""
    citizens = list(Citizen.objects.order_by("?").values_list("pk", "name")[:300])
    tickets = list(Ticket.objects.order_by("?").values_list("number", flat=True)[:300])
    asked = list(ChangeRequest.objects.order_by("?").values_list("pk", flat=True)[:100])
    found = LISTS * 40 + [f"/warga/{pk}" for pk, _ in citizens] + [f"/tiket/{number}/" for number in tickets]
    found += [f"/warga?q={name.split()[-1].lower()}" for _, name in citizens[:80]] + [f"/usulan/{pk}/" for pk in asked]
    dice.shuffle(found)
    return found


class Office:
    """People who ask for pages, and what they were answered."""

    def __init__(self, base: str, keys: list[str], places: list[str]) -> None:
        self.base, self.keys, self.places = base, keys, places
        self.took: list[float] = []
        self.listed: list[float] = []
        self.codes: Counter[int] = Counter()
        self.wrong: Counter[str] = Counter()
        self.lock = threading.Lock()

    def walk(self, person: int, *, until: float = 0.0, number: int = 0) -> None:
        """One person: until a moment, or so many requests."""
        dice = random.Random(person)
        with requests.Session() as browser:
            browser.cookies.set(settings.SESSION_COOKIE_NAME, self.keys[person % len(self.keys)])
            done = 0
            while (time.monotonic() < until) if until else (done < number):
                self.ask(browser, dice.choice(self.places))
                done += 1

    def ask(self, browser: requests.Session, place: str) -> None:
        started = time.perf_counter()
        try:
            code = browser.get(self.base + place, timeout=60, allow_redirects=False).status_code
        except requests.RequestException:
            code = 0
        took = time.perf_counter() - started
        with self.lock:
            self.codes[code] += 1
            self.took.append(took)
            if place in LISTS:
                self.listed.append(took)
            if code not in (200, 302, 403):
                self.wrong[f"{code} {place.partition('?')[0]}"] += 1


def memory_of(web: subprocess.Popen[bytes]) -> list[float]:
    """Private memory of each worker, in MB."""
    pids = Path(f"/proc/{web.pid}/task/{web.pid}/children").read_text().split()
    found = []
    for pid in pids:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
        private = [int(line.split()[1]) for line in lines if line.startswith(("Private_Clean", "Private_Dirty"))]
        found.append(sum(private) / 1024)
    return sorted(found)


def percentile(times: list[float], share: float) -> float:
    return sorted(times)[min(len(times) - 1, int(share * len(times)))]


def main() -> int:
    """Both measurements; 1 where a page failed or the memory grew too much."""
    given = argparse.ArgumentParser()
    given.add_argument("--seconds", type=int, default=60)
    given.add_argument("--requests", type=int, default=10_000)
    options = given.parse_args()
    logging.disable(logging.WARNING)
    keys, places = sessions(), addresses_of(random.Random(9))
    web, base = serve()
    try:
        office = Office(base, keys, places)
        until = time.monotonic() + options.seconds
        with ThreadPoolExecutor(PEOPLE) as people:
            list(people.map(lambda person: office.walk(person, until=until), range(PEOPLE)))
        errors = sum(office.wrong.values())
        print(f"beban mesin {os.getloadavg()[0]:.1f}; {Citizen.objects.count()} warga, {Ticket.objects.count()} tiket")
        print(f"{PEOPLE} orang, {options.seconds} s: {len(office.took)} halaman, galat {errors} {dict(office.wrong)}")
        slow, lists = percentile(office.took, 0.95), percentile(office.listed, 0.95)
        print(f"  median {1000 * statistics.median(office.took):.0f} ms, p95 {1000 * slow:.0f} ms", end="; ")
        print(f"daftar p95 {1000 * lists:.0f} ms")
        longer = Office(base, keys, places)
        with ThreadPoolExecutor(8) as people:
            list(people.map(lambda person: longer.walk(person, number=WARM // 8), range(8)))
            before = memory_of(web)
            list(people.map(lambda person: longer.walk(person, number=options.requests // 8), range(8)))
        after = memory_of(web)
        growth = sum(after) / sum(before) - 1
        asked = sum(longer.codes.values()) - WARM // 8 * 8
        told = [", ".join(f"{each:.0f}" for each in workers) for workers in (before, after)]
        print(f"{asked} permintaan: {told[0]} -> {told[1]} MB, {growth:+.1%}; galat {dict(longer.wrong)}")
        return int(bool(errors or longer.wrong or growth > 0.1))
    finally:
        web.terminate()
        web.wait()


if __name__ == "__main__":
    sys.exit(main())
