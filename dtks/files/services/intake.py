"""A table comes in: copied under a random name, then checked by its content."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from dtks.accounts.models import User
from dtks.files.models import StoredFile
from dtks.files.services.contents import table_kind
from dtks.files.services.storage import RefusedFile

_BLOCK = 1 << 20


def store_table(*, name: str, blocks: Iterable[bytes], actor: User | None) -> StoredFile:
    """Keep a list that was sent to us, block by block. What is refused leaves nothing behind.

    Raises:
        RefusedFile: it is no XLSX or CSV, locked, hostile or too large; the text says what to do.
    """
    path = f"{secrets.token_hex(1)}/{secrets.token_urlsafe(24)}"
    target = Path(settings.PADAN_FILES) / path
    for folder in (target.parent.parent, target.parent):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    target.touch(mode=0o600)
    try:
        size, digest = _copy(blocks, target)
        kind = table_kind(target)
        with transaction.atomic():
            return StoredFile.objects.create(
                name=Path(name).name[:200], path=path, kind=kind, size=size, sha256=digest, made_by=actor
            )
    except BaseException:
        target.unlink(missing_ok=True)
        raise


def store_table_from(*, path: Path, actor: User | None) -> StoredFile:
    """Keep a list that lies on this machine.

    Raises:
        RefusedFile: as `store_table`, or there is no such file.
    """
    if not path.is_file():
        raise RefusedFile(f"Berkas {path} tidak ada.")
    with path.open("rb") as file:
        return store_table(name=path.name, blocks=iter(lambda: file.read(_BLOCK), b""), actor=actor)


def _copy(blocks: Iterable[bytes], target: Path) -> tuple[int, str]:
    size, digest = 0, hashlib.sha256()
    with target.open("wb") as out:
        for block in blocks:
            size += len(block)
            if size > settings.UPLOAD_LIMIT:
                largest = settings.UPLOAD_LIMIT // 1024 // 1024
                raise RefusedFile(f"Berkas ini lebih dari {largest} MB. Bagi dua berkasnya, lalu unggah lagi.")
            digest.update(block)
            out.write(block)
    return size, digest.hexdigest()


def parameters_in_words(parameters: dict[str, Any]) -> str:
    """Period and scheme, or the day of an extract, for lists of files: "10-2026, DTKS"."""
    if taken_on := parameters.get("taken_on"):
        return "-".join(reversed(str(taken_on).split("-")))
    if due_on := parameters.get("due_on"):
        return f"tenggat {'-'.join(reversed(str(due_on).split('-')))}"
    if period := parameters.get("period"):
        year, month = str(period).split("-")[:2]
        return f"{month}-{year}, {str(parameters.get('scheme', '')).upper()}"
    return ""
