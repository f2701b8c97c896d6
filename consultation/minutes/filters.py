"""Filters of the list of berita acara."""

from __future__ import annotations

import django_filters

from consultation.minutes.models import Item, Minutes
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


class NewsFilter(django_filters.FilterSet):  # type: ignore[misc]
    """By name or number, kelurahan, and month."""

    q = WordsFilter("citizen__name__icontains", "given__name__icontains", "minutes__number__icontains")
    kelurahan = django_filters.ModelChoiceFilter(
        label="Kelurahan", field_name="minutes__kelurahan",
        queryset=Region.objects.filter(level=Region.Level.KELURAHAN, in_kendari=True).order_by("name"),
    )  # fmt: skip
    bulan = django_filters.DateFilter(label="Bulan", field_name="minutes__month")

    class Meta:
        model = Item
        fields: list[str] = []
