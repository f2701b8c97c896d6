"""Filters of the ticket list."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import Q, QuerySet

from consultation.desk.models import Article, Kind, Letter, State, Ticket
from consultation.desk.queries.people import choices
from dtks.office.filters import KelurahanFilter
from dtks.registry.models import Citizen
from dtks.web.filters import WordsFilter
from dtks.web.memory import fingerprint, found_again
from verification.matching.names import search_key

MOST_PEOPLE = 1000


class TicketWords(WordsFilter):
    """A part of a ticket's number, or all words of a name: of the citizen by its sound, or as somebody unknown gave it.

    A few citizens are looked up first, in the index of their names. A name that thousands have is joined instead: then
    the tickets are walked in their order until the page is full.
    """

    def __init__(self, **kwargs: Any) -> None:
        super().__init__("number__icontains", **kwargs)
        self.finds_people = True

    def filter(self, queryset: QuerySet[Any], value: str) -> QuerySet[Any]:
        """The tickets of the term."""
        words = value.split()[:6]
        names = [word for word in words if not any(letter.isdigit() for letter in word)]
        numbers = " ".join(word for word in words if word not in names)
        found: QuerySet[Any] = super().filter(queryset, numbers)
        return found.filter(self._people(names)) if names else found

    def _people(self, names: list[str]) -> Q:
        citizens = _citizens("name_key__contains", search_key(" ".join(names)).split())
        found = (citizens or _citizens("name__icontains", names)) | _unknown(names)
        return found or Q(pk__in=[])


def _citizens(lookup: str, words: list[str]) -> Q:
    """Tickets of citizens in whose names all words stand; empty where there are none."""
    found = Citizen.objects.order_by().filter(*(Q(**{lookup: word}) for word in words)).values_list("pk", flat=True)
    few = _few(found) if words else []
    if len(few) <= MOST_PEOPLE:
        return Q(citizen__in=few) if few else Q()
    return Q(*(Q(**{f"citizen__{lookup}": word}) for word in words))


def _unknown(names: list[str]) -> Q:
    """Tickets of people who are not in the register, by the name that they gave; empty where there are none."""
    given = Q(citizen=None)
    for name in names:
        given &= Q(given__name__icontains=name)
    few = _few(Ticket.objects.order_by().filter(given).values_list("pk", flat=True))
    return given if len(few) > MOST_PEOPLE else Q(pk__in=few) if few else Q()


def _few(ids: QuerySet[Any, int]) -> list[int]:
    """The ids, and at most one more than may be listed."""
    return found_again(
        f"few:{fingerprint(ids)}", lambda: list(ids[: MOST_PEOPLE + 1]), worth=lambda few: len(few) > MOST_PEOPLE
    )


class TicketFilter(django_filters.FilterSet):  # type: ignore[misc]
    """By words, kind, kelurahan, and whether it is still open."""

    q = TicketWords()
    kind = django_filters.ChoiceFilter(label="Jenis", choices=Kind.choices)
    kelurahan = KelurahanFilter()
    state = django_filters.ChoiceFilter(label="Keadaan", choices=State.choices)
    assigned_to = django_filters.ChoiceFilter(label="Dipegang", choices=choices)

    class Meta:
        model = Ticket
        fields = ("q", "kind", "kelurahan", "state", "assigned_to")


class LetterFilter(django_filters.FilterSet):  # type: ignore[misc]
    """By number, code, name or purpose; kind; days of issue."""

    q = WordsFilter("number__icontains", "code__icontains", "citizen__name__icontains", "purpose__icontains")
    kind = django_filters.ChoiceFilter(label="Jenis", choices=Letter.Kind.choices)
    since = django_filters.DateFilter(label="Sejak", field_name="issued_on", lookup_expr="gte")
    until = django_filters.DateFilter(label="Sampai", field_name="issued_on", lookup_expr="lte")

    class Meta:
        model = Letter
        fields = ("q", "kind", "since", "until")


class ArticleFilter(django_filters.FilterSet):  # type: ignore[misc]
    """By the words in which people ask; for everybody or for the office."""

    q = WordsFilter("title__icontains", "words__icontains", "text__icontains")
    is_public = django_filters.BooleanFilter(label="Untuk umum")

    class Meta:
        model = Article
        fields = ("q", "is_public")
