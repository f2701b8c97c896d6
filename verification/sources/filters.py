"""Filters of the room's lists."""

from __future__ import annotations

import django_filters
from django import forms
from django.db.models import F, QuerySet

from dtks.web.filters import WordsFilter
from verification.sources.models import (
    OrderAnswer,
    OrderAnswerRow,
    OrderRow,
    Pupil,
    ResultClass,
    School,
    ServiceAnswer,
    WorkOrder,
)
from verification.sources.queries import ORDERED


class AnswerFilter(django_filters.FilterSet):  # type: ignore[misc]
    """Search by name; day."""

    q = WordsFilter("citizen__name__icontains")
    on = django_filters.DateFilter(field_name="at", lookup_expr="date", label="Hari")

    class Meta:
        model = ServiceAnswer
        fields: list[str] = []


class OrderFilter(django_filters.FilterSet):  # type: ignore[misc]
    """Search by number; only those that wait for answers."""

    q = WordsFilter("number__icontains", "letter_number__icontains")
    menunggu = django_filters.BooleanFilter(
        label="Belum lengkap dijawab", method="still_waiting", widget=forms.CheckboxInput
    )

    class Meta:
        model = WorkOrder
        fields: list[str] = []

    def still_waiting(self, rows: QuerySet[WorkOrder], name: str, value: bool) -> QuerySet[WorkOrder]:
        """Orders with rows that are not answered."""
        return rows.filter(answered__lt=F("row_count")) if value else rows


class OrderRowFilter(django_filters.FilterSet):  # type: ignore[misc]
    """Search by name or note; class."""

    q = WordsFilter("citizen__name__icontains", "note__icontains", "said__icontains")
    keadaan = django_filters.ChoiceFilter(
        label="Keadaan", field_name="result_class",
        choices=[(value, word) for value, word in ResultClass.choices if value in ORDERED],
    )  # fmt: skip

    class Meta:
        model = OrderRow
        fields: list[str] = []


class OrderAnswerFilter(django_filters.FilterSet):  # type: ignore[misc]
    """Search by name of the file."""

    q = WordsFilter("stored__name__icontains")

    class Meta:
        model = OrderAnswer
        fields: list[str] = []


class AnswerRowFilter(django_filters.FilterSet):  # type: ignore[misc]
    """Search by name, result or note; rows with a remark."""

    q = WordsFilter("name__icontains", "row__citizen__name__icontains", "said__icontains", "note__icontains")
    bermasalah = django_filters.BooleanFilter(label="Baris bermasalah", method="faulty", widget=forms.CheckboxInput)

    class Meta:
        model = OrderAnswerRow
        fields: list[str] = []

    def faulty(self, rows: QuerySet[OrderAnswerRow], name: str, value: bool) -> QuerySet[OrderAnswerRow]:
        """Rows in which a cell is wrong."""
        return rows.exclude(findings=[]) if value else rows


class SchoolFilter(django_filters.FilterSet):  # type: ignore[misc]
    """Search by name or NPSN."""

    q = WordsFilter("name__icontains", "npsn__icontains")

    class Meta:
        model = School
        fields: list[str] = []


class PupilFilter(django_filters.FilterSet):  # type: ignore[misc]
    """Search by name, NISN or class; school; only citizens of ours; only those whose values with us differ."""

    q = WordsFilter("name__icontains", "nisn__icontains", "grade__icontains")
    sekolah = django_filters.ModelChoiceFilter(label="Sekolah", field_name="school", queryset=School.objects.all())
    kita = django_filters.BooleanFilter(label="Warga kita saja", method="only_ours", widget=forms.CheckboxInput)
    lain = django_filters.BooleanFilter(label="Data kita lain", method="ours_other", widget=forms.CheckboxInput)

    class Meta:
        model = Pupil
        fields: list[str] = []

    def only_ours(self, rows: QuerySet[Pupil], name: str, value: bool) -> QuerySet[Pupil]:
        """Pupils who are citizens of ours."""
        return rows.filter(citizen__isnull=False) if value else rows

    def ours_other(self, rows: QuerySet[Pupil], name: str, value: bool) -> QuerySet[Pupil]:
        """Pupils whose entry and ours differ."""
        return rows.exclude(ours_differ=[]) if value else rows
