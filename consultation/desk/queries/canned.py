"""Answers that are ready, with their places filled in from a ticket (row 24)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.utils import timezone

from consultation.desk.models import READY_ANSWERS, CannedAnswer, Ticket
from consultation.desk.queries.receipts import address_of, short_name
from consultation.desk.queries.tickets import full_day, joined, papers_until
from dtks.web.memory import kept

PLACES = {
    "sapaan": "Ibu Wa Ode N.",
    "sapaan_pendek": "Ibu",
    "nomor": "nomor tiket",
    "kelurahan": "kelurahan warga",
    "berkas_kurang": "berkas wajib yang belum ada",
    "batas": "kabar paling lambat",
    "batas_berkas": "batas menyusulkan berkas",
}
MOST = 8
_PLACE = re.compile(r"\{(\w+)\}")
_LEFT = re.compile(r"\[[^\]\n]{1,60}\]")


@dataclass(frozen=True)
class Filled:
    """A ready answer as it would be sent, and what the person still has to write in brackets."""

    answer: CannedAnswer
    text: str
    filled: int
    left: list[str]


def values_of(ticket: Ticket) -> dict[str, str]:
    """What a ticket gives to each place; what it does not know stays out."""
    short = address_of(ticket)
    is_read = "papers" in getattr(ticket, "_prefetched_objects_cache", {})
    papers = ticket.papers.all() if is_read else ticket.papers.select_related("kind")
    missing = [paper.kind.short_label for paper in papers if paper.is_missing]
    until = ticket.papers_until or papers_until(timezone.localdate())
    return {
        "sapaan": f"{short} {short_name(ticket.person_name)}".strip(),
        "sapaan_pendek": short,
        "nomor": ticket.number,
        "kelurahan": ticket.kelurahan.name if ticket.kelurahan else "",
        "berkas_kurang": joined(missing),
        "batas": full_day(ticket.due_on),
        "batas_berkas": full_day(until),
    }


def fill(answer: CannedAnswer, values: dict[str, str]) -> Filled:
    """The text with its places filled; a place without a value stands in brackets, to be written by hand."""
    found = 0

    def put(place: re.Match[str]) -> str:
        nonlocal found
        value = values.get(place.group(1), "")
        found += bool(value)
        return value or f"[{PLACES.get(place.group(1), place.group(1))}]"

    text = _PLACE.sub(put, answer.text)
    return Filled(answer, text, found, left_open(text))


def left_open(text: str) -> list[str]:
    """Brackets that nobody has filled in yet."""
    return _LEFT.findall(text)


def ready_for(ticket: Ticket, term: str = "") -> list[Filled]:
    """Ready answers that fit a ticket's kind and hold every word of the term, those of its kind first."""
    words = [word.casefold() for word in term.split()[:6]]
    rows = [
        answer
        for answer in kept(READY_ANSWERS, lambda: list(CannedAnswer.objects.filter(is_active=True)))
        if (not answer.kinds or ticket.kind in answer.kinds)
        and all(word in f"{answer.title}\n{answer.text}".casefold() for word in words)
    ]
    found = sorted(rows, key=lambda answer: (not answer.kinds, answer.position, answer.pk))[:MOST]
    values = values_of(ticket) if found else {}
    return [fill(answer, values) for answer in found]
