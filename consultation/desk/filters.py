"""Filters of the ticket list."""

from __future__ import annotations

import django_filters

from consultation.desk.models import Article, Kind, Letter, State, Ticket
from consultation.desk.queries.people import choices
from dtks.office.filters import KelurahanFilter
from dtks.web.filters import WordsFilter


class TicketFilter(django_filters.FilterSet):  # type: ignore[misc]
    """By words, kind, kelurahan, and whether it is still open."""

    q = WordsFilter("number__icontains", "citizen__name__icontains", "given__name__icontains")
    kind = django_filters.ChoiceFilter(label="Jenis", choices=Kind.choices)
    kelurahan = KelurahanFilter()
    state = django_filters.ChoiceFilter(label="Keadaan", choices=State.choices)
    assigned_to = django_filters.ChoiceFilter(label="Dipegang", choices=choices)

    class Meta:
        model = Ticket
        fields = ("q", "kind", "kelurahan", "state", "assigned_to")


class LetterFilter(django_filters.FilterSet):  # type: ignore[misc]
    """By number, code, name or purpose; kind; days of issue."""

    q = WordsFilter("number__icontains", "code__icontains", "citizen__name__icontains", "purpose__icontains")
    kind = django_filters.ChoiceFilter(label="Jenis", choices=Letter.Kind.choices)
    since = django_filters.DateFilter(label="Sejak", field_name="issued_on", lookup_expr="gte")
    until = django_filters.DateFilter(label="Sampai", field_name="issued_on", lookup_expr="lte")

    class Meta:
        model = Letter
        fields = ("q", "kind", "since", "until")


class ArticleFilter(django_filters.FilterSet):  # type: ignore[misc]
    """By the words in which people ask; for everybody or for the office."""

    q = WordsFilter("title__icontains", "words__icontains", "text__icontains")
    is_public = django_filters.BooleanFilter(label="Untuk umum")

    class Meta:
        model = Article
        fields = ("q", "is_public")
