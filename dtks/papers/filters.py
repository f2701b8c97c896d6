"""Filters of the archive and of the rules."""

from __future__ import annotations

import django_filters

from dtks.papers.models import ACT_WORDS, Document, PaperKind, Requirement
from dtks.papers.queries import programme_choices
from dtks.web.filters import WordsFilter


class ArchiveFilter(django_filters.FilterSet):  # type: ignore[misc]
    """By number, citizen or box; kind; days on which it was seen."""

    q = WordsFilter("number__icontains", "citizen__name__icontains", "box__icontains", "kind__label__icontains")
    kind = django_filters.ModelChoiceFilter(label="Jenis", queryset=PaperKind.objects.all())
    box = django_filters.CharFilter(label="Boks", lookup_expr="iexact")
    shelf = django_filters.CharFilter(label="Rak", lookup_expr="iexact")
    since = django_filters.DateFilter(label="Sejak", field_name="seen_at", lookup_expr="date__gte")
    until = django_filters.DateFilter(label="Sampai", field_name="seen_at", lookup_expr="date__lte")

    class Meta:
        model = Document
        fields = ("q", "kind", "box", "shelf", "since", "until")


class RuleFilter(django_filters.FilterSet):  # type: ignore[misc]
    """By paper or law, programme, act, and the day on which it holds."""

    q = WordsFilter("paper__label__icontains", "legal_basis__icontains", "act__icontains")
    programme = django_filters.ChoiceFilter(label="Program", choices=programme_choices)
    act = django_filters.ChoiceFilter(label="Urusan", choices=list(ACT_WORDS.items()))
    paper = django_filters.ModelChoiceFilter(label="Berkas", queryset=PaperKind.objects.all())

    class Meta:
        model = Requirement
        fields = ("q", "programme", "act", "paper")
