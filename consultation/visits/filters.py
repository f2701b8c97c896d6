"""Filters of the list of visits."""

from __future__ import annotations

import django_filters
from django import forms
from django.db.models import QuerySet
from django.utils import timezone

from consultation.visits.models import IN_FIELD, Source, State, Visit
from dtks.accounts.models import Role, User
from dtks.office.models import Region
from dtks.web.filters import WordsFilter


class VisitFilter(django_filters.FilterSet):  # type: ignore[misc]
    """By citizen, number or route; kelurahan, who goes, why, only late."""

    q = WordsFilter("citizen__name__icontains", "number__icontains", "route__icontains", "origin__icontains")
    kelurahan = django_filters.ModelChoiceFilter(
        label="Kelurahan",
        queryset=Region.objects.filter(level=Region.Level.KELURAHAN, in_kendari=True).order_by("name"),
    )
    fasilitator = django_filters.ModelChoiceFilter(
        label="Fasilitator", field_name="facilitator",
        queryset=User.objects.filter(mandates__role=Role.FACILITATOR).distinct().order_by("full_name"),
    )  # fmt: skip
    asal = django_filters.ChoiceFilter(label="Asal", field_name="source", choices=Source.choices)
    terlambat = django_filters.BooleanFilter(label="Lewat tenggat", method="only_late", widget=forms.CheckboxInput)

    class Meta:
        model = Visit
        fields: list[str] = []

    def only_late(self, rows: QuerySet[Visit], name: str, value: bool) -> QuerySet[Visit]:
        """Those whose day is over and to which nobody went."""
        late = rows.filter(state__in=[State.OPEN, *IN_FIELD], due_on__lt=timezone.localdate())
        return late if value else rows
