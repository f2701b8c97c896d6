"""A round: its slips by RT, what stands on them, what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.conf import settings
from django.db.models import Count, F, Q, QuerySet
from django.utils import timezone

from consultation.desk.models import Round, RoundSlip, Ticket, TicketQuerySet
from consultation.desk.queries import receipts
from consultation.desk.queries.queues import WITH_CITIZEN
from consultation.desk.queries.tickets import full_day
from dtks.accounts.models import User
from dtks.office.queries import KASI, official_on

# Solved: closed on the service day or after it.
SOLVED = Q(slips__ticket__closed_at__date__gte=F("service_day"))


def rounds_listed(user: User) -> QuerySet[Round]:
    """Rounds with how many were called, came and are solved."""
    return (
        Round.objects.visible_to(user)
        .select_related("kelurahan", "made_by")
        .annotate(
            called=Count("slips"),
            came=Count("slips", filter=Q(slips__came_at__isnull=False)),
            solved=Count("slips", filter=SOLVED),
        )
    )


@dataclass(frozen=True)
class Neighbourhood:
    """The slips of one RT."""

    rt: str
    slips: list[RoundSlip]


def slips_by_rt(round_: Round) -> list[Neighbourhood]:
    """All slips of a round, RT by RT."""
    rows = round_.slips.select_related("ticket__citizen", "ticket__kelurahan").prefetch_related(
        "ticket__papers__kind", "ticket__papers__document"
    )
    return [
        Neighbourhood(rt or "belum diketahui", list(found)) for rt, found in groupby(rows, key=lambda slip: slip.rt)
    ]


def waiting_by_kelurahan() -> dict[int, int]:
    """How many cases of each kelurahan wait for their citizens and are not called for a coming day."""
    rows = waiting_cases().order_by().values_list("kelurahan").annotate(number=Count("pk"))
    return {kelurahan: number for kelurahan, number in rows if kelurahan}


def waiting_cases() -> TicketQuerySet:
    """Cases that wait for a citizen of the register who is not called for a coming day."""
    called = RoundSlip.objects.filter(round__service_day__gte=timezone.localdate())
    found = Ticket.objects.open().filter(state__in=WITH_CITIZEN, citizen__isnull=False)
    return found.exclude(pk__in=called.values("ticket"))


def round_data(round_: Round) -> dict[str, Any]:
    """Everything that desk/round.typ sets; no NIK, a short name, what to bring inside the fold."""
    made_on = timezone.localdate(round_.made_at)
    return {
        "head": receipts.head_data(made_on),
        "official": official_on(KASI, made_on),
        "practice": bool(getattr(settings, "PRACTICE", False)),
        "number": round_.number,
        "kelurahan": round_.kelurahan.name,
        "day": full_day(round_.service_day),
        "place": round_.place,
        "status_address": receipts.status_address().split("://", 1)[-1],
        "groups": [{"rt": group.rt, "slips": [_slip(slip) for slip in group.slips]} for group in slips_by_rt(round_)],
    }


def _slip(slip: RoundSlip) -> dict[str, Any]:
    ticket = slip.ticket
    missing = [paper for paper in ticket.papers.all() if paper.is_missing]
    return {
        "name": receipts.short_name(ticket.person_name),
        "address": "Orang tua anak" if (address := receipts.address_of(ticket)) == "Anak" else address,
        "street": ticket.citizen.address.title() if ticket.citizen else "",
        "matter": ticket.get_kind_display(),
        "code": f"{ticket.receipt_code[:4]}-{ticket.receipt_code[4:]}",
        "missing": [receipts.missing_line(paper, ticket) for paper in missing]
        or [{"name": "KTP dan KK", "text": "Petugas perlu bertemu Bapak/Ibu."}],
    }
