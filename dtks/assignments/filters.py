"""Filters of the list of assignments."""

from __future__ import annotations

import django_filters
from django import forms
from django.db.models import QuerySet
from django.utils import timezone

from dtks.accounts.models import Role
from dtks.assignments.models import LIVE, Assignment, Kind, Owner
from dtks.assignments.queries import working_roles
from dtks.office.models import Region
from dtks.web.filters import WordsFilter


class AssignmentFilter(django_filters.FilterSet):  # type: ignore[misc]
    """Search by citizen, task or origin; kind, whose turn, role, kelurahan, only late, only mine."""

    q = WordsFilter("citizen__name__icontains", "title__icontains", "origin__icontains", "person__full_name__icontains")
    jenis = django_filters.ChoiceFilter(label="Jenis", field_name="kind", choices=Kind.choices)
    giliran = django_filters.ChoiceFilter(label="Giliran", field_name="owner", choices=Owner.choices)
    peran = django_filters.ChoiceFilter(
        label="Peran", field_name="role", choices=[each for each in Role.choices if each[0] in working_roles()]
    )
    kelurahan = django_filters.ModelChoiceFilter(
        label="Kelurahan",
        field_name="region",
        queryset=Region.objects.filter(level=Region.Level.KELURAHAN, in_kendari=True).order_by("name"),
    )
    terlambat = django_filters.BooleanFilter(label="Lewat tenggat", method="only_late", widget=forms.CheckboxInput)
    saya = django_filters.BooleanFilter(label="Tugas saya", method="only_mine", widget=forms.CheckboxInput)

    class Meta:
        model = Assignment
        fields: list[str] = []

    def only_late(self, rows: QuerySet[Assignment], name: str, value: bool) -> QuerySet[Assignment]:
        """Live ones whose day is over."""
        return rows.filter(state__in=LIVE, due_on__lt=timezone.localdate()) if value else rows

    def only_mine(self, rows: QuerySet[Assignment], name: str, value: bool) -> QuerySet[Assignment]:
        """Those given to the person who looks, by name."""
        return rows.filter(person=self.request.user) if value else rows
