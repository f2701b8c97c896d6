"""Tickets: what is open for a person, where a ticket stands, what became of its proposals."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.utils import timezone
from django.utils.formats import date_format

from consultation.desk.models import Kind, State, Ticket, TicketChange, TicketQuerySet
from consultation.desk.queries.rules import DAYS_FOR_PAPERS
from dtks.accounts.models import User
from dtks.office.queries import code_labels, message_text, working_days_after
from dtks.registry.models import Citizen, Household
from dtks.registry.queries import family_of
from dtks.web.templatetags.formats import uncapped
from verification.corrections.models import ChangeRequest
from verification.corrections.models.requests import words_of_fields
from verification.corrections.queries import open_requests_of, touch_of
from verification.sources.models import Comparison

_LONG_NUMBER = re.compile(r"\d(?:[ .\-]?\d){14,18}")
DAYS_TO_OBJECT = 14  # working days, domain.md 6.1
Request = ChangeRequest.State


def full_day(day: date) -> str:
    """Rabu, 18 November 2026, as on paper."""
    return date_format(day, "l, j F Y")


def open_tickets_of(citizen: Citizen) -> TicketQuerySet:
    """Tickets of a citizen on which somebody still has to act, the oldest first."""
    return Ticket.objects.open().filter(citizen=citizen).order_by("opened_at")


def urgent_word(ticket: Ticket) -> str:
    """Why a ticket is urgent, in the words of the office's table; empty for what is not."""
    if ticket.kind != Kind.URGENT:
        return ""
    return code_labels("urgent_reason").get(ticket.urgent_reason, ticket.urgent_reason)


def own_count(user: User) -> int:
    """How many open tickets a person holds."""
    return Ticket.objects.open().filter(assigned_to=user).count()


@dataclass(frozen=True)
class Matter:
    """Something open for a person or the family, as the intake shows it before anything is typed (row 19)."""

    title: str
    detail: str
    number: str
    ticket: Ticket | None = None
    request: ChangeRequest | None = None
    own: bool = True  # of the person himself, not of another member
    at: datetime | None = None
    same: str = ""  # fields that are called wrong now and stand in this request already, in words


def open_matters(*, citizen: Citizen, user: User, wrong: Collection[str] = ()) -> list[Matter]:
    """Open tickets and change requests of a person and the family, own ones first, then the oldest first.

    Args:
        wrong: fields that the person calls wrong now.
    """
    family = family_of(citizen)
    people = members(citizen, family)
    tickets = Ticket.objects.visible_to(user).open().filter(citizen__in=people).select_related("citizen")
    requests = open_requests_of(citizen=citizen.pk, household=family.pk if family else None).filter(
        pk__in=ChangeRequest.objects.visible_to(user)
    )
    found = [_ticket_matter(ticket, citizen) for ticket in tickets[:20]]
    found += [_request_matter(request, citizen, wrong) for request in requests[:20]]
    return sorted(found, key=lambda matter: (not matter.own, matter.at))


def members(citizen: Citizen, family: Household | None) -> list[int]:
    """Ids of a citizen and of the family's members."""
    if family is None:
        return [citizen.pk]
    return [citizen.pk, *family.memberships.filter(ended_on=None).values_list("citizen_id", flat=True)]


def _ticket_matter(ticket: Ticket, citizen: Citizen) -> Matter:
    own = ticket.citizen_id == citizen.pk
    who = "" if own else f"{ticket.person_name.title()}, "
    opened = date_format(timezone.localtime(ticket.opened_at), "j M Y")
    return Matter(
        title=ticket.get_kind_display(),
        detail=f"{who}{uncapped(ticket.get_state_display())}, dibuka {opened}",
        number=ticket.number,
        ticket=ticket,
        own=own,
        at=ticket.opened_at,
    )


def _request_matter(request: ChangeRequest, citizen: Citizen, wrong: Collection[str]) -> Matter:
    own = request.citizen_id == citizen.pk
    who = "" if own else f"{request.citizen.name.title()}, "
    fields = list(touch_of(request).values)
    return Matter(
        title=request.act.label,
        detail=f"{who}{words_of_fields(fields)} · {request.get_state_display()}",
        same=words_of_fields([name for name in fields if own and name in wrong]),
        number=request.number,
        request=request,
        own=own,
        at=request.created_at,
    )


