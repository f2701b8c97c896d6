"""Dates, addresses and birthplaces (domain 3.2 to 3.4)."""

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from verification.matching import addresses, dates, places

TODAY = dt.date(2026, 11, 24)


@pytest.mark.parametrize(
    "raw",
    ["17-11-1988", "17/11/88", "17.11.1988", "17111988", "1988-11-17", "17 November 1988", "17 Nopember 1988",
     "17-Nov-88",
     "32464",
     32464, 32464.0, dt.datetime(1988, 11, 17, 8, tzinfo=dt.UTC), dt.date(1988, 11, 17), "Kamis, 17 November 1988",
     "1988-11-17 00:00:00"],
)  # fmt: skip
def test_every_form_of_a_date_is_read_day_first(raw):
    assert dates.parse_date(raw, TODAY).date == dt.date(1988, 11, 17)


@pytest.mark.parametrize(
    ("raw", "problem"),
    [
        ("", "EMPTY"), (None, "EMPTY"), ("00-00-0000", "EMPTY"), ("31-02-1990", "IMPOSSIBLE"),
        ("kemarin", "UNREADABLE"),
        ("01-01-2031", "FUTURE"), ("01-01-1850", "TOO_OLD"), ("1988", "YEAR_ONLY"), ("11/17/1988", "MONTH_FIRST"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_date_is_said(raw, problem):
    assert dates.parse_date(raw, TODAY).problem == problem


def test_default_birthdays_are_estimated():
    assert dates.parse_date("31-12-1950", TODAY).estimated
    assert not dates.parse_date("30-12-1950", TODAY).estimated


@settings(max_examples=200, derandomize=True)
@given(st.one_of(st.text(), st.floats(), st.integers(), st.dates()))
def test_no_value_breaks_the_reading_of_a_date(raw):
    assert isinstance(dates.parse_date(raw, TODAY).problem, str)


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("JL. WAYONG NO. 40", "Jalan Wayong 40"), ("BTN Griya Blk F No.27", "BTN GRIYA BLOK F 27"),
        ("LR. Damai", "LORONG DAMAI"), ("Kelurahan Abeli", "KEL. ABELI"), ("JLN MAWAR NOMOR 007", "JL MAWAR #7"),
    ],
)  # fmt: skip
def test_abbreviations_of_addresses_do_not_count(one, two):
    assert addresses.normalise(one) == addresses.normalise(two)


def test_rt_and_rw_are_taken_out_of_the_text():
    assert addresses.parse_address("JL. MAWAR RT.1 RW.2") == addresses.Address("JL MAWAR", "001", "002")
    assert addresses.parse_address("JL. MAWAR 001/002") == addresses.Address("JL MAWAR", "001", "002")
    assert addresses.neighbourhood("000") == ""
    assert addresses.neighbourhood("7") == addresses.neighbourhood("007") == "007"


def test_lepo_lepo_is_one_kelurahan_however_written():
    assert addresses.area("Lepo Lepo") == addresses.area("LEPO-LEPO") == addresses.area("Kel. Lepo-lepo")


@pytest.mark.parametrize(
    ("raw", "place"),
    [
        ("KDI", "KENDARI"),
        ("Kota Kendari", "KENDARI"),
        ("Raha", "MUNA"),
        ("U. Pandang", "MAKASSAR"),
        ("Kab. Bone", "BONE"),
        ("Buton", "BAU BAU"),
    ],
)
def test_birthplaces_have_one_name(raw, place):
    assert places.normalise(raw) == place


@settings(max_examples=200, derandomize=True)
@given(st.text(max_size=40), st.text(max_size=40))
def test_places_and_addresses_take_any_text(one, two):
    assert places.normalise(places.normalise(one)) == places.normalise(one)
    assert addresses.normalise(addresses.normalise(one)) == addresses.normalise(one)
    assert places.similarity(one, two) == places.similarity(two, one)
    assert addresses.similarity(one, two) == addresses.similarity(two, one)
