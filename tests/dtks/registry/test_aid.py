"""Which programmes a citizen receives now: the newest list that speaks of a programme decides."""

from datetime import date

import pytest

from dtks.registry.models import AidRecord, Programme, SchemeStanding
from dtks.registry.queries import holding, programmes_of
from dtks.registry.queries.aid import SPEAKERS
from dtks.registry.services import load_programmes
from dtks.web.memory import forget

OCTOBER, NOVEMBER = date(2026, 10, 1), date(2026, 11, 1)


@pytest.fixture
def on_list(db):
    """A list of a month that names people with their programmes."""
    load_programmes()

    def make(period, reference, **programmes):
        for citizen, codes in programmes["people"].items():
            SchemeStanding.objects.create(
                citizen=citizen, scheme="dtks", period=period, listed=True, reference=reference
            )
            for code in codes:
                AidRecord.objects.create(
                    citizen=citizen, programme=Programme.objects.get(code=code), period=period, state="YA",
                    reference=reference,
                )  # fmt: skip

    return make


def test_a_list_that_names_somebody_without_a_programme_ends_it_and_one_without_the_column_does_not(register, on_list):
    """decisions.md 2: a column that one list lacks changes nothing"""
    mother, neighbour = register(), register(name="LA NDOASA")
    on_list(OCTOBER, "Daftar 10", people={mother: ["PKH", "PBI_JK"], neighbour: ["PKH"]})
    assert programmes_of([mother.pk]) == {mother.pk: {"PKH", "PBI_JK"}}
    on_list(NOVEMBER, "Daftar PBI 11", people={mother: [], neighbour: ["PBI_JK"]})  # speaks of PBI-JK only
    forget(SPEAKERS)  # as the merge of a list does
    assert programmes_of([mother.pk, neighbour.pk]) == {mother.pk: {"PKH"}, neighbour.pk: {"PKH", "PBI_JK"}}
    assert [row.programme.code for row in holding(mother.aid.all())] == ["PKH"]
