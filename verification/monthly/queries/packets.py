"""Reads of the mayor's packet: what waits for one, what is in it, whose desk holds it."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.core.cache import cache
from django.db.models import Count, Min, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone
from redis.exceptions import RedisError

from dtks.accounts.models import User
from dtks.registry.models import LifeState
from dtks.registry.queries import value_text
from verification.corrections.models import ChangeRequest, Evidence
from verification.corrections.queries.outcomes import paper_number
from verification.monthly.models import (
    Batch,
    BatchRow,
    FinalizationRule,
    Packet,
    PacketItem,
    PacketStep,
    ParafSeat,
    TemplateKind,
)
from verification.monthly.queries.preflight import Held, fallen_of
from verification.monthly.queries.sheets import MEMBER_DIED, SENT_FIELDS

SEALED = (Batch.State.SEALED, Batch.State.WRITTEN)
MINUTES_KIND = "BA_MUSKEL"
MENU_COUNT = "packets.open"
_LABELS = {"nik": "NIK", "kk_number": "No. KK", "name": "Nama", "birth_date": "Tanggal lahir", "address": "Alamat"}


def required_kinds(day: date) -> set[str]:
    """Sheets that wait for the mayor's letter on a day."""
    return FinalizationRule.objects.required_on(day)


def waits_for_mayor(rows: QuerySet[BatchRow], day: date) -> QuerySet[BatchRow]:
    """Of some sealed rows those that a packet must carry: by sheet, by act, and not urgent (decisions.md 4)."""
    return rows.filter(kind__in=required_kinds(day), request__act__needs_packet=True, request__urgent_reason="")


def rows_waiting() -> QuerySet[BatchRow]:
    """Sealed rows that were not sent and are in no packet."""
    gone = PacketItem.objects.filter(Q(carved_at=None) | Q(let_go=True)).values("row_id")
    rows = BatchRow.objects.filter(batch__state__in=SEALED, ledger_line__isnull=True)
    return rows.exclude(pk__in=gone)


def rows_to_report() -> QuerySet[BatchRow]:
    """Urgent rows that went out before the mayor saw them: the next packet tells him."""
    began = FinalizationRule.objects.filter(required=True).values("kind").annotate(first=Min("starts_on"))
    since = Q(pk__in=[])
    for kind, first in began.order_by().values_list("kind", "first"):
        since |= Q(kind=kind, ledger_line__sent_on__gte=first)
    rows = BatchRow.objects.filter(since, request__act__needs_packet=True).exclude(request__urgent_reason="")
    return rows.exclude(pk__in=PacketItem.objects.kept().values("row_id"))


def withdrawals_to_tell() -> QuerySet[PacketItem]:
    """Names that were withdrawn from a signed packet; the next one tells the mayor."""
    return PacketItem.objects.exclude(withdrawn_at=None).filter(told_in=None)


def blocked(rows: Sequence[BatchRow]) -> dict[int, Held]:
    """Rows that can no longer go as they were sealed, with reason and who can mend it."""
    fallen = fallen_of([row.request_id for row in rows])
    found = {row.pk: _block(row, fallen) for row in rows}
    return {pk: held for pk, held in found.items() if held is not None}


def _block(row: BatchRow, fallen: dict[int, str]) -> Held | None:
    citizen = row.citizen
    leaves = row.kind == TemplateKind.EXIT or row.values.get("outcome_code") == MEMBER_DIED
    if citizen.life_state == LifeState.DECEASED and not leaves:
        return Held("DECEASED", "Warga meninggal sesudah disegel", "Kelurahan")
    if (citizen.life_state == LifeState.MOVED and not leaves) or citizen.kelurahan_id is None:
        return Held("MOVED", "Warga pindah sesudah disegel", "Kelurahan")
    if row.request.state != ChangeRequest.State.APPLIED:
        return Held("REOPENED", f"Usulan {row.request.get_state_display()}", "Operator")
    if row.request_id in fallen:
        return Held("EVIDENCE_FELL", f"{fallen[row.request_id]} tidak berlaku lagi", "Kelurahan")
    sent = {key.removeprefix("new_"): str(value) for key, value in row.values.items() if key.startswith("new_")}
    changed = [name for name, value in sent.items() if name in SENT_FIELDS and value_text(citizen, name) != value]
    if changed:
        return Held("CHANGED", f"{_LABELS.get(changed[0], changed[0])} berubah sesudah disegel", "Operator")
    return None


