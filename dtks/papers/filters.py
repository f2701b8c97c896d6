"""Filters of the archive."""

from __future__ import annotations

import django_filters

from dtks.papers.models import Document, PaperKind
from dtks.web.filters import WordsFilter


class ArchiveFilter(django_filters.FilterSet):  # type: ignore[misc]
    """By number, citizen or box; kind; days on which it was seen."""

    q = WordsFilter("number__icontains", "citizen__name__icontains", "box__icontains", "kind__label__icontains")
    kind = django_filters.ModelChoiceFilter(label="Jenis", queryset=PaperKind.objects.all())
    since = django_filters.DateFilter(label="Sejak", field_name="seen_at", lookup_expr="date__gte")
    until = django_filters.DateFilter(label="Sampai", field_name="seen_at", lookup_expr="date__lte")

    class Meta:
        model = Document
        fields = ("q", "kind", "since", "until")
