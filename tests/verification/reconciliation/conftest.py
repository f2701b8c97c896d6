"""A small office: one kelurahan, an extract, citizens as its persons or a slip away from them."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from dtks.accounts.models import Mandate, Role, User
from dtks.office.models import Region
from dtks.office.services import load_codes
from dtks.registry.models import Citizen
from tests.verification.reconciliation.people import an_extract
from verification.reconciliation.services import sides
from verification.sources.models import CivilPerson, Extract

NAMES = [
    "SITTI HAJRAH LAMONDO", "LA ODE AMIRUDIN", "ROSMINI LAPAGALA", "MUHAMMAD AKBAR POROSI", "WA ODE KAMARIA",
    "JUMRIAH MALAKA", "HERMAN LABABA", "SITTI RAMLAH TOSEPU", "NASRUDDIN BOLU", "WA SITTI SALMA", "AMIRUDDIN TEBAWO",
    "ANDI NURLINA SUGENG",
]  # fmt: skip


@pytest.fixture(autouse=True)
def _fresh_index() -> None:
    sides.forget()


@pytest.fixture
def codes(db: None) -> None:
    load_codes()


@pytest.fixture
def kelurahan(db: None) -> Region:
    kecamatan = Region.objects.create(
        code="747101", level="kecamatan", kind="kecamatan", name="Mandonga", slug="MANDONGA"
    )
    return Region.objects.create(
        code="7471011001", level="kelurahan", kind="kelurahan", name="Tobuuha", slug="TOBUUHA", parent=kecamatan,
        in_kendari=True,
    )  # fmt: skip


@pytest.fixture
def extract(db: None) -> Extract:
    return an_extract()


@pytest.fixture
def person(kelurahan: Region, extract: Extract) -> Callable[..., CivilPerson]:
    """Makes a person of the register."""

    def make(n: int, **values: Any) -> CivilPerson:
        born = date(1970 + n, 1 + n % 12, 2 + n)
        nik = f"747101{born.day:02d}{born.month:02d}{born.year % 100:02d}{n + 1:04d}"
        known = {
            "nik": nik, "kk_number": f"74710101011500{n + 1:02d}", "name": NAMES[n % len(NAMES)], "sex": "L",
            "birth_place": "KENDARI", "birth_date": born, "address": f"JL. MALAKA NO. {n + 1}", "rt": "001",
            "rw": "002", "kelurahan": kelurahan,
        }  # fmt: skip
        return CivilPerson.objects.create(
            **{**known, **values}, taken_on=extract.taken_on, extract=extract, changed_in=extract
        )

    return make


@pytest.fixture
def citizen() -> Callable[..., Citizen]:
    """Makes a citizen who is a person of the register, but for the values given."""

    def make(person: CivilPerson, **values: Any) -> Citizen:
        known = {
            field: getattr(person, field)
            for field in (
                "nik", "kk_number", "name", "sex", "birth_place", "birth_date", "address", "rt", "rw", "kelurahan",
            )
        }  # fmt: skip
        return Citizen.objects.create(**{**known, "dtks_id": f"D{person.pk:06d}", **values})

    return make


@pytest.fixture
def staff(db: None) -> Callable[..., User]:
    """Makes a member of staff with one mandate."""

    def make(role: Role, region: Region | None = None) -> User:
        user = User.objects.create_user(username=str(role), password="x" * 14, full_name=str(role.label))
        Mandate.objects.create(user=user, role=role, region=region, basis="SK 1", starts_on=date(2020, 1, 1))
        return user

    return make
