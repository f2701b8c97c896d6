"""Code tables, regions, texts: loaded by `prepare`, kept in memory."""

from __future__ import annotations

import re
from functools import lru_cache

from dtks.office.models import Code, Region

_NOT_WORD = re.compile(r"[^A-Z0-9]+")


def slug(text: str) -> str:
    """A name for comparing: upper case, letters and digits only. Lepo Lepo = Lepo-Lepo = LEPOLEPO."""
    return _NOT_WORD.sub("", text.upper())


@lru_cache(maxsize=64)
def code_labels(table: str) -> dict[str, str]:
    """Code to label of a code table. Tables are loaded by `prepare` and do not change while we run."""
    return dict(Code.objects.filter(table=table).values_list("code", "label"))


@lru_cache(maxsize=64)
def code_by_label(table: str) -> dict[str, str]:
    """Slug of a label, identifier or spelling variant, and the code itself, to code."""
    found: dict[str, str] = {}
    for code in Code.objects.filter(table=table):
        variants = str(code.data.get("spelling_variants") or "").split(";")
        for text in [code.code, code.label, code.identifier, *variants]:
            if slug(text):
                found.setdefault(slug(text), code.code)
    return found


@lru_cache(maxsize=1)
def kelurahan_of_kendari() -> dict[str, Region]:
    """Code to kelurahan, of the city."""
    rows = Region.objects.filter(level=Region.Level.KELURAHAN, in_kendari=True).select_related("parent")
    return {row.code: row for row in rows}


@lru_cache(maxsize=128)
def _message_text(key: str) -> str:
    found = Code.objects.filter(table="message_texts", code=key).first()
    return str(found.data.get("text", "")) if found else ""


def message_text(key: str, **values: object) -> str:
    """A plain-Indonesian text of message_texts.csv with its places filled in; a place without a value stays empty.

    Raises:
        KeyError: there is no text of that key.
    """
    text = _message_text(key)
    if not text:
        _message_text.cache_clear()  # asked before the tables were loaded
        raise KeyError(key)
    return re.sub(r"\{(\w+)\}", lambda found: str(values.get(found.group(1), "")), text)
