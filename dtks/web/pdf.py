"""Papers set by typst out of templates/<room>/*.typ. Data goes in as JSON only, never as source."""

from __future__ import annotations

import base64
import io
import json
import re
import unicodedata
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import segno
import typst
from django.conf import settings
from django.utils import timezone
from PIL import Image

ROOT = Path(settings.BASE_DIR) / "templates"
# A sign that the typesetter's letters lack (an emoji, Chinese) is refused by PDF/A: it is set as a question mark.
_NO_LETTER = re.compile(r"the text `\"(.+?)\"` could not be displayed", re.DOTALL)
_CODE = re.compile(r"\\u\{([0-9a-f]+)\}")
_CONTROL = re.compile(r"(\\\\)|\\u00[01][0-9a-f]|\x7f")  # as JSON writes them; an escaped backslash is none of them
_TRIES = 30


def _inputs(data: dict[str, Any]) -> dict[str, str]:
    """What a template reads; whether it is practice is never left to the caller."""
    known = json.dumps({**data, "practice": settings.PRACTICE}, ensure_ascii=False, sort_keys=True, default=str)
    known = _CONTROL.sub(lambda found: found[1] or "", known)
    return {"data": "".join(sign for sign in known if unicodedata.category(sign) not in ("Cc", "Cf", "Co", "Cs"))}


def _lacking(error: typst.TypstError) -> set[str]:
    """The signs for which there is no letter, out of what the typesetter says."""
    found = _NO_LETTER.search(str(error))
    return set(_CODE.sub(lambda code: chr(int(code[1], 16)), found[1])) - set('\\"? ') if found else set()


def typeset(template_name: str, data: dict[str, Any], *, on: datetime | None = None) -> bytes:
    """A PDF/A-2b from `templates/<template_name>`, e.g. `desk/receipt.typ`.

    `data` is anything that JSON can write; the template reads it by `sys.inputs.data`, so a name with `#`, `*` or `$`
    is a name and no code. The fonts are the typesetter's own, so a paper looks the same on every machine, and the same
    data with the same `on` give the same bytes.

    Raises:
        typst.TypstError: the template is wrong.
    """
    given = _inputs(data)
    for _ in range(_TRIES):
        try:
            return _compiled(template_name, given, on)
        except typst.TypstError as error:
            lacking = _lacking(error)
            if not lacking:
                raise
            given = {"data": "".join("?" if sign in lacking else sign for sign in given["data"])}
    return _compiled(template_name, {"data": re.sub(r"[^\x20-\x7e]", "?", given["data"])}, on)


def _compiled(template_name: str, given: dict[str, str], on: datetime | None) -> bytes:
    pdf: bytes = typst.compile(  # one format and no output path: typst hands back the file
        ROOT / template_name,
        root=ROOT,
        ignore_system_fonts=True,
        font_paths=[],
        format="pdf",
        sys_inputs=given,
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


def page_picture(
    template_name: str, data: dict[str, Any], *, page: int = 1, ppi: int = 96, colours: int = 0
) -> bytes | None:
    """One page of the same paper as PNG, to look at beside a form; None where the paper has no such page.

    With a number of colours the picture is a third of the bytes."""
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
    if not 0 < page <= len(found):
        return None
    return _of_few_colours(found[page - 1], colours) if colours else found[page - 1]


def _of_few_colours(picture: bytes, number: int) -> bytes:
    out = io.BytesIO()
    Image.open(io.BytesIO(picture)).convert("RGB").quantize(number).save(out, "PNG", optimize=True)
    return out.getvalue()


def emblem_svg(png: bytes) -> str:
    """The office's emblem as SVG around its own file, for a letterhead; empty where the office gave none."""
    if not png:
        return ""
    coded = base64.b64encode(png).decode()
    return (
        "<svg xmlns='http://www.w3.org/2000/svg' xmlns:xlink='http://www.w3.org/1999/xlink' viewBox='0 0 100 100'>"
        f"<image width='100' height='100' xlink:href='data:image/png;base64,{coded}'/></svg>"
    )
