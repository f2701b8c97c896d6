"""What the lists of people on the workbench share: filters and columns."""

from __future__ import annotations

from typing import Any

import django_filters
import django_tables2 as tables

from dtks.office.models import Region
from dtks.registry.models import Citizen
from dtks.web.filters import WordsFilter
from dtks.web.tables import ListTable, NameColumn
from verification.monthly.queries import programmes_of
from verification.workbench.queries.cases import aid_words


class PeopleFilter(django_filters.FilterSet):  # type: ignore[misc]
    q = WordsFilter("name__icontains", "nik", "kk_number")
    kelurahan = django_filters.ModelChoiceFilter(
        label="Kelurahan",
        queryset=Region.objects.filter(level=Region.Level.KELURAHAN, in_kendari=True).order_by("name"),
    )

    class Meta:
        model = Citizen
        fields: list[str] = []


class PeopleTable(ListTable):
    """A row a citizen: who and where; each list puts its own columns behind."""

    name = NameColumn(below="place_words", verbose_name="Warga")
    kelurahan = tables.Column(accessor="kelurahan__name", verbose_name="Kelurahan", default="–")

    class Meta(ListTable.Meta):
        model = Citizen
        fields: tuple[str, ...] = ("name", "kelurahan")


def with_aid(people: list[Any]) -> list[Any]:
    """The programmes of some citizens as words, in `aid_words`; one query for all."""
    aid = programmes_of([each.pk for each in people])
    for each in people:
        each.aid_words = " · ".join(aid_words(aid.get(each.pk, set()))) or "–"
    return people


def remedy_column(head: str) -> tables.TemplateColumn:
    """The act of a row that has `remedy` and, for the first nine, `row_key`: its number opens it, C that of the row."""
    return tables.TemplateColumn(
        '<a href="{{ record.remedy.url }}" data-tombol-baris="C"'
        '{% if record.row_key %} data-tombol="{{ record.row_key }}" '
        'data-kata="{{ record.remedy.words|uncapped }}, {{ record.name }}"{% endif %}>{{ record.remedy.words }}'
        " {% if record.row_key %}{% key record.row_key %}{% else %}{% key 'C' %}{% endif %}</a>",
        orderable=False, verbose_name=head,
    )  # fmt: skip
