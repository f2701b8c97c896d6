"""People come into the register, are removed and come back; everything stays in the history."""

from datetime import date

import pghistory
import pytest

from dtks.registry.models import Citizen, Programme, RegisterState, Source
from dtks.registry.queries import history_of
from dtks.registry.services import (
    AlreadyRemoved,
    ImpossibleValue,
    load_programmes,
    register_citizen,
    remove,
    set_values,
    undo_removal,
)

TODAY = date(2026, 11, 18)


def test_a_person_without_nik_is_registered_with_what_there_is(operator, lahundape):
    citizen = register_citizen(
        values={"name": "  NURANI   TAMBURAKA ", "kelurahan": lahundape.code}, actor=operator, reference="T-2611-0917"
    )
    assert (citizen.name, citizen.nik, citizen.nik_problem) == ("NURANI TAMBURAKA", "", "NO_NIK")
    assert citizen.register_state == RegisterState.UNLISTED
    assert citizen.sources["name"]["source"] == Source.DESK


def test_nobody_is_registered_without_a_name(operator):
    with pytest.raises(ImpossibleValue):
        register_citizen(values={"nik": "7471055203849012"}, actor=operator, reference="")
    assert not Citizen.objects.exists()


def test_a_removal_remembers_all_keys_and_can_be_lifted(register, operator):
    citizen = register(nik="7471055203849012", mother_name="HALIMAH", birth_date="1984-03-12")
    stone = remove(citizen=citizen, reason="31", on=TODAY, actor=operator, minutes_number="04/LHD/VII/2026")
    assert citizen.register_state == RegisterState.REMOVED
    assert (stone.nik, stone.name_key, stone.birth_date) == (citizen.nik, citizen.name_key, date(1984, 3, 12))
    with pytest.raises(AlreadyRemoved):
        remove(citizen=citizen, reason="31", on=TODAY)
    undo_removal(tombstone=stone, reason="miskin kembali", on=TODAY, actor=operator)
    citizen.refresh_from_db()
    stone.refresh_from_db()
    assert citizen.register_state == RegisterState.UNLISTED
    assert (stone.lifted_on, stone.lifted_reason) == (TODAY, "miskin kembali")


def test_nobody_is_removed_for_a_reason_that_does_not_exist(register):
    with pytest.raises(ImpossibleValue):
        remove(citizen=register(), reason="X", on=TODAY)


def test_the_history_tells_who_changed_what_from_what_to_what_and_why(register, operator):
    citizen = register(nik="7471055203849012")
    with pghistory.context(user=operator.pk):
        set_values(
            citizen=citizen, values={"nik": "7471055203849021", "birth_date": "1984-03-12"},
            source=Source.CORRECTION, reference="P-2611-0482", on=TODAY,
        )  # fmt: skip
    changes = {each.field: each for each in history_of(citizen)}
    nik = changes["nik"]
    assert (nik.old, nik.new, nik.actor) == ("7471055203849012", "7471055203849021", "Rahmawati")
    assert nik.why == "perbaikan disetujui: P-2611-0482"
    assert changes["birth_date"].new_shown == "12-03-1984"
    assert (changes[""].actor, changes[""].why) == ("Sistem", "daftar pusat: Daftar 31")


def test_the_history_takes_the_same_queries_however_long_it_is(register, django_assert_max_num_queries):
    citizen = register()
    for number in range(5):
        set_values(citizen=citizen, values={"rt": str(number + 1)}, source=Source.CORRECTION, reference="P", on=TODAY)
    with django_assert_max_num_queries(3):
        assert len(history_of(citizen)) == 6


def test_loading_the_programmes_twice_changes_nothing():
    assert load_programmes() == load_programmes() == Programme.objects.count() == 12
    assert Programme.objects.get(code="SEMBAKO").short_label == "BPNT"