def order_in_force(day: date) -> list[ParafSeat]:
    """The desks that a packet passes, in their order on a day."""
    newest = ParafSeat.objects.filter(starts_on__lte=day).order_by("-starts_on").values("starts_on")[:1]
    return list(ParafSeat.objects.filter(starts_on=Subquery(newest)).order_by("position"))


def current_step(packet: Packet) -> PacketStep | None:
    """The desk that holds it now."""
    if packet.state != Packet.State.CIRCULATING:
        return None
    return next((step for step in packet.steps.all() if step.done_on is None), None)


def _desk(of: str) -> dict[str, Subquery]:
    waiting = PacketStep.objects.filter(packet=OuterRef(of), done_on=None).order_by("position")
    return {"desk": Subquery(waiting.values("seat")[:1]), "desk_since": Subquery(waiting.values("began_on")[:1])}


def packets() -> QuerySet[Any]:
    """All packets with the desk that holds them and since when."""
    return Packet.objects.annotate(**_desk("pk"))


def circulating_count(user: User) -> int:
    """Packets that are not signed yet: the count in the menu, remembered for a minute and forgotten at each act."""

    def read() -> int:
        return Packet.objects.filter(state__in=[Packet.State.CIRCULATING, Packet.State.DRAFT]).count()

    try:
        return cache.get_or_set(MENU_COUNT, read, 60) or 0
    except RedisError:
        return read()


def forget_count() -> None:
    """After an act on a packet, once it is written."""
    with suppress(RedisError):
        cache.delete(MENU_COUNT)


def home_packets(user: User) -> list[Packet]:
    """What stands on a person's first page: the packets that are not signed yet, the longest at a desk first."""
    found = packets().filter(state__in=[Packet.State.CIRCULATING, Packet.State.DRAFT])
    return list(found.order_by("desk_since", "pk")[:6])


@dataclass(frozen=True)
class Standing:
    """Where a change is on its way to the centre, in words."""

    packet: str
    url: str
    words: str
    since: date | None = None


def standings_of(user: User, requests: Iterable[int]) -> dict[int, Standing]:
    """In which packet some changes are, whose desk holds them, since when: one query for all of them."""
    mine = ChangeRequest.objects.visible_to(user).filter(pk__in=list(requests))
    items = PacketItem.objects.filter(row__request__in=mine.values("pk")).select_related("packet", "row")
    found = items.annotate(**_desk("packet")).order_by("row__request_id", "-pk").distinct("row__request_id")
    may_open = user.may("monthly.see")
    return {item.row.request_id: _standing(item, may_open=may_open) for item in found}


def _standing(item: Any, *, may_open: bool) -> Standing:
    words, since = _words(item)
    return Standing(item.packet.number, item.packet.page_url if may_open else "", words, since)


def _words(item: Any) -> tuple[str, date | None]:
    packet = item.packet
    if item.withdrawn_at:
        return f"dicabut sesudah disahkan: {item.withdrawn_reason}", timezone.localdate(item.withdrawn_at)
    if item.let_go:
        return f"keluar dari paket: {item.carved_reason}. Ikut kiriman berikutnya", timezone.localdate(item.carved_at)
    if item.carved_at:
        return f"dikeluarkan: {item.carved_reason}. Ikut paket berikutnya", timezone.localdate(item.carved_at)
    if item.reported:
        return "mendesak: dikirim lebih dahulu, dilaporkan dalam paket", None
    if packet.state == Packet.State.SIGNED:
        return f"disahkan, surat {packet.mayor_number}", packet.signed_on
    if packet.state == Packet.State.CIRCULATING:
        return f"di meja {item.desk}", item.desk_since
    return "paket sedang disusun", timezone.localdate(packet.made_at)


