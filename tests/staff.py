"""The people of the tests: one of each role, in two kelurahan, and a citizen in each.

Kadia is the own area of `officer_kadia` and `facilitator_kadia`, Lahundape the other one.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client

from dtks.accounts.models import Mandate, Role, User
from dtks.office.models import Region
from dtks.office.queries import slug
from dtks.registry.models import Citizen

NIK_KADIA = "7471085203840021"
NIK_LAHUNDAPE = "7471050111790034"
_CHAIN = [
    ("74", "province", "Sulawesi Tenggara", ""),
    ("7471", "regency", "Kota Kendari", "74"),
    ("747105", "kecamatan", "Kendari Barat", "7471"),
    ("747108", "kecamatan", "Kadia", "7471"),
    ("7471051009", "kelurahan", "Lahundape", "747105"),
    ("7471081001", "kelurahan", "Kadia", "747108"),
]

MakeUser = Callable[..., User]
ClientOf = Callable[[User], Client]


@pytest.fixture
def regions(db: None) -> dict[str, Region]:
    """Two kelurahan with all that stands above them, by code."""
    found: dict[str, Region] = {}
    for code, level, name, parent in _CHAIN:
        values = {
            "level": level, "kind": level, "name": name, "slug": slug(name), "parent": found.get(parent),
            "in_kendari": code.startswith("7471"),
        }  # fmt: skip
        found[code] = Region.objects.get_or_create(code=code, defaults=values)[0]
    return found


@pytest.fixture
def kadia(regions: dict[str, Region]) -> Region:
    return regions["7471081001"]


@pytest.fixture
def lahundape(regions: dict[str, Region]) -> Region:
    return regions["7471051009"]


@pytest.fixture
def make_user(db: None) -> MakeUser:
    """`make_user("operator")`, `make_user("kelurahan", kadia)`: a person with a mandate in force."""

    def make(role: str, region: Region | None = None, username: str = "", **fields: object) -> User:
        number = User.objects.count() + 1
        name = f"{Role(role).label} {number}"
        user = User(username=username or f"{role}.{number}", full_name=name, **fields)
        user.set_unusable_password()
        user.save()
        Mandate.objects.create(user=user, role=role, region=region, basis="SK 821/044/2025", starts_on=date(2025, 1, 2))
        return user

    return make


@pytest.fixture
def client_of() -> ClientOf:
    """A browser in which the person is signed in: `client_of(operator).get(...)`."""

    def signed_in(user: User) -> Client:
        client = Client()
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return signed_in


@pytest.fixture
def operator(make_user: MakeUser) -> User:
    return make_user("operator", username="operator")


@pytest.fixture
def second_operator(make_user: MakeUser) -> User:
    return make_user("operator", username="operator.kedua")


@pytest.fixture
def front_desk(make_user: MakeUser) -> User:
    return make_user("front_desk", username="loket", counter="Loket 2")


@pytest.fixture
def kasi(make_user: MakeUser) -> User:
    return make_user("kasi", username="kasi")


@pytest.fixture
def kabid(make_user: MakeUser) -> User:
    return make_user("kabid", username="kabid")


@pytest.fixture
def mayor_office(make_user: MakeUser) -> User:
    return make_user("mayor_office", username="wali")


@pytest.fixture
def supervisor(make_user: MakeUser) -> User:
    return make_user("supervisor", username="supervisor")


@pytest.fixture
def facilitator_kadia(make_user: MakeUser, kadia: Region) -> User:
    return make_user("facilitator", kadia, username="fasilitator.kadia")


@pytest.fixture
def officer_kadia(make_user: MakeUser, kadia: Region) -> User:
    return make_user("kelurahan", kadia, username="petugas.kadia")


@pytest.fixture
def officer_lahundape(make_user: MakeUser, lahundape: Region) -> User:
    return make_user("kelurahan", lahundape, username="petugas.lahundape")


@pytest.fixture
def auditor(make_user: MakeUser) -> User:
    return make_user("auditor", username="auditor")


@pytest.fixture
def administrator(make_user: MakeUser) -> User:
    return make_user("administrator", username="administrator")


@pytest.fixture
def nobody(db: None) -> User:
    """Somebody who may sign in but has no mandate; a superuser flag gives nothing either."""
    user = User(username="tanpa.mandat", full_name="Tanpa Mandat", is_superuser=True, is_staff=True)
    user.set_unusable_password()
    user.save()
    return user


@pytest.fixture
def citizen_kadia(kadia: Region) -> Citizen:
    return Citizen.objects.create(
        name="WA ODE NURAENI", nik=NIK_KADIA, kk_number="7471082210240013", kelurahan=kadia, sex="P",
        birth_date=date(1984, 3, 12), birth_place="RAHA", address="JL LAHUNDAPE 14", rt="003", rw="001",
        mother_name="HALIMAH", name_key="WA ODE NURAENI", dtks_id="7471081001000001",
    )  # fmt: skip


@pytest.fixture
def citizen_lahundape(lahundape: Region) -> Citizen:
    return Citizen.objects.create(
        name="LA ODE RUSDIN", nik=NIK_LAHUNDAPE, kk_number="7471050910240034", kelurahan=lahundape, sex="L",
        birth_date=date(1979, 11, 1), birth_place="KENDARI", address="JL MEKAR 3", rt="001", rw="002",
        mother_name="WA NDOA", name_key="LA ODE RUSDIN", dtks_id="7471051009000001",
    )  # fmt: skip
