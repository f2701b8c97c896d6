"""Filters of the list of berita acara."""

from __future__ import annotations

import django_filters

from consultation.minutes.models import Minutes
from dtks.office.models import Region
from dtks.web.filters import WordsFilter


class MinutesFilter(django_filters.FilterSet):  # type: ignore[misc]
    """By number or kelurahan, and month."""

    q = WordsFilter("number__icontains", "kelurahan__name__icontains")
    kelurahan = django_filters.ModelChoiceFilter(
        label="Kelurahan",
        queryset=Region.objects.filter(level=Region.Level.KELURAHAN, in_kendari=True).order_by("name"),
    )

    class Meta:
        model = Minutes
        fields = ("q", "kelurahan")
