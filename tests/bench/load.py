"""Twenty people at once, and the memory of the web workers: `python -m tests.bench.load`.

    PADAN_HOME=/tmp/kota manage.py demo --size city --tickets 100000
    PADAN_HOME=/tmp/kota python -m tests.bench.load

Two web workers serve the data of PADAN_HOME on a port of their own. First 20 people walk through lists, records, search
and tickets for 60 s, each request counted by its answer; then 10,000 requests, with the private memory of each worker
read before (500 warm it up) and after. `--seconds` and `--requests` make it shorter. `--pause` is what a person reads
between two pages, in seconds: 0 is 20 machines that never wait. `--beside` walks once more while a reconciliation of
everybody runs in two processes, and prints the ratio of the two p95. It ends with 1 where a page failed or the memory
grew by more than a tenth.
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
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
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
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.test import Client

from consultation.desk.models import Ticket
from dtks.accounts.models import Mandate, User
from dtks.jobs.models import Job
from dtks.jobs.services import cancel_job
from dtks.registry.models import Citizen
from verification.corrections.models import ChangeRequest
from verification.reconciliation.services import start_run

PEOPLE, WARM, THREADS = 20, 500, 4
LISTS = ["/warga", "/warga?hal=3", "/tiket/", "/tiket/?hal=2", "/beranda", "/pekerjaan/"]


def serve() -> tuple[subprocess.Popen[bytes], str]:
    """Two web workers, as in production; the process and its address."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "gunicorn", "dtks.wsgi", "--bind", f"127.0.0.1:{port}", "--no-control-socket"]
    command += [
        "--workers",
        "2",
        "--threads",
        str(THREADS),
        "--worker-class",
        "gthread",
        "--log-level",
        "error",
        "--keep-alive",
        "30",
    ]
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

    def __init__(self, base: str, keys: list[str], places: list[str], pause: float = 0.0) -> None:
        self.base, self.keys, self.places, self.pause = base, keys, places, pause
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
                time.sleep(self.pause * 2 * dice.random())
                done += 1

    def day(self, seconds: int) -> tuple[float, float]:
        """Twenty people at once for so many seconds; prints it, and returns p95 of lists and of all."""
        until = time.monotonic() + seconds
        with ThreadPoolExecutor(PEOPLE) as people:
            list(people.map(lambda person: self.walk(person, until=until), range(PEOPLE)))
        every, lists = percentile(self.took, 0.95), percentile(self.listed, 0.95)
        print(f"{PEOPLE} orang, {seconds} s, jeda {self.pause:g} s: {len(self.took)} halaman, ", end="")
        print(f"galat {self.faults()}; beban mesin {os.getloadavg()[0]:.1f}")
        print(f"  median {1000 * statistics.median(self.took):.0f} ms, p95 {1000 * every:.0f} ms", end="; ")
        print(f"daftar p95 {1000 * lists:.0f} ms")
        return lists, every

    def faults(self) -> str:
        """How many pages failed, and the commonest of them."""
        return f"{sum(self.wrong.values())} {dict(self.wrong.most_common(5)) if self.wrong else ''}".strip()

    def warm(self) -> None:
        """So many requests that every thread has its programs and its connection."""
        with ThreadPoolExecutor(8) as people:
            list(people.map(lambda person: self.walk(person, number=WARM // 8), range(8)))

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


@contextmanager
def long_job() -> Iterator[Job]:
    """A reconciliation of everybody, at work in two processes of a worker; what is left of it is cancelled."""
    command = ["nice", "-n", "10", sys.executable, "-m", "celery", "-A", "dtks", "worker", "-Q", "jobs"]
    command += ["--concurrency", "2"]
    one = dict.fromkeys(("POLARS_MAX_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "RAYON_NUM_THREADS"), "1")
    worker = subprocess.Popen(
        [*command, "--prefetch-multiplier", "1", "--loglevel", "ERROR"], env=os.environ | one,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    job = start_run(actor=None).job
    assert job
    try:
        while not job.chunks.filter(state="done").exists():
            time.sleep(0.2)
        yield job
        print(f"  pekerjaan di sampingnya: {job.chunks.filter(state='done').count()} dari {job.chunks.count()} bagian")
    finally:
        if Job.objects.get(pk=job.pk).is_live:
            cancel_job(job=job)
        worker.terminate()
        worker.wait()


def memory_holds(web: subprocess.Popen[bytes], office: Office, number: int) -> bool:
    """So many requests by eight people after a warm-up: no error, and at most a tenth more memory."""
    office.warm()
    before = memory_of(web)
    with ThreadPoolExecutor(8) as people:
        list(people.map(lambda person: office.walk(person, number=number // 8), range(8)))
    after = memory_of(web)
    growth = sum(after) / sum(before) - 1
    told = [", ".join(f"{each:.0f}" for each in workers) for workers in (before, after)]
    asked = sum(office.codes.values()) - WARM // 8 * 8
    print(f"{asked} permintaan: {told[0]} -> {told[1]} MB, {growth:+.1%}; galat {office.faults()}")
    return not office.wrong and growth <= 0.1


def main() -> int:
    """All that was asked for; 1 where a page failed or the memory grew too much."""
    given = argparse.ArgumentParser()
    given.add_argument("--seconds", type=int, default=60)
    given.add_argument("--requests", type=int, default=10_000)
    given.add_argument("--pause", type=float, default=0.0)
    given.add_argument("--beside", action="store_true")
    options = given.parse_args()
    logging.disable(logging.WARNING)
    if MigrationExecutor(connection).migration_plan(MigrationLoader(connection).graph.leaf_nodes()):
        print("Data PADAN_HOME dari versi lain: jalankan dahulu manage.py prepare.")
        return 1
    keys, places = sessions(), addresses_of(random.Random(9))
    print(f"{Citizen.objects.count()} warga, {Ticket.objects.count()} tiket")
    web, base = serve()
    try:
        Office(base, keys, places).warm()
        quiet = Office(base, keys, places, options.pause)
        lists, _ = quiet.day(options.seconds)
        well = not quiet.wrong
        if options.beside:
            busy = Office(base, keys, places, options.pause)
            with long_job():
                beside, _ = busy.day(options.seconds)
            print(f"  di samping pekerjaan panjang: daftar p95 {beside / lists:.2f} x")
            well = well and not busy.wrong
        if options.requests:
            well = memory_holds(web, Office(base, keys, places), options.requests) and well
        return int(not well)
    finally:
        web.terminate()
        web.wait()


if __name__ == "__main__":
    sys.exit(main())
