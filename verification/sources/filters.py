"""Filters of the room's lists."""

from __future__ import annotations

import django_filters

from dtks.web.filters import WordsFilter
from verification.sources.models import ServiceAnswer


class AnswerFilter(django_filters.FilterSet):  # type: ignore[misc]
    """Search by name; day."""

    q = WordsFilter("citizen__name__icontains")
    on = django_filters.DateFilter(field_name="at", lookup_expr="date", label="Hari")

    class Meta:
        model = ServiceAnswer
        fields: list[str] = []
