"""Filters of the room's lists."""

from __future__ import annotations

import django_filters

from dtks.office.models import Region
from dtks.web.filters import WordsFilter
from verification.monthly.models import Batch, LedgerLine


class BatchFilter(django_filters.FilterSet):  # type: ignore[misc]
    """Search by number."""

    q = WordsFilter("number__icontains")

    class Meta:
        model = Batch
        fields: list[str] = []


class LedgerFilter(django_filters.FilterSet):  # type: ignore[misc]
    """Search by name, request or batch; kelurahan."""

    q = WordsFilter("row__citizen__name__icontains", "row__request__number__icontains", "row__batch__number__icontains")
    kelurahan = django_filters.ModelChoiceFilter(
        label="Kelurahan",
        field_name="row__citizen__kelurahan",
        queryset=Region.objects.filter(level=Region.Level.KELURAHAN, in_kendari=True).order_by("name"),
    )

    class Meta:
        model = LedgerLine
        fields: list[str] = []
