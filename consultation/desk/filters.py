"""Filters of the ticket list."""

from __future__ import annotations

import django_filters

from consultation.desk.models import Kind, Ticket
from dtks.office.models import Region
from dtks.web.filters import WordsFilter


class TicketFilter(django_filters.FilterSet):  # type: ignore[misc]
    """By words, kind, kelurahan, and whether it is still open."""

    q = WordsFilter("number__icontains", "citizen__name__icontains", "given__name__icontains")
    kind = django_filters.ChoiceFilter(label="Jenis", choices=Kind.choices)
    kelurahan = django_filters.ModelChoiceFilter(
        label="Kelurahan",
        queryset=Region.objects.filter(level=Region.Level.KELURAHAN, in_kendari=True).order_by("name"),
    )
    closed = django_filters.BooleanFilter(label="Ditutup", field_name="closed_at", lookup_expr="isnull", exclude=True)

    class Meta:
        model = Ticket
        fields = ("q", "kind", "kelurahan", "closed")
