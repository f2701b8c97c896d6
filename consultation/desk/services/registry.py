"""Tickets that wait for Disdukcapil move as it is asked and as it answers. Each may run twice and says it once."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from consultation.desk.models import Kind, State, Ticket, TicketNote
from consultation.desk.services.course import locked, move, tell
from dtks.jobs.models import Event
from verification.corrections.models import ChangeRequest
from verification.sources.models import OrderAnswerRow, OrderRow, WorkOrder

_IN_HAND = (State.RECEIVED, State.CHECKING)
# What the citizen is told when Disdukcapil has answered.
_SAID: dict[str, str] = {
    OrderRow.State.MENDED: "Disdukcapil sudah memperbaiki data Bapak/Ibu. Petugas kami memeriksa lagi.",
    OrderRow.State.REFUSED: "Disdukcapil meminta Bapak/Ibu datang sendiri. Bawa KTP dan KK.",
}
_USUAL = "Disdukcapil sudah menjawab. Petugas kami memeriksa jawabannya dan memberi kabar."


def follow_work_order(event: Event) -> None:
    """A work order went out: corrections that wait for nothing else wait for Disdukcapil from now on."""
    order = WorkOrder.objects.get(pk=event.payload["order"])
    proposed = ChangeRequest.objects.filter(state__in=ChangeRequest.OPEN_STATES)
    tickets = Ticket.objects.filter(citizen__order_rows__order=order, kind=Kind.CORRECTION, state__in=_IN_HAND)
    for ticket in tickets.exclude(changes__request__in=proposed).distinct().order_by("pk"):
        _once(ticket, f"{order.number} diminta", State.WAIT_DUKCAPIL, f"Dimintakan ke Disdukcapil, {order.number}", "")


def follow_registry_answer(event: Event) -> None:
    """Disdukcapil answered: tickets that waited for it are ours again, and the citizen is told."""
    rows = OrderAnswerRow.objects.filter(answer=event.payload["answer"], outcome=OrderAnswerRow.Outcome.MATCHED)
    for row in OrderRow.objects.filter(pk__in=rows.values("row")).select_related("order").order_by("pk"):
        if row.is_open:
            continue  # it is being worked on there
        for ticket in Ticket.objects.filter(citizen=row.citizen_id, state=State.WAIT_DUKCAPIL).order_by("pk"):
            _once(
                ticket, f"{row.code} dijawab", State.CHECKING, f"Disdukcapil menjawab: {row.said}"[:120],
                _SAID.get(row.state, _USUAL),
            )  # fmt: skip


@transaction.atomic
def _once(ticket: Ticket, about: str, to: str, word: str, notice: str) -> None:
    ticket = locked(ticket)
    if ticket.notes.filter(about=about).exists() or not ticket.may_become(to):
        return
    kind = TicketNote.Kind.NOTICE if notice else TicketNote.Kind.INTERNAL
    TicketNote.objects.create(
        ticket=ticket, kind=kind, text=notice or word, about=about, message=tell(ticket, notice) if notice else None
    )
    if notice:
        Ticket.objects.filter(pk=ticket.pk, first_answer_at=None).update(first_answer_at=timezone.now())
    move(ticket=ticket, to=to, actor=None, word=word)
