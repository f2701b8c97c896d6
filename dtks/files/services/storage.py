"""Files on our disk: random names in a folder that only we may read (decisions.md 3)."""

from __future__ import annotations

import hashlib
import secrets
from pathlib import Path

from django.conf import settings
from django.db import transaction

from dtks.accounts.models import User
from dtks.files.models import StoredFile


class RefusedFile(Exception):
    """The file is not taken; its text tells the person why and what to do."""


def path_of(stored: StoredFile) -> Path:
    """Where the file lies."""
    return Path(settings.PADAN_FILES) / stored.path


def store_bytes(*, name: str, content: bytes, kind: str, actor: User | None) -> StoredFile:
    """Keep bytes whose kind is known already. A file without its row is only disk space, never the reverse."""
    path = f"{secrets.token_hex(1)}/{secrets.token_urlsafe(24)}"
    target = Path(settings.PADAN_FILES) / path
    for folder in (target.parent.parent, target.parent):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    target.touch(mode=0o600)
    target.write_bytes(content)
    try:
        with transaction.atomic():
            return StoredFile.objects.create(
                name=name[:200], path=path, kind=kind, size=len(content),
                sha256=hashlib.sha256(content).hexdigest(), made_by=actor,
            )  # fmt: skip
    except Exception:
        target.unlink(missing_ok=True)
        raise
