"""Files for sending are encrypted as they are downloaded; their password is shown once (decisions.md 3)."""

from __future__ import annotations

import hashlib
import hmac
import io
import secrets
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from msoffcrypto.format.ooxml import OOXMLFile

from dtks.accounts.models import User
from dtks.files.services import path_of
from dtks.web.refusals import Refusal
from verification.monthly.models import Batch
from verification.siks.models import BatchFile, BatchPassword

LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that is read as another
LENGTH, GROUP = 16, 4  # 79 bits
AGAIN = timedelta(minutes=1)  # a button pressed twice, a page loaded anew: the same person sees it still


class AlreadyShown(Refusal):
    """The password was shown; whoever has lost it makes a new one."""


class NoPassword(Refusal):
    """The batch has no password yet."""


@transaction.atomic
def show_password(*, batch: Batch, by: User, anew: bool = False) -> str:
    """The password of a batch's files, once.

    Args:
        anew: make another one; files that were downloaded before keep theirs.

    Raises:
        AlreadyShown: it was shown before.
    """
    Batch.objects.select_for_update().get(pk=batch.pk)
    newest, now = password_of(batch), timezone.now()
    fresh = newest is not None and newest.shown_to_id == by.pk and now - (newest.shown_at or now) < AGAIN
    if newest is None or (anew and not fresh):
        newest = BatchPassword.objects.create(batch=batch, seed=secrets.token_urlsafe(32), made_by=by)
    elif newest.shown_at is not None and not fresh:
        raise AlreadyShown("Sandi ini sudah pernah diperlihatkan. Buat sandi baru bila yang lama hilang.")
    if newest.shown_at is None:
        newest.shown_to, newest.shown_at = by, now
        newest.save(update_fields=["shown_to", "shown_at"])
    return _word(newest)


def password_of(batch: Batch) -> BatchPassword | None:
    """The password that counts: the newest."""
    return BatchPassword.objects.filter(batch=batch).select_related("shown_to").first()


def locked_copy(each: BatchFile) -> bytes:
    """A file as it is sent: the sealed workbook, encrypted (AES-256, ECMA-376 agile) with its batch's password.

    Raises:
        NoPassword: nobody has asked for the password yet, so nobody could open the file.
    """
    password = password_of(each.batch)
    if password is None:
        raise NoPassword("Perlihatkan sandi kiriman ini dahulu dan catat; tanpa sandi berkas tidak dapat dibuka.")
    out = io.BytesIO()
    with path_of(each.stored).open("rb") as plain:
        OOXMLFile(plain).encrypt(_word(password), out)
    return out.getvalue()


def _word(password: BatchPassword) -> str:
    """The seed's word: letters drawn by the server's secret key, in groups that can be read aloud."""
    said = f"siks.password|{password.batch_id}|{password.seed}".encode()
    number = int.from_bytes(hmac.digest(settings.SECRET_KEY.encode(), said, hashlib.sha256), "big")
    letters = ""
    for _ in range(LENGTH):
        number, place = divmod(number, len(LETTERS))
        letters += LETTERS[place]
    return "-".join(letters[at : at + GROUP] for at in range(0, LENGTH, GROUP))
