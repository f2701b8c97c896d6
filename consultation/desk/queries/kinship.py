"""Tickets that belong together: linked, merged, split, of the same family."""

from __future__ import annotations

from dataclasses import dataclass

from consultation.desk.models import Ticket, TicketLink, TicketQuerySet
from consultation.desk.queries.tickets import members
from dtks.accounts.models import User
from dtks.registry.queries import family_of


@dataclass(frozen=True)
class Kin:
    """Another ticket and what it is to this one."""

    ticket: Ticket
    word: str


def related_to(ticket: Ticket, user: User) -> list[Kin]:
    """Tickets that are linked with this one, as far as the person may see them: one question."""
    near = TicketLink.objects.filter(first=ticket).values("second_id")
    ids = near.union(
        TicketLink.objects.filter(second=ticket).values("first_id"),
        Ticket.objects.filter(merged_into=ticket).order_by().values("pk"),
        Ticket.objects.filter(merged=ticket).order_by().values("pk"),
    )
    others = Ticket.objects.visible_to(user).filter(pk__in=ids)
    rows = others.order_by("opened_at").prefetch_related("links_down", "links_up")
    return [Kin(row, _word(ticket, row)) for row in rows]


def _word(ticket: Ticket, other: Ticket) -> str:
    if other.merged_into_id == ticket.pk:
        return "digabung ke sini"
    if ticket.merged_into_id == other.pk:
        return "tiket ini digabung ke sana"
    split = TicketLink.Kind.SPLIT
    if any(link.second_id == ticket.pk and link.kind == split for link in other.links_down.all()):
        return "asal tiket ini"
    if any(link.first_id == ticket.pk and link.kind == split for link in other.links_up.all()):
        return "dipisahkan dari sini"
    return "disambungkan"


def kin_of(ticket: Ticket, user: User, most: int = 12) -> TicketQuerySet:
    """Other tickets of the person and the family, open ones first: what may be linked or merged."""
    if ticket.citizen is None:
        return Ticket.objects.none()
    people = members(ticket.citizen, family_of(ticket.citizen))
    found = Ticket.objects.visible_to(user).filter(citizen__in=people, merged_into=None).exclude(pk=ticket.pk)
    return found.select_related("citizen").order_by("-closed_at", "-opened_at")[:most]
