"""The desks of a packet: their order, what each did, and the mayor's signature that lets the rows go."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from dtks.accounts.models import User
from dtks.jobs.services import emit
from dtks.office.services import read_table
from verification.monthly.models import FinalizationRule, Packet, PacketStep, ParafSeat, TemplateKind
from verification.monthly.queries.packets import forget_count
from verification.monthly.services.packets import NotNow, held_packet, let_go_outdated
from verification.monthly.services.releases import open_lines

State = Packet.State
DATA = Path(__file__).parent.parent / "data"
FIRST_DAY = date(2021, 1, 1)


def load_paraf_order() -> int:
    """The order of desks of the first day (domain.md 7.1), where the office has none yet."""
    if not ParafSeat.objects.exists():
        rows = list(read_table(DATA / "paraf_order.csv"))
        ParafSeat.objects.bulk_create([ParafSeat(starts_on=FIRST_DAY, **row) for row in rows])
    return ParafSeat.objects.count()


@transaction.atomic
def set_finalization(*, required: Iterable[str], starts_on: date, actor: User) -> None:
    """From a day on these sheets wait for the mayor's letter, all others are written at once.

    Raises:
        NotNow: the day has passed; what was sealed since then followed the rule of that day.
    """
    if starts_on < timezone.localdate():
        raise NotNow("Aturan berlaku paling awal hari ini.")
    wanted = set(required)
    for kind in TemplateKind.values:
        FinalizationRule.objects.update_or_create(
            kind=kind, starts_on=starts_on,
            defaults={"required": kind in wanted, "set_by": actor, "set_at": timezone.now()},
        )  # fmt: skip


@transaction.atomic
def set_order(*, seats: Sequence[tuple[str, str, int]], starts_on: date) -> list[ParafSeat]:
    """The order of desks from a day on: seat, act, usual days. Packets on their way keep theirs.

    Raises:
        NotNow: nobody signs at the end.
    """
    if not seats or seats[-1][1] != ParafSeat.Act.SIGN:
        raise NotNow("Meja terakhir harus menandatangani.")
    ParafSeat.objects.filter(starts_on=starts_on).delete()
    return ParafSeat.objects.bulk_create(
        [
            ParafSeat(starts_on=starts_on, position=position, seat=seat, act=act, usual_days=days)
            for position, (seat, act, days) in enumerate(seats, start=1)
        ]
    )


@dataclass(frozen=True, kw_only=True)
class Done:
    """What a desk did: who, on which day, standing in by which letter that holds from when until when."""

    name: str
    on: date
    acting: str = ""
    mandate_number: str = ""
    mandate_from: date | None = None
    mandate_until: date | None = None


@transaction.atomic
def record_step(*, packet: Packet, position: int, done: Done, actor: User) -> PacketStep:
    """Record the initials of the desk that holds the packet; the next one holds it from that day.

    Raises:
        NotNow: another desk holds it, the day or mandate cannot be, or the last desk signs: the scan records that.
    """
    held_packet(packet, State.CIRCULATING)
    step = _current(packet)
    if step.position != position:
        raise NotNow(f"Paket sekarang di meja {step.seat}. Muat ulang halamannya.")
    if step.is_signature:
        raise NotNow(f"Tanda tangan {step.seat} dicatat dengan mengunggah pindaian suratnya.")
    return _finish(step, done, actor)


def _current(packet: Packet) -> PacketStep:
    step = PacketStep.objects.select_for_update(of=("self",)).filter(packet=packet, done_on=None).first()
    if step is None:
        raise NotNow("Semua meja sudah selesai.")
    return step


def _finish(step: PacketStep, done: Done, actor: User) -> PacketStep:
    _check(step, done)
    step.done_on, step.name, step.acting = done.on, done.name.strip(), done.acting
    if done.acting:
        step.mandate_number = done.mandate_number.strip()
        step.mandate_from, step.mandate_until = done.mandate_from, done.mandate_until
    step.recorded_by, step.recorded_at = actor, timezone.now()
    step.save()
    PacketStep.objects.filter(packet_id=step.packet_id, position=step.position + 1).update(began_on=done.on)
    return step


def _check(step: PacketStep, done: Done) -> None:
    if not done.name.strip():
        raise NotNow("Tulis nama pejabat.")
    if done.on > timezone.localdate():
        raise NotNow("Tanggal ini ada di masa depan.")
    if step.began_on and done.on < step.began_on:
        raise NotNow(f"Paket baru sampai di meja {step.seat} pada {step.began_on:%d-%m-%Y}.")
    if not done.acting:
        return
    if not done.mandate_number.strip() or done.mandate_from is None:
        raise NotNow("Tulis nomor dan tanggal mulai surat perintah pejabat yang mewakili.")
    if done.on < done.mandate_from or (done.mandate_until and done.on > done.mandate_until):
        raise NotNow(f"Surat perintah {done.mandate_number} tidak berlaku pada {done.on:%d-%m-%Y}.")


@transaction.atomic
def sign_packet(*, packet: Packet, mayor_number: str, done: Done, actor: User) -> Packet:
    """The signed letter has come and its code agrees: the rows are sent, and the files may be written.

    Raises:
        NotNow: no such scan was taken, a desk before the last has not initialled, or the day cannot be.
    """
    held = held_packet(packet, State.CIRCULATING)
    may_sign(held, mayor_number)
    if not held.scans.filter(accepted=True, is_letter=True).exists():
        raise NotNow("Unggah dahulu pindaian surat yang sudah ditandatangani.")
    _finish(_current(held), done, actor)
    held.state, held.mayor_number, held.signed_on = State.SIGNED, mayor_number.strip(), done.on
    held.save(update_fields=["state", "mayor_number", "signed_on"])
    transaction.on_commit(forget_count)
    let_go_outdated(packet=held)
    open_lines(row_ids=list(held.items.sent().values_list("row_id", flat=True)))
    for batch_id in held.items.sent().order_by().values_list("row__batch_id", flat=True).distinct():
        emit(kind="batch.sealed", payload={"batch": batch_id})
    emit(kind="packet.signed", payload={"packet": held.pk})
    return held


def may_sign(packet: Packet, mayor_number: str) -> None:
    """Whether the mayor's signature can be taken now.

    Raises:
        NotNow: a desk before the last has not initialled, or the letter has no number.
    """
    step = _current(packet)
    if not step.is_signature:
        raise NotNow(f"Catat paraf {step.seat} dahulu.")
    if not mayor_number.strip():
        raise NotNow("Tulis nomor surat wali kota, dari buku surat Sekretariat Daerah.")
