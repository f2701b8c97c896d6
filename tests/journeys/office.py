"""A whole office on this machine: web server, workers of all queues, scheduler, PostgreSQL and Redis of its own."""

from __future__ import annotations

import os
import select
import signal
import socket
import subprocess
import sys
from pathlib import Path

from dtks import embedded
from tests.servers import ROOT

PASSWORD = "rumah-biru-di-teluk-7"  # of every account of this office
PATIENCE = 240  # seconds without a word after which the office counts as hung
MAKE_ACCOUNTS = f"from dtks.overview.services import make_accounts; make_accounts(password={PASSWORD!r})"


class Office:
    """`manage.py serve` in a home of its own: an empty office with one account a role."""

    def __init__(self, home: Path) -> None:
        self.home = home
        home.mkdir(parents=True, exist_ok=True)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
        self.url = f"http://127.0.0.1:{self.port}"
        self.said = ""

    @property
    def environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "REDIS_URL")}
        plain = "django.contrib.staticfiles.storage.StaticFilesStorage"
        return kept | {
            "PADAN_HOME": str(self.home),
            "PADAN_STATIC_STORAGE": plain,
            "PADAN_DEMO": "false",
            "PADAN_SECOND_LOOK_SHARE": "0",
        }

    def open(self) -> None:
        """Start everything and make the accounts; returns when the first page answers."""
        self.process = subprocess.Popen(
            [sys.executable, "manage.py", "serve", "--port", str(self.port)],
            cwd=ROOT, env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip
        self._until("Padan siap di")
        subprocess.run(
            [sys.executable, "manage.py", "shell", "-v", "0", "-c", MAKE_ACCOUNTS],
            cwd=ROOT, env=self.environment, check=True,
        )  # fmt: skip

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
            embedded.stop(self.home)
            subprocess.run(["rm", "-rf", str(self.home)], check=True)
