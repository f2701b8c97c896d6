"""Filters of the list of citizens."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import QuerySet

from dtks.office.models import Region
from dtks.office.queries import kelurahan_of_kendari
from dtks.overview.forms import kelurahan_of
from dtks.registry.models import Citizen, LifeState, RegisterState
from dtks.registry.queries import search_citizens
from dtks.registry.queries.search import digits_of
from verification.matching.names import search_key

AGES = [("0-5", "0–5 tahun"), ("6-17", "6–17 tahun"), ("18-59", "18–59 tahun"), ("60-150", "60 tahun ke atas")]


def _places(request: Any) -> QuerySet[Region]:
    found: QuerySet[Region] = kelurahan_of(request.user)
    return found


def _kecamatan() -> list[tuple[str, str]]:
    """Code and name of each kecamatan of the city, by name."""
    found = {place.parent.code: place.parent.name for place in kelurahan_of_kendari().values() if place.parent}
    return sorted(found.items(), key=lambda pair: pair[1])


class CitizenFilter(django_filters.FilterSet):  # type: ignore[misc]
    """Search by whatever identifies a person; place, register state, life state, NIK."""

    q = django_filters.CharFilter(method="words")
    kelurahan = django_filters.ModelChoiceFilter(label="Kelurahan", queryset=_places, to_field_name="code")
    kecamatan = django_filters.ChoiceFilter(label="Kecamatan", field_name="kelurahan__parent__code", choices=_kecamatan)
    register_state = django_filters.ChoiceFilter(label="Kedudukan di daftar", choices=RegisterState.choices)
    life_state = django_filters.ChoiceFilter(label="Keadaan", choices=LifeState.choices)
    nik_problem = django_filters.ChoiceFilter(
        label="NIK", choices=[("NO_NIK", "belum ada"), ("salah", "salah tulis"), ("baik", "lengkap")], method="by_nik"
    )

    class Meta:
        model = Citizen
        fields: list[str] = []

    def words(self, rows: QuerySet[Citizen], name: str, term: str) -> QuerySet[Citizen]:
        """Every word of the name, by its sound; numbers and addresses as the one search box finds them."""
        if digits_of(term) or not any(mark.isalpha() for mark in term):
            hits = search_citizens(user=self.request.user, term=term, limit=50)
            return rows.filter(pk__in=[hit.citizen.pk for hit in hits])
        for word in search_key(term).split():
            rows = rows.filter(name_key__contains=word)
        return rows

    def by_nik(self, rows: QuerySet[Citizen], name: str, value: str) -> QuerySet[Citizen]:
        """No number, a number that cannot be one, or a sound one."""
        if value == "NO_NIK":
            return rows.filter(nik_problem="NO_NIK")
        return rows.filter(nik_problem="") if value == "baik" else rows.exclude(nik_problem__in=["", "NO_NIK"])
