"""The drill: an office is backed up, lost, and put back on a new cluster; what was meddled with does not come back."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from django.db import connection

from dtks.embedded import postgres
from dtks.overview.services import backup as backups
from dtks.registry.models import Citizen
from tests.servers import ROOT, maintenance, migrated_template, uses_own_servers

KEY = "kunci-cadangan-uji"
ONE_AFTER_THE_OTHER = """
import contextlib, io, json
from django.conf import settings
from django.core.management import CommandError, call_command
done = []
for command in {commands!r}:
    said = io.StringIO()
    if command[0] == "key":
        settings.BACKUP_KEY = command[1]
        continue
    try:
        with contextlib.redirect_stdout(said):
            call_command(*command, stdout=said)
        done.append([0, said.getvalue()])
    except CommandError as error:
        done.append([1, str(error)])
print(json.dumps(done))
"""


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "kantor"
    folder.mkdir()
    yield folder
    for home in ("lama", "baru"):
        subprocess.run([sys.executable, "-m", "dtks.embedded", "stop", str(folder / home)], cwd=ROOT, check=False)


def manage(home: Path, *commands: Sequence[str], **servers: str) -> list[tuple[int, str]]:
    """Commands of `manage.py`, one after the other in one process: of each whether it failed, and what it said."""
    known = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "REDIS_URL", "PADAN_FILES")}
    environment = known | servers | {"PADAN_HOME": str(home), "PADAN_BACKUP_KEY": KEY}
    script = ONE_AFTER_THE_OTHER.format(commands=commands)
    done = subprocess.run(
        [sys.executable, "manage.py", "shell", "-v", "0", "-c", script],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return [(code, said) for code, said in json.loads(done.stdout.splitlines()[-1])]


@pytest.fixture
def migrated_copy() -> Iterator[dict[str, str]]:
    """The servers of an office whose tables are there already; nothing: it makes its own."""
    if not uses_own_servers():
        yield {}
        return
    template, name = migrated_template(), f"kantor_lama_{os.getpid()}"
    with contextlib.closing(maintenance()) as server:
        cursor = server.cursor()
        cursor.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        url = os.environ["DATABASE_URL"].removesuffix(postgres.DATABASE) + name
        yield {"DATABASE_URL": url, "REDIS_URL": os.environ["REDIS_URL"]}
        cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def backup(place: Path, migrated_copy: dict[str, str]) -> Path:
    commands = ["prepare"], ["demo"], ["backup", "-o", str(place / "cadangan")]
    done = manage(place / "lama", *commands, **migrated_copy)
    assert [code for code, _ in done] == [0, 0, 0], done
    (made,) = (place / "cadangan").iterdir()
    return made


def test_a_lost_office_comes_back_on_a_new_cluster_and_goes_on_but_from_no_harmed_backup(
    place: Path, backup: Path
) -> None:
    """row 99"""
    assert_nobody_reads(backup)
    harmed = [["restore", str(each)] for each in harmed_ones(place, backup.read_bytes())]
    other_key = [["key", "kunci lain"], ["restore", str(backup)], ["key", KEY]]
    export = ["export_batch", "--month", "2026-11", "-o", str(place / "kiriman"), "--inline", "--json"]
    goes_on = [["restore", str(backup)], ["verify_audit"], ["verify_batches"], ["prepare"], export, ["verify_audit"]]
    done = manage(place / "baru", *harmed, *other_key, *goes_on, ["restore", str(backup)])
    assert [code for code, _ in done] == [1, 1, 1, 0, 0, 0, 0, 0, 0, 1], done
    assert all("keliru, atau berkasnya berubah" in said for _, said in done[:3])
    assert "terbukti" in done[3][1]
    sent = json.loads(done[7][1].splitlines()[-1])
    assert sent["sealed"] > 0 and sent["waits_for_packet"] == sent["sealed"]
    assert "tidak kosong" in done[9][1]


def assert_nobody_reads(backup: Path) -> None:
    assert backup.read_bytes().startswith(b"PADAN-1\n")
    assert b"registry_citizen" not in backup.read_bytes()
    assert backup.stat().st_mode & 0o077 == 0


def harmed_ones(place: Path, content: bytes) -> Iterator[Path]:
    """One that was cut, one that was changed in one bit."""
    changed = bytearray(content)
    changed[len(changed) // 2] ^= 1
    for name, harmed in (("terpotong", content[:-200]), ("berubah", bytes(changed))):
        (place / f"{name}.cadangan").write_bytes(harmed)
        yield place / f"{name}.cadangan"


@pytest.mark.django_db(transaction=True)
def test_a_backup_counts_what_it_holds_though_somebody_is_written_down_meanwhile(
    kadia, citizen_kadia, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run, dump = backups._program, tmp_path / "database.dump"

    def somebody_comes() -> None:
        Citizen.objects.create(name="SITI AMINAH", dtks_id="D77", kelurahan=kadia, sex="P")
        connection.close()

    def with_people_at_work(*arguments: str) -> None:
        person = threading.Thread(target=somebody_comes)
        person.start()
        person.join()
        run(*arguments)

    monkeypatch.setattr(backups, "_program", with_people_at_work)
    counted = backups._dump(dump)["counts"]["registry_citizen"]
    rows = tmp_path / "rows.sql"
    run("pg_restore", "--data-only", "--table=registry_citizen", f"--file={rows}", str(dump))
    assert Citizen.objects.count() == 2
    assert (counted, "SITI" in rows.read_text(), "NURAENI" in rows.read_text()) == (1, False, True)


@pytest.mark.parametrize(("said", "works"), [("transaction_timeout", True), ("lc_whatever", False)])
def test_a_server_of_debian_12_that_is_older_than_one_of_our_settings_takes_the_rest(
    said: str, works: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = f'pg_restore: error: could not execute query: ERROR:  unrecognized configuration parameter "{said}"'
    done = subprocess.CompletedProcess([], 1, "", f"{words}\npg_restore: warning: errors ignored on restore: 1\n")
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: done)
    with contextlib.nullcontext() if works else pytest.raises(backups.BackupError, match=said):
        backups._program("pg_restore", unknown="transaction_timeout")
