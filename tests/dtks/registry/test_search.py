"""One box finds people by whatever they bring, in the own area only."""

import pytest

from dtks.accounts.models import Role
from dtks.registry.models import Citizen, Source
from dtks.registry.queries import search_citizens
from dtks.registry.queries.search import is_number_like
from dtks.registry.services import set_values


@pytest.fixture
def find(operator):
    def names(term, user=operator):
        return [hit.citizen.name for hit in search_citizens(user=user, term=term)]

    return names


def test_another_spelling_finds_the_person(register, find):
    register("MOHAMMAD RISKY")
    register("RISNAWATI")
    assert find("MUH. RIZKI") == ["MOHAMMAD RISKY"]


def test_a_typing_error_or_half_the_name_finds_the_person_too(register, find):
    register("WA ODE NURAENI")
    register("SUPARMI")
    assert find("nuraini") == ["WA ODE NURAENI"]
    assert find("wa ode nureani") == ["WA ODE NURAENI"]


def test_of_equal_names_those_that_begin_so_come_first(register, find):
    for name in ("ANDI SITI HASNAH", "SITI HASNAH", "BAU SITI HASNAH"):
        register(name)
    assert find("siti has") == ["SITI HASNAH", "ANDI SITI HASNAH", "BAU SITI HASNAH"]


@pytest.mark.parametrize(
    "term",
    [
        "7471055203849012",
        "'7471055203849012",
        "7471 0552 0384 9012",
        "747105.520384.9012",
        "747105\u00a0520384\u00a09012",
    ],
)
def test_a_nik_is_found_however_it_is_pasted(register, find, term):
    register(nik="7471055203849012")
    assert find(term) == ["WA ODE NURAENI"]


def test_an_old_nik_still_finds_the_person(register, operator):
    citizen = register(nik="7471055203849012")
    set_values(
        citizen=citizen,
        values={"nik": "7471055203849021"},
        source=Source.CORRECTION,
        reference="P",
        on=citizen.updated_at.date(),
    )
    (hit,) = search_citizens(user=operator, term="7471055203849012")
    assert (hit.citizen, hit.by) == (citizen, "nomor lama")


def test_card_phone_birth_date_and_address_find_people(register, find):
    register(
        kk_number="7471051605080007", phone="081234567890", birth_date="1984-03-12", address="Jl. Lahundape No. 14"
    )
    for term in (
        "7471051605080007",
        "0812-3456-7890",
        "+62 812 3456 7890",
        "(0812) 3456-7890",
        "12-03-1984",
        "12 Maret 1984",
        "lahundape 14",
    ):
        assert find(term) == ["WA ODE NURAENI"], term


def test_the_id_of_the_centre_is_found_however_it_is_pasted(register, find):
    for citizen, known in ((register(), "R00000458"), (register("SUPARMI"), "7471-9-0031845")):
        Citizen.objects.filter(pk=citizen.pk).update(dtks_id=known)
    for term in ("R00000458", "'r00000458", "R000 00458\u00a0"):
        assert find(term) == ["WA ODE NURAENI"], term
    assert find("7471-9-0031845") == ["SUPARMI"]


def test_people_of_another_area_do_not_exist(register, find, make_user, lahundape, tipulu):
    register(nik="7471055203849012")
    officer = make_user("salim", Role.KELURAHAN, tipulu)
    assert find("7471055203849012", officer) == find("WA ODE NURAENI", officer) == []
    assert find("WA ODE NURAENI", make_user("nur", Role.KELURAHAN, lahundape)) == ["WA ODE NURAENI"]


def test_a_search_takes_few_queries_and_few_hits(register, operator, django_assert_max_num_queries):
    for number in range(12):
        register(f"SITTI NUR {chr(65 + number) * 3}")
    with django_assert_max_num_queries(8):
        assert len(search_citizens(user=operator, term="SITTI NUR")) == 8


def test_what_could_be_a_nik_is_known_as_such():
    assert is_number_like("7471 0552 0384 9012") and is_number_like("nik 7471055203849")
    assert not is_number_like("08123456789") and not is_number_like("LA ODE 2")
