"""Filters of the room's lists."""

from __future__ import annotations

import django_filters

from dtks.files.models import StagedFile
from dtks.web.filters import WordsFilter


class StagedFileFilter(django_filters.FilterSet):  # type: ignore[misc]
    """Search by file name; purpose."""

    q = WordsFilter("file__name__icontains")
    purpose = django_filters.ChoiceFilter(label="Jenis", choices=StagedFile.Purpose.choices)

    class Meta:
        model = StagedFile
        fields: list[str] = []
