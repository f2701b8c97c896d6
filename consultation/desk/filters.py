"""Filters of the ticket list."""

from __future__ import annotations

import django_filters

from consultation.desk.models import Article, Kind, Letter, State, Ticket
from dtks.accounts.models import User
from dtks.office.models import Region
from dtks.web.filters import WordsFilter

DESK_ROLES = ("front_desk", "operator", "kasi", "kabid")


class TicketFilter(django_filters.FilterSet):  # type: ignore[misc]
    """By words, kind, kelurahan, and whether it is still open."""

    q = WordsFilter("number__icontains", "citizen__name__icontains", "given__name__icontains")
    kind = django_filters.ChoiceFilter(label="Jenis", choices=Kind.choices)
    kelurahan = django_filters.ModelChoiceFilter(
        label="Kelurahan",
        queryset=Region.objects.filter(level=Region.Level.KELURAHAN, in_kendari=True).order_by("name"),
    )
    state = django_filters.ChoiceFilter(label="Keadaan", choices=State.choices)
    assigned_to = django_filters.ModelChoiceFilter(
        label="Dipegang",
        queryset=User.objects.filter(is_active=True, mandates__role__in=DESK_ROLES).distinct().order_by("full_name"),
    )

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
