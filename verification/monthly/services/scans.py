"""The scan of the signed letter: what it is, and which code stands on it."""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from threading import Lock
from typing import Any

import pypdfium2
import zxingcpp
from django.db import transaction
from PIL import Image

from dtks.accounts.models import User
from dtks.files.services import store_bytes
from dtks.papers.services.scans import RefusedScan, Scan, Upload, read_scan
from verification.monthly.models import Packet, PacketScan

_CODE = re.compile(r"\bPW\s?(\d{2})\s?[-–—]\s?([0-9A-F]{4})\b", re.IGNORECASE)
MOST_PAGES = 12  # that are looked at for the code
LONGEST_SIDE = 1800  # pixels of a page that is looked at
_ONE_AT_A_TIME = Lock()  # PDFium is not made for threads


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
    if scan.kind == "pdf":
        pages, texts = _pages_and_texts(scan)
    else:
        pages, texts = 1, _codes_in(Image.open(io.BytesIO(scan.content)))
    codes = tuple(dict.fromkeys(code for text in texts for code in codes_of(text)))
    if codes:
        return Found(codes, by_machine=True, pages=pages)
    return Found(tuple(codes_of(typed.upper().replace("O", "0"))[:1]), pages=pages)


def _pages_and_texts(scan: Scan) -> tuple[int, list[str]]:
    try:
        with _ONE_AT_A_TIME, pypdfium2.PdfDocument(scan.content) as document:
            return len(document), list(_texts_of(document))
    except pypdfium2.PdfiumError as error:
        raise RefusedScan(f"{scan.name} rusak atau terkunci sandi. Pindai lagi tanpa sandi.") from error


def _texts_of(document: Any) -> Iterator[str]:
    """What the pages of a PDF say: their own text, and the square codes on them."""
    for number in range(min(len(document), MOST_PAGES)):
        page = document[number]
        yield page.get_textpage().get_text_range()
        scale = LONGEST_SIDE / max(*page.get_size(), 1)
        yield from _codes_in(page.render(scale=min(scale, 4), grayscale=True).to_pil())


def _codes_in(picture: Image.Image) -> list[str]:
    return [str(found.text) for found in zxingcpp.read_barcodes(picture.convert("L"))]


def codes_of(text: str) -> list[str]:
    """The packets' codes in a text, as they are printed: PW11-C587."""
    return [f"PW{found[1]}-{found[2].upper()}" for found in _CODE.finditer(text)]
