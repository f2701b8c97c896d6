"""Backup and restore: the database and every stored file in one sealed file, proved when it is restored."""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import subprocess
import tarfile
import tempfile
from io import BytesIO
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from dtks.embedded import postgres
from dtks.overview.services.sealed import BrokenSeal, SealedReader, SealedWriter
from dtks.registry.services import audit_head, verify_audit
from verification.siks.services import prove_batches

COUNTED = (
    "registry_citizen", "registry_citizenevent", "corrections_changerequest", "corrections_decision", "desk_ticket",
    "papers_document", "files_storedfile", "monthly_batch", "registry_auditentry",
)  # fmt: skip


class BackupError(Exception):
    """A backup or a restore that cannot go on; the sentence says what to do."""


def passphrase() -> str:
    """PADAN_BACKUP_KEY, else a key made once in PADAN_HOME/backup.key.

    Raises:
        BackupError: an office at work has named none.
    """
    if settings.BACKUP_KEY:
        return str(settings.BACKUP_KEY)
    if settings.PRODUCTION:
        raise BackupError("Isi PADAN_BACKUP_KEY; simpan salinannya di luar server ini.")
    place = Path(settings.PADAN_HOME) / "backup.key"
    if not place.exists():
        with os.fdopen(os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(32))
    return place.read_text().strip()


def write_backup(*, folder: Path) -> Path:
    """Write `padan_<moment>.cadangan` into the folder; the name is there only once it is whole."""
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / f"padan_{timezone.localtime():%Y-%m-%d_%H%M%S}.cadangan"
    unfinished = target.with_suffix(".belum")
    try:
        with tempfile.TemporaryDirectory(dir=folder) as place, unfinished.open("wb") as raw:
            dump = Path(place) / "database.dump"
            with SealedWriter(raw, passphrase()) as sealed, tarfile.open(fileobj=sealed, mode="w|") as tar:
                manifest = {"audit": audit_head()} | _dump(dump) | {"database": _sha256(dump)}
                _add_text(tar, "manifest.json", json.dumps(manifest))
                tar.add(dump, "database.dump")
                if settings.PADAN_FILES.is_dir():
                    tar.add(settings.PADAN_FILES, "files")
        unfinished.chmod(0o600)
        unfinished.rename(target)
    finally:
        unfinished.unlink(missing_ok=True)
    return target


def _dump(target: Path) -> dict[str, Any]:
    """Dump the database and count it as it is at one moment, though people go on working; returns the manifest."""
    with transaction.atomic(durable=True), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        cursor.execute("SELECT pg_export_snapshot()")
        moment = cursor.fetchone()[0]
        manifest = {"made": timezone.now().isoformat(), "counts": counts()}
        whole = ("--format=custom", "--no-owner", "--no-privileges")
        _program("pg_dump", *whole, f"--snapshot={moment}", f"--file={target}")
    return manifest


def restore_backup(*, file: Path) -> dict[str, Any]:
    """Put a backup into an empty office and prove it: counts, history, batches. Returns the manifest.

    Raises:
        BackupError: the office is not empty, the seal is broken, or what came back is not what was kept.
    """
    if connection.introspection.table_names():
        raise BackupError("Basis data ini tidak kosong. Pulihkan ke kantor kosong: PADAN_HOME=/folder/baru.")
    if settings.PADAN_FILES.is_dir() and any(settings.PADAN_FILES.iterdir()):
        raise BackupError(f"Folder berkas {settings.PADAN_FILES} tidak kosong.")
    settings.PADAN_FILES.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=settings.PADAN_FILES.parent) as name:
        place = Path(name)
        _unpack(file, place)
        manifest: dict[str, Any] = json.loads((place / "manifest.json").read_text())
        if _sha256(place / "database.dump") != manifest["database"]:
            raise BackupError("Isi cadangan berbeda dari daftarnya.")
        _load(place / "database.dump")
        if (place / "files").is_dir():
            if settings.PADAN_FILES.is_dir():
                settings.PADAN_FILES.rmdir()
            (place / "files").rename(settings.PADAN_FILES)
    _prove(manifest)
    return manifest


def _load(dump: Path) -> None:
    """Fill the empty database; a server before 17 is older than one setting at the head of our dumps."""
    older = connection.cursor().connection.server_version < 170000
    at_once = () if older else ("--exit-on-error",)
    unknown = "transaction_timeout" if older else ""
    _program("pg_restore", "--no-owner", *at_once, "--dbname", _name(), str(dump), unknown=unknown)


def _unpack(file: Path, place: Path) -> None:
    try:
        with file.open("rb") as raw, SealedReader(raw, passphrase()) as sealed:
            with tarfile.open(fileobj=sealed, mode="r|") as tar:
                _extract(tar, place)
            while sealed.read(1 << 20):  # to the end: a file cut short must show
                pass
    except (BrokenSeal, tarfile.TarError, OSError) as error:
        raise BackupError(str(error)) from error


def _extract(tar: tarfile.TarFile, place: Path) -> None:
    """Every member, but only plain files and folders below the place (Python 3.11.0 to 3.11.3 know no filters)."""
    for member in tar:
        inside = (place / member.name).resolve().is_relative_to(place.resolve())
        if not inside or not (member.isfile() or member.isdir()):
            raise BackupError(f"Cadangan ini memuat {member.name!r}, yang bukan berkas Padan.")
        tar.extract(member, place, set_attrs=False)


def _prove(manifest: dict[str, Any]) -> None:
    connection.close()
    if (found := counts()) != manifest["counts"]:
        wrong = ", ".join(name for name, number in manifest["counts"].items() if found[name] != number)
        raise BackupError(f"Jumlah baris berbeda dari waktu dicadangkan: {wrong}.")
    if fault := verify_audit().fault:
        raise BackupError(f"Riwayat tidak seperti ditulis: {fault}.")
    for proof in prove_batches():
        if proof.fault:
            raise BackupError(f"Kiriman {proof.batch.number}: {proof.fault}.")


def counts() -> dict[str, int]:
    """Rows of the tables that tell whether all is there."""
    found = {}
    with connection.cursor() as cursor:
        for table in COUNTED:
            cursor.execute(f"SELECT count(*) FROM {table}")  # noqa: S608 - our own names
            found[table] = int(cursor.fetchone()[0])
    return found


def _name() -> str:
    return str(connection.settings_dict["NAME"])


def _program(name: str, *arguments: str, unknown: str = "") -> None:
    """Run a program of PostgreSQL; its password goes by the environment, never by the command line.

    Args:
        unknown: a setting whose refusal by the server harms nothing.
    """
    about = connection.settings_dict
    known = {
        "PGHOST": about["HOST"], "PGPORT": about["PORT"], "PGUSER": about["USER"], "PGPASSWORD": about["PASSWORD"],
        "PGDATABASE": about["NAME"],
    }  # fmt: skip
    environment = os.environ | {"LC_ALL": "C"} | {key: str(value) for key, value in known.items() if value}
    done = subprocess.run(
        [str(postgres.programs() / name), *arguments], env=environment, capture_output=True, text=True, check=False
    )
    said = done.stderr.strip().splitlines()
    errors = [line for line in said if ": error:" in line and not (unknown and f'"{unknown}"' in line)]
    if done.returncode and (errors or not (unknown and f'"{unknown}"' in done.stderr)):
        raise BackupError(f"{name}: {(errors or said or ['gagal'])[0][:200]}")


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _add_text(tar: tarfile.TarFile, name: str, text: str) -> None:
    about = tarfile.TarInfo(name)
    about.size = len(text.encode())
    tar.addfile(about, BytesIO(text.encode()))
