"""The acts of the office that fit a ticket of the counter, each one click away and tied to the ticket."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse

from consultation.desk.models import Kind, Ticket
from consultation.desk.queries import rules
from dtks.accounts.models import User
from dtks.overview.forms.births import may_bear
from dtks.registry.models import Citizen, Household, HouseholdMembership, Relation
from dtks.registry.queries import family_of
from dtks.web.memory import kept
from verification.corrections.models import Act
from verification.corrections.queries.act_forms import act_forms

TICKET = "tiket"  # the name in an address that says out of which ticket a page was opened
BIRTH, SUCCESSION = "BIRTH", "HEAD_SUCCESSION"  # pages of their own
WORDS = {BIRTH: "Catat kelahiran", SUCCESSION: "Kepala meninggal / KK diganti"}
FITTING: dict[str, tuple[str, ...]] = {
    Kind.PROPOSAL: ("NEW_PROPOSAL", "ADD_MEMBER", BIRTH, "DESIL_REVIEW"),
    Kind.REACTIVATION: ("REACTIVATE_PBI", "NEW_PROPOSAL"),
    Kind.DEATH_OR_MOVE: ("DEATH", SUCCESSION, "PENGURUS_CHANGE", "MOVE_INSIDE", "MOVE_OUT", "MOVE_IN"),
}
FITTING_URGENT = {
    "LAHIR": (BIRTH, "ADD_MEMBER", "REACTIVATE_PBI"),
    "RAWAT": ("REACTIVATE_PBI", "NEW_PROPOSAL"),
    "MATI": ("PENGURUS_CHANGE", "DEATH", SUCCESSION),
    "BENCANA": ("NEW_PROPOSAL",),
    "TELANTAR": ("NEW_PROPOSAL", "REACTIVATE_PBI"),
}
BEARERS = (Relation.HEAD, Relation.WIFE)


@dataclass(frozen=True)
class OfferedAct:
    """An act in the words of the screen, and the address of its page."""

    label: str
    url: str
    fits: bool = True  # the others stand behind one link to them all


def acts_of_ticket(user: User, ticket: Ticket) -> list[OfferedAct]:
    """The acts that fit the kind of a ticket, what was asked at the counter first, then the way to all of them."""
    citizen = ticket.citizen
    if citizen is None or not ticket.is_open:
        return []
    found = list(_fitting(user, ticket, citizen))
    if user.may("corrections.propose"):
        found.append(OfferedAct("Tindakan lain", _tied("acts", citizen.pk, ticket), fits=False))
    return found


def _fitting(user: User, ticket: Ticket, citizen: Citizen) -> Iterator[OfferedAct]:
    codes = FITTING_URGENT.get(ticket.urgent_reason, ()) if ticket.kind == Kind.URGENT else FITTING.get(ticket.kind, ())
    codes = tuple(sorted(codes, key=lambda code: code != ticket.act))  # stable: only what was asked comes first
    words = kept("act_labels", lambda: dict(Act.objects.values_list("code", "label"))) if codes else {}
    slugs = {form.code: form.slug for form in act_forms().values()}
    for code in codes:
        if code == BIRTH:
            yield from _births(user, ticket, citizen)
        elif not user.may("corrections.propose"):
            continue
        elif code == SUCCESSION:
            if card := family_of(citizen):
                yield OfferedAct(WORDS[code], _tied("succession", card.pk, ticket))
        elif code in words and code in slugs:
            yield OfferedAct(words[code], f"{reverse('overview:act', args=[citizen.pk, slugs[code]])}?{_query(ticket)}")


def _births(user: User, ticket: Ticket, citizen: Citizen) -> Iterator[OfferedAct]:
    """The page of a birth for the citizen, or for whoever on the card may be the mother."""
    if not user.may("births.report"):
        return
    mother = citizen if may_bear(citizen) else next(filter(may_bear, _bearers_beside(citizen)), None)
    if mother is not None:
        yield OfferedAct(f"{WORDS[BIRTH]}, ibu {mother.name.title()}", _tied("birth", mother.pk, ticket))


def _bearers_beside(citizen: Citizen) -> Iterator[Citizen]:
    """Head and wife of the citizen's card, the head first; one query."""
    here = HouseholdMembership.objects.filter(citizen=citizen, ended_on=None, household__unit=Household.Unit.FAMILY)
    rows = HouseholdMembership.objects.filter(
        household__in=here.values("household"), ended_on=None, relation__in=BEARERS
    )
    bearers = rows.filter(relation__in=BEARERS).select_related("citizen").order_by("relation", "pk")
    return (each.citizen for each in bearers)


def _tied(name: str, pk: int, ticket: Ticket) -> str:
    return f"{reverse(f'overview:{name}', args=[pk])}?{_query(ticket)}"


def _query(ticket: Ticket) -> str:
    return urlencode({TICKET: ticket.number})


def urgent_note(ticket: Ticket, act: str) -> str:
    """What the page of an act says of the ticket it came from."""
    lane = "; masuk jalur mendesak" if rules.urgent_reason_for(ticket, act) else ""
    return f"Dari tiket {ticket.number}{lane}."
