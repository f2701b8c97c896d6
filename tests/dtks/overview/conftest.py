"""A mother with her card, and what the civil registry says of her child."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from dtks.office import queries as office
from dtks.office.models import Region
from dtks.office.services import load_codes
from dtks.papers.services import load_papers, load_requirements
from dtks.registry.models import Citizen, Source
from dtks.registry.services import register_citizen
from tests.verification.reconciliation.people import an_extract
from verification.corrections.services import load_acts
from verification.sources.models import CivilPerson, Extract

KK = "7471081403090001"


@pytest.fixture
def mother(kadia: Region) -> Citizen:
    for load in (load_acts, load_papers, load_requirements, load_codes):
        load()
    for cached in (office.code_labels, office.code_by_label, office.kelurahan_of_kendari):
        cached.cache_clear()
    return register_citizen(
        values={"name": "WA SAMSIA", "nik": "7471084403740002", "kk_number": KK, "relation": "3", "sex": "P",
                "birth_date": "1994-03-04", "kelurahan": kadia.code, "address": "JL. BUNGA", "rt": "3", "rw": "1"},
        actor=None, reference="Daftar No. 1", source=Source.LIST,
    )  # fmt: skip


@pytest.fixture
def born() -> date:
    return timezone.localdate() - timedelta(days=20)


@pytest.fixture
def say(db):
    """What the civil registry says of a child, in a new extract."""

    def make(nik: str, name: str, born: date, **values):
        extract = Extract.objects.first() or an_extract()
        return CivilPerson.objects.create(
            nik=nik,
            name=name,
            birth_date=born,
            extract=extract,
            changed_in=extract,
            taken_on=extract.taken_on,
            **values,
        )

    return make
