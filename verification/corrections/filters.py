"""Filters of the list of requests."""

from __future__ import annotations

import django_filters
from django import forms

from dtks.office.filters import KelurahanFilter
from dtks.web.filters import WordsFilter
from dtks.web.templatetags.chips import RESULTS
from verification.corrections.models import Act, ChangeRequest, Origin
from verification.corrections.models.requests import ChangeRequestQuerySet


class RequestFilter(django_filters.FilterSet):  # type: ignore[misc]
    q = WordsFilter("number__icontains", "citizen__name__icontains", "origin_reference__icontains")
    act = django_filters.ModelChoiceFilter(label="Jenis", queryset=Act.objects.all())
    origin = django_filters.ChoiceFilter(label="Asal", choices=Origin.choices)
    kelurahan = KelurahanFilter(field_name="citizen__kelurahan")
    hasil = django_filters.ChoiceFilter(
        label="Hasil banding",
        method="of_result",
        choices=[*((code, word) for code, (word, _, _) in RESULTS.items()), ("tanpa", "tanpa banding")],
    )
    terbuka = django_filters.BooleanFilter(label="Masih terbuka", method="still_open", widget=forms.CheckboxInput)

    class Meta:
        model = ChangeRequest
        fields: list[str] = []

    def of_result(self, rows: ChangeRequestQuerySet, name: str, value: str) -> ChangeRequestQuerySet:
        """Those whose comparison said so, or that rest on none."""
        return rows.filter(result_class="" if value == "tanpa" else value)

    def still_open(self, rows: ChangeRequestQuerySet, name: str, value: bool | None) -> ChangeRequestQuerySet:
        """Those on which somebody has still to act."""
        return rows.open() if value else rows
