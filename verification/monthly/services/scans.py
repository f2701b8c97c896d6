"""The scan of the signed letter: what it is, and which code stands on it."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass

from django.db import transaction

from dtks.accounts.models import User
from dtks.files.services import store_bytes
from dtks.papers.services import texts_on
from dtks.papers.services.scans import RefusedScan, Scan, Upload, read_scan
from verification.monthly.models import Packet, PacketScan

_CODE = re.compile(r"\bPW\s?(\d{2})\s?[-–—]\s?([0-9A-F]{4})\b", re.IGNORECASE)


@dataclass(frozen=True)
class Found:
    """The codes on a scan, whether a machine read them, and how many pages there are."""

    codes: tuple[str, ...] = ()
    by_machine: bool = False
    pages: int = 1


def take_scan(*, packet: Packet, upload: Upload, typed: str, is_letter: bool, actor: User) -> PacketScan:
    """Keep a scan that was handed in. Refused ones are kept as a line with the code that was read.

    Args:
        typed: the code as the person reads it on the paper; counts only where the machine reads none.
    """
    name = (upload.name or "pindaian").rsplit("/", 1)[-1][:200]
    try:
        scan = read_scan(upload)
        found = _read(scan, typed)
    except RefusedScan as refusal:
        return _line(packet, name, actor, is_letter=is_letter, found=Found(), problem=str(refusal))
    problem = _problem(packet, scan, found)
    return _line(packet, name, actor, is_letter=is_letter, found=found, problem=problem, scan=None if problem else scan)


@transaction.atomic
def _line(
    packet: Packet, name: str, actor: User, *, is_letter: bool, found: Found, problem: str, scan: Scan | None = None
) -> PacketScan:
    stored = store_bytes(name=scan.name, content=scan.content, kind=scan.kind, actor=actor) if scan else None
    other = next((code for code in found.codes if code != packet.code), "")
    return PacketScan.objects.create(
        packet=packet, stored=stored, name=name, is_letter=is_letter, accepted=not problem, pages=found.pages,
        code_read=other or next(iter(found.codes), ""), read_by_machine=found.by_machine, problem=problem[:240],
        uploaded_by=actor,
    )  # fmt: skip


def _problem(packet: Packet, scan: Scan, found: Found) -> str:
    if packet.paper and hashlib.sha256(scan.content).hexdigest() == packet.paper.sha256:
        return "Ini berkas cetakan kita sendiri, belum ditandatangani. Pindai surat yang sudah ditandatangani."
    if not found.codes:
        return "Kode di kaki surat tidak terbaca. Ketik kodenya seperti tercetak, lalu unggah lagi."
    other = next((code for code in found.codes if code != packet.code), "")
    if not other:
        return ""
    owner = next((each for each in Packet.objects.exclude(hash="") if each.code == other), None)
    whose = f", milik paket {owner.number}" + (" yang batal" if owner.state == "void" else "") if owner else ""
    return f"Kode terbaca {other}{whose}. Pindai lembar yang benar."


def _read(scan: Scan, typed: str) -> Found:
    pages, texts = texts_on(scan)
    codes = tuple(dict.fromkeys(code for text in texts for code in codes_of(text)))
    if codes:
        return Found(codes, by_machine=True, pages=pages)
    return Found(tuple(codes_of(typed.upper().replace("O", "0"))[:1]), pages=pages)


def codes_of(text: str) -> list[str]:
    """The packets' codes in a text, as they are printed: PW11-C587."""
    return [f"PW{found[1]}-{found[2].upper()}" for found in _CODE.finditer(text)]
