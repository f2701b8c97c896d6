"""Prove that frozen packets are as they were frozen: each line, each sealed row, the order, the kept paper."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from dtks.files.models import StoredFile
from dtks.files.services import path_of
from verification.monthly import queries
from verification.monthly.models import Packet, PacketItem
from verification.monthly.queries.packets import annex_hash, item_hash


@dataclass(frozen=True)
class PacketProof:
    """One packet, and the first thing in it that is not as frozen; an empty fault is a good packet."""

    packet: Packet
    fault: str = ""


def prove_packets() -> Iterator[PacketProof]:
    """Check each packet that was frozen, those that were given up afterwards as well."""
    for packet in Packet.objects.exclude(hash="").select_related("paper").order_by("month", "sequence"):
        yield prove_packet(packet)


def prove_packet(packet: Packet) -> PacketProof:
    """Check one frozen packet."""
    return PacketProof(packet, _lines_fault(packet) or _paper_fault(packet.paper) or _copies_fault(packet))


def _lines_fault(packet: Packet) -> str:
    hashes = []
    items = packet.items.exclude(number=None).select_related("row").order_by("number")
    for item in items.iterator(chunk_size=2000):
        if fault := _line_fault(item):
            return fault
        hashes.append(item.sha256)
    if len(hashes) != packet.item_count:
        return f"{len(hashes)} nama, dibekukan {packet.item_count}"
    told = packet.withdrawals.order_by("pk")
    hashes += [item_hash(number=each.number, row_hash=each.sha256, line=[each.withdrawn_reason]) for each in told]
    same = annex_hash(packet.number, hashes) == packet.hash
    return "" if same else "urutan atau isi lampiran tidak sama dengan sidik paket"


def _line_fault(item: PacketItem) -> str:
    row = item.row
    if queries.row_hash(kind=row.kind, values=row.values) != row.sha256:
        return f"nama {item.number} (usulan {row.values.get('request_number', '')}) berubah sejak disegel"
    if item_hash(number=item.number, row_hash=row.sha256, line=item.line) != item.sha256:
        return f"nama {item.number} pada lampiran berubah sejak dibekukan"
    return ""


def _paper_fault(paper: StoredFile | None) -> str:
    if paper is None:
        return "cetakannya tidak ada"
    path = path_of(paper)
    if not path.exists():
        return f"{paper.name} hilang dari penyimpanan"
    return "" if hashlib.sha256(path.read_bytes()).hexdigest() == paper.sha256 else f"{paper.name} berubah"


def _copies_fault(packet: Packet) -> str:
    return next(filter(None, (_paper_fault(copy.paper) for copy in packet.copies.select_related("paper"))), "")
