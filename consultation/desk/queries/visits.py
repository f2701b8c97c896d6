"""How often somebody had to come for one case: days on which he was at the counter."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime

from django.db.models import F, QuerySet
from django.utils import timezone

from consultation.desk.models import HallNumber, Ticket, TicketNote, TicketPaper


def visit_days(ticket: Ticket, notes: Iterable[TicketNote], papers: Iterable[TicketPaper]) -> list[date]:
    """Days of one ticket: it was opened, the citizen said something, a paper came."""
    moments = [ticket.opened_at] if ticket.opened_by_id else []
    moments += [note.at for note in notes if note.kind == TicketNote.Kind.CITIZEN and note.by_id]
    moments += [
        paper.document.seen_at for paper in papers if paper.document and paper.document.seen_at >= ticket.opened_at
    ]
    return sorted({timezone.localdate(moment) for moment in moments})


def visits_of(tickets: QuerySet[Ticket]) -> dict[int, int]:
    """Ticket id to its number of visits; four questions to the database, however many tickets."""
    rows = tickets.order_by()
    found: dict[int, set[date]] = defaultdict(set)
    said = TicketNote.objects.filter(ticket__in=rows, kind=TicketNote.Kind.CITIZEN, by__isnull=False)
    shown = TicketPaper.objects.filter(ticket__in=rows, document__seen_at__gte=F("ticket__opened_at"))
    called = HallNumber.objects.filter(ticket__in=rows, called_at__isnull=False)
    moments: list[Iterable[tuple[int, datetime | None]]] = [
        rows.exclude(opened_by=None).values_list("pk", "opened_at"),
        said.order_by().values_list("ticket_id", "at"),
        shown.order_by().values_list("ticket_id", "document__seen_at"),
        called.order_by().values_list("ticket_id", "called_at"),
    ]
    for pairs in moments:
        for pk, moment in pairs:
            assert moment
            found[pk].add(timezone.localdate(moment))
    return {pk: len(days) for pk, days in found.items()}
