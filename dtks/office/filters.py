"""Filters of the lists of the office's settings."""

from __future__ import annotations

from datetime import date
from typing import Any

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils import timezone

from dtks.office.models import Holiday, Signatory
from dtks.office.queries import kelurahan_of_kendari
from dtks.web.filters import WordsFilter


def _years() -> list[tuple[str, str]]:
    years: set[int] = {day.year for day in Holiday.with_taken_back.dates("date", "year")}
    return [(str(year), str(year)) for year in sorted(years, reverse=True)]


class SignatoryFilter(django_filters.FilterSet):  # type: ignore[misc]
    """By name and seat; who signs today."""

    q = WordsFilter("name__icontains", "seat__icontains")
    kini = django_filters.BooleanFilter(label="Berlaku hari ini", method="today", widget=forms.CheckboxInput)

    class Meta:
        model = Signatory
        fields: list[str] = []

    def today(self, rows: QuerySet[Signatory], name: str, value: Any) -> QuerySet[Signatory]:
        """Those whose span holds today."""
        day = timezone.localdate()
        return rows.filter(Q(ends_on=None) | Q(ends_on__gte=day), starts_on__lte=day) if value else rows


class HolidayFilter(django_filters.FilterSet):  # type: ignore[misc]
    """By name and year."""

    q = WordsFilter("name__icontains", "source__icontains")
    tahun = django_filters.ChoiceFilter(label="Tahun", method="year", choices=_years, empty_label="semua tahun")

    class Meta:
        model = Holiday
        fields: list[str] = []

    def year(self, rows: QuerySet[Holiday], name: str, value: str) -> QuerySet[Holiday]:
        """The days of one year."""
        return rows.filter(date__range=(date(int(value), 1, 1), date(int(value), 12, 31)))


def _kelurahan() -> list[tuple[int, str]]:
    return sorted(((row.pk, row.name) for row in kelurahan_of_kendari().values()), key=lambda row: row[1])


class KelurahanFilter(django_filters.ChoiceFilter):  # type: ignore[misc]
    """A kelurahan of the city by its id; the sixty-five are read once."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", "Kelurahan")
        super().__init__(choices=_kelurahan, **kwargs)
