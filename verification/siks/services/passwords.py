"""The password of a batch's files: shown once, and the files locked with it as they are downloaded (decisions.md 3)."""

from __future__ import annotations

from django.db import transaction

from dtks.accounts.models import User
from dtks.files.services import path_of
from dtks.files.services.locks import AlreadyShown, locked, show_once, word_of
from dtks.web.refusals import Refusal
from verification.monthly.models import Batch
from verification.siks.models import BatchFile, BatchPassword

__all__ = ["AlreadyShown", "NoPassword", "locked_copy", "password_of", "show_password"]


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

    def make(seed: str) -> BatchPassword:
        return BatchPassword.objects.create(batch=batch, seed=seed, made_by=by)

    return _word(show_once(newest=password_of(batch), make=make, by=by, anew=anew))


def password_of(batch: Batch) -> BatchPassword | None:
    """The password that counts: the newest."""
    return BatchPassword.objects.filter(batch=batch).select_related("shown_to").first()


def locked_copy(each: BatchFile) -> bytes:
    """A file as it is sent: the sealed workbook, encrypted with its batch's password.

    Raises:
        NoPassword: nobody has asked for the password yet, so nobody could open the file.
    """
    password = password_of(each.batch)
    if password is None:
        raise NoPassword("Perlihatkan sandi kiriman ini dahulu dan catat; tanpa sandi berkas tidak dapat dibuka.")
    return locked(path_of(each.stored), _word(password))


def _word(password: BatchPassword) -> str:
    return word_of(f"siks.password|{password.batch_id}|{password.seed}")
