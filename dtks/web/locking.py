"""Waiting for a row that somebody else holds, but not for long."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager

from django.db import OperationalError, connection, transaction

from dtks.web.refusals import Refusal

LOCK_NOT_AVAILABLE = "55P03"
DEADLOCK = "40P01"


class SomebodyElse(Refusal):
    """Another person or job holds what this act needs."""


@contextmanager
def locked(timeout: float = 3) -> Generator[None]:
    """A transaction in which no lock is waited for longer than `timeout` seconds.

    Raises:
        SomebodyElse: the wait was too long, or two acts waited for each other. Nothing was changed.
    """
    try:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SELECT set_config('lock_timeout', %s, true)", [f"{int(timeout * 1000)}ms"])
            yield
    except OperationalError as error:
        if getattr(error.__cause__, "pgcode", "") not in {LOCK_NOT_AVAILABLE, DEADLOCK}:
            raise
        raise SomebodyElse(
            "Orang lain sedang mengubah data ini. Belum ada yang berubah; ulangi sebentar lagi."
        ) from error
