"""Parts of filters that every list shares."""

from __future__ import annotations

import re
from typing import Any

import django_filters
from django.db.models import Q, QuerySet


def could_be_number_of_a_person(term: str) -> bool:
    """Whether a search term has twelve digits or more, as NIK, card number or a mistyped one: never in an address."""
    return sum(letter.isdigit() for letter in term) >= 12


# Parts of a lookup by which a search box finds a person.
PERSONAL = frozenset({"citizen", "request", "nik", "kk_number", "dtks_id", "member_id", "nisn", "tombstone", "given"})


class WordsFilter(django_filters.CharFilter):  # type: ignore[misc]
    """The search box of a list: every word must stand in one of the fields (`lookups` as of QuerySet.filter)."""

    def __init__(self, *lookups: str, **kwargs: Any) -> None:
        self.lookups = lookups
        self.finds_people = any(PERSONAL & set(lookup.split("__")) for lookup in lookups)
        super().__init__(**kwargs)

    def filter(self, queryset: QuerySet[Any], value: str) -> QuerySet[Any]:
        """The rows that have all words."""
        words = [re.sub(r"\D", "", value)] if could_be_number_of_a_person(value) else value.split()[:6]
        for word in words:
            condition = Q()
            for lookup in self.lookups:
                condition |= Q(**{lookup: word})
            queryset = queryset.filter(condition)
        return queryset
