"""The drill: an office is backed up, lost, and put back on a new cluster; what was meddled with does not come back."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from tests.servers import ROOT

pytestmark = pytest.mark.xdist_group("backup")
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


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("kantor")
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


@pytest.fixture(scope="module")
def backup(place: Path) -> Path:
    done = manage(place / "lama", ["prepare"], ["demo"], ["backup", "-o", str(place / "cadangan")])
    assert done.returncode == 0, done.stderr
    (made,) = (place / "cadangan").iterdir()
    return made


def test_a_lost_office_comes_back_on_a_new_cluster_and_goes_on(place: Path, backup: Path) -> None:
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


def test_a_backup_holds_no_readable_name(backup: Path) -> None:
    assert backup.read_bytes().startswith(b"PADAN-1\n")
    assert b"registry_citizen" not in backup.read_bytes()
    assert backup.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("harm", ["cut", "changed", "other key"])
def test_a_backup_that_was_meddled_with_does_not_come_back(
    place: Path, backup: Path, harm: str, tmp_path: Path
) -> None:
    content = bytearray(backup.read_bytes())
    if harm == "cut":
        del content[-200:]
    elif harm == "changed":
        content[len(content) // 2] ^= 1
    file = tmp_path / "rusak.cadangan"
    file.write_bytes(content)
    done = manage(place / "keliru", ["restore", str(file)], key="kunci lain" if harm == "other key" else KEY)
    assert done.returncode == 1
    assert "keliru, atau berkasnya berubah" in done.stderr
