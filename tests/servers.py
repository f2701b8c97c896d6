"""The servers of the tests: loaded by pytest before the settings are, so that these find their addresses.

PostgreSQL and Redis run in `.local/test`, beside those of `make run` and untouched by them; they stay up for the next
run (`python -m dtks.embedded stop .local/test`). DATABASE_URL and REDIS_URL name others. Each worker of pytest-xdist
has a test database (by pytest-django) and a Redis database of its own.
"""

import contextlib
import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Generator
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg2
import pytest

from dtks import embedded
from dtks.embedded import postgres
from dtks.embedded.places import place_of

ROOT = Path(__file__).resolve().parent.parent
HOME = ROOT / ".local" / "test"
REDIS_DATABASES = 16
LONG = ("tests/journeys/", "tests/faults/", "test_every_page")
# The same Chromium without a window of its own first: it takes two thirds of the time.
CHROMIUM_NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests() -> Generator[None, object, object]:
    """Start the servers; a wrapper comes before pytest-django, which loads the settings here."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "")
    number = int(worker.removeprefix("gw")) + 1 if worker else 0
    if "DATABASE_URL" not in os.environ or "REDIS_URL" not in os.environ:
        try:
            found = embedded.start(HOME, for_tests=True)
        except embedded.EmbeddedError as error:
            raise pytest.UsageError(str(error)) from error
        os.environ.setdefault("DATABASE_URL", found.database_url)
        os.environ.setdefault("REDIS_URL", found.redis_url)
    os.environ["REDIS_URL"] = redis_database(os.environ["REDIS_URL"], number % REDIS_DATABASES)
    os.environ["PADAN_HOME"] = str(HOME / (worker or "main"))
    os.environ.setdefault("PADAN_STATIC_STORAGE", "django.contrib.staticfiles.storage.StaticFilesStorage")
    (Path(os.environ["PADAN_HOME"]) / "static").mkdir(parents=True, exist_ok=True)
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # a browser test asks the database inside Playwright's loop
    return (yield)


def redis_database(url: str, number: int) -> str:
    """The same Redis, another of its databases: `unix://…?db=N` or `redis://host/N`."""
    parts = urlsplit(url)
    if parts.scheme == "unix":
        return f"unix://{parts.path}?db={number}"  # urlunsplit drops the empty place of the host
    return urlunsplit(parts._replace(path=f"/{number}"))


def migrated_template() -> str:
    """A database that holds all migrations, made once for each state of them: a test database is a copy of it."""
    digest = hashlib.sha256()
    for path in [ROOT / "requirements.txt", *sorted(ROOT.glob("*/*/migrations/*.py"))]:
        digest.update(str(path.relative_to(ROOT)).encode() + path.read_bytes())
    name = f"migrated_{digest.hexdigest()[:16]}"
    with (HOME / "template.lock").open("a") as lock, contextlib.closing(maintenance()) as connection:
        fcntl.flock(lock, fcntl.LOCK_EX)
        cursor = connection.cursor()
        cursor.execute("SELECT datname FROM pg_database WHERE datname LIKE 'migrated%'")
        known = {row[0] for row in cursor.fetchall()}
        if name not in known:
            for old in known:
                cursor.execute(f"DROP DATABASE {old} WITH (FORCE)")
            cursor.execute("CREATE DATABASE migrated")
            url = os.environ["DATABASE_URL"].removesuffix(postgres.DATABASE) + "migrated"
            command = [sys.executable, "manage.py", "migrate", "--no-input", "--verbosity", "0"]
            subprocess.run(command, cwd=ROOT, env=os.environ | {"DATABASE_URL": url}, check=True)
            cursor.execute(f"ALTER DATABASE migrated RENAME TO {name}")
    return name


def with_tables(home: Path) -> None:
    """Servers of a home whose tables are there already, where that can be had: making them takes a minute, and
    `migrated_template` and the fresh clone of `.ci/run` do it."""
    if not uses_own_servers():
        return
    embedded.start(home)
    program, source, target = postgres.programs(), place_of(HOME), place_of(home)
    at = [["--host", str(place.postgres_socket), "--username", postgres.DATABASE] for place in (source, target)]
    dump = home / "tables.dump"
    subprocess.run([program / "pg_dump", *at[0], "-Fc", "-f", dump, migrated_template()], check=True)
    subprocess.run([program / "pg_restore", *at[1], "-d", postgres.DATABASE, dump], check=True)


def maintenance() -> "psycopg2.extensions.connection":
    place = place_of(HOME)
    connection = psycopg2.connect(host=str(place.postgres_socket), user=postgres.DATABASE, dbname="postgres")
    connection.autocommit = True
    return connection


def uses_own_servers() -> bool:
    """Whether the tests run on the servers of `.local/test`, where they may do as they like."""
    return os.environ["DATABASE_URL"] == embedded.addresses(HOME).database_url


def chromium() -> str | None:
    """The browser of this machine, PADAN_CHROMIUM first."""
    return os.environ.get("PADAN_CHROMIUM") or next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)


@pytest.hookimpl(tryfirst=True)
def pytest_xdist_auto_num_workers() -> int:
    """One more than there are processors: the tests of kills and of workers wait much."""
    return len(os.sched_getaffinity(0)) + 1


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whatever opens a page is a browser test. What takes long begins first, so that nobody waits for it at the end."""
    for item in items:
        if {"page", "context", "browser"} & set(getattr(item, "fixturenames", ())):
            item.add_marker("browser")
    items.sort(key=lambda item: not any(part in item.nodeid for part in LONG))


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Without Chromium a browser test is skipped, or fails where PADAN_BROWSER=required."""
    if item.get_closest_marker("browser") is None or chromium():
        return
    reason = "Chromium tidak ditemukan (apt install chromium, atau PADAN_CHROMIUM=/letak/chromium)"
    if os.environ.get("PADAN_BROWSER") == "required":
        pytest.fail(reason)
    pytest.skip(reason)
