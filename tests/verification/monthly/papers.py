"""Paper as it comes back from the mayor's office: printed, signed, scanned."""

from __future__ import annotations

import io

import pypdfium2
from django.core.files.uploadedfile import SimpleUploadedFile

from dtks.files.services import path_of
from verification.monthly.models import Packet


def scanned(packet: Packet, *, name: str = "surat.pdf", pages: tuple[int, ...] = (0,)) -> SimpleUploadedFile:
    """Pages of the packet's paper as a scanner gives them: pictures in a PDF, without any text."""
    assert packet.paper is not None
    pictures = pictures_of(path_of(packet.paper).read_bytes(), pages)
    out = io.BytesIO()
    pictures[0].save(out, "PDF", save_all=True, append_images=pictures[1:], resolution=120)
    return SimpleUploadedFile(name, out.getvalue(), "application/pdf")


def photographed(packet: Packet) -> SimpleUploadedFile:
    """The first page as a photo, a little askew."""
    assert packet.paper is not None
    [picture] = pictures_of(path_of(packet.paper).read_bytes(), (0,))
    out = io.BytesIO()
    picture.convert("RGB").rotate(2, expand=True, fillcolor="white").save(out, "JPEG", quality=70)
    return SimpleUploadedFile("surat.jpg", out.getvalue(), "image/jpeg")


def pictures_of(pdf: bytes, pages: tuple[int, ...]) -> list[pypdfium2.PdfBitmap]:
    with pypdfium2.PdfDocument(pdf) as document:
        return [document[page].render(scale=120 / 72).to_pil().convert("L") for page in pages]


def text_of(pdf: bytes) -> str:
    with pypdfium2.PdfDocument(pdf) as document:
        return "\n".join(page.get_textpage().get_text_range() for page in document)
