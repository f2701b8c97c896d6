"""Files for sending are encrypted as they are downloaded; their password is shown once (decisions.md 3)."""

from __future__ import annotations

import hashlib
import hmac
import io
import secrets
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import TypeVar

from django.conf import settings
from django.utils import timezone
from msoffcrypto import OfficeFile
from msoffcrypto.exceptions import DecryptionError, InvalidKeyError
from msoffcrypto.format.ooxml import OOXMLFile

from dtks.accounts.models import User
from dtks.files.models import FilePassword
from dtks.web.refusals import Refusal

P = TypeVar("P", bound=FilePassword)
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that is read as another
LENGTH, GROUP = 16, 4  # 79 bits
AGAIN = timedelta(minutes=1)  # a button pressed twice, a page loaded anew: the same person sees it still
LOCKED = b"\xd0\xcf\x11\xe0"  # how an encrypted workbook begins


class AlreadyShown(Refusal):
    """The password was shown; whoever has lost it makes a new one."""


def show_once(*, newest: P | None, make: Callable[[str], P], by: User, anew: bool) -> P:
    """The password that counts, marked as shown. The caller holds the lock of what it belongs to.

    Args:
        make: keeps a new password with this seed.
        anew: make another one; files that were downloaded before keep theirs.

    Raises:
        AlreadyShown: it was shown before.
    """
    now = timezone.now()
    fresh = newest is not None and newest.shown_to_id == by.pk and now - (newest.shown_at or now) < AGAIN
    if newest is None or (anew and not fresh):
        newest = make(secrets.token_urlsafe(32))
    elif newest.shown_at is not None and not fresh:
        raise AlreadyShown("Sandi ini sudah pernah diperlihatkan. Buat sandi baru bila yang lama hilang.")
    if newest.shown_at is None:
        newest.shown_to, newest.shown_at = by, now
        newest.save(update_fields=["shown_to", "shown_at"])
    return newest


def word_of(said: str) -> str:
    """A word out of a seed: letters drawn by the server's secret key, in groups that can be read aloud."""
    number = int.from_bytes(hmac.digest(settings.SECRET_KEY.encode(), said.encode(), hashlib.sha256), "big")
    letters = ""
    for _ in range(LENGTH):
        number, place = divmod(number, len(LETTERS))
        letters += LETTERS[place]
    return "-".join(letters[at : at + GROUP] for at in range(0, LENGTH, GROUP))


def locked(path: Path, word: str) -> bytes:
    """A workbook encrypted with a password (AES-256, ECMA-376 agile)."""
    out = io.BytesIO()
    with path.open("rb") as plain:
        OOXMLFile(plain).encrypt(word, out)
    return out.getvalue()


def unlocked(content: bytes, word: str) -> bytes | None:
    """The workbook behind a password; None: it is another one's."""
    out = io.BytesIO()
    try:
        book = OfficeFile(io.BytesIO(content))
        book.load_key(password=word, verify_password=True)
        book.decrypt(out)
    except (InvalidKeyError, DecryptionError):
        return None
    return out.getvalue()
