"""Filters of the room's lists."""

from __future__ import annotations

import django_filters
from django import forms
from django.db.models import QuerySet
from django.utils import timezone

from dtks.office.models import Region
from dtks.web.filters import WordsFilter
from verification.monthly.models import (
    CarriedOver,
    GovernorCopy,
    LedgerLine,
    MonthClose,
    Packet,
    PacketItem,
    TemplateKind,
)
from verification.monthly.queries import ledger


class LedgerFilter(django_filters.FilterSet):  # type: ignore[misc]
    """Search by name, request or batch; kelurahan, sheet, month of sending, age of what is unanswered."""

    q = WordsFilter("row__citizen__name__icontains", "row__request__number__icontains", "row__batch__number__icontains")
    kelurahan = django_filters.ModelChoiceFilter(
        label="Kelurahan",
        field_name="row__citizen__kelurahan",
        queryset=Region.objects.filter(level=Region.Level.KELURAHAN, in_kendari=True).order_by("name"),
    )
    lembar = django_filters.ChoiceFilter(label="Lembar", field_name="row__kind", choices=TemplateKind.choices)
    umur = django_filters.ChoiceFilter(
        label="Belum dijawab", method="of_age", choices=[(name, words) for name, words, *_ in ledger.BUCKETS]
    )
    sejak = django_filters.DateFilter(
        label="Dikirim sejak", field_name="sent_on", lookup_expr="gte", widget=forms.DateInput(attrs={"type": "date"})
    )

    class Meta:
        model = LedgerLine
        fields: list[str] = []

    def of_age(self, rows: QuerySet[LedgerLine], name: str, value: str) -> QuerySet[LedgerLine]:
        """Unanswered lines of one part of the ageing bar."""
        return ledger.in_bucket(rows, value, timezone.localdate())


class CarriedFilter(django_filters.FilterSet):  # type: ignore[misc]
    """By name or number, month that was missed, who can mend it."""

    q = WordsFilter("request__citizen__name__icontains", "request__number__icontains")
    bulan = django_filters.ModelChoiceFilter(
        label="Bulan", field_name="month", queryset=MonthClose.objects.all(), empty_label="semua bulan"
    )
    oleh = django_filters.ChoiceFilter(
        label="Yang dapat membereskan", field_name="mender", empty_label="semua",
        choices=[(each, each) for each in ("Operator", "Pengusul", "Kelurahan", "Warga", "Pusat")],
    )  # fmt: skip

    class Meta:
        model = CarriedOver
        fields: list[str] = []


class PacketFilter(django_filters.FilterSet):  # type: ignore[misc]
    """Search by number of the packet or of a letter."""

    q = WordsFilter("number__icontains", "cover_number__icontains", "mayor_number__icontains")

    class Meta:
        model = Packet
        fields: list[str] = []


class PacketItemFilter(django_filters.FilterSet):  # type: ignore[misc]
    """Search by name or request; kept or carved out; kelurahan."""

    q = WordsFilter("row__citizen__name__icontains", "row__request__number__icontains")
    keluar = django_filters.ChoiceFilter(
        label="Ikut atau keluar", method="carved", empty_label="semua",
        choices=[("ya", "dikeluarkan"), ("tidak", "ikut")],
    )  # fmt: skip
    kelurahan = django_filters.ModelChoiceFilter(
        label="Kelurahan",
        field_name="row__citizen__kelurahan",
        queryset=Region.objects.filter(level=Region.Level.KELURAHAN, in_kendari=True).order_by("name"),
    )

    class Meta:
        model = PacketItem
        fields: list[str] = []

    def carved(self, rows: QuerySet[PacketItem], name: str, value: str) -> QuerySet[PacketItem]:
        """Names that do not go with the packet, or those that do."""
        return rows.exclude(carved_at=None) if value == "ya" else rows.filter(carved_at=None)


class CopyFilter(django_filters.FilterSet):  # type: ignore[misc]
    """Search by letter or packet."""

    q = WordsFilter("letter_number__icontains", "packet__number__icontains")

    class Meta:
        model = GovernorCopy
        fields: list[str] = []
