"""Values of a citizen: whose word counts, what is impossible, what follows."""

from datetime import date

import pytest

from dtks.registry.models import OtherValue, Source
from dtks.registry.queries import display_text, source_words, value_text
from dtks.registry.services import ImpossibleValue, keep_other_value, set_values, typed_value

TODAY = date(2026, 11, 18)


def change(citizen, source=Source.CORRECTION, **values):
    return set_values(citizen=citizen, values=values, source=source, reference="P-2611-0482", on=TODAY)


def test_an_approved_correction_replaces_what_the_list_said_and_says_where_it_comes_from(register):
    citizen = register(nik="7471055203849012")
    assert change(citizen, nik="7471 0552 0384 9021") == ["nik"]
    assert citizen.nik == "7471055203849021"
    assert citizen.sources["nik"] == {"source": "correction", "since": "2026-11-18", "reference": "P-2611-0482"}
    assert source_words(citizen, "nik") == "Perbaikan disetujui 2026"


def test_a_worse_source_changes_nothing_and_is_kept_beside(register):
    citizen = register()
    change(citizen, name="WA ODE NURAINI")
    assert change(citizen, source=Source.LIST, name="WA ODE NURENI") == []
    assert citizen.name == "WA ODE NURAINI"
    other = OtherValue.objects.get(citizen=citizen, field="name")
    assert (other.value, other.source) == ("WA ODE NURENI", "list")


def test_a_worse_source_that_comes_to_agree_says_nothing_else_any_more(register):
    citizen = register(mother_name="HALIMAH")
    keep_other_value(
        citizen=citizen, field="mother_name", text="WA HALIMAH", source=Source.LIST, reference="Daftar 31", on=TODAY
    )
    keep_other_value(
        citizen=citizen, field="mother_name", text="HALIMAH", source=Source.LIST, reference="Daftar 32", on=TODAY
    )
    assert not citizen.other_values.exists()


def test_an_unknown_field_is_filled_by_any_source(register):
    citizen = register()
    assert change(citizen, source=Source.BPS, phone="0812 3456 7890") == ["phone"]
    assert citizen.phone == "+6281234567890"
    assert display_text("phone", citizen.phone) == "081234567890"


def test_the_same_value_from_the_same_source_writes_nothing(register, django_assert_max_num_queries):
    citizen = register(nik="7471055203849012")
    events = citizen.events.count()
    assert change(citizen, source=Source.LIST, nik="7471055203849012", name="WA ODE NURAENI") == []
    assert citizen.events.count() == events


@pytest.mark.parametrize(
    ("field", "text", "advice"),
    [
        ("name", " - ", "Tulis nama seperti pada KTP"),
        ("birth_date", "2027-02-01", "masa depan"),
        ("birth_date", "1984-02-30", "hari-bulan-tahun"),
        ("birth_date", "1880-02-01", "sebelum 1900"),
        ("sex", "X", "L (laki-laki) atau P (perempuan)"),
        ("kelurahan", "9999999999", "tidak dikenal"),
        ("marital_status", "99", "Pilih salah satu"),
        ("phone", "0812", "10 sampai 13 angka"),
        ("nik", "7471055203849012" * 2, "mestinya 16"),
        ("life_state", "5", "keadaan"),
    ],
)
def test_an_impossible_value_is_refused_with_advice_and_nothing_is_written(register, time_machine, field, text, advice):
    time_machine.move_to("2026-11-18 10:00+08:00")
    citizen = register()
    with pytest.raises(ImpossibleValue) as refused:
        change(citizen, birth_place="RAHA", **{field: text})
    assert advice in refused.value.advice
    citizen.refresh_from_db()
    assert citizen.birth_place == ""


@pytest.mark.parametrize("filler", ["", "0", "-", "0000000000000000", "9999999999999999", "1234567890123456"])
def test_a_number_that_only_fills_the_cell_is_no_nik(register, filler):
    citizen = register(nik="7471055203849012")
    change(citizen, nik=filler)
    assert (citizen.nik, citizen.nik_problem) == ("", "NO_NIK")


