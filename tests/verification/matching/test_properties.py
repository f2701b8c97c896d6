"""What must hold for any people: whole columns are worked as single values are, no text breaks a run, no gap helps."""

import datetime as dt
import itertools

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from verification.matching import addresses, columns, names, nik, persons, settlement
from verification.matching.single import compare_one

LETTERS = st.text("ABDEGHIJKLMNORSTUWYZ", min_size=1, max_size=9)
NAMES = st.lists(
    st.one_of(LETTERS, st.sampled_from(["LA", "ODE", "MUH.", "WA", "H.", "SITI", "A.", "ABD", "S.Pd"])),
    min_size=1,
    max_size=4,
).map(" ".join)
DATES = st.dates(min_value=dt.date(1930, 1, 1), max_value=dt.date(2026, 1, 1))
CELLS = st.one_of(
    st.text(max_size=24), NAMES, st.sampled_from(["", "-", "0", "RT 1/RW 2", "7471055203840001", "12-3-88"])
)
ANYTHING = st.fixed_dictionaries(dict.fromkeys(columns.CIVIL_COLUMNS, CELLS))


@st.composite
def people(draw):
    date = draw(DATES)
    woman = draw(st.booleans())
    day = date.day + 40 * woman
    return {
        "nik": f"747105{day:02d}{date:%m%y}{draw(st.integers(1, 60)):04d}", "kk_number": "7471051203100002",
        "name": draw(NAMES), "birth_date": date.isoformat(), "birth_place": draw(st.sampled_from(["KENDARI", "RAHA"])),
        "sex": "P" if woman else "L", "address": "JL. MAWAR NO. 4", "rt": "001", "rw": "002", "kelurahan": "KADIA",
        "mother_name": draw(NAMES), "status": "AKTIF",
    }  # fmt: skip


@settings(max_examples=150, derandomize=True, deadline=None)
@given(st.lists(CELLS, min_size=1, max_size=6))
def test_a_column_is_normalised_as_each_of_its_values_is(cells):
    column = pl.Series(cells, dtype=pl.String)
    assert persons._streets(column).to_list() == [addresses.normalise(cell) for cell in cells]
    assert persons.clean_numbers(column).to_list() == [nik.clean_nik(cell) for cell in cells]
    assert names.sounds([word for cell in cells for word in names.parse_name(cell).words]) == [
        names.sound(word) for cell in cells for word in names.parse_name(cell).words
    ]
    written, canonical = persons._name_columns(column)
    assert written.to_list() == [names.written(cell) for cell in cells]
    words = persons._words(canonical)
    rows = [words.ids[begin:end] for begin, end in itertools.pairwise(words.start)]
    assert [" ".join(words.texts[at] for at in ids) for ids in rows] == [names.normalise(cell) for cell in cells]


@settings(max_examples=60, derandomize=True, deadline=None)
@given(st.lists(ANYTHING, min_size=1, max_size=4), st.lists(ANYTHING, min_size=1, max_size=4))
def test_no_text_in_any_column_breaks_a_run(list_rows, register):
    dtks = pl.DataFrame([{"dtks_id": str(place), **row} for place, row in enumerate(list_rows)])
    settled = settlement.match_frames(dtks, pl.DataFrame(register))
    assert settled["dtks_id"].to_list() == [str(place) for place in range(len(list_rows))]
    assert all(0.0 <= value <= 1.0 for value in settled["confidence"])


@settings(max_examples=60, derandomize=True, deadline=None)
@given(people(), people())
def test_two_people_are_as_like_whichever_stands_on_the_list(one, two):
    there, back = compare_one(one, two).contributions, compare_one(two, one).contributions
    for field in ("alamat", "jk", "no_kk", "tempat_lahir", "nama_ibu"):
        assert there.get(field) == back.get(field)


@pytest.mark.parametrize("side", [0, 1])
@settings(max_examples=60, derandomize=True, deadline=None)
@given(people(), st.sampled_from(["nik", "kk_number", "birth_date", "birth_place", "sex", "address", "mother_name"]))
def test_a_value_that_agrees_never_speaks_for_less_than_a_gap(side, person, field):
    whole = compare_one(person, person)
    pair = [dict(person), dict(person)]
    pair[side][field] = ""
    less = compare_one(*pair)
    assert less.confidence <= whole.confidence
    assert sum(less.contributions.values()) <= sum(whole.contributions.values()) + 0.02
