"""An act of the office proposed out of a ticket: its request is tied to the ticket, with its origin and urgency."""

from __future__ import annotations

from collections.abc import Callable

from django.db import transaction
from django.db.models import Q

from consultation.desk.models import State, Ticket, TicketChange
from consultation.desk.queries import rules
from consultation.desk.services.course import NotNow, locked, move
from dtks.accounts.models import User
from verification.corrections.models import ChangeRequest, Origin
from verification.corrections.services import Whence

OF_ONE_PERSON = ("KTP", "SUKET_REKAM")  # papers that prove nothing about anybody else


@transaction.atomic
def propose_from(*, ticket: Ticket, act: str, actor: User, make: Callable[[Whence], ChangeRequest]) -> ChangeRequest:
    """Propose an act for the citizen of a ticket; the ticket shows afterwards what became of it (row 28).

    Args:
        act: code of acts.csv, by which an urgent ticket gives its reason.
        make: proposes the act with the origin that it is given.

    Raises:
        NotNow: the ticket is closed, or speaks of nobody in the register.
    """
    ticket = locked(ticket)
    if not ticket.is_open or ticket.citizen is None:
        raise NotNow("Usulan dibuat dari tiket yang terbuka dan yang warganya sudah tercatat.")
    urgent = rules.urgent_reason_for(ticket, act)
    request = make(Whence(origin=Origin.DESK, reference=f"Tiket {ticket.number}", urgent_reason=urgent))
    TicketChange.objects.get_or_create(ticket=ticket, request=request)
    tick_papers(ticket, request)
    if ticket.state != State.CHECKING:
        move(ticket=ticket, to=State.CHECKING, actor=actor, word="Usulan dibuat, diserahkan ke operator")
    return request


def tick_papers(ticket: Ticket, request: ChangeRequest) -> None:
    """Papers that were shown for a request of the ticket stand on the ticket's own list too, or their alternatives; the
    identity card of somebody else is not that of the ticket's citizen."""
    anothers = Q(document__kind__code__in=OF_ONE_PERSON) & ~Q(document__citizen=ticket.citizen_id)
    cited = request.evidence.exclude(anothers).select_related("document").order_by("pk")
    shown = {each.document.kind_id: each.document for each in cited}
    if not shown:
        return
    for paper in ticket.papers.select_related("rule").prefetch_related("rule__alternatives"):
        instead = [kind.pk for kind in paper.rule.alternatives.all()] if paper.rule else []
        found = next((shown[kind] for kind in (paper.kind_id, *instead) if kind in shown), None)
        if found is not None and not paper.is_here:
            paper.document, paper.seen = found, found.form
            paper.save(update_fields=["document", "seen"])
