"""Waiting for a row that somebody else holds, but not for long."""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import Any

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
        with transaction.atomic(), connection.execute_wrapper(_Patience(timeout)):
            yield
    except OperationalError as error:
        if getattr(error.__cause__, "pgcode", "") not in {LOCK_NOT_AVAILABLE, DEADLOCK}:
            raise
        raise SomebodyElse(
            "Orang lain sedang mengubah data ini. Belum ada yang berubah; ulangi sebentar lagi."
        ) from error


class _Patience:
    """Sends the limit along with the first statement of the transaction, so that it costs no journey of its own."""

    def __init__(self, seconds: float) -> None:
        self.prefix = f"SELECT set_config('lock_timeout', '{int(seconds * 1000)}ms', true); "

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        prefix, self.prefix = self.prefix, ""
        if prefix and many:
            context["cursor"].execute(prefix)
            prefix = ""
        return execute(prefix + sql, params, many, context)
