"""Files out: always under our own kind, never as something that a browser runs."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TypeVar
from urllib.parse import quote

from django.http import FileResponse, StreamingHttpResponse

KINDS = {
    "pdf": "application/pdf",
    "jpeg": "image/jpeg",
    "jpg": "image/jpeg",
    "png": "image/png",
    "webp": "image/webp",
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "zip": "application/zip",
}
SHOWN_INLINE = frozenset({"pdf", "jpeg", "jpg", "png", "webp"})
Answer = TypeVar("Answer", bound=StreamingHttpResponse)

# A file runs nothing, loads nothing, and stands in nobody's page.
POLICY = "default-src 'none'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'"


def file_answer(path: Path, *, name: str, kind: str, inline: bool = False) -> FileResponse:
    """The file as a download, or shown in the page if it is a picture or PDF and `inline` is asked for.

    The content type comes from our own `kind` (a key of KINDS, else plain bytes), never from the file's name; the
    caller has checked that the person may have it.
    """
    answer = FileResponse(path.open("rb"), content_type=KINDS.get(kind, "application/octet-stream"))
    return _guarded(answer, name=name, kind=kind, inline=inline)


def content_answer(content: Iterable[bytes], *, name: str, kind: str) -> StreamingHttpResponse:
    """A download that is written while it is sent; the same rules as `file_answer`."""
    answer = StreamingHttpResponse(content, content_type=KINDS.get(kind, "application/octet-stream"))
    return _guarded(answer, name=name, kind=kind)


def _guarded(answer: Answer, *, name: str, kind: str, inline: bool = False) -> Answer:
    place = "inline" if inline and kind in SHOWN_INLINE else "attachment"
    plain = "".join(letter if letter.isascii() and letter not in '"\\\r\n' else "_" for letter in name) or "berkas"
    answer["Content-Disposition"] = f"{place}; filename=\"{plain}\"; filename*=UTF-8''{quote(name)}"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-store"
    answer["Content-Security-Policy"] = POLICY if kind == "pdf" else f"sandbox; {POLICY}"
    return answer
