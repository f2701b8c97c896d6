"""Marks inside a value, as the screens show them (design.md, Field difference)."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from verification.matching.differences import kind_of_difference, mark
from verification.matching.results import FIELDS


def test_a_letter_is_marked_inside_the_word_and_said():
    difference = mark("RISKE", "RISKI")
    assert [(piece.text, piece.kind) for piece in difference.old] == [("RISK", "same"), ("E", "del")]
    assert difference.hidden == "huruf E menjadi I"


def test_a_nik_is_marked_by_digit_group():
    difference = mark("747105 520384 0001", "747105 520484 0001", "nik")
    assert [piece.kind for piece in difference.old] == ["same", "del", "same"]


def test_a_missing_part_is_an_empty_slot_and_a_strange_value_one_mark():
    assert [piece.kind for piece in mark("LA LANONA", "LA LANONSA").old] == ["same", "gap", "same"]
    assert [piece.text for piece in mark("AHMAD", "SITI").new] == ["SITI"]
    assert len(mark("BTN TAMAN MANDIRI BLOK E NO. 8", "JL. PASAR BARU NO. 84", "alamat").old) == 1


@pytest.mark.parametrize(
    ("old", "new", "field", "word"),
    [
        ("7471055203840001", "7471055203480001", "nik", "2 angka tertukar"),
        ("747105520384001", "7471055203840001", "nik", "kurang 1 angka"),
        ("7471051203840001", "7471055203840001", "nik", "tanda perempuan (+40)"),
        ("12-03-1988", "03-12-1988", "tgl_lahir", "tanggal ↔ bulan"),
        ("12-03-1988", "12-03-1989", "tgl_lahir", "tahun berbeda"),
        ("RIZKI", "RISKY", "nama", "beda ejaan"), ("ANDI ALI", "ALI ANDI", "nama", "urutan kata"),
        ("HJ. SITI", "SITI", "nama", "gelar atau singkatan"), ("", "SITI", "nama", "kosong"),
        ("JL. MAWAR", "JALAN MAWAR", "alamat", "hanya cara tulis"),
    ],
)  # fmt: skip
def test_the_kind_of_difference_is_named(old, new, field, word):
    assert kind_of_difference(old, new, field) == word


@settings(max_examples=300, derandomize=True)
@given(st.text(max_size=20), st.text(max_size=20), st.sampled_from(FIELDS))
def test_the_pieces_put_together_are_the_value(old, new, field):
    difference = mark(old, new, field)
    assert "".join(piece.text for piece in difference.old) == old
    assert "".join(piece.text for piece in difference.new) == new
