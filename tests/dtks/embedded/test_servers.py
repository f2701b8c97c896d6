import errno
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg2
import pytest
import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from dtks import embedded
from dtks.embedded import places, postgres
from dtks.embedded.places import place_of

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A home of its own, its servers stopped at the end."""
    home = tmp_path_factory.mktemp("kantor")
    yield home
    embedded.stop(home)
    forget(home)


def forget(home: Path) -> None:
    place = place_of(home)
    for folder in {place.postgres.parent, place.postgres_socket, place.redis_socket.parent}:
        if home not in (folder, *folder.parents):
            shutil.rmtree(folder, ignore_errors=True)


def ask(home: Path, statement: str) -> list[tuple[object, ...]]:
    connection = psycopg2.connect(host=str(place_of(home).postgres_socket), user="padan", dbname="padan")
    connection.autocommit = True
    with connection, connection.cursor() as cursor:
        cursor.execute(statement)
        rows = cursor.fetchall() if cursor.description else []
    connection.close()
    return rows


def keys(home: Path) -> "redis.Redis":
    return redis.Redis.from_url(embedded.addresses(home).redis_url, retry=Retry(NoBackoff(), 0))


def postmaster(home: Path) -> int:
    return int((place_of(home).cluster / "postmaster.pid").read_text().split()[0])


def kill_both(home: Path) -> None:
    for pid in (postmaster(home), int(place_of(home).redis_pid.read_text())):
        os.kill(pid, signal.SIGKILL)


def test_addresses_are_known_before_anything_runs(tmp_path: Path) -> None:
    found = embedded.addresses(tmp_path / "baru")

    assert found.database_url.startswith("postgres://padan@//") and found.database_url.endswith("/padan")
    assert found.redis_url.startswith("unix:///") and found.redis_url.endswith("redis.sock?db=0")
    assert not (tmp_path / "baru").exists()


def test_eight_starts_at_once_make_one_cluster(office: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        found = set(pool.map(lambda _: embedded.start(office, for_tests=True), range(8)))
    first = postmaster(office)

    assert found == {embedded.addresses(office)}
    assert embedded.start(office, for_tests=True) == embedded.addresses(office)
    assert postmaster(office) == first
    assert ask(office, "SELECT current_database(), lower('É'), current_setting('listen_addresses')") == [
        ("padan", "é", "")
    ]


def test_committed_rows_and_keys_survive_a_kill_of_both_servers(office: Path) -> None:
    embedded.start(office)
    ask(office, "CREATE TABLE warga AS SELECT 1 AS id")
    keys(office).set("antrean", "3")
    keys(office).execute_command("WAITAOF", 1, 0, 5000)
    kill_both(office)

    embedded.start(office)

    assert ask(office, "SELECT id FROM warga") == [(1,)]
    assert keys(office).get("antrean") == b"3"
    assert embedded.answering(office) == (True, True)


def test_a_stale_pid_file_does_not_keep_the_server_down(office: Path) -> None:
    embedded.start(office, for_tests=True)
    stale = (place_of(office).cluster / "postmaster.pid").read_text()
    embedded.stop(office)
    bystander = subprocess.Popen(["cat"], stdin=subprocess.PIPE, cwd="/", user=postgres._user(place_of(office)))
    lines = stale.splitlines()
    (place_of(office).cluster / "postmaster.pid").write_text("\n".join([str(bystander.pid), *lines[1:]]) + "\n")

    embedded.start(office, for_tests=True)

    assert ask(office, "SELECT 1") == [(1,)]
    assert bystander.poll() is None
    bystander.communicate()


def test_an_interrupted_first_start_leaves_no_half_cluster(office: Path) -> None:
    place = place_of(office)
    places.make_folder(place.postgres, postgres._user(place), 0o700)
    places.make_folder(place.postgres / "data.new", postgres._user(place), 0o700)
    (place.postgres / "data.new" / "PG_VERSION").write_text("18\n")

    embedded.start(office, for_tests=True)

    assert ask(office, "SELECT 1") == [(1,)]
    assert not (place.postgres / "data.new").exists()


def test_a_second_home_is_touched_by_nothing_of_the_first(office: Path) -> None:
    second = office / "test"
    embedded.start(office, for_tests=True)
    embedded.start(second, for_tests=True)

    ask(second, "CREATE TABLE hanya_uji AS SELECT 1 AS id")
    embedded.stop(second)

    assert embedded.answering(office) == (True, True)
    assert embedded.answering(second) == (False, False)
    assert ask(office, "SELECT to_regclass('hanya_uji')") == [(None,)]
    forget(second)


@pytest.mark.skipif(os.geteuid() != 0, reason="hanya root menjalankan server sebagai pengguna lain")
def test_root_with_a_project_that_nobody_reaches_runs_from_copies(
    office: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgres, "everyone_reaches", lambda _: False)
    postgres.programs.cache_clear()
    office.chmod(0o700)

    found = embedded.start(office, for_tests=True)

    assert str(postgres.programs()).startswith("/var/tmp/padan-server-")
    assert "/var/tmp/padan-" in found.database_url
    assert office.stat().st_mode & 0o777 == 0o700
    assert ask(office, "SELECT 1") == [(1,)]
    embedded.stop(office)
    shutil.rmtree(postgres.programs().parents[2])
    postgres.programs.cache_clear()


@pytest.mark.skipif(os.geteuid() != 0, reason="hanya root menjalankan server sebagai pengguna lain")
def test_data_stays_where_it_is_when_the_folders_above_change(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(places, "everyone_reaches", lambda _: True)
    open_to_all = place_of(tmp_path).postgres
    monkeypatch.setattr(places, "everyone_reaches", lambda _: False)
    closed = place_of(tmp_path).postgres
    open_to_all.mkdir()

    assert closed.is_relative_to("/var/tmp")
    assert place_of(tmp_path).postgres == open_to_all


def test_a_cluster_that_cannot_start_names_the_reason(office: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    embedded.start(office, for_tests=True)
    embedded.stop(office)
    with (place_of(office).cluster / "postgresql.conf").open("a") as settings:
        settings.write("max_connections = banyak\n")
    monkeypatch.setattr(postgres, "START_SECONDS", 1)

    with pytest.raises(embedded.EmbeddedError, match="tidak mau berjalan: .*postgres.log"):
        embedded.start(office, for_tests=True)


@pytest.mark.parametrize("name", ["x" * 140, "Proyek Padan, Kota Kendari's"])
def test_a_path_too_long_or_too_odd_for_a_socket_is_served_from_a_short_one(tmp_path: Path, name: str) -> None:
    home = tmp_path / name
    try:
        found = embedded.start(home, for_tests=True)

        assert "/tmp/padan-" in found.database_url and "/tmp/padan-" in found.redis_url
        assert place_of(home).postgres_socket.stat().st_mode & 0o777 == 0o700
        assert ask(home, "SELECT 1") == [(1,)]
        assert keys(home).ping()
    finally:
        embedded.stop(home)
        forget(home)


def test_stop_is_safe_where_nothing_runs(tmp_path: Path) -> None:
    embedded.stop(tmp_path / "belum-ada")

    assert embedded.answering(tmp_path / "belum-ada") == (False, False)
    assert not (tmp_path / "belum-ada").exists()


def test_data_of_another_major_version_is_named_and_kept(office: Path) -> None:
    embedded.start(office, for_tests=True)
    embedded.stop(office)
    (place_of(office).cluster / "PG_VERSION").write_text("14\n")

    with pytest.raises(embedded.EmbeddedError, match=r"ditulis PostgreSQL 14, .*pg_restore"):
        embedded.start(office)
    assert place_of(office).cluster.exists()


def test_a_full_disk_is_said_in_one_sentence(office: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(office))

    monkeypatch.setattr(places, "make_folder", full)
    monkeypatch.setattr(postgres, "make_folder", full)

    with pytest.raises(embedded.EmbeddedError, match=r"Disk penuh di .*; kosongkan ruang"):
        embedded.start(office)


@pytest.mark.skipif(os.geteuid() == 0, reason="root boleh membaca semua folder")
def test_an_unreadable_home_is_said_in_one_sentence(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)

    with pytest.raises(embedded.EmbeddedError, match="periksa izin folder"):
        embedded.start(tmp_path / "kantor")


def test_a_home_that_is_a_file_is_said_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "berkas").touch()

    with pytest.raises(embedded.EmbeddedError, match="bukan folder"):
        embedded.start(tmp_path / "berkas")


def test_the_command_line_starts_tells_and_stops(office: Path) -> None:
    def command(action: str) -> str:
        words = [sys.executable, "-m", "dtks.embedded", action, str(office)]
        return subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=True).stdout

    assert "PostgreSQL berjalan, Redis berjalan" in command("start")
    assert "PostgreSQL 18" in command("status")
    assert "PostgreSQL mati, Redis mati" in command("stop")
