"""One citizen against the extracts we hold, now."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from dtks.jobs.services import run_inline
from dtks.registry.models import Citizen
from tests.verification.reconciliation.conftest import citizen, codes, extract, kelurahan, person
from verification.reconciliation import services as reconciliation
from verification.reconciliation.models import Result
from verification.sources.models import CivilPerson, Comparison
from verification.sources.queries import latest_comparison, near_niks
from verification.sources.services import NoExtract, compare_now

__all__ = ["citizen", "codes", "extract", "kelurahan", "person"]
Person = Callable[..., CivilPerson]
Listed = Callable[..., Citizen]

pytestmark = pytest.mark.django_db


def test_a_damaged_nik_still_finds_its_person(person: Person, citizen: Listed) -> None:
    meant, *_ = [person(n) for n in range(6)]
    listed = citizen(meant, nik=meant.nik[:-2] + meant.nik[-1] + meant.nik[-2])

    found = compare_now(citizen=listed)

    assert found.civil_person == meant
    assert found.result_class == "NIK_DIFFERS"
    assert found.fields["nik"] == {
        "ours": listed.nik, "theirs": meant.nik, "verdict": "differs", "similarity": 0.0,
    }  # fmt: skip
    assert latest_comparison(listed) == found


def test_a_citizen_without_nik_card_and_right_birth_date_is_found_by_name(person: Person, citizen: Listed) -> None:
    meant, *_ = [person(n) for n in range(6)]
    listed = citizen(meant, nik="", kk_number="", birth_date=date(1971, 1, 2))

    assert compare_now(citizen=listed).civil_person == meant


def test_empty_on_a_side_is_unknown_and_never_differs(person: Person, citizen: Listed) -> None:
    listed = citizen(person(0, mother_name="WA NDOA"), birth_place="")

    found = compare_now(citizen=listed)

    assert found.fields["birth_place"]["verdict"] == found.fields["mother_name"]["verdict"] == "unknown"
    assert found.result_class == "MATCH"


def test_a_spelling_of_the_same_name_is_a_variant(person: Person, citizen: Listed) -> None:
    listed = citizen(person(0), name="SITI HAJRAH LAMONDO")

    found = compare_now(citizen=listed)

    assert found.fields["name"]["verdict"] == "variant"
    assert found.result_class == "VARIANT"


def test_nobody_alike_is_given_nobody(person: Person, citizen: Listed) -> None:
    for n in range(6):
        person(n)
    stranger = Citizen.objects.create(name="YOHANES PATTIMURA", nik="5371012002850007", dtks_id="X1")

    found = compare_now(citizen=stranger)

    assert (found.civil_person, found.result_class) == (None, "NOT_FOUND")


def test_a_comparison_is_written_once(person: Person, citizen: Listed) -> None:
    compare_now(citizen=citizen(person(0)))

    with pytest.raises(DatabaseError), transaction.atomic():
        Comparison.objects.update(result_class="NOT_FOUND")


def test_without_an_extract_it_says_what_to_do() -> None:
    someone = Citizen.objects.create(name="WA HALIMA", dtks_id="X1")

    with pytest.raises(NoExtract, match="Berkas masuk"):
        compare_now(citizen=someone)


@pytest.mark.usefixtures("codes", "extract")
def test_one_by_one_says_what_a_run_of_all_says(person: Person, citizen: Listed) -> None:
    people = [person(n, flag="PINDAH" if n == 5 else "AKTIF") for n in range(12)]
    faults: list[dict[str, Any]] = [
        {}, {"nik": people[2].nik}, {"birth_place": "RAHA"}, {"name": "LA ODE AMIRUDDIN"}, {"nik": "123"}, {},
        {"kk_number": ""}, {"birth_date": None}, {"address": "LORONG MEKAR"}, {"nik": ""}, {}, {},
    ]  # fmt: skip
    for each, fault in zip(people, faults, strict=True):
        citizen(each, **fault)
    run = reconciliation.start_run(actor=None, inline=True)
    assert run.job
    run_inline(job=run.job)

    for result in Result.objects.select_related("citizen"):
        found = compare_now(citizen=result.citizen)
        assert (found.result_class, found.civil_person_id) == (result.result_class, result.civil_person_id)


def test_numbers_one_slip_away_are_looked_for() -> None:
    nik = "7471052003840021"

    assert nik in near_niks("747105200384021") and nik in near_niks("74710520038400211")
    assert nik in near_niks("7471052003840012") and nik in near_niks("7471052003840091")
    assert near_niks("") == [] and near_niks("BELUM ADA") == ["BELUM ADA"]
