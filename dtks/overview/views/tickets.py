"""What the pages of acts share that were opened out of a ticket of the counter."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect

from consultation.desk.models import Ticket
from consultation.desk.queries import rules
from consultation.desk.services import propose_from
from dtks.overview.queries.offers import TICKET, acts_of_ticket, urgent_note
from dtks.registry.models import Citizen
from dtks.registry.queries import family_of, members_of
from dtks.web.views import RoomView
from verification.corrections.models import ChangeRequest
from verification.corrections.services import Whence


class TicketAct(RoomView):
    """From a line of the urgent lane to the act that fits the ticket best; where none does, to the ticket itself."""

    permission = "tickets.see"

    def get(self, request: HttpRequest, number: str) -> HttpResponse:
        user: Any = request.user
        ticket = get_object_or_404(Ticket.objects.visible_to(user).select_related("citizen"), number=number)
        first = next((offer for offer in acts_of_ticket(user, ticket) if offer.fits), None)
        return redirect(first.url if first else ticket.get_absolute_url())


class FromTicket:
    """A page with `?tiket=T-2611-0917`: the request that it makes is tied to that ticket and takes its origin."""

    request: HttpRequest

    def about(self) -> Citizen | None:
        """The citizen of the page; the ticket must speak of him or of somebody on his card."""
        raise NotImplementedError

    @cached_property
    def ticket(self) -> Ticket | None:
        """The ticket of the address; one of another area or of other people does not exist."""
        number, who = self.request.GET.get(TICKET, ""), self.about()
        if not number or who is None:
            return None
        user: Any = self.request.user
        card = family_of(who)
        people = {who.pk, *(each.citizen_id for each in (members_of(card) if card else ()))}
        tickets = Ticket.objects.visible_to(user).select_related("citizen")
        return get_object_or_404(tickets, number=number, citizen__in=people)

    @property
    def query(self) -> str:
        """What an address carries on to the next page."""
        return f"?{TICKET}={self.ticket.number}" if self.ticket else ""

    def ticket_words(self, act: str) -> str:
        """That the page was opened out of a ticket, and which way its request goes; empty without one."""
        return urgent_note(self.ticket, act) if self.ticket else ""

    def ticket_start(self, act: str) -> dict[str, Any]:
        """What stands in the form at first: the words of the citizen, the papers and the urgency of the ticket."""
        if self.ticket is None:
            return {}
        papers = self.ticket.papers.exclude(document=None).values_list("document", flat=True)
        urgent = rules.urgent_reason_for(self.ticket, act)
        return {"reason": self.ticket.asked[:200], "papers": list(papers), "urgent": urgent}

    def propose(self, act: str, make: Callable[[Whence | None], ChangeRequest]) -> ChangeRequest:
        """The act's request, tied to the ticket where there is one."""
        if self.ticket is None:
            return make(None)
        user: Any = self.request.user
        return propose_from(ticket=self.ticket, act=act, actor=user, make=make)

    def after(self, otherwise: str) -> str:
        """Back to the ticket, where the request stands; else to the page that the act leads to."""
        return self.ticket.get_absolute_url() if self.ticket else otherwise
