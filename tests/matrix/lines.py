"""The table of the matrix: every address, who may see it, in whose area.

Each room has `lines_<room>.py` with `LINES` (address name -> Line) and, where an address names a record, `RECORDS`
(name -> function that makes such a record about a citizen and returns the address's arguments). Lists whose number of
queries is fixed stand in `ROWS` (address name -> function that makes one row about a citizen; its number comes along).
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from dtks.accounts.models import Role

EVERYBODY = frozenset(Role.values)


@dataclass(frozen=True)
class Line:
    """One address.

    see: roles that get the page; every other role gets 403, nobody's mandate gives nothing, signed out goes to sign-in.
    record: a key of RECORDS; a role that works in Kadia gets 404 for a record of Lahundape.
    whole_office: the record belongs to no area, so there is no other area to refuse.
    post_only: GET answers 405 to those who may.
    leads: of these one whose GET leads to the page that has its button.
    public: also without signing in.
    most: queries of a list page; a dashboard may ask 12, the workbench 15.
    ok: what those who may get (a page that only leads on: 302).
    """

    see: frozenset[str] | set[str] = field(default_factory=frozenset)
    record: str = ""
    args: tuple[Any, ...] = ()
    whole_office: bool = False
    post_only: bool = False
    leads: bool = False
    public: bool = False
    ok: tuple[int, ...] = (200,)
    query: str = ""
    most: int = 10


def _modules() -> Iterator[Any]:
    for found in pkgutil.iter_modules([str(Path(__file__).parent)]):
        if found.name.startswith("lines_"):
            yield importlib.import_module(f"tests.matrix.{found.name}")


def _collected(name: str) -> dict[str, Any]:
    return {key: value for module in _modules() for key, value in getattr(module, name, {}).items()}


LINES: dict[str, Line] = _collected("LINES")
RECORDS: dict[str, Callable[..., Any]] = _collected("RECORDS")
ROWS: dict[str, Callable[..., Any]] = _collected("ROWS")


def addresses(resolver: Any = None, namespace: str = "") -> Iterator[tuple[str, str]]:
    """Name and route of every address of the project."""
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from addresses(entry, inner)
        elif isinstance(entry, URLPattern):
            yield f"{namespace}{entry.name or ''}", str(entry.pattern)
