"""Acts on the mayor's packet: gather, carve out, freeze, give up, and withdraw a name that proved wrong."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from dtks.accounts.models import User
from dtks.office.queries import window_of
from dtks.office.services import letter_number, marked
from dtks.web.refusals import Refusal
from verification.corrections.models import ChangeRequest
from verification.monthly.models import BatchRow, Packet, PacketItem, PacketStep, ParafSeat
from verification.monthly.queries import packets as queries
from verification.monthly.services.papers import print_packet

State = Packet.State


class NotNow(Refusal):
    """The packet is not in the state that the act needs."""


@transaction.atomic
def make_packet(*, month: date, actor: User) -> Packet:
    """Gather all sealed rows that wait for the mayor; what can no longer go is carved out at once, with its reason.

    Raises:
        NotNow: nothing waits, or a packet is being put together already.
    """
    with transaction.get_connection().cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('monthly.packet'))")
    if draft := Packet.objects.filter(state=State.DRAFT).first():
        raise NotNow(f"Paket {draft.number} masih disusun. Bekukan atau batalkan dahulu.")
    rows = list(queries.rows_waiting().select_related("citizen", "request").order_by("pk"))
    told = list(queries.rows_to_report())
    if not rows and not told and not queries.withdrawals_to_tell().exists():
        raise NotNow("Tidak ada baris tersegel yang menunggu pengesahan.")
    sequence = (Packet.objects.filter(month=month).aggregate(last=Max("sequence"))["last"] or 0) + 1
    packet = Packet.objects.create(
        number=marked(f"PW-{month:%Y/%m}-{sequence}"), month=month, sequence=sequence, made_by=actor
    )
    _put_in(packet, rows, told)
    transaction.on_commit(queries.forget_count)
    return packet


def _put_in(packet: Packet, rows: Sequence[BatchRow], told: Sequence[BatchRow]) -> None:
    items = [PacketItem(packet=packet, row=row) for row in rows]
    _carve_blocked(items)
    PacketItem.objects.bulk_create([*items, *(PacketItem(packet=packet, row=row, reported=True) for row in told)])


def _carve_blocked(items: Sequence[PacketItem]) -> list[PacketItem]:
    """Take out, unsaved, what the register no longer says; returns those."""
    blocked = queries.blocked([item.row for item in items])
    out = [item for item in items if item.row_id in blocked]
    for item in out:
        held = blocked[item.row_id]
        item.carved_at, item.carved_reason, item.carved_mender = timezone.now(), held.sentence, held.mender
        item.outdated = True
    return out


def held_packet(packet: Packet, *states: str) -> Packet:
    """The packet under its lock, in one of some states.

    Raises:
        NotNow: somebody else was quicker.
    """
    held = Packet.objects.select_for_update(of=("self",)).get(pk=packet.pk)
    if held.state not in states:
        raise NotNow(f"Paket {held.number} sudah {held.get_state_display()}. Muat ulang halamannya.")
    return held


@transaction.atomic
def carve_out(*, item: PacketItem, reason: str, actor: User) -> PacketItem:
    """Take a name out; the rest goes on. A frozen annex stays as it is printed: the name is just not sent with it.

    Raises:
        NotNow: the packet is signed or void, or the name is out already.
    """
    held_packet(item.packet, State.DRAFT, State.CIRCULATING)
    held = PacketItem.objects.select_for_update(of=("self",)).get(pk=item.pk)
    if held.carved_at is not None or held.reported:
        raise NotNow("Nama ini sudah dikeluarkan, atau sudah dikirim sebelumnya.")
    held.carved_at, held.carved_by, held.carved_reason = timezone.now(), actor, reason.strip()[:240]
    held.save(update_fields=["carved_at", "carved_by", "carved_reason"])
    return held


@transaction.atomic
def put_back(*, item: PacketItem) -> PacketItem:
    """Take a carved name back into a packet that is still being put together.

    Raises:
        NotNow: the packet is frozen, another one has the name, or what kept it is not mended.
    """
    held_packet(item.packet, State.DRAFT)
    rows = PacketItem.objects.select_for_update(of=("self",)).select_related("row__citizen", "row__request")
    held = rows.get(pk=item.pk)
    if still := queries.blocked([held.row]).get(held.row_id):
        raise NotNow(f"Belum dapat ikut: {still.sentence}.")
    if PacketItem.objects.kept().filter(row=held.row).exclude(pk=held.pk).exists():
        raise NotNow("Nama ini sudah ada di paket lain.")
    held.carved_at, held.carved_by, held.carved_reason, held.carved_mender = None, None, "", ""
    held.outdated = False
    held.save(update_fields=["carved_at", "carved_by", "carved_reason", "carved_mender", "outdated"])
    return held


@transaction.atomic
def freeze_packet(*, packet: Packet, actor: User) -> Packet:
    """The kabid's sign: the annex is numbered, hashed and printed, the letter gets its number, the desks their order.

    What the register no longer says is carved out now and let go: its change takes part in the next batch.

    Raises:
        NotNow: not a draft, nobody is left in it, or the office has no order of desks.
    """
    held = held_packet(packet, State.DRAFT)
    let_go_outdated(packet=held)
    desks = queries.order_in_force(timezone.localdate())
    withdrawn = list(queries.withdrawals_to_tell().select_for_update(of=("self",)).order_by("pk"))
    items = _numbered(held)
    if not items and not withdrawn:
        raise NotNow("Paket ini kosong. Batalkan, atau kembalikan nama yang dikeluarkan.")
    if not desks:
        raise NotNow("Urutan paraf belum diisi.")
    PacketItem.objects.filter(pk__in=[item.pk for item in withdrawn]).update(told_in=held)
    told = [queries.item_hash(number=e.number, row_hash=e.sha256, line=[e.withdrawn_reason]) for e in withdrawn]
    now = timezone.now()
    held.item_count, held.hash = len(items), queries.annex_hash(held.number, [*(item.sha256 for item in items), *told])
    held.cover_number = letter_number(kind="letter", on=timezone.localdate(now))
    held.state, held.frozen_by, held.frozen_at = State.CIRCULATING, actor, now
    held.due_on = due_day(timezone.localdate(now), held.month, [desk.usual_days for desk in desks])
    held.save()
    _lay_on_desks(held, desks)
    return print_packet(packet=held, actor=actor)


def let_go_outdated(*, packet: Packet) -> None:
    """Take out for good what the register no longer says: its change is sealed anew. Called under the packet's lock."""
    items = list(packet.items.sent().select_related("row__citizen", "row__request"))
    out = _carve_blocked(items)
    PacketItem.objects.bulk_update(out, ["carved_at", "carved_reason", "carved_mender", "outdated"], batch_size=500)
    outdated = packet.items.filter(outdated=True)
    requests = ChangeRequest.objects.filter(pk__in=outdated.values("row__request_id"))
    requests.filter(state=ChangeRequest.State.APPLIED).update(sealed_in="", sealed_at=None)
    outdated.update(let_go=True)


