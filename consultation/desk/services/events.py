"""What happens to a ticket when something it gave rise to is decided elsewhere. Each may run twice and says it once."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from consultation.desk.models import State, Ticket, TicketChange, TicketNote
from consultation.desk.queries import tickets
from consultation.desk.services.course import locked, move, tell
from dtks.jobs.models import Event
from dtks.office.queries import message_text
from dtks.web.templatetags.formats import uncapped
from verification.corrections.models import ChangeRequest
from verification.monthly.models import Batch, LedgerLine

Request = ChangeRequest.State


def follow_decision(event: Event) -> None:
    """A change request was decided: the ticket's state follows, and the citizen is told in plain words."""
    request = ChangeRequest.objects.select_related("citizen").get(pk=event.payload["request"])
    for link in TicketChange.objects.filter(request=request).select_related("ticket").order_by("ticket_id"):
        with transaction.atomic():
            _follow(locked(link.ticket), request)


def _follow(ticket: Ticket, request: ChangeRequest) -> None:
    if request.citizen.kelurahan_id and ticket.kelurahan_id != request.citizen.kelurahan_id:
        ticket.kelurahan_id = request.citizen.kelurahan_id  # moved inside the city: the new kelurahan sees the ticket
        ticket.save(update_fields=["kelurahan"])
    notice = tickets.notice_of(request)
    if notice and not ticket.notes.filter(about=tickets.about(request)).exists():
        TicketNote.objects.create(
            ticket=ticket, kind=TicketNote.Kind.NOTICE, text=notice, by=None, about=tickets.about(request),
            message=tell(ticket, _message(ticket, notice)),
        )  # fmt: skip
        Ticket.objects.filter(pk=ticket.pk, first_answer_at=None).update(first_answer_at=timezone.now())
    to, word = _state_after(ticket)
    if ticket.is_open and to and to != ticket.state:
        move(ticket=ticket, to=to, actor=None, word=word)


def _state_after(ticket: Ticket) -> tuple[str, str]:
    """Where a ticket stands by its requests; the one that still waits for somebody goes first."""
    states = set(ticket.changes.values_list("request__state", flat=True))
    if Request.RETURNED in states:
        return State.RETURNED, "Usulan dikembalikan untuk diperbaiki"
    if states & {Request.SUBMITTED, Request.APPROVED, Request.APPLY_FAILED}:
        return State.CHECKING, "Usulan menunggu putusan"
    if Request.APPLIED in states:
        return State.WAIT_MAYOR, "Perbaikan diterapkan, menunggu kiriman bulan ini"
    return State.CHECKING, "Usulan selesai diputus; beri tahu warga"


def _message(ticket: Ticket, notice: str) -> str:
    status = tickets.status_words(ticket.state)
    return message_text("wa_status", kode=ticket.number, status=uncapped(status), langkah=notice)


def follow_batch(event: Event) -> None:
    """A month was sealed: tickets whose corrections went out say so."""
    number = Batch.objects.values_list("number", flat=True).get(pk=event.payload["batch"])
    links = TicketChange.objects.filter(request__sealed_in=number)
    sent = LedgerLine.objects.filter(row__batch__number=number, row__request__in=links.values("request"))
    days = dict(sent.values_list("row__request_id", "sent_on"))  # other rows wait for the mayor
    links = links.filter(request__in=days)
    for link in links.select_related("ticket", "request").order_by("ticket_id"):
        with transaction.atomic():
            ticket = locked(link.ticket)
            about = f"{link.request.number} sealed"
            if ticket.notes.filter(about=about).exists():
                continue
            notice = tickets.sent_notice(days[link.request_id])
            TicketNote.objects.create(
                ticket=ticket, kind=TicketNote.Kind.NOTICE, text=notice, about=about, message=tell(ticket, notice)
            )
            if ticket.state == State.WAIT_MAYOR:
                move(ticket=ticket, to=State.SENT, actor=None, word=f"Dikirim ke pusat, kiriman {number}")