def open_counts(citizens: Iterable[Citizen]) -> dict[int, int]:
    """Citizen id to the number of open tickets and requests, for the hits of a search."""
    ids = [citizen.pk for citizen in citizens]
    counts: dict[int, int] = {}
    for rows in (
        Ticket.objects.open().filter(citizen__in=ids).values_list("citizen").annotate(n=Count("pk")),
        ChangeRequest.objects.open().filter(citizen__in=ids).values_list("citizen").annotate(n=Count("pk")),
    ):
        for pk, number in rows.order_by():
            counts[pk] = counts.get(pk, 0) + number
    return counts


def listed(user: User) -> TicketQuerySet:
    """Tickets for the list, with all that a row shows."""
    return Ticket.objects.visible_to(user).select_related("citizen", "kelurahan", "assigned_to")


def of_number(user: User, number: str) -> QuerySet[Ticket]:
    """The ticket of a number, if the person may see it, with all that its page shows."""
    compared = Comparison.objects.filter(citizen=OuterRef("citizen")).order_by("-at", "-id")
    joined = ("citizen__kelurahan", "kelurahan", "assigned_to", "opened_by", "closed_by")
    found = Ticket.objects.visible_to(user).filter(number=number).select_related(*joined)
    return found.annotate(result_class=Subquery(compared.values("result_class")[:1]))


def changes_of(ticket: Ticket) -> list[TicketChange]:
    """What became of each proposal: its state is asked from the request, never copied (row 28)."""
    return list(ticket.changes.select_related("request__act").prefetch_related("request__fields"))


# Where a ticket stands, in the words of the citizen


@dataclass(frozen=True)
class Standing:
    """State in plain words, what comes next, and until when."""

    state: str  # a State, or the word that its requests give it
    words: str
    next_step: str
    until: date | None


def standing_of(ticket: Ticket, requests: Iterable[ChangeRequest] | None = None) -> Standing:
    """Where a ticket stands now. While it is open its requests say so themselves."""
    mine = [link.request for link in ticket.changes.select_related("request")] if requests is None else list(requests)
    state = _state_by_requests(ticket, mine)
    return Standing(
        state=state, words=status_words(state), next_step=_NEXT_STEPS[state],
        until=_until(ticket, state),
    )  # fmt: skip


def status_words(state: str) -> str:
    """The words of a state for the citizen; those of the office while the texts are not loaded."""
    try:
        return message_text(f"status_{state}")
    except KeyError:
        return str(State(state).label) if state in State.values else "Menunggu persetujuan"


def _state_by_requests(ticket: Ticket, requests: list[ChangeRequest]) -> str:
    if not ticket.is_open or not requests:
        return ticket.state
    states = {request.state for request in requests}
    if ticket.state == State.CHECKING and Request.SUBMITTED in states:
        return "WAIT_DECISION"
    return ticket.state


_NEXT_STEPS = {
    State.RECEIVED: "Petugas kami memeriksa. Bapak/Ibu tidak perlu datang lagi sebelum ada kabar.",
    State.INCOMPLETE: "Lengkapi berkas yang kurang dan bawa ke loket Dinas Sosial.",
    State.CHECKING: "Petugas kami memeriksa. Bapak/Ibu tidak perlu datang lagi sebelum ada kabar.",
    "WAIT_DECISION": "Operator memeriksa usulan perbaikan. Bapak/Ibu tidak perlu datang lagi sebelum ada kabar.",
    State.RETURNED: "Petugas melengkapi usulan. Kami hubungi bila Bapak/Ibu perlu datang.",
    State.WAIT_CITIZEN: "Kami menunggu kabar atau berkas dari Bapak/Ibu. Datang ke loket Dinas Sosial.",
    State.WAIT_DUKCAPIL: "Urus dahulu di Disdukcapil. Bawa KTP dan KK. Sesudah itu kabari kami.",
    State.WAIT_KELURAHAN: "Kami menunggu jawaban kelurahan. Bapak/Ibu tidak perlu datang ke loket.",
    State.WAIT_SCHOOL: "Minta sekolah memperbaiki Dapodik. Tunjukkan KK dan akta lahir.",
    State.WAIT_MAYOR: "Menunggu tanda tangan Wali Kota. Sesudah itu dikirim ke pusat. Tidak perlu daftar lagi.",
    State.SENT: "Sudah dikirim ke Kementerian Sosial. Yang memutuskan adalah Kementerian. Cek lagi bulan depan.",
    State.DONE: "Urusan ini selesai. Ada yang belum jelas? Datang ke loket Dinas Sosial.",
    State.REFUSED: "Kalau tidak setuju, datang ke loket Dinas Sosial. Bawa KTP dan KK.",
    State.CANCELLED: "Tiket ini dibatalkan. Kalau masih perlu, datang ke loket Dinas Sosial.",
}


