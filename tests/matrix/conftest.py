"""The whole office, one person a role, and a citizen in each of two kelurahan."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from dtks.accounts.models import Role, User
from dtks.office import queries
from dtks.registry.models import Citizen
from tests.staff import ClientOf, MakeUser

FIELD = {Role.KELURAHAN, Role.FACILITATOR}  # they work in Kadia


@dataclass
class Office:
    """People by role, and the citizens of the own and the other area."""

    people: dict[str, User]
    own: Citizen
    other: Citizen


@pytest.fixture
def office(make_user: MakeUser, kadia, citizen_kadia, citizen_lahundape) -> Office:
    queries.kelurahan_of_kendari.cache_clear()
    people = {role: make_user(role, kadia if role in FIELD else None, username=role) for role in Role.values}
    return Office(people, citizen_kadia, citizen_lahundape)


@pytest.fixture
def browsers(office: Office, client_of: ClientOf):
    """One signed-in browser a role."""
    return {role: client_of(user) for role, user in office.people.items()}
