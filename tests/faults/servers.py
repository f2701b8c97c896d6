"""PostgreSQL and Redis of the tests, restarted under everybody's hands.

In `make torture` nobody else uses them, so both are killed and started anew; in every other run the tests beside go on,
so connections are cut and messages taken away, which is what a restart leaves to those who were connected.
"""

from __future__ import annotations

import os
import signal
import time

import redis
from django.conf import settings
from django.db import connection

from dtks import embedded
from dtks.embedded import redis as memory
from dtks.embedded.places import place_of
from tests.servers import HOME

ALONE = "PADAN_TORTURE" in os.environ


def restart_postgres() -> None:
    """SIGKILL and a new start; else every other connection to the tests' database ends."""
    if ALONE:
        place = place_of(HOME)
        os.kill(int((place.cluster / "postmaster.pid").read_text().split()[0]), signal.SIGKILL)
        _start_again(postgres=True)
        if not connection.in_atomic_block:
            connection.close()
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


def empty_redis() -> None:
    """What a restart without its file leaves: no message, no memory."""
    if ALONE:
        place = place_of(HOME)
        memory.stop(place)  # that of the tests keeps nothing on disk
        _start_again(postgres=False)
        return
    redis.from_url(settings.REDIS_URL).flushdb()


def _start_again(*, postgres: bool) -> None:
    """Start; children of a killed server hold its lock for a moment."""
    until = time.monotonic() + 60
    while not embedded.answering(HOME)[0 if postgres else 1]:
        try:
            embedded.start(HOME, for_tests=True)
        except embedded.EmbeddedError:
            if time.monotonic() > until:
                raise
