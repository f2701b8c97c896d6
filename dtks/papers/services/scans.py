"""A scan that came in: what it is, made small, without what a camera writes beside the picture."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Protocol

from PIL import Image, ImageOps, UnidentifiedImageError

from dtks.web.refusals import Refusal

SIZE_LIMIT = 10 * 1024 * 1024  # bytes
PIXEL_LIMIT = 50_000_000  # refused before decoding: 50 Mpx unpack to 150 MB
LONGEST_SIDE = 2000  # pixels of the kept scan
PREVIEW_LIMIT = 80 * 1000  # bytes, design.md section 8
_FORMATS = {"jpeg": "JPEG", "png": "PNG", "webp": "WEBP"}


class RefusedScan(Refusal):
    """The file is no scan that the archive takes; its text tells the person what to do."""


class Upload(Protocol):
    """What a form or a test hands in: a name and bytes."""

    name: str | None

    def read(self, size: int = ..., /) -> bytes: ...


@dataclass(frozen=True)
class Scan:
    """A checked scan: bytes for the archive and, for pictures, a small preview."""

    name: str
    kind: str  # pdf, jpeg
    content: bytes
    preview: bytes | None  # webp


def kind_of(content: bytes) -> str:
    """What the bytes are, whatever name or header came with them (failure 28); empty if nothing we take."""
    if content.startswith(b"%PDF-"):
        return "pdf"
    if content.startswith(b"\xff\xd8\xff"):
        return "jpeg"
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    return "webp" if content[:4] == b"RIFF" and content[8:12] == b"WEBP" else ""


def read_scan(upload: Upload) -> Scan:
    """Check a scan by its content and make it small.

    Raises:
        RefusedScan: too large, empty, of another kind, damaged, or a picture of more than 50 megapixels.
    """
    name = (upload.name or "pindaian").rsplit("/", 1)[-1][:120]
    content = upload.read(SIZE_LIMIT + 1)
    if not content:
        raise RefusedScan(f"{name} kosong. Pindai atau foto lagi.")
    if len(content) > SIZE_LIMIT:
        raise RefusedScan(f"{name} lebih besar dari 10 MB. Pindai dengan mutu lebih rendah, lalu unggah lagi.")
    kind = kind_of(content)
    if not kind:
        raise RefusedScan(f"Isi {name} bukan PDF, JPG, PNG atau WebP. Pindai atau foto berkasnya, lalu unggah lagi.")
    if kind == "pdf":
        if b"%%EOF" not in content[-2048:]:
            raise RefusedScan(f"{name} terpotong. Unggah lagi PDF yang utuh.")
        return Scan(name=_renamed(name, "pdf"), kind="pdf", content=content, preview=None)
    picture = _opened(content, kind, name)
    return Scan(name=_renamed(name, "jpg"), kind="jpeg", content=_jpeg(picture), preview=preview_of(picture))


def _opened(content: bytes, kind: str, name: str) -> Image.Image:
    """The picture, upright and in colours of a screen; only its pixels go on."""
    try:
        with Image.open(io.BytesIO(content), formats=[_FORMATS[kind]]) as found:
            if found.width * found.height > PIXEL_LIMIT:
                raise RefusedScan(f"{name} lebih dari 50 megapiksel. Foto dengan mutu lebih rendah, lalu unggah lagi.")
            if kind == "jpeg":
                found.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
            upright = ImageOps.exif_transpose(found)
            upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
            return _on_white(upright)
    except RefusedScan:
        raise
    except Image.DecompressionBombError as error:
        raise RefusedScan(f"{name} terlalu besar bila dibuka. Foto dengan mutu lebih rendah.") from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        raise RefusedScan(f"{name} rusak dan tidak dapat dibuka. Pindai atau foto lagi.") from error


def _on_white(picture: Image.Image) -> Image.Image:
    """RGB; what was transparent becomes paper."""
    if picture.mode == "RGB":
        return picture
    layer = picture.convert("RGBA")
    paper = Image.new("RGB", layer.size, "white")
    paper.paste(layer, mask=layer.getchannel("A"))
    return paper


def _jpeg(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=82, optimize=True)
    return out.getvalue()


def preview_of(picture: Image.Image) -> bytes:
    """WebP of at most 80 kB; first the quality gives way, then the size."""
    for side, quality in ((1100, 60), (1100, 40), (900, 35), (700, 30), (500, 25), (300, 20)):
        small = picture.copy()
        small.thumbnail((side, side))
        out = io.BytesIO()
        small.save(out, "WEBP", quality=quality, method=4)
        if out.tell() <= PREVIEW_LIMIT:
            break
    return out.getvalue()


def _renamed(name: str, ending: str) -> str:
    return f"{name.rsplit('.', 1)[0]}.{ending}"
