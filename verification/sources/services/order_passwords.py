"""A work order's file is locked as it is downloaded; its password is shown once, and opens the answer again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.db import transaction

from dtks.accounts.models import User
from dtks.files.services import RefusedFile, path_of
from dtks.files.services.locks import LOCKED, locked, show_once, unlocked, word_of
from dtks.web.refusals import Refusal
from verification.sources.models import OrderPassword, WorkOrder

MOST_TRIED, MOST_BYTES = 24, 8 << 20  # the newest passwords; a locked answer


class NoPassword(Refusal):
    """The order has no password yet."""


@transaction.atomic
def show_order_password(*, order: WorkOrder, by: User, anew: bool = False) -> str:
    """The password of an order's file, once.

    Raises:
        AlreadyShown: it was shown before, and no new one was asked for.
    """
    WorkOrder.objects.select_for_update(of=("self",)).get(pk=order.pk)

    def make(seed: str) -> OrderPassword:
        return OrderPassword.objects.create(order=order, seed=seed, made_by=by)

    return _word(show_once(newest=order_password(order), make=make, by=by, anew=anew))


def order_password(order: WorkOrder) -> OrderPassword | None:
    """The password that counts: the newest."""
    return OrderPassword.objects.filter(order=order).select_related("shown_to").first()


def locked_order(order: WorkOrder) -> bytes:
    """The file as it is sent.

    Raises:
        NoPassword: nobody has asked for the password yet, so nobody could open the file.
    """
    password = order_password(order)
    if password is None:
        raise NoPassword("Perlihatkan sandi surat kerja ini dahulu dan catat; tanpa sandi berkas tidak dapat dibuka.")
    return locked(path_of(order.stored), _word(password))


def opened(blocks: Iterable[bytes]) -> Iterator[bytes]:
    """An answer as it came in; one that is still locked is opened with the passwords of the orders.

    Raises:
        RefusedFile: it is locked with a password that is none of ours.
    """
    coming = iter(blocks)
    begin = next(coming, b"")
    if not begin.startswith(LOCKED):
        yield begin
        yield from coming
        return
    content = begin
    for block in coming:
        content += block
        if len(content) > MOST_BYTES:
            raise RefusedFile("Berkas lebih besar daripada jawaban surat kerja mana pun. Periksa berkasnya.")
    for password in OrderPassword.objects.all()[:MOST_TRIED]:
        if plain := unlocked(content, _word(password)):
            yield plain
            return
    raise RefusedFile("Berkas terkunci dengan sandi lain. Buka di Excel, hapus sandinya, simpan, lalu unggah lagi.")


def _word(password: OrderPassword) -> str:
    return word_of(f"sources.order|{password.order_id}|{password.seed}")
