"""The NIK as it comes out of forms and worksheets (domain 2.1; failure 22)."""

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from verification.matching import nik

GOOD = "7471055203840001"


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        (GOOD, GOOD), (f"'{GOOD}", GOOD), (" 747105 520384 0001\u00a0", GOOD), ("7471.0552.0384-0001", GOOD),
        (7471055203840001, GOOD), (7471055203840001.0, GOOD), ("7.47105520384E+15", "7471055203840000"),
        ("7471055203840001.0", GOOD), (None, ""), (float("nan"), ""), (0, "0"),
    ],
)  # fmt: skip
def test_a_nik_is_read_in_every_form_that_excel_gives_it(raw, clean):
    assert nik.clean_nik(raw) == clean


@pytest.mark.parametrize(
    "raw",
    ["", "0", 0, "-", "--", None, "0000000000000000", "9999999999999999", "1234567890123456", "7471050000000000",
     "7471059999999999", "0747105520384000"],
)  # fmt: skip
def test_failure_22_a_placeholder_is_no_nik(raw):
    assert [finding.code for finding in nik.nik_findings(raw)] == ["NO_NIK"]


@pytest.mark.parametrize("raw", ["747105520384001", "74710552038400011", "74710552O3840001", "7,47105520384E+99x"])
def test_failure_22_a_nik_of_wrong_length_or_marks_is_invalid_and_not_missing(raw):
    assert [finding.code for finding in nik.nik_findings(raw)] == ["NIK_INVALID"]


def test_serial_0000_and_impossible_dates_are_errors():
    assert nik.nik_findings("7471055203840000")[0].code == "NIK_SERIAL"
    assert nik.nik_findings("7471053202840001")[0].code == "NIK_DATE"
    assert nik.is_sound("7471052902840001")  # 29 February 1984
    assert not nik.is_sound("7471052902830001")


def test_birth_date_and_sex_that_differ_are_only_signals():
    findings = nik.nik_findings(GOOD, dt.date(1984, 4, 12), "L")
    assert [(finding.code, finding.severity) for finding in findings] == [
        ("NIK_BIRTH", "signal"),
        ("NIK_SEX", "signal"),
    ]
    assert nik.nik_findings(GOOD, dt.date(1984, 3, 12), "P") == []


def test_an_old_province_stays_valid_and_an_unknown_one_is_a_warning():
    assert nik.nik_findings("5401055203840001") == []
    assert nik.nik_findings("9901055203840001")[0].severity == "warning"


def test_a_column_that_lost_its_last_digit_in_excel_is_seen():
    assert nik.excel_loss([7471055203840000, 7471051203840010, 7471055203840020])
    assert not nik.excel_loss([7471055203840000, 7471051203840011, 7471055203840020])
    assert not nik.excel_loss([7471055203840000])


def test_the_mask_hides_the_serial():
    assert nik.mask_nik(GOOD) == "747105520384****"
    assert nik.mask_nik("12") == "**"


@settings(max_examples=200, derandomize=True)
@given(st.one_of(st.text(), st.integers(), st.floats(), st.none(), st.booleans()))
def test_no_value_breaks_the_reading_of_a_nik(raw):
    text = nik.clean_nik(raw)
    assert nik.clean_nik(text) == text
    assert nik.nik_findings(raw) == nik.nik_findings(text)
    assert len(nik.mask_nik(raw)) == len(text)
