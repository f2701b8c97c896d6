"""What stands on a scan: the text of a PDF, and the square codes of its pages or of a photo."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from threading import Lock
from typing import Any

import pypdfium2
import zxingcpp
from PIL import Image

from dtks.papers.services.scans import RefusedScan, Scan, preview_of

MOST_PAGES = 12  # that are looked at
LONGEST_SIDE = 1800  # pixels of a page that is looked at
_LOCK = Lock()  # PDFium is not made for threads


def one_at_a_time() -> Lock:
    """Held while PDFium works."""
    return _LOCK


def texts_on(scan: Scan) -> tuple[int, list[str]]:
    """How many pages a scan has, and what a machine reads on them.

    Raises:
        RefusedScan: the PDF is damaged or locked.
    """
    if scan.kind != "pdf":
        return 1, _codes_in(Image.open(io.BytesIO(scan.content)))
    try:
        with one_at_a_time(), pypdfium2.PdfDocument(scan.content) as document:
            return len(document), list(_texts_of(document))
    except pypdfium2.PdfiumError as error:
        raise RefusedScan(f"{scan.name} rusak atau terkunci sandi. Pindai lagi tanpa sandi.") from error


def with_first_page(scan: Scan) -> Scan:
    """The scan with a small picture of its first page; as it came where PDFium cannot open it."""
    if scan.kind != "pdf":
        return scan
    try:
        with one_at_a_time(), pypdfium2.PdfDocument(scan.content) as document:
            page = document[0]
            picture = page.render(scale=min(LONGEST_SIDE / max(*page.get_size(), 1), 4)).to_pil().convert("RGB")
    except (pypdfium2.PdfiumError, IndexError):
        return scan
    return replace(scan, preview=preview_of(picture))


def _texts_of(document: Any) -> Iterator[str]:
    """What the pages of a PDF say: their own text, and the square codes on them."""
    for number in range(min(len(document), MOST_PAGES)):
        page = document[number]
        yield page.get_textpage().get_text_range()
        scale = LONGEST_SIDE / max(*page.get_size(), 1)
        yield from _codes_in(page.render(scale=min(scale, 4), grayscale=True).to_pil())


def _codes_in(picture: Image.Image) -> list[str]:
    return [str(found.text) for found in zxingcpp.read_barcodes(picture.convert("L"))]
