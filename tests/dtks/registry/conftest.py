"""Places, code tables and some people of two kelurahan."""

from datetime import date

import pytest

from dtks.accounts.models import Mandate, Role, User
from dtks.office import queries
from dtks.office.models import Code, Region
from dtks.registry.models import Source
from dtks.registry.services import register_citizen

CODES = {
    "family_relations": {"1": "KEPALA KELUARGA", "3": "ISTRI", "4": "ANAK"},
    "marital_status": {"1": "BELUM KAWIN", "2": "KAWIN"},
    "ktp_states": {"2": "BELUM REKAM", "3": "SUDAH REKAM", "4": "CARD PRINTED"},
    "religions": {"1": "ISLAM"},
    "education": {"4": "SLTP/SEDERAJAT"},
    "occupations": {"2": "MENGURUS RUMAH TANGGA"},
    "outcome_codes": {"31": "Mampu"},
}


@pytest.fixture(autouse=True)
def tables(db):
    for cached in (queries.code_labels, queries.code_by_label, queries.kelurahan_of_kendari):
        cached.cache_clear()
    Code.objects.bulk_create(
        Code(table=table, code=code, label=label) for table, rows in CODES.items() for code, label in rows.items()
    )
    yield
    for cached in (queries.code_labels, queries.code_by_label, queries.kelurahan_of_kendari):
        cached.cache_clear()


def place(code, name):
    return Region.objects.create(
        code=code, level="kelurahan", kind="kelurahan", name=name, slug=queries.slug(name), in_kendari=True
    )


@pytest.fixture
def lahundape(db):
    return place("7471051001", "Lahundape")


@pytest.fixture
def tipulu(db):
    return place("7471051002", "Tipulu")


@pytest.fixture
def make_user(db):
    def make(username, role, region=None):
        user = User.objects.create(username=username, full_name=username.title())
        Mandate.objects.create(user=user, role=role, region=region, basis="SK 1", starts_on=date(2020, 1, 1))
        return user

    return make


@pytest.fixture
def operator(make_user):
    return make_user("rahmawati", Role.OPERATOR)


@pytest.fixture
def register(lahundape):
    def make(name="WA ODE NURAENI", source=Source.LIST, **values):
        values = {"kelurahan": lahundape.code, **values}
        return register_citizen(
            values={"name": name, **values}, actor=None, reference="Daftar 31", source=source, on=date(2026, 1, 5)
        )

    return make
