"""Papers that the counter asked for, as the operator's case shows them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import OuterRef, Subquery
from django.db.models.functions import JSONObject
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from consultation.desk.models import Ticket, TicketChange, TicketNote
from consultation.desk.queries.receipts import brought_word
from dtks.accounts.models import User
from dtks.jobs.models import Message
from dtks.office.queries import working_days_between
from verification.corrections.models import ChangeRequest


@dataclass(frozen=True)
class Told:
    """When a citizen was told last, and what became of the message."""

    at: datetime
    words: str  # lewat WhatsApp, terkirim


@dataclass(frozen=True)
class PapersAsked:
    """Who asked for the papers of a request and when, when the citizen was told, until when they have to be here."""

    ticket: Ticket
    told: Told | None
    may_tell: bool  # the person may, the ticket is open and the citizen wants to be told
    days_left: int  # working days; below 0: it is over

    @property
    def until(self) -> date | None:
        return self.ticket.papers_until

    @property
    def brought(self) -> str:
        """Who came in the citizen's place."""
        return brought_word(self.ticket)

    @property
    def told_today(self) -> bool:
        return self.told is not None and timezone.localdate(self.told.at) == timezone.localdate()


def papers_asked(user: User, request: ChangeRequest) -> PapersAsked | None:
    """Of the ticket out of which a request came; None where it came from no counter. One query."""
    said = TicketNote.objects.filter(
        ticket=OuterRef("ticket"), kind__in=[TicketNote.Kind.ANSWER, TicketNote.Kind.NOTICE]
    )
    last = said.order_by("-at", "-pk").values(
        told=JSONObject(at="at", channel="message__channel", state="message__state")
    )
    tickets = Ticket.objects.visible_to(user)
    links = TicketChange.objects.filter(request=request, ticket__in=tickets).annotate(told=Subquery(last[:1]))
    found = links.select_related("ticket__opened_by").order_by("pk").last()
    if found is None:
        return None
    ticket, today = found.ticket, timezone.localdate()
    until = ticket.papers_until
    late = until is not None and until < today
    return PapersAsked(
        ticket,
        _told(found.told),
        may_tell=user.may("tickets.work") and ticket.is_open and wants_news(ticket),
        days_left=-1 if late or until is None else working_days_between(today, until),
    )


def wants_news(ticket: Ticket) -> bool:
    """Whether the citizen agreed to be told and gave an address."""
    return ticket.message_consent and bool(ticket.email or ticket.phone)


def _told(said: dict[str, Any] | None) -> Told | None:
    at = parse_datetime(said["at"]) if said else None
    if said is None or at is None:
        return None
    if not said["channel"]:
        return Told(at, "di loket")
    state = Message.State(said["state"])
    words = "belum terkirim" if state == Message.State.WAITING else state.label
    return Told(at, f"lewat {Message.Channel(said['channel']).label}, {words}")
