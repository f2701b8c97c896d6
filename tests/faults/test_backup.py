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

from dtks.overview.services import backup as backups
from dtks.registry.models import Citizen
from tests.servers import ROOT

KEY = "kunci-cadangan-uji"
ONE_AFTER_THE_OTHER = """
import sys
from django.core.management import CommandError, call_command
try:
    for command in {commands!r}:
        call_command(*command)
except CommandError as error:
    sys.exit(str(error))
"""


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "kantor"
    folder.mkdir()
    yield folder
    for home in ("lama", "baru", "keliru"):
        subprocess.run([sys.executable, "-m", "dtks.embedded", "stop", str(folder / home)], cwd=ROOT, check=False)


def manage(home: Path, *commands: Sequence[str], key: str = KEY) -> subprocess.CompletedProcess[str]:
    """Commands of `manage.py`, one after the other in one process, which ends with the first that fails."""
    known = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "REDIS_URL", "PADAN_FILES")}
    environment = known | {"PADAN_HOME": str(home), "PADAN_BACKUP_KEY": key}
    return subprocess.run(
        [sys.executable, "manage.py", "shell", "-v", "0", "-c", ONE_AFTER_THE_OTHER.format(commands=commands)],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def backup(place: Path) -> Path:
    done = manage(place / "lama", ["prepare"], ["demo"], ["backup", "-o", str(place / "cadangan")])
    assert done.returncode == 0, done.stderr
    (made,) = (place / "cadangan").iterdir()
    return made


def test_a_lost_office_comes_back_on_a_new_cluster_and_goes_on_but_from_no_harmed_backup(
    place: Path, backup: Path
) -> None:
    assert_nobody_reads(backup)
    assert_harmed_ones_stay_out(place, backup.read_bytes())
    restored = manage(place / "baru", ["restore", str(backup)])
    assert restored.returncode == 0, restored.stderr
    assert "terbukti" in restored.stdout
    export = ["export_batch", "--month", "2026-11", "-o", str(place / "kiriman"), "--inline", "--json"]
    exported = manage(place / "baru", ["verify_audit"], ["verify_batches"], ["prepare"], export)
    assert exported.returncode == 0, exported.stderr
    said = json.loads(exported.stdout.splitlines()[-1])
    assert said["sealed"] > 0 and said["waits_for_packet"] == said["sealed"]
    proven = manage(place / "baru", ["verify_audit"])
    assert proven.returncode == 0, proven.stderr
    again = manage(place / "baru", ["restore", str(backup)])
    assert again.returncode == 1
    assert "tidak kosong" in again.stderr


def assert_nobody_reads(backup: Path) -> None:
    assert backup.read_bytes().startswith(b"PADAN-1\n")
    assert b"registry_citizen" not in backup.read_bytes()
    assert backup.stat().st_mode & 0o077 == 0


def assert_harmed_ones_stay_out(place: Path, content: bytes) -> None:
    """Cut, changed in one bit, or opened with another key: none of them comes back."""
    changed = bytearray(content)
    changed[len(changed) // 2] ^= 1
    for harmed, key in ((content[:-200], KEY), (bytes(changed), KEY), (content, "kunci lain")):
        file = place / "rusak.cadangan"
        file.write_bytes(harmed)
        done = manage(place / "keliru", ["restore", str(file)], key=key)
        assert done.returncode == 1
        assert "keliru, atau berkasnya berubah" in done.stderr


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
