"""Several photos or scans of one paper become one document: upright, small, page after page."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import cast

import pypdfium2
from PIL import Image

from dtks.papers.services.reading import one_at_a_time
from dtks.papers.services.scans import RefusedScan, Scan, Upload, read_scan

MOST_FILES = 20
TURNS = (("0", "tidak"), ("90", "ke kanan"), ("180", "balik"), ("270", "ke kiri"))
_DOTS_PER_INCH = 170.0  # a photo of LONGEST_SIDE pixels fills about an A4 page


def joined(uploads: Sequence[Upload], *, turn: int = 0) -> Upload | None:
    """One upload out of several, in their order; None of none. A single one that is not turned stays as it came.

    Args:
        turn: degrees clockwise by which every photo is turned.

    Raises:
        RefusedScan: one of them is no scan that the archive takes, or there are too many.
    """
    if len(uploads) < 2 and not turn:
        return uploads[0] if uploads else None
    if len(uploads) > MOST_FILES:
        raise RefusedScan(f"Paling banyak {MOST_FILES} foto dalam satu berkas.")
    scans = [read_scan(each) for each in uploads]
    if len(scans) == 1:
        return _named(scans[0].name, _turned(scans[0], turn) if scans[0].kind == "jpeg" else scans[0].content)
    pages = [_page(each, turn) for each in scans]
    with one_at_a_time(), pypdfium2.PdfDocument.new() as whole:
        for page in pages:
            with pypdfium2.PdfDocument(page) as part:
                whole.import_pages(part)
        out = io.BytesIO()
        whole.save(out)
    return _named(f"{scans[0].name.rsplit('.', 1)[0]}.pdf", out.getvalue())


def _page(scan: Scan, turn: int) -> bytes:
    """A photo as a page; a PDF as it is."""
    if scan.kind == "pdf":
        return scan.content
    out = io.BytesIO()
    Image.open(io.BytesIO(_turned(scan, turn))).save(out, "PDF", resolution=_DOTS_PER_INCH)
    return out.getvalue()


def _turned(scan: Scan, turn: int) -> bytes:
    if not turn:
        return scan.content
    out = io.BytesIO()
    Image.open(io.BytesIO(scan.content)).rotate(-turn, expand=True).save(out, "JPEG", quality=82, optimize=True)
    return out.getvalue()


def _named(name: str, content: bytes) -> Upload:
    found = io.BytesIO(content)
    found.name = name
    return cast("Upload", found)
