"""The rows of one page of tickets in an order that no index of tickets holds: by the name of a citizen or kelurahan."""

from __future__ import annotations

from django.db.models import Count, Q, QuerySet

from consultation.desk.models import Ticket
from consultation.desk.queries.queues import MANY, last_change
from dtks.office.models import Region
from dtks.web.memory import fingerprint, found_again
from dtks.web.views.listing import far_ids

Part = tuple[Q, int]  # rows that stand together, and how many they are
BY_NAME = "citizen__name"
BY_PLACE = "kelurahan__name"


def sorted_by(rows: QuerySet[Ticket]) -> str:
    """The first thing that rows are sorted by, whichever way."""
    first = rows.query.order_by[0] if rows.query.order_by else ""
    return first.lstrip("-") if isinstance(first, str) else ""


def ids_of_page(rows: QuerySet[Ticket], start: int, size: int, total: int) -> list[int]:
    """Ids of a page of rows that are sorted by BY_NAME or BY_PLACE; who has none stands last, the other way first."""
    parts = _by_name(rows, total) if sorted_by(rows) == BY_NAME else _by_place(rows)
    if str(rows.query.order_by[0]).startswith("-"):
        parts.reverse()
    ids: list[int] = []
    for part, number in parts:
        if len(ids) < size and start < number:
            ids += far_ids(rows.filter(part), start, min(size - len(ids), number - start), number)
        start = max(0, start - number)
    return ids


def _by_name(rows: QuerySet[Ticket], total: int) -> list[Part]:
    """Asked for a name, the index of names is walked; for tickets that may have no citizen it is not."""
    unknown = rows.filter(citizen=None).count()
    return [(Q(citizen__name__gte=""), total - unknown), (Q(citizen=None), unknown)]


def _by_place(rows: QuerySet[Ticket]) -> list[Part]:
    counts = rows.order_by().values_list("kelurahan").annotate(number=Count("pk"))
    name = f"places:{last_change()}:{fingerprint(counts)}"
    numbers = found_again(name, lambda: dict(counts), worth=lambda found: sum(found.values()) > MANY)
    places = Region.objects.filter(pk__in=[pk for pk in numbers if pk]).order_by("name", "pk")
    parts = [(Q(kelurahan=pk), numbers[pk]) for pk in places.values_list("pk", flat=True)]
    return [*parts, (Q(kelurahan=None), numbers.get(None, 0))]
