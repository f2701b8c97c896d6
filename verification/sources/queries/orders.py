"""Reads of work orders: what would go into the next one, how old the unanswered are, and the letter's data."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

from django.conf import settings
from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from dtks.assignments.models import Assignment
from dtks.office.queries import letterhead_data, letterhead_on, signature_on
from dtks.web.templatetags.formats import MONTHS
from verification.sources.models import OrderRow, ResultClass, WorkOrder
from verification.sources.queries.work import PREFIX

ORDERED = (ResultClass.NOT_ONLINE, ResultClass.INACTIVE, ResultClass.NIK_DUPLICATE)
BUCKETS = [("sampai 7 hari", 0, 7), ("8–14 hari", 8, 14), ("15–30 hari", 15, 30), ("lebih dari 30 hari", 31, 10**6)]


def orderable() -> QuerySet[Assignment]:
    """Live assignments that Disdukcapil must settle and that stand on no order that waits for its answer."""
    asked = OrderRow.objects.filter(assignment=OuterRef("pk"), state__in=OrderRow.OPEN)
    of_class = Q(pk__in=[])
    for each in ORDERED:
        of_class |= Q(key__startswith=f"{PREFIX}{each}:")
    found = Assignment.objects.live().filter(of_class, citizen__isnull=False).exclude(Exists(asked))
    return found.select_related("citizen__kelurahan__parent").order_by("key", "pk")


def with_counts() -> QuerySet[WorkOrder]:
    """Work orders with `pending`, the rows that Disdukcapil is working on."""
    pending = Count("rows", filter=Q(rows__state=OrderRow.State.PENDING))
    return WorkOrder.objects.select_related("made_by").annotate(pending=pending)


def age_buckets(today: date) -> list[tuple[str, int, bool]]:
    """Unanswered rows by age: words, number, and whether that is too old."""
    waiting = OrderRow.objects.filter(state__in=OrderRow.OPEN).values_list("order__made_on").annotate(n=Count("pk"))
    days = Counter[int]()
    for made_on, number in waiting.order_by():
        days[(today - made_on).days] += number
    counts = [sum(n for day, n in days.items() if least <= day <= most) for _, least, most in BUCKETS]
    return [(words, number, least > 14) for (words, least, _), number in zip(BUCKETS, counts, strict=True)]


def letter_data(order: WorkOrder) -> dict[str, Any]:
    """Everything that sources/order.typ sets; no number of a person goes into the letter."""
    counts = dict(order.rows.order_by().values_list("result_class").annotate(n=Count("pk")))
    day = order.made_on
    return {
        "head": letterhead_data(letterhead_on(day)),
        "practice": bool(getattr(settings, "PRACTICE", False)),
        "number": order.letter_number,
        "order": order.number,
        "file": order.stored.name,
        "sha256": order.stored.sha256,
        "day": f"{day.day} {MONTHS[day.month - 1]} {day.year}",
        "count": order.row_count,
        "classes": [[str(label), str(counts[each])] for each, label in ResultClass.choices if counts.get(each)],
        "signature": signature_on(order.seat, day),
    }
