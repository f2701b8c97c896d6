"""Keep when a ticket's clock runs out, and bring what is late to the section head."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from consultation.desk.models import IN_OUR_HANDS, Ticket, TicketNote
from consultation.desk.queries.clocks import AHEAD, clock_now, clock_of
from dtks.office.queries.hours import days_off

AT_A_TIME = 200


def keep_clock(ticket: Ticket) -> None:
    """Write down when the clock of a ticket that has just moved runs out; nothing while somebody else holds it."""
    due = clock_now(ticket).due if ticket.state in IN_OUR_HANDS else None
    ticket.clock_due_at = due
    Ticket.objects.filter(pk=ticket.pk).update(clock_due_at=due)


def wind_clocks() -> int:
    """Reckon all running clocks again by the holidays of today; returns how many are late for the first time.

    A holiday that was declared since can only move a clock back, so nothing is late too early (failure 20).
    """
    now = timezone.now()
    running = list(Ticket.objects.filter(state__in=IN_OUR_HANDS).order_by("pk").values_list("pk", flat=True))
    oldest = Ticket.objects.filter(state__in=IN_OUR_HANDS).order_by("opened_at").first()
    off = days_off(oldest.opened_at, now + AHEAD) if oldest else set()
    return sum(_wind(running[n : n + AT_A_TIME], now, off) for n in range(0, len(running), AT_A_TIME))


@transaction.atomic
def _wind(ids: list[int], now: datetime, off: Collection[date]) -> int:
    tickets = Ticket.objects.select_for_update(skip_locked=True).filter(pk__in=ids, state__in=IN_OUR_HANDS)
    late = 0
    for ticket in tickets.order_by("pk").prefetch_related("steps"):
        steps = sorted(ticket.steps.all(), key=lambda step: (step.started_at, step.pk))
        clock = clock_of(ticket, steps, now=now, off=off)
        due = min(ticket.clock_due_at or now, now) if clock.is_late else clock.due
        if due != ticket.clock_due_at:
            Ticket.objects.filter(pk=ticket.pk).update(clock_due_at=due)
        if clock.is_late and ticket.escalated_at is None:
            late += 1
            Ticket.objects.filter(pk=ticket.pk).update(escalated_at=now)
            TicketNote.objects.create(
                ticket=ticket, kind=TicketNote.Kind.INTERNAL, at=now, about="late",
                text="Waktu kerja untuk tiket ini habis. Tiket masuk daftar Lewat waktu kasi.",
            )  # fmt: skip
    return late
