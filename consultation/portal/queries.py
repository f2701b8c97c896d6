"""What a citizen reads about his own ticket. Three questions to the database, whatever the ticket holds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.db.models.functions import JSONObject
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format

from consultation.desk.models import State, Ticket, TicketChange, TicketNote
from consultation.desk.queries import receipts, tickets
from dtks.office.queries import KASI, code_labels, official_on
from dtks.web.pdf import qr_svg, typeset
from verification.corrections.models import ChangeRequest, FieldChange

# Stages of the way, in full for whoever does not know the office.
STAGE_WORDS = {
    "Diterima": "Diterima di loket", "Disahkan": "Disahkan Wali Kota", "Dikirim": "Dikirim ke Kementerian Sosial"
}  # fmt: skip


@dataclass(frozen=True)
class Said:
    """An answer of the office, or the citizen's own words."""

    text: str
    at: datetime
    own: bool


@dataclass(frozen=True)
class StageSeen:
    """One stage of the way: done, now or later, with its day."""

    word: str
    state: str
    when: str


@dataclass(frozen=True)
class News:
    """Where a ticket stands, what the citizen does next, and what was said."""

    ticket: Ticket
    standing: tickets.Standing
    found: str
    missing_title: str
    missing: list[dict[str, str]]
    stages: list[StageSeen]
    said: list[Said]


def ticket_of_code(code: str) -> Ticket | None:
    """As much of a ticket as the secret word is checked against."""
    return Ticket.objects.only("receipt_code", "secret_hash", "merged_into").filter(receipt_code=code).first()


def news_of(found: Ticket) -> News:
    """Everything that the page of a ticket shows; one that was merged shows where its matter goes on."""
    pk = found.merged_into_id or found.pk
    ticket: Any = Ticket.objects.select_related("citizen", "kelurahan").annotate(**_beside()).get(pk=pk)
    requests = [ChangeRequest(state=each["state"], sealed_in=each["sealed_in"]) for each in ticket.proposed]
    fields = [field for each in ticket.proposed for field in each["fields"] or []]
    missing = [paper for paper in ticket.papers.select_related("kind", "document") if paper.is_missing]
    is_open = ticket.is_open
    return News(
        ticket=ticket,
        standing=tickets.standing_of(ticket, requests),
        found=receipts.proposed_words(ticket, fields) if is_open else "",
        missing_title=receipts.missing_title(missing, ticket.papers_until) if is_open else "",
        missing=[receipts.missing_line(paper, ticket) for paper in missing] if is_open else [],
        stages=_stages(ticket, with_changes=bool(requests)),
        said=[_said(each) for each in ticket.spoken],
    )


def _beside() -> dict[str, Any]:
    fields = FieldChange.objects.filter(request=OuterRef("request")).order_by("pk").values("field")
    changes = TicketChange.objects.filter(ticket=OuterRef("pk")).order_by("pk")
    notes = TicketNote.objects.filter(ticket=OuterRef("pk")).exclude(kind=TicketNote.Kind.INTERNAL).order_by("-at")
    return {
        "proposed": ArraySubquery(
            changes.values(
                each=JSONObject(state="request__state", sealed_in="request__sealed_in", fields=ArraySubquery(fields))
            )
        ),
        "spoken": ArraySubquery(notes.values(each=JSONObject(kind="kind", text="text", at="at"))),
    }


def _said(note: dict[str, str]) -> Said:
    at = parse_datetime(note["at"])
    assert at is not None
    return Said(text=tickets.without_numbers(note["text"]), at=at, own=note["kind"] == TicketNote.Kind.CITIZEN)


def _stages(ticket: Ticket, *, with_changes: bool) -> list[StageSeen]:
    stages = tickets.stages_of(ticket, with_changes=with_changes)
    return [
        StageSeen(STAGE_WORDS.get(stage.word, stage.word), stage.state, _when(ticket, n, stage.state))
        for n, stage in enumerate(stages)
    ]


def _when(ticket: Ticket, number: int, state: str) -> str:
    if number == 0:
        return _day(timezone.localdate(ticket.opened_at))
    if state == "now" and ticket.state in {State.RECEIVED, State.CHECKING, State.RETURNED}:
        return f"selesai paling lambat {_day(ticket.due_on)}"
    return ""


def _day(day: date) -> str:
    return date_format(day, "l, j F")


def paper_form(*, objection: bool, day: date) -> bytes:
    """The proposal or objection as a page to fill in by hand."""
    return _set_form(objection=objection, day=day, official=official_on(KASI, day))


@lru_cache(maxsize=8)
def _set_form(*, objection: bool, day: date, official: str) -> bytes:
    """Set once a day, for anybody may ask for it."""
    address = f"{settings.PUBLIC_ADDRESS}/{'sanggah' if objection else 'usul'}"
    of_whom = "yang disanggah" if objection else "yang diusulkan"
    data = {
        "head": receipts.head_data(day),
        "official": official,
        "title": "Formulir keberatan atas sebuah nama" if objection else "Formulir usulan keluarga",
        "words": "Nama pelapor dirahasiakan. Petugas memeriksa ke lapangan."
        if objection
        else "Nama dibahas di musyawarah kelurahan, lalu petugas datang ke rumah. Mengusulkan belum berarti menerima.",
        "asked": [f"Nama {of_whom}", "Alamat", "RT dan RW", "Kelurahan"],
        "why": "Sebab keberatan, dengan kata sendiri" if objection else "Keadaannya, dengan kata sendiri",
        "writer": "(boleh kosong; dirahasiakan)" if objection else "",
        "who": [] if objection else list(code_labels("brought_by").values()),
        "until": "Jawaban dapat dilihat dengan kode di tanda terima.",
        "hours": settings.OFFICE_HOURS_WORDS,
        "qr": qr_svg(address),
        "address": address.split("://", 1)[-1],
    }
    return typeset("portal/form.typ", data)
