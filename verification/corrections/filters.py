"""Filters of the list of requests."""

from __future__ import annotations

import django_filters

from dtks.office.filters import KelurahanFilter
from dtks.web.filters import WordsFilter
from verification.corrections.models import Act, ChangeRequest, Origin


class RequestFilter(django_filters.FilterSet):  # type: ignore[misc]
    q = WordsFilter("number__icontains", "citizen__name__icontains", "origin_reference__icontains")
    act = django_filters.ModelChoiceFilter(label="Jenis", queryset=Act.objects.all())
    origin = django_filters.ChoiceFilter(label="Asal", choices=Origin.choices)
    kelurahan = KelurahanFilter(field_name="citizen__kelurahan")

    class Meta:
        model = ChangeRequest
        fields: list[str] = []
