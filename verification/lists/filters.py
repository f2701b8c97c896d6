"""Filters of the room's lists."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import QuerySet

from dtks.office.models import Region
from dtks.office.queries import code_labels
from dtks.web.filters import WordsFilter
from verification.lists.models import (
    CentralList,
    DifferenceLine,
    IdentityQuestion,
    ReturnedCase,
    VerificationName,
    VerificationOrder,
)
from verification.lists.services import WORDS

FIELD_WORDS = {
    "nik": "NIK", "nama": "Nama", "tgl_lahir": "Tanggal lahir", "tempat_lahir": "Tempat lahir",
    "jk": "Jenis kelamin", "no_kk": "No. KK", "alamat": "Alamat", "nama_ibu": "Nama ibu",
    "hub_keluarga": "Hubungan keluarga", "desil": "Desil",
}  # fmt: skip


def places() -> QuerySet[Region]:
    """The kelurahan of the city by name."""
    return Region.objects.filter(level=Region.Level.KELURAHAN, in_kendari=True).order_by("name")


class LineFilter(django_filters.FilterSet):  # type: ignore[misc]
    """Search by name or id; kelurahan, what changed, whether we had proposed it."""

    q = WordsFilter("name__icontains", "member_id__icontains")
    kelurahan = django_filters.ModelChoiceFilter(
        label="Kelurahan", field_name="citizen__kelurahan", queryset=Region.objects.none()
    )
    isian = django_filters.ChoiceFilter(
        label="Isian yang berubah", method="of_field",
        choices=[(word, FIELD_WORDS[word]) for word in dict.fromkeys(WORDS.values())],
    )  # fmt: skip
    usulan = django_filters.ChoiceFilter(
        label="Usulan kita", method="of_proposal", choices=[("ada", "ada usulan kita"), ("tanpa", "tanpa usulan")]
    )

    class Meta:
        model = DifferenceLine
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.filters["kelurahan"].extra["queryset"] = places()

    def of_field(self, rows: QuerySet[DifferenceLine], name: str, value: str) -> QuerySet[DifferenceLine]:
        """Lines in which the field changed."""
        return rows.filter(fields__contains=[value])

    def of_proposal(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Lines of citizens of whom we had sent something, or not."""
        return rows.filter(proposed=value == "ada")


class QuestionFilter(django_filters.FilterSet):  # type: ignore[misc]
    """Search by either name; list and kelurahan."""

    q = WordsFilter("citizen__name__icontains", "other__name__icontains", "citizen__dtks_id__iexact")
    daftar = django_filters.ModelChoiceFilter(
        label="Daftar", field_name="central_list", queryset=CentralList.objects.filter(taken_back_at=None)
    )
    kelurahan = django_filters.ModelChoiceFilter(
        label="Kelurahan", field_name="citizen__kelurahan", queryset=Region.objects.none()
    )

    class Meta:
        model = IdentityQuestion
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.filters["kelurahan"].extra["queryset"] = places()


class ReturnFilter(django_filters.FilterSet):  # type: ignore[misc]
    """Search by either name or the minutes; list, how it came back, how sure, reason of the removal."""

    q = WordsFilter(
        "tombstone__name__icontains", "row__values__name__icontains", "tombstone__minutes_number__icontains"
    )
    daftar = django_filters.ModelChoiceFilter(
        label="Daftar", field_name="central_list", queryset=CentralList.objects.filter(taken_back_at=None)
    )
    cara = django_filters.ChoiceFilter(label="Kembalinya", field_name="kind", choices=ReturnedCase.Kind.choices)
    yakin = django_filters.ChoiceFilter(label="Keyakinan", field_name="band", choices=ReturnedCase.Band.choices)
    alasan = django_filters.ChoiceFilter(label="Alasan dikeluarkan", field_name="tombstone__reason", choices=[])

    class Meta:
        model = ReturnedCase
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.filters["alasan"].extra["choices"] = list(code_labels("outcome_codes").items())


class OrderFilter(django_filters.FilterSet):  # type: ignore[misc]
    """Search by number or file."""

    q = WordsFilter("number__icontains", "staged_file__file__name__icontains")

    class Meta:
        model = VerificationOrder
        fields: list[str] = []


class NameFilter(django_filters.FilterSet):  # type: ignore[misc]
    """Search by name or id; kelurahan."""

    q = WordsFilter("name__icontains", "member_id__icontains")
    kelurahan = django_filters.ModelChoiceFilter(
        label="Kelurahan", field_name="citizen__kelurahan", queryset=Region.objects.none()
    )

    class Meta:
        model = VerificationName
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.filters["kelurahan"].extra["queryset"] = places()
