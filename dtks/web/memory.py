"""What changes a few times a year is read from the database once a minute; whoever changes it says so here."""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar, cast

from django.core.cache import cache
from django.db import transaction
from redis.exceptions import RedisError

log = logging.getLogger(__name__)
SECONDS = 60
PREFIX = "kept:"
T = TypeVar("T")


def kept(name: str, read: Callable[[], T]) -> T:
    """The value of a name, read anew after a minute; where the memory is away it is read each time."""
    try:
        return cast("T", cache.get_or_set(f"{PREFIX}{name}", read, SECONDS))
    except RedisError:
        log.warning("the memory is away, %s is read from the database", name)
        return read()


def forget(name: str) -> None:
    """Read a name anew the next time, now and when what is being written is there for all."""

    def drop() -> None:
        with suppress(RedisError):
            cache.delete(f"{PREFIX}{name}")

    drop()
    transaction.on_commit(drop)
