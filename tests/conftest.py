"""What every room's tests may ask for."""

import logging
import os
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest
import redis
from django.conf import settings
from django.db import connection, transaction
from django.db.models.signals import post_init
from django.test import TransactionTestCase

from dtks.web.masking import without_numbers
from tests.servers import ROOT, chromium, migrated_template, uses_own_servers

pytest_plugins = ["tests.staff", "tests.browser.fixtures"]

hypothesis.settings.register_profile("padan", deadline=None, database=None)
hypothesis.settings.load_profile("padan")

WRITTEN_BY_MIGRATE = {"django_migrations", "django_content_type", "auth_permission", "registry_auditform"}
CHROMIUM_ARGUMENTS = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """A test database is copied from one that is migrated already, and may be emptied between two tests."""
    settings.DATABASES["default"].setdefault("OPTIONS", {})["options"] = "-c jit=off -c padan.empties_tables=yes"
    if uses_own_servers():
        settings.DATABASES["default"]["TEST"]["TEMPLATE"] = migrated_template()


@pytest.fixture(scope="session", autouse=True)
def no_lot() -> None:
    """No decision waits for a second pair of eyes by chance, here or in a worker that a test starts."""
    settings.SECOND_LOOK_SHARE = 0
    os.environ["PADAN_SECOND_LOOK_SHARE"] = "0"


@pytest.fixture(scope="session", autouse=True)
def emptied_by_row() -> Generator[None]:
    """After a test with real transactions only the tables that hold rows are emptied, which is much faster than
    Django's TRUNCATE of all; what `migrate` writes stays. It needs a superuser, so on other servers Django does it."""
    if not uses_own_servers():
        yield
        return
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda _: empty_tables())
        yield


def empty_tables() -> None:
    """Delete all rows but those that `migrate` writes, past every trigger and foreign key."""
    with transaction.atomic(), connection.cursor() as cursor:
        tables = [name for name in connection.introspection.table_names(cursor) if name not in WRITTEN_BY_MIGRATE]
        cursor.execute(" UNION ALL ".join(f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM {name})" for name in tables))
        filled = [row[0] for row in cursor.fetchall()]
        if filled:
            deletions = "; ".join(f"DELETE FROM {name}" for name in filled)
            cursor.execute(f"SET LOCAL session_replication_role = replica; {deletions}")


@pytest.fixture(scope="session", autouse=True)
def static_files_where_they_lie() -> Generator[None]:
    """`live_server` gives out the static files from their folders, collected or not."""
    from django.contrib.staticfiles.handlers import StaticFilesHandler

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("django.test.testcases._StaticFilesHandler", StaticFilesHandler)
        yield


@pytest.fixture(autouse=True)
def forget_the_test_before() -> None:
    """What pages remember for a minute does not outlive its test; the queue in the same Redis stays."""
    url = settings.CACHES["default"]["LOCATION"]
    with redis.Redis.from_url(url) as memory:
        if names := list(memory.scan_iter(":1:*", count=1000)):
            memory.delete(*names)


class Sink(logging.Handler):
    """Takes what the console of the office would print, and the names of the citizens who were made meanwhile."""

    def __init__(self, console: logging.Handler) -> None:
        super().__init__()
        self.setFormatter(console.formatter)
        for each in console.filters:
            self.addFilter(each)
        self.lines: list[str] = []
        self.names: set[str] = set()

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))

    def meet(self, instance: Any, **_: Any) -> None:
        """Keep the name of a citizen, once it is long enough to be nobody else's word."""
        name = instance.__dict__.get("name") or ""
        if len(name) > 7 and len(self.names) < 5_000:
            self.names.add(name.upper())

    def faults(self) -> list[str]:
        """Lines in which a number of a person or a citizen's name stands."""
        said = [line for line in self.lines if without_numbers(line) != line]
        return said + [line for line in self.lines if any(name in line.upper() for name in self.names)]


@pytest.fixture(scope="session")
def sink() -> Iterator[Sink]:
    from dtks.registry.models import Citizen

    root = logging.getLogger()
    console = next(each for each in root.handlers if each.filters and each.formatter)
    found = Sink(console)
    root.addHandler(found)
    post_init.connect(found.meet, sender=Citizen)
    yield found
    post_init.disconnect(found.meet, sender=Citizen)
    root.removeHandler(found)


@pytest.fixture(autouse=True)
def nothing_of_a_person_in_the_logs(sink: Sink) -> Iterator[None]:
    """Every test of the suite: whatever it does, the log names no citizen and holds no number of one."""
    sink.lines.clear()
    sink.names.clear()
    yield
    assert sink.faults() == []


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """The machine's own Chromium; only root must leave the sandbox."""
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    return {**browser_type_launch_args, "executable_path": chromium(), "args": [*CHROMIUM_ARGUMENTS, *sandbox]}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    """A desk of the office: its language, its clock, its screen."""
    screen = {"width": 1366, "height": 768}
    return {**browser_context_args, "locale": "id-ID", "timezone_id": "Asia/Makassar", "viewport": screen}


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The tables that the offices share, laid beside the project; a test that needs them is skipped without them."""
    return present(ROOT.parent / "shared" / "data")


@pytest.fixture(scope="session")
def samples(shared_data: Path) -> Path:
    """The sample lists, extracts and answers: invented people, as dirty as the real thing."""
    return present(shared_data / "sample")


def present(folder: Path) -> Path:
    if not folder.is_dir():
        pytest.skip(f"{folder} tidak ada")
    return folder