def _until(ticket: Ticket, state: str) -> date | None:
    if state in {State.INCOMPLETE, State.WAIT_CITIZEN}:
        return ticket.papers_until
    waiting = {State.RECEIVED, State.CHECKING, "WAIT_DECISION", State.RETURNED}
    return ticket.due_on if state in waiting else None


# What the citizen is told when a request is decided


def about(request: ChangeRequest) -> str:
    """What a notice speaks of: the request in the state that was told."""
    return f"{request.number} {request.state}"


def notice_of(request: ChangeRequest) -> str:
    """What a decision means to the citizen, in plain Indonesian and without a NIK; empty if it changes nothing."""
    return without_numbers(_notice(request))


def without_numbers(text: str) -> str:
    """A text for the citizen's page and messages, without numbers as long as a NIK."""
    return _LONG_NUMBER.sub("…", text)


def _notice(request: ChangeRequest) -> str:
    if request.state == Request.APPLIED:
        return " ".join(_accepted(request))
    if request.state == Request.REFUSED:
        return message_text(
            "slip_refused", alasan=_reasons(request) or "belum cocok dengan data Disdukcapil",
            tanggal=full_day(working_days_after(timezone.localdate(), DAYS_TO_OBJECT)), daftar_berkas="KTP dan KK",
        )  # fmt: skip
    if request.state == Request.RETURNED:
        return "Usulan perbaikan dikembalikan untuk dilengkapi. Kami hubungi bila Bapak/Ibu perlu datang."
    if request.state == Request.NOTHING_TO_DO:
        return "Data Bapak/Ibu sudah sama dengan yang diminta. Tidak ada yang perlu diubah."
    return ""


def _accepted(request: ChangeRequest) -> Iterator[str]:
    if request.act.code == "REACTIVATE_PBI":
        yield "Permintaan mengaktifkan lagi kartu KIS disetujui Dinas Sosial dan diketik di SIKS-NG."
        yield "Yang memutuskan adalah pusat."
        return
    fields = list(request.fields.all())
    taken = [Citizen.FIELDS[each.field] for each in fields if each.verdict == "accepted"]
    left = [Citizen.FIELDS[each.field] for each in fields if each.verdict == "refused"]
    yield f"Kabar baik. Perbaikan {joined(taken or [request.act.label.lower()])} sudah disetujui."
    if left:
        yield f"Yang belum bisa diterima: {joined(left)}. Sebab: {_reasons(request)}."
    yield message_text("slip_waiting_mayor")


def _reasons(request: ChangeRequest) -> str:
    words = [each.reason for each in request.fields.all() if each.verdict == "refused" and each.reason]
    return joined(dict.fromkeys(words)).rstrip(".") or "tidak cocok dengan berkas"


def joined(words: Iterable[str]) -> str:
    """a, b dan c."""
    *first, last = list(words) or [""]
    return f"{', '.join(first)} dan {last}" if first else last


def sent_notice(day: date) -> str:
    """The month went out: who decides now, and when to look again."""
    again = working_days_after(day, 20)
    return message_text("slip_sent_to_centre", tanggal=full_day(day), tanggal_cek=full_day(again))


# The line of stages on the ticket's page


@dataclass(frozen=True)
class Stage:
    """A step of the way: done, now or later."""

    word: str
    state: str


def stages_of(ticket: Ticket, *, with_changes: bool) -> list[Stage]:
    """Received, checked, and for corrections: approved, sent, answered. Of a closed one only how it ended is sure."""
    words = ["Diterima", "Diperiksa operator"]
    if not ticket.is_open:
        return [Stage(word, "done") for word in (*words, ticket.get_state_display())]
    words += ["Disahkan", "Dikirim", "Jawaban pusat"] if with_changes else ["Selesai"]
    place = {State.RECEIVED: 0, State.WAIT_MAYOR: 2, State.SENT: 4}.get(State(ticket.state), 1)
    return [Stage(word, "done" if n < place else "now" if n == place else "later") for n, word in enumerate(words)]


def papers_until(opened_on: date) -> date:
    """The last day on which papers that are missing today still come in time."""
    return working_days_after(opened_on, DAYS_FOR_PAPERS)
