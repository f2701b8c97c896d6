"""PostgreSQL and a Redis-speaking server out of wheels: the default for a trial and for the tests.

Everything lies in one folder, the home: `postgres/` and `redis/`. Nothing listens on a network port; the sockets lie in
folders of mode 0700, which is what makes PostgreSQL's `trust` safe here. Any number of processes may call `start`.
"""

from dataclasses import dataclass
from pathlib import Path

from dtks.embedded import postgres, redis
from dtks.embedded.places import EmbeddedError, locked, place_of, plain_reasons
from dtks.embedded.postgres import DATABASE

__all__ = ["Addresses", "EmbeddedError", "addresses", "answering", "describe", "start", "stop"]


@dataclass(frozen=True)
class Addresses:
    """Where the servers of a home answer, in the forms that settings.py reads."""

    database_url: str
    redis_url: str


def addresses(home: Path) -> Addresses:
    """The addresses that the servers of this home have or would have. Starts nothing."""
    place = place_of(home)
    return Addresses(
        database_url=f"postgres://{DATABASE}@/{place.postgres_socket}/{DATABASE}",
        redis_url=f"unix://{place.redis_socket}?db=0",
    )


def start(home: Path, *, for_tests: bool = False) -> Addresses:
    """Start what does not run yet, and make the cluster and the database if they are not there.

    Args:
        for_tests: no waiting for the disk; the data does not survive a power cut.

    Raises:
        EmbeddedError: with the reason in plain words.
    """
    place = place_of(home)
    with plain_reasons(place), locked(place):
        postgres.start(place, for_tests=for_tests)
        redis.start(place, for_tests=for_tests)
    return addresses(home)


def stop(home: Path) -> None:
    """Stop both servers and wait until they are gone: Redis first, PostgreSQL last."""
    place = place_of(home)
    if not place.home.is_dir():
        return
    with plain_reasons(place), locked(place):
        redis.stop(place)
        postgres.stop(place)


def answering(home: Path) -> tuple[bool, bool]:
    """Whether PostgreSQL and Redis answer right now."""
    place = place_of(home)
    return postgres.answers(place), redis.answers(place)


def describe(home: Path) -> str:
    """Which server programs are used for this home, and where the data lies."""
    place = place_of(home)
    return f"PostgreSQL {postgres.version()}, {redis.version()} ({redis.server()}); data di {place.postgres.parent}"
