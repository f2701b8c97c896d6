"""Filters of the lists of users and readings."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils import timezone

from dtks.accounts.models import Mandate, ReadLog, Role, User
from dtks.accounts.queries import readings_about
from dtks.office.models import Region
from dtks.web.filters import WordsFilter
from dtks.web.forms import DayField


class DayFilter(django_filters.DateFilter):  # type: ignore[misc]
    field_class = DayField


class UserFilter(django_filters.FilterSet):  # type: ignore[misc]
    """By name, role of today, mandates that end soon, accounts out of use."""

    q = WordsFilter("full_name__icontains", "username__icontains")
    peran = django_filters.ChoiceFilter(
        label="Peran hari ini", choices=Role.choices, method="holds", empty_label="semua peran"
    )
    habis = django_filters.BooleanFilter(
        label="Mandat habis dalam 31 hari", method="ends_soon", widget=forms.CheckboxInput
    )
    nonaktif = django_filters.BooleanFilter(label="Hanya yang nonaktif", method="inactive", widget=forms.CheckboxInput)

    class Meta:
        model = User
        fields: list[str] = []

    def holds(self, rows: QuerySet[User], name: str, value: str) -> QuerySet[User]:
        """Holders of a role today."""
        return rows.filter(pk__in=Mandate.objects.in_force(timezone.localdate()).filter(role=value).values("user"))

    def ends_soon(self, rows: QuerySet[User], name: str, value: Any) -> QuerySet[User]:
        """People with a mandate that ends within a month."""
        today = timezone.localdate()
        ending = Mandate.objects.in_force(today).filter(ends_on__lte=today + timedelta(days=31))
        return rows.filter(pk__in=ending.values("user")) if value else rows

    def inactive(self, rows: QuerySet[User], name: str, value: Any) -> QuerySet[User]:
        """Accounts that may not sign in."""
        return rows.filter(is_active=False) if value else rows


class RegionFilter(django_filters.FilterSet):  # type: ignore[misc]
    """By name, kecamatan, kelurahan where nobody writes the berita acara."""

    q = WordsFilter("name__icontains", "code__startswith")
    kecamatan = django_filters.ModelChoiceFilter(
        label="Kecamatan", field_name="parent", empty_label="semua kecamatan",
        queryset=Region.objects.filter(level=Region.Level.KECAMATAN, in_kendari=True).order_by("name"),
    )  # fmt: skip
    kosong = django_filters.BooleanFilter(
        label="Tanpa petugas kelurahan", method="without_officer", widget=forms.CheckboxInput
    )

    class Meta:
        model = Region
        fields: list[str] = []

    def without_officer(self, rows: QuerySet[Region], name: str, value: Any) -> QuerySet[Region]:
        """Kelurahan without an officer of their own today."""
        manned = Mandate.objects.in_force(timezone.localdate()).filter(role=Role.KELURAHAN, user__is_active=True)
        return rows.exclude(pk__in=manned.values("region")) if value else rows


class ReadingWords(WordsFilter):
    """By who read, why, or whose data was read."""

    def __init__(self) -> None:
        super().__init__("user__full_name__icontains", "user__username__icontains", "reason__icontains")
        self.finds_people = True

    def filter(self, queryset: QuerySet[Any], value: str) -> QuerySet[Any]:
        """The readings by or of whom the words name."""
        if not value.strip():
            return queryset
        by = super().filter(queryset.model.objects.order_by(), value).values("pk")
        return queryset.filter(Q(pk__in=by) | readings_about(value))


class ReadingFilter(django_filters.FilterSet):  # type: ignore[misc]
    """By person, reason and days."""

    q = ReadingWords()
    sejak = DayFilter(label="Sejak", field_name="at", lookup_expr="date__gte")
    sampai = DayFilter(label="Sampai", field_name="at", lookup_expr="date__lte")

    class Meta:
        model = ReadLog
        fields: list[str] = []
