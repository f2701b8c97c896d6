"""What changes a few times a year is read from the database once a minute; whoever changes it says so here."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from typing import Any, TypeVar, cast

from django.core.cache import cache
from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.redis import RedisCache
from django.core.exceptions import EmptyResultSet
from django.db import transaction
from django.db.models import QuerySet
from redis.exceptions import RedisError

log = logging.getLogger(__name__)
SECONDS = 60
MANY = 20_000
FEW = 200  # counted in no time
PREFIX = "kept:"
T = TypeVar("T")
_of_this_page: ContextVar[dict[str, Any] | None] = ContextVar("of_this_page", default=None)


class PatientMemory(RedisCache):
    """A memory that knows nothing while Redis is away, instead of ending the page: sessions are in the database too."""

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        """The value, or the default."""
        return self._unless_away(super().get, default, key, default, version)

    def set(self, key: Any, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> None:
        """Keep a value, if it can be kept."""
        self._unless_away(super().set, None, key, value, timeout, version)

    def delete(self, key: Any, version: int | None = None) -> bool:
        """Whether it was there."""
        return bool(self._unless_away(super().delete, False, key, version))

    def has_key(self, key: Any, version: int | None = None) -> bool:
        """Whether it is there."""
        return bool(self._unless_away(super().has_key, False, key, version))

    def _unless_away(self, ask: Callable[..., Any], otherwise: Any, *about: Any) -> Any:
        try:
            return ask(*about)
        except RedisError:
            log.warning("the memory of sessions is away, the database answers")
            return otherwise


@contextmanager
def asked_once() -> Iterator[None]:
    """For one page: what it asks of the memory several times is fetched once."""
    token = _of_this_page.set({})
    try:
        yield
    finally:
        _of_this_page.reset(token)


def kept(name: str, read: Callable[[], T], seconds: int = SECONDS) -> T:
    """The value of a name, read anew after so many seconds; where the memory is away it is read each time."""
    here = _of_this_page.get()
    if here is None:
        return _fetched(name, read, seconds)
    if name not in here:
        here[name] = _fetched(name, read, seconds)
    return cast("T", here[name])


def _fetched(name: str, read: Callable[[], T], seconds: int) -> T:
    try:
        return cast("T", cache.get_or_set(f"{PREFIX}{name}", read, seconds))
    except RedisError:
        log.warning("the memory is away, %s is read from the database", name)
        return read()


def forget(*names: str) -> None:
    """Read names anew the next time, now and when what is being written is there for all."""

    def drop() -> None:
        here = _of_this_page.get() or {}
        for name in names:
            here.pop(name, None)
        with suppress(RedisError):
            cache.delete_many([f"{PREFIX}{name}" for name in names])

    drop()
    transaction.on_commit(drop)


def remember(name: str, value: Any, seconds: int = SECONDS) -> None:
    """What a page has just counted is what all of it says, its menu too."""
    here = _of_this_page.get()
    if here is not None:
        here[name] = value
    with suppress(RedisError):
        cache.set(f"{PREFIX}{name}", value, seconds)


def lessen(name: str) -> None:
    """A great number that is kept is one less by one's own act, and counted when its minute is over; a small one is
    counted anew."""
    (_of_this_page.get() or {}).pop(name, None)
    with suppress(RedisError, ValueError):  # not kept: it is counted when it is asked for
        if cache.get(f"{PREFIX}{name}", 0) > FEW:
            cache.decr(f"{PREFIX}{name}")
        else:
            forget(name)


def counted(rows: QuerySet[Any]) -> int:
    """How many rows there are. Beyond 20,000 the number may be a minute old: counting takes longer than the page."""
    name = fingerprint(rows)
    return found_again(f"count:{name}", rows.count, worth=lambda number: number > MANY) if name else 0


def fingerprint(rows: QuerySet[Any]) -> str:
    """A name for what these rows ask of the database, whatever their order; empty where nothing can be found."""
    try:
        sql, params = rows.order_by().query.sql_with_params()
    except EmptyResultSet:
        return ""
    return hashlib.sha256(f"{sql} {params}".encode()).hexdigest()


def found_again(name: str, find: Callable[[], T], *, worth: Callable[[T], bool]) -> T:
    """What was found under a name within the last minute, else found now; kept only if it was `worth` the finding."""
    try:
        known = cache.get(f"{PREFIX}{name}")
    except RedisError:
        log.warning("the memory is away, %s is found in the database", name)
        return find()
    if known is not None:
        return cast("T", known)
    found = find()
    if worth(found):
        with suppress(RedisError):
            cache.set(f"{PREFIX}{name}", found, SECONDS)
    return found
