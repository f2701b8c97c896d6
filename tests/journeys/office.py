"""A whole office on this machine: web server, workers of all queues, scheduler, and a database of its own."""

from __future__ import annotations

import contextlib
import json
import os
import select
import signal
import socket
import subprocess
import sys
from pathlib import Path

import psycopg2
from environ import Env
from playwright.sync_api import Locator, Page

from dtks.embedded.programs import program_of
from tests.servers import ROOT, migrated_template, redis_database, uses_own_servers

PASSWORD = "rumah-biru-di-teluk-7"  # of every account of this office
PATIENCE = 600  # seconds without a word after which the office counts as hung
REDIS_NUMBER = 15  # of the last of the databases of the tests' Redis
MAKE_ACCOUNTS = (
    f"from dtks.overview.services import make_accounts; make_accounts(password={PASSWORD!r}); "
    "from dtks.overview.services.course import open_next_window; open_next_window()"
)


class Office:
    """`manage.py serve` in a home of its own: an empty office with one account a role."""

    def __init__(self, home: Path) -> None:
        self.home, self.database = home, f"journey_{os.getpid()}"
        home.mkdir(parents=True, exist_ok=True)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
        self.url = f"http://127.0.0.1:{self.port}"
        self.said = ""

    @property
    def environment(self) -> dict[str, str]:
        return os.environ | {
            "DATABASE_URL": f"{os.environ['DATABASE_URL'].rpartition('/')[0]}/{self.database}",
            "REDIS_URL": redis_database(os.environ["REDIS_URL"], REDIS_NUMBER),
            "PADAN_HOME": str(self.home),
            "PADAN_STATIC_STORAGE": "django.contrib.staticfiles.storage.StaticFilesStorage",
            "PADAN_DEMO": "false",
            "PADAN_SECOND_LOOK_SHARE": "0",
        }

    def open(self) -> None:
        """Start everything and make the accounts; returns when the first page answers."""
        migrated = f" TEMPLATE {migrated_template()}" if uses_own_servers() else ""
        self._order(f"CREATE DATABASE {self.database}{migrated}")
        self.process = subprocess.Popen(
            [sys.executable, "manage.py", "serve", "--port", str(self.port)],
            cwd=ROOT, env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip
        self._until("Menjalankan web")
        subprocess.run(
            [sys.executable, "manage.py", "shell", "-v", "0", "-c", MAKE_ACCOUNTS],
            cwd=ROOT, env=self.environment, check=True,
        )  # fmt: skip
        self._until("Padan siap di")

    def _order(self, statement: str) -> None:
        at = Env.db_url_config(os.environ["DATABASE_URL"])
        place = {"host": at["HOST"], "port": at["PORT"] or None, "user": at["USER"], "password": at["PASSWORD"] or None}
        with contextlib.closing(psycopg2.connect(**place, dbname="postgres")) as connection:
            connection.autocommit = True
            connection.cursor().execute(statement)

    def kill_workers(self) -> None:
        """SIGKILL to every worker, as when the machine runs out of memory; the supervisor starts them anew."""
        for pid in json.loads((self.home / "run.json").read_text())["programs"]:
            if "-Q" in program_of(int(pid)).split("\0"):
                os.kill(int(pid), signal.SIGKILL)

    def _until(self, words: str) -> None:
        assert self.process.stdout
        while select.select([self.process.stdout], [], [], PATIENCE)[0]:
            piece = os.read(self.process.stdout.fileno(), 65536).decode()
            self.said += piece
            if words in self.said:
                return
            if not piece:
                break
        raise AssertionError(f"{words!r} was never said, but:\n{self.said}")

    def close(self) -> None:
        """Stop everything, as Ctrl-C does, and leave nothing behind."""
        self.process.send_signal(signal.SIGINT)
        try:
            self.process.wait(PATIENCE)
        finally:
            self._order(f"DROP DATABASE IF EXISTS {self.database} WITH (FORCE)")
            subprocess.run(["rm", "-rf", str(self.home)], check=True)


def until(page: Page, shown: Locator) -> None:
    """Look again until it is there, as a person would by reloading."""
    for _ in range(60):
        if shown.count():
            return
        page.wait_for_timeout(500)
        page.reload()
    raise AssertionError(f"never shown on {page.url}: {shown}")
