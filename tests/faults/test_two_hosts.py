"""Two workers on hosts of their own share one run, over TCP, through the same PostgreSQL and Redis."""

from __future__ import annotations

import shutil
import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import redis
from django.conf import settings
from django.db import connection

from dtks.celery import app
from dtks.jobs.services import run_inline
from tests.faults.people import fill, outcome
from tests.faults.workers import Worker
from tests.servers import ROOT
from verification.reconciliation import services
from verification.reconciliation.models import Run

PEOPLE, ROWS = 300, 5
PULSE = threading.Event()  # never set
PROGRAM = ("dtks", "verification", "consultation", "templates", "static")
HOSTS = ("kantor", "gudang")

pytestmark = pytest.mark.django_db(transaction=True)


class Port:
    """A TCP port of this machine, behind which a server answers that has but a socket in a folder."""

    def __init__(self, server: Path) -> None:
        self.server, self.listener = server, socket.create_server(("127.0.0.1", 0))
        self.number = self.listener.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self) -> None:
        """Take calls until the port is closed."""
        while True:
            try:
                caller, _ = self.listener.accept()
            except OSError:
                return
            behind = socket.socket(socket.AF_UNIX)
            behind.connect(str(self.server))
            for one, other in ((caller, behind), (behind, caller)):
                threading.Thread(target=self.pass_on, args=(one, other), daemon=True).start()

    @staticmethod
    def pass_on(one: socket.socket, other: socket.socket) -> None:
        """What one says, the other hears."""
        try:
            while data := one.recv(65_536):
                other.sendall(data)
            other.shutdown(socket.SHUT_WR)
        except OSError:
            return


@pytest.fixture
def ports() -> Iterator[tuple[str, str]]:
    """The tests' PostgreSQL and Redis by addresses of TCP."""
    known, broker = connection.settings_dict, urlsplit(settings.REDIS_URL)
    postgres = Port(Path(known["HOST"]) / f".s.PGSQL.{known['PORT'] or 5432}")
    messages = Port(Path(broker.path))
    number = broker.query.rpartition("=")[2] or "0"
    yield (
        f"postgres://{known['USER']}@127.0.0.1:{postgres.number}/{known['NAME']}",
        f"redis://127.0.0.1:{messages.number}/{number}",
    )
    postgres.listener.close()
    messages.listener.close()


@pytest.fixture
def hosts(tmp_path: Path, ports: tuple[str, str]) -> Iterator[list[Worker]]:
    """Two folders with the program in each, and a worker in each."""
    redis.from_url(settings.REDIS_URL).flushdb()
    made = []
    for name in HOSTS:
        for part in PROGRAM:
            shutil.copytree(ROOT / part, tmp_path / name / part, ignore=shutil.ignore_patterns("__pycache__"))
        made.append(Worker(tmp_path / name, name=name, database=ports[0], broker=ports[1]))
    yield made
    for worker in made:
        worker.kill(child=False)


def worked() -> dict[str, int]:
    """How many chunks each worker has worked, by its host."""
    stats = app.control.inspect(timeout=2).stats() or {}
    return {name.partition("@")[0]: sum(each["total"].values()) for name, each in stats.items()}


@pytest.mark.usefixtures("hosts")
def test_two_workers_in_folders_of_their_own_share_one_run() -> None:
    fill(PEOPLE)
    alone = services.start_run(actor=None, inline=True)
    assert alone.job
    run_inline(job=alone.job)
    while len(worked()) < len(HOSTS):
        PULSE.wait(0.2)

    run = services.start_run(actor=None, rows_per_chunk=ROWS)
    while run.state == Run.State.RUNNING:
        PULSE.wait(0.1)
        run.refresh_from_db()

    assert run.state == Run.State.DONE
    assert outcome(run) == outcome(Run.objects.get(pk=alone.pk))
    done = worked()
    assert set(done) == set(HOSTS) and all(done.values()), done
