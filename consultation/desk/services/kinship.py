"""Link, merge and split tickets (row 20)."""

from __future__ import annotations

import uuid

from django.db import transaction

from consultation.desk.models import State, Ticket, TicketChange, TicketLink, TicketNote
from consultation.desk.queries import rules
from consultation.desk.services.course import NotNow, add_note, move
from consultation.desk.services.intake import Intake, Opened, open_ticket
from dtks.accounts.models import User


def _both(one: Ticket, other: Ticket) -> tuple[Ticket, Ticket]:
    """Both tickets as they are now, held in the order of their ids until the transaction ends."""
    if one.pk == other.pk:
        raise NotNow("Pilih tiket yang lain daripada tiket ini.")
    rows = Ticket.objects.select_for_update(of=("self",)).select_related("citizen", "assigned_to")
    held = {row.pk: row for row in rows.filter(pk__in=[one.pk, other.pk]).order_by("pk")}
    return held[one.pk], held[other.pk]


@transaction.atomic
def link(*, ticket: Ticket, other: Ticket, actor: User, kind: str = TicketLink.Kind.RELATED) -> TicketLink:
    """Say that two tickets belong together. Safe to repeat."""
    ticket, other = _both(ticket, other)
    first, second = sorted([ticket, other], key=lambda each: each.pk)
    made, new = TicketLink.objects.get_or_create(first=first, second=second, defaults={"kind": kind, "by": actor})
    if new and kind == TicketLink.Kind.RELATED:
        add_note(ticket=ticket, text=f"{other.number} disambungkan.", actor=actor)
        add_note(ticket=other, text=f"{ticket.number} disambungkan.", actor=actor)
    return made


@transaction.atomic
def merge(*, ticket: Ticket, into: Ticket, reason: str, actor: User) -> Ticket:
    """The same matter came twice: this ticket closes, the other one goes on with its papers and proposals.

    What was said stays where it was said; the receipt of the closed one leads to the other.

    Raises:
        NotNow: one of them is closed, or they speak of different people.
    """
    ticket, into = _both(ticket, into)
    if not (ticket.is_open and into.is_open):
        raise NotNow("Hanya tiket yang masih terbuka digabungkan. Sambungkan saja, atau buka kembali dahulu.")
    if ticket.citizen_id is None or ticket.citizen_id != into.citizen_id:
        raise NotNow("Tiket orang lain tidak digabungkan. Sambungkan saja.")
    for change in ticket.changes.all():
        TicketChange.objects.get_or_create(ticket=into, request_id=change.request_id)
    _lend_papers(ticket, into)
    closed = move(ticket=ticket, to=State.CANCELLED, actor=actor, word=f"Digabung ke {into.number}: {reason}")
    closed.merged_into, closed.outcome = into, f"Digabung ke {into.number}"
    closed.save(update_fields=["merged_into", "outcome"])
    TicketNote.objects.create(
        ticket=into, kind=TicketNote.Kind.INTERNAL, by=actor, text=f"{ticket.number} digabung ke sini: {reason.strip()}"
    )
    return into


def _lend_papers(giver: Ticket, taker: Ticket) -> None:
    """Papers that one ticket has and the other still lacks."""
    there = {paper.kind_id: paper for paper in giver.papers.exclude(document=None) if paper.is_here}
    for paper in taker.papers.all():
        found = there.get(paper.kind_id)
        if found and not paper.is_here:
            paper.seen, paper.document = found.seen, found.document
            paper.save(update_fields=["seen", "document"])


@transaction.atomic
def split(*, ticket: Ticket, kind: str, asked: str, actor: User) -> Opened:
    """A second matter goes its own way: a new ticket of the same person with the papers that are there.

    Raises:
        NotNow: nobody of the register stands behind the ticket.
    """
    if ticket.citizen is None:
        raise NotNow("Catat dahulu warganya; tiket tanpa warga tidak dipisahkan.")
    intake = Intake(
        kind=kind, act=rules.act_of(kind), citizen=ticket.citizen, programmes=ticket.programmes, asked=asked,
        brought_by=ticket.brought_by, brought_by_name=ticket.brought_by_name, phone=ticket.phone, email=ticket.email,
        message_consent=ticket.message_consent, consent_at=ticket.consent_at,
    )  # fmt: skip
    opened = open_ticket(intake=intake, actor=actor, key=uuid.uuid4())
    new = opened.ticket
    _lend_papers(ticket, new)
    if new.state == State.INCOMPLETE and not any(paper.is_missing for paper in new.papers.all()):
        move(ticket=new, to=State.CHECKING, actor=actor, word="Berkas lengkap, diperiksa")
    link(ticket=ticket, other=new, actor=actor, kind=TicketLink.Kind.SPLIT)
    add_note(ticket=ticket, text=f"{new.number} dipisahkan dari tiket ini.", actor=actor)
    return opened