@dataclass
class Place:
    """One line of the annex by kelurahan: names by sheet, sum, and the berita acara it rests on."""

    name: str
    counts: list[int]
    minutes: list[tuple[str, str]] = field(default_factory=list)  # number, archive number of its scan

    @property
    def total(self) -> int:
        """All names of the kelurahan."""
        return sum(self.counts)


def annex_by_place(packet: Packet) -> list[Place]:
    """The annex by kelurahan and sheet, largest first, with the berita acara of each."""
    items = packet.items.sent()
    name = "row__citizen__kelurahan__name"
    counted: dict[str, dict[str, int]] = defaultdict(dict)
    for place, kind, number in items.order_by().values_list(name, "row__kind").annotate(number=Count("pk")):
        counted[place or "tanpa kelurahan"][kind] = number
    minutes = _minutes_by_place(packet)
    found = [
        Place(place, [kinds.get(kind, 0) for kind in TemplateKind.values], sorted(minutes.get(place, ())))
        for place, kinds in counted.items()
    ]
    return sorted(found, key=lambda each: (-each.total, each.name))


def _minutes_by_place(packet: Packet) -> dict[str, set[tuple[str, str]]]:
    cited = _citations(packet.items.sent().values("row__request_id"))
    found: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for each in cited.select_related("request__citizen__kelurahan"):
        found[str(each.request.citizen.kelurahan or "")].add((paper_number(each), each.document.number))
    return found


def _citations(requests: Any) -> QuerySet[Evidence]:
    return Evidence.objects.filter(
        request_id__in=requests, holds=True, document__kind__code=MINUTES_KIND
    ).select_related("document")


def minutes_of(requests: Iterable[int]) -> dict[int, list[tuple[str, str]]]:
    """The berita acara on which changes rest: number and place in it, "butir 17"."""
    found: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for each in _citations(list(requests)).order_by("pk"):
        found[each.request_id].append((paper_number(each), each.locator))
    return found


def annex_line(row: BatchRow, minutes: Sequence[tuple[str, str]], *, reported: bool) -> list[str]:
    """What is printed beside a number: name, address, kelurahan, sheet, change, berita acara. No NIK, no No. KK."""
    values = row.values
    said = {name: str(values.get(f"new_{name}") or values.get(name, "")) for name in ("name", "address", "rt", "rw")}
    place = f"{said['address']} RT {said['rt']}/RW {said['rw']}" if said["rt"] else said["address"]
    return [
        said["name"], place.strip(), str(values.get("kelurahan_name", "")), row.get_kind_display(),
        row.request.act.label + (" (mendesak, sudah dikirim)" if reported else ""),
        "; ".join(" ".join(filter(None, pair)) for pair in minutes),
    ]  # fmt: skip


def item_hash(*, number: int | None, row_hash: str, line: Sequence[str]) -> str:
    """sha256 of one line of the annex: its number, the sealed row, what is printed."""
    text = json.dumps([number, row_hash, list(line)], ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def annex_hash(number: str, item_hashes: Iterable[str]) -> str:
    """sha256 over the paper's number and the lines of the annex in their order; the same names twice differ."""
    total = hashlib.sha256(number.encode())
    for each in item_hashes:
        total.update(bytes.fromhex(each))
    return total.hexdigest()


def days_of_last(before: Packet) -> int | None:
    """How many days the last signed packet before this one took."""
    signed = Packet.objects.filter(state=Packet.State.SIGNED, frozen_at__lt=before.made_at).order_by("-frozen_at")
    last = signed.first()
    if last is None or last.signed_on is None or last.frozen_at is None:
        return None
    return (last.signed_on - timezone.localdate(last.frozen_at)).days
