"""Names: one test per rule of domain 3.1 and data/name_prefixes.csv."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from verification.matching import names

TEXTS = st.text(max_size=40)
LIKE_NAMES = st.text(alphabet="ABDEHILMNORSTUWYZ .'/,", max_size=30)


@pytest.mark.parametrize(
    ("raw", "normal"),
    [
        ("MUH. RIZKI", "MUHAMMAD RIZKI"), ("Moch. Ali", "MUHAMMAD ALI"), ("LM. ALI", "LA ODE MUHAMMAD ALI"),
        ("MOEH. ALI", "MUHAMMAD ALI"),
        ("LAODE ALI", "LA ODE ALI"), ("L.O EDHI", "LA ODE EDHI"), ("L. O. ALI", "LA ODE ALI"),
        ("WD. SITTI", "WA ODE SITI"), ("HJ. ST. HASNAH", "SITI HASNAH"), ("H. ABD. RAHMAN", "ABDUL RAHMAN"),
        ("ABDURRAHMAN", "ABDUL RAHMAN"), ("ABDULLAH", "ABDULLAH"), ("I MD ARTA", "I MADE ARTA"),
        ("AHMAD, S.PD, M.SI", "AHMAD"), ("SITI AMINAH SE", "SITI AMINAH"), ("RIDUAN BIN MUNANDAR", "RIDUAN"),
        ("SITI NURAINI NY. SAPUTRA", "SITI NURAINI"), ("NY. NURAINI", "NURAINI"),
        ("NURLINA ALIAS LINA", "NURLINA"), ("AHMAD (ALM)", "AHMAD"), ("A.RAHMAN", "A RAHMAN"),
        ("RE5TI", "RESTI"), ("dg. tojeng", "DAENG TOJENG"), ("H", "H"), ("", ""),
    ],
)  # fmt: skip
def test_a_name_has_one_normal_form(raw, normal):
    assert names.normalise(raw) == normal


def test_father_alias_and_late_are_kept_apart():
    name = names.parse_name("RIDUAN BIN MUNANDAR (ALM) ALIAS ONDENG")
    assert (name.words, name.aliases, name.late) == (("RIDUAN",), ("ONDENG",), True)
    assert name.father == "MUNANDAR"


def test_muh_rizki_finds_mohammad_risky():
    assert names.search_key("MUH. RIZKI") == names.search_key("MOHAMMAD RISKY")


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("SOEKARNO", "SUKARNO"), ("DJUMADI", "JUMADI"), ("TJAHYA", "CAHYA"), ("SJARIF", "SYARIF"),
        ("CHAIRIL", "KHAIRIL"), ("CHRISTIN", "KRISTIN"),
        ("ACHMAD", "AHMAD"), ("YUSUF", "JUSUF"), ("FITRI", "PITRI"), ("RIZKY", "RISKI"), ("AISYAH", "AISAH"),
        ("NURHAYATI", "NUR HAYATI"), ("SITI PUTRI", "PUTRI SITI"), ("AULIA", "OLIA"), ("ABDUL RAHIM", "ABD RAHIM"),
    ],
)  # fmt: skip
def test_spellings_of_one_name_are_the_same(one, two):
    assert names.similarity(one, two) >= 0.85


def test_a_missing_prefix_costs_little_and_another_name_much():
    assert names.similarity("LA ODE ALI", "ALI") > names.similarity("UMAR ALI", "ALI") > 0.7
    assert names.similarity("RISKA", "WAHYU") < 0.5
    assert names.similarity("", "ALI") == 0.5


@settings(max_examples=300, derandomize=True)
@given(st.one_of(TEXTS, LIKE_NAMES))
def test_the_normal_form_of_a_normal_form_is_itself(raw):
    assert names.normalise(names.normalise(raw)) == names.normalise(raw)


@settings(max_examples=200, derandomize=True)
@given(st.one_of(TEXTS, LIKE_NAMES), st.one_of(TEXTS, LIKE_NAMES))
def test_likeness_is_the_same_whichever_comes_first(one, two):
    likeness = names.similarity(one, two)
    assert likeness == names.similarity(two, one)
    assert 0.0 <= likeness <= 1.0
    assert isinstance(names.search_key(one), str)
