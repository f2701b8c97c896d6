"""Papers set by typst out of templates/<room>/*.typ. Data goes in as JSON only, never as source."""

from __future__ import annotations

import base64
import io
import json
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import segno
import typst
from django.conf import settings
from django.utils import timezone

ROOT = Path(settings.BASE_DIR) / "templates"


def _inputs(data: dict[str, Any]) -> dict[str, str]:
    """What a template reads; whether it is practice is never left to the caller."""
    known = {**data, "practice": settings.PRACTICE}
    return {"data": json.dumps(known, ensure_ascii=False, sort_keys=True, default=str)}


def typeset(template_name: str, data: dict[str, Any], *, on: datetime | None = None) -> bytes:
    """A PDF/A-2b from `templates/<template_name>`, e.g. `desk/receipt.typ`.

    `data` is anything that JSON can write; the template reads it by `sys.inputs.data`, so a name with `#`, `*` or `$`
    is a name and no code. The fonts are the typesetter's own, so a paper looks the same on every machine, and the same
    data with the same `on` give the same bytes.

    Raises:
        typst.TypstError: the template is wrong.
    """
    pdf: bytes = typst.compile(  # one format and no output path: typst hands back the file
        ROOT / template_name,
        root=ROOT,
        ignore_system_fonts=True,
        font_paths=[],
        format="pdf",
        sys_inputs=_inputs(data),
        pdf_standards=["a-2b"],
        timestamp=int((on or timezone.now()).timestamp()),
    )
    return pdf


@lru_cache(maxsize=256)
def qr_svg(text: str) -> str:
    """A QR code as SVG, for a template's `image(bytes(data.qr))`. Level M: a fold or a stain does not kill it."""
    out = io.BytesIO()
    segno.make(text, error="m", micro=False).save(out, kind="svg", border=0, xmldecl=False)
    return out.getvalue().decode()


def page_picture(template_name: str, data: dict[str, Any], *, page: int = 1, ppi: int = 96) -> bytes | None:
    """One page of the same paper as PNG, to look at beside a form; None where the paper has no such page."""
    pages: Any = typst.compile(
        ROOT / template_name,
        root=ROOT,
        ignore_system_fonts=True,
        font_paths=[],
        format="png",
        ppi=ppi,
        sys_inputs=_inputs(data),
    )
    found: list[bytes] = [pages] if isinstance(pages, bytes) else list(pages)
    return found[page - 1] if 0 < page <= len(found) else None


def emblem_svg(png: bytes) -> str:
    """The office's emblem as SVG around its own file, for a letterhead; empty where the office gave none."""
    if not png:
        return ""
    coded = base64.b64encode(png).decode()
    return (
        "<svg xmlns='http://www.w3.org/2000/svg' xmlns:xlink='http://www.w3.org/1999/xlink' viewBox='0 0 100 100'>"
        f"<image width='100' height='100' xlink:href='data:image/png;base64,{coded}'/></svg>"
    )
