"""Filters of the room's lists."""

from __future__ import annotations

import django_filters
from django import forms
from django.db.models import QuerySet

from dtks.web.filters import WordsFilter
from verification.monthly.models import Batch
from verification.siks.models import ReturnFile, ReturnRow


class BatchFilter(django_filters.FilterSet):  # type: ignore[misc]
    """Search by number."""

    q = WordsFilter("number__icontains")

    class Meta:
        model = Batch
        fields: list[str] = []


class ReturnFilter(django_filters.FilterSet):  # type: ignore[misc]
    """Search by file or batch."""

    q = WordsFilter("stored__name__icontains", "batch__number__icontains")

    class Meta:
        model = ReturnFile
        fields: list[str] = []


class ReturnRowFilter(django_filters.FilterSet):  # type: ignore[misc]
    """Search by name, request or message; by what the centre said; rows with a remark."""

    q = WordsFilter("name__icontains", "row__request__number__icontains", "message__icontains")
    word = django_filters.ChoiceFilter(
        label="Jawaban", choices=[(word, word.capitalize()) for word in ("DITERIMA", "DITOLAK", "PENDING", "GANDA")]
        + [("TIDAK PADAN", "Tidak padan")],
    )  # fmt: skip
    faulty = django_filters.BooleanFilter(label="Bermasalah saja", method="with_findings", widget=forms.CheckboxInput)

    class Meta:
        model = ReturnRow
        fields: list[str] = []

    def with_findings(self, rows: QuerySet[ReturnRow], name: str, value: bool) -> QuerySet[ReturnRow]:
        """Rows that have a remark."""
        return rows.exclude(findings=[]) if value else rows