def test_a_wrong_nik_is_a_state_of_the_person_not_a_refusal(register):
    citizen = register()
    assert citizen.nik_problem == "NO_NIK"
    change(citizen, nik="74710552038490")
    assert (citizen.nik, citizen.nik_problem) == ("74710552038490", "NIK_INVALID")
    change(citizen, nik="7471055203849012")
    assert citizen.nik_problem == ""


def test_numbers_of_the_neighbourhood_have_three_digits_and_words_stay_words(register):
    citizen = register()
    change(citizen, rt="3", rw="000")
    assert (citizen.rt, citizen.rw) == ("003", "")
    change(citizen, rt="kampung baru"[:10])
    assert citizen.rt == "kampung ba"


@pytest.mark.parametrize(
    ("field", "text", "advice"),
    [
        ("rt", "abc", "satu sampai tiga angka"),
        ("rw", "12345", "satu sampai tiga angka"),
        ("name", "<b>X</b>", "seperti pada KTP"),
        ("name", "X", "satu huruf bukan nama"),
        ("mother_name", "WA 0DE", "tidak ada pada nama"),
        ("birth_place", "12", "bukan nama tempat"),
        ("address", "<script>", "Hapus tanda itu"),
        ("address", "---", "belum ada kata"),
        ("phone", "telp 0812 3456 7890", "dengan angka"),
        ("kk_number", "74710514", "mestinya 16"),
    ],
)
def test_who_types_what_no_paper_reads_is_asked_while_a_file_keeps_it(register, field, text, advice):
    with pytest.raises(ImpossibleValue) as refused:
        typed_value(field, text)
    assert advice in refused.value.advice
    if field != "phone":
        change(register(), **{field: text})  # a list's row is kept, with a warning by the import


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("name", "Hj. ST. NUR'AINI, S.Pd"), ("name", "LA ODE MUH. AL-FATIH (ALM)"), ("rt", "3"), ("rw", ""),
        ("birth_place", "KONAWE SELATAN"), ("address", "Jl. Lasolo No. 12/B"), ("phone", "0812-3456-7890"),
    ],
)  # fmt: skip
def test_what_stands_on_papers_is_taken_as_typed(tables, field, text):
    assert typed_value(field, text) is not None


def test_labels_and_spellings_are_taken_for_their_code_and_shown_as_words(register, lahundape):
    citizen = register(relation="Kepala Keluarga", marital_status="KAWIN", occupation="Mengurus rumah tangga")
    assert value_text(citizen, "relation") == "1"
    assert display_text("relation", "1") == "Kepala keluarga"
    assert display_text("marital_status", "2") == "Kawin"
    assert (value_text(citizen, "occupation"), display_text("occupation", "2")) == ("2", "Mengurus rumah tangga")
    assert (value_text(citizen, "kelurahan"), display_text("kelurahan", lahundape.code)) == (
        lahundape.code,
        "Lahundape",
    )
    assert display_text("birth_date", "1984-03-12") == "12-03-1984"
    assert display_text("ktp_state", "4") == "Sudah cetak"


def test_a_default_birthday_is_marked_as_estimated(register):
    citizen = register(birth_date="1950-12-31")
    assert citizen.birth_estimated
    change(citizen, birth_date="1950-11-30")
    assert not citizen.birth_estimated


def test_every_number_that_a_citizen_had_stays_with_its_dates(register):
    citizen = register(nik="7471055203849012")
    change(citizen, nik="7471055203849021")
    old, new = citizen.identifiers.filter(kind="nik").order_by("id")
    assert (old.value, old.ended_on is None, new.value, new.ended_on) == (
        "7471055203849012", False, "7471055203849021", None
    )  # fmt: skip
