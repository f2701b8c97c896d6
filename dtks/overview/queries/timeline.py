"""What has happened with a citizen, newest first, out of what the file has read already."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from dtks.overview.queries.file import CitizenFile, Entry
from dtks.registry.models import Citizen, Scheme
from dtks.web.templatetags.chips import result_word
from dtks.web.templatetags.formats import month, uncapped
from verification.sources.models import Comparison


def timeline(file: CitizenFile, most: int = 8) -> list[Entry]:
    """The newest events of all kinds; no query."""
    entries = [*_requests(file), *_tickets(file), *_comparisons(file), *_papers(file), *_lists(file), *_cards(file)]
    return sorted(entries, key=lambda entry: entry.at, reverse=True)[:most]


def _requests(file: CitizenFile) -> Iterator[Entry]:
    for request in list[Any](file.requests):
        if request.citizen_id != file.citizen.pk:
            continue
        yield Entry(
            at=request.decided_at or request.created_at,
            act=f"Usulan perubahan {_inside(request.field_words or request.act.label)}",
            who=str(request.maker) if request.maker else "",
            link=reverse("overview:citizen_matters", args=[file.citizen.pk]),
            word=request.number,
            note=str(request.get_state_display()),
            waiting=request.is_open,
        )


def _tickets(file: CitizenFile) -> Iterator[Entry]:
    for ticket in file.tickets:
        if ticket.citizen_id != file.citizen.pk:
            continue
        yield Entry(
            at=ticket.opened_at,
            act="Konsultasi di loket",
            who=str(ticket.opened_by or "Warga"),
            link=ticket.get_absolute_url(),
            word=ticket.number,
            note=uncapped(ticket.get_state_display()),
            waiting=ticket.is_open,
        )


def _comparisons(file: CitizenFile) -> Iterator[Entry]:
    found: Any = file.citizen
    compared = file.comparison
    if compared and compared.run and not file.awaits_nik:
        yield _compared(compared.at, compared.result_class, compared.differing, compared.run)
    for each in found.all_comparisons:
        if Comparison.AWAITS_NIK in each["codes"] or (file.awaits_nik and each["result_class"] == "NOT_FOUND"):
            yield Entry(at=_moment(each["at"]), act="Belum punya NIK, menunggu Disdukcapil")
            continue
        names = [name for name, field in each["fields"].items() if field.get("verdict") == "differs"]
        labels = [Citizen.FIELDS[name] for name in names if name in Citizen.FIELDS]
        yield _compared(_moment(each["at"]), each["result_class"], labels, "")


def _compared(at: datetime, result: str, labels: list[str], run: str) -> Entry:
    note = ", ".join(label if label.isupper() else label.lower() for label in labels)
    act = f"Banding Disdukcapil: {_inside(result_word(result))}"
    words = ": ".join(part for part in (run, note) if part)
    return Entry(at=at, act=act, note=f"· {words}" if words else "")


def _inside(words: str) -> str:
    """Words within a sentence: a small first letter, but NIK stays NIK."""
    first = words.split(" ", 1)[0].strip(",")
    return words if first.isupper() else words[:1].lower() + words[1:]


def _papers(file: CitizenFile) -> Iterator[Entry]:
    found: Any = file.citizen
    for each in found.all_documents:
        yield Entry(
            at=_moment(each["seen_at"]),
            act=f"{each['kind']} diterima",
            who=each["who"],
            link=reverse("overview:citizen_papers", args=[file.citizen.pk]),
            word=f"arsip {each['number']}",
        )


def _lists(file: CitizenFile) -> Iterator[Entry]:
    names = dict(Scheme.choices)
    before: dict[str, Any] | None = None
    for each in reversed(file.standings):
        if before and (before["listed"], before["desil"]) == (each["listed"], each["desil"]):
            continue
        words = "Ada di daftar pusat" if each["listed"] else "Tidak ada lagi di daftar pusat"
        desil = f", desil {each['desil']}" if each["desil"] else ""
        yield Entry(
            at=_start_of(each["period"]),
            act=f"{words} {month(each['period'])}",
            note=f"· {names.get(each['scheme'], each['scheme'])}, {each['reference']}{desil}",
        )
        before = each


def _cards(file: CitizenFile) -> Iterator[Entry]:
    for each in file.former:
        yield Entry(at=_start_of(each.ended_on), act=f"{each.label} berganti", note="· yang lama tetap tercatat")
    if file.citizen.life_state != "1" and file.citizen.life_state_on:
        act = f"Tercatat {file.citizen.get_life_state_display()}"
        yield Entry(at=_start_of(file.citizen.life_state_on), act=act)


def _moment(text: Any) -> datetime:
    moment = text if isinstance(text, datetime) else parse_datetime(str(text))
    if moment is None:
        raise ValueError("not a moment")
    return moment if timezone.is_aware(moment) else timezone.make_aware(moment)


def _start_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))