def _numbered(packet: Packet) -> list[PacketItem]:
    """The kept names in the order of the annex, each with its line and hash."""
    order = ("reported", "row__citizen__kelurahan__name", "row__kind", "row__citizen__name", "pk")
    items = list(packet.items.kept().select_related("row__request__act").order_by(*order))
    minutes = queries.minutes_of([item.row.request_id for item in items])
    for number, item in enumerate(items, start=1):
        item.number = number
        item.line = queries.annex_line(item.row, minutes.get(item.row.request_id, []), reported=item.reported)
        item.sha256 = queries.item_hash(number=number, row_hash=item.row.sha256, line=item.line)
    PacketItem.objects.bulk_update(items, ["number", "line", "sha256"], batch_size=500)
    return items


def due_day(frozen_on: date, month: date, usual_days: Iterable[int]) -> date:
    """Until when it should be signed: the office's day of the month; a later packet has the usual days of its desks."""
    due = window_of(month).signed_by
    return due if frozen_on < due else frozen_on + timedelta(days=sum(usual_days))


def _lay_on_desks(packet: Packet, desks: Sequence[ParafSeat]) -> None:
    assert packet.frozen_at is not None
    steps = [
        PacketStep(packet=packet, position=n, seat=desk.seat, act=desk.act, usual_days=desk.usual_days)
        for n, desk in enumerate(desks, start=1)
    ]
    steps[0].began_on = timezone.localdate(packet.frozen_at)
    PacketStep.objects.bulk_create(steps)


@transaction.atomic
def void_packet(*, packet: Packet, reason: str, actor: User) -> Packet:
    """Give a packet up before it is signed; its number stays, its names wait for the next one."""
    held = held_packet(packet, State.DRAFT, State.CIRCULATING)
    words = f"Paket batal: {reason.strip()}"[:240]
    held.items.kept().update(carved_at=timezone.now(), carved_by=actor, carved_reason=words)
    PacketItem.objects.filter(told_in=held).update(told_in=None)
    held.state, held.void_reason = State.VOID, reason.strip()[:200]
    held.save(update_fields=["state", "void_reason"])
    transaction.on_commit(queries.forget_count)
    return held


@transaction.atomic
def withdraw(*, item: PacketItem, reason: str, actor: User) -> PacketItem:
    """A name of a signed packet proves wrong: the next packet tells the mayor, the Governor gets a new version.

    Raises:
        NotNow: the packet is not signed, or the name was not in it or is withdrawn already.
    """
    held_packet(item.packet, State.SIGNED)
    held = PacketItem.objects.select_for_update(of=("self",)).get(pk=item.pk)
    if held.carved_at is not None or held.withdrawn_at is not None:
        raise NotNow("Nama ini tidak ikut disahkan, atau sudah dicabut.")
    held.withdrawn_at, held.withdrawn_by, held.withdrawn_reason = timezone.now(), actor, reason.strip()[:200]
    held.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_reason"])
    return held
