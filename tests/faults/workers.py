"""Celery workers of a test, to be killed."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import redis
from django.conf import settings
from django.db import connection

from tests.servers import ROOT


class Worker:
    """A Celery worker of two processes on the queue of jobs (or others), with the tests' database, Redis and files.

    Args:
        folder: the program that it runs; of another than ours its own files lie there too.
        database, broker: addresses, where they are others than those of the tests.
        more: names of the environment.
    """

    def __init__(
        self, folder: Path = ROOT, *, name: str = "worker", database: str = "", broker: str = "", queues: str = "jobs",
        **more: str,
    ) -> None:  # fmt: skip
        address = database or f"{settings.DATABASE_URL.rpartition('/')[0]}/{connection.settings_dict['NAME']}"
        command = [sys.executable, "-m", "celery", "-A", "dtks", "worker", "-Q", queues, "--concurrency", "2"]
        command += ["-n", f"{name}@%h"]
        places = more | {"DATABASE_URL": address, "REDIS_URL": broker or settings.REDIS_URL}
        places["PADAN_FILES"] = str(settings.PADAN_FILES if folder == ROOT else folder / "files")
        if folder != ROOT:
            places["PADAN_HOME"] = str(folder / "home")
        self.process = subprocess.Popen(
            [*command, "--prefetch-multiplier", "1", "--without-gossip", "--without-mingle", "--loglevel", "ERROR"],
            cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
            env=os.environ | places | {"POLARS_MAX_THREADS": "1"},
        )  # fmt: skip

    def children(self) -> list[int]:
        """The processes that work."""
        with contextlib.suppress(OSError):
            own = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text()
            return [int(pid) for pid in own.split()]
        return []

    def kill(self, *, child: bool) -> None:
        """SIGKILL one of its children, or the worker with all of them."""
        with contextlib.suppress(OSError):
            if child and self.children():
                os.kill(random.choice(self.children()), signal.SIGKILL)
            else:
                os.killpg(self.process.pid, signal.SIGKILL)
                self.process.wait()


@pytest.fixture
def workers() -> Iterator[list[Worker]]:
    """The workers that live; one at first. Whatever is left is killed at the end."""
    redis.from_url(settings.REDIS_URL).flushdb()  # messages of an earlier test would keep them busy
    made = [Worker()]
    yield made
    for worker in made:
        worker.kill(child=False)
