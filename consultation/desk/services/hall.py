"""The queue of the hall: take a number, call it, serve it."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from consultation.desk.models import HallNumber, Ticket
from consultation.desk.queries import hall
from dtks.accounts.models import User
from dtks.office.services import next_number
from dtks.web.refusals import Refusal

IN_A_ROW = 2  # priority numbers before somebody who has waited for long is called
State = HallNumber.State


class NobodyWaits(Refusal):
    """There is nobody to call."""


class NobodyHere(Refusal):
    """No number is being served at this counter."""


@transaction.atomic
def take_number(*, priority: str = "") -> HallNumber:
    """The next number of the day: P for who goes first, A for the others; both begin at 1 each morning."""
    day = timezone.localdate()
    series = "P" if priority else "A"
    number = next_number(kind=f"hall {series} {day:%m-%d}", year=day.year)
    return HallNumber.objects.create(day=day, series=series, number=number, priority=priority)


@transaction.atomic
def call_next(*, actor: User) -> HallNumber:
    """Call the next number to a counter; the one that was served there is done. Two counters never call the same.

    Who goes first is called first, but after two of them in a row somebody of the long queue is.

    Raises:
        NobodyWaits: the queue is empty.
    """
    User.objects.select_for_update().get(pk=actor.pk)  # a double click calls once after the other
    _end(actor, State.SERVED)
    waiting = HallNumber.objects.select_for_update(skip_locked=True).filter(
        day=timezone.localdate(), state=State.WAITING
    )
    first, second = ("A", "P") if hall.priority_in_a_row() >= IN_A_ROW else ("P", "A")
    found = waiting.filter(series=first).first() or waiting.filter(series=second).first()
    if found is None:
        raise NobodyWaits("Tidak ada yang menunggu. Warga berikutnya mengambil nomor dahulu.")
    found.state, found.called_by, found.counter = State.CALLED, actor, actor.counter or "Loket"
    found.called_at = found.rung_at = timezone.now()
    found.save()
    return found


@transaction.atomic
def ring_again(*, actor: User) -> HallNumber:
    """Call the same number once more: the screen flashes again."""
    found = _here(actor)
    found.rung_at = timezone.now()
    found.save(update_fields=["rung_at"])
    return found


@transaction.atomic
def mark_absent(*, actor: User) -> HallNumber:
    """Nobody came to the counter."""
    found = _here(actor)
    _end(actor, State.ABSENT)
    return found


@transaction.atomic
def finish(*, actor: User) -> HallNumber:
    """The person at the counter is served."""
    found = _here(actor)
    _end(actor, State.SERVED)
    return found


@transaction.atomic
def call_back(*, number: HallNumber) -> HallNumber:
    """Who was absent has come after all and waits again, with the old number."""
    HallNumber.objects.filter(pk=number.pk, day=timezone.localdate(), state=State.ABSENT).update(
        state=State.WAITING, called_by=None, called_at=None, rung_at=None, ended_at=None, counter=""
    )
    number.refresh_from_db()
    return number


def serve_with(*, ticket: Ticket, actor: User) -> None:
    """The ticket that is opened while a number stands at the counter belongs to it; the first one only."""
    HallNumber.objects.filter(called_by=actor, state=State.CALLED, ticket=None).update(ticket=ticket)


def _here(actor: User) -> HallNumber:
    found = HallNumber.objects.select_for_update().filter(called_by=actor, state=State.CALLED).first()
    if found is None:
        raise NobodyHere("Belum ada nomor di loket ini. Panggil berikutnya dahulu.")
    return found


def _end(actor: User, state: str) -> None:
    HallNumber.objects.filter(called_by=actor, state=State.CALLED).update(state=state, ended_at=timezone.now())
