"""Chips, numbers, marks, formats and files as pages get them."""

from datetime import date, timedelta

import pytest
from django import forms
from django.contrib.auth.models import AnonymousUser
from django.forms.renderers import TemplatesSetting
from django.template import Context, Template
from django.test import RequestFactory
from pytest_django.asserts import assertHTMLEqual

from dtks.web.forms import QuickRenderer
from dtks.web.masking import mask
from dtks.web.templatetags import formats
from dtks.web.templatetags.chips import RESULTS, chip
from dtks.web.views import file_answer
from verification.matching.differences import mark

NIK = "7471055203849012"


class Person:
    is_authenticated = True
    pk = 1

    def __init__(self, *permissions):
        self.permissions = permissions

    def may(self, permission):
        return permission in self.permissions


def drawn(text, user=None, **names):
    request = RequestFactory().get("/")
    request.user = user or AnonymousUser()
    return Template(text).render(Context({"request": request, **names}))


def test_every_result_class_has_icon_word_and_family():
    for result, (word, family, picture) in RESULTS.items():
        shown = chip(result)
        assert word in shown
        assert f'class="chip {family}"' in shown
        assert f"#{picture}" in shown


def test_a_number_is_masked_on_the_server_unless_the_role_sees_it():
    assert "9012" not in drawn("{% nik value 1 %}", Person("nik.reveal"), value=NIK)
    assert "Tampilkan" in drawn("{% nik value 1 %}", Person("nik.reveal"), value=NIK)
    assert "<i>9012</i>" in drawn("{% nik value 1 %}", Person("nik.see"), value=NIK)
    assert "Tampilkan" not in drawn("{% nik value 1 %}", Person(), value=NIK)
    assert "belum ada" in drawn("{% nik value 1 %}", Person(), value="")


@pytest.mark.parametrize(("number", "shown"), [(NIK, "747105520384••••"), ("12345", "•••••"), ("", "")])
def test_the_serial_of_a_number_is_its_secret(number, shown):
    assert mask(number) == shown


def test_marks_of_a_name_carry_the_words_for_a_screen_reader():
    found = mark("WA ODE NURAENI", "WA ODE NURAINI")
    assert drawn('{% difference found "old" %}', found=found) == "WA ODE NURA<del>E</del>NI"
    assert "<ins>I</ins>" in drawn('{% difference found "new" %}', found=found)
    assert "huruf E menjadi I" in drawn('{% difference found "new" %}', found=found)
    assert "<mark>I</mark>" in drawn('{% difference found "register" %}', found=found)


def test_marks_of_a_number_keep_its_groups_and_its_secret():
    found = mark(NIK, "7471055203849021", "nik")
    plain = lambda page: page.replace('<span class="sela"></span>', " ")  # noqa: E731
    seen = plain(drawn('{% difference found "old" %}', Person("nik.see"), found=found))
    assert seen.startswith("747105 520384")
    for side in ("old", "new", "register"):
        hidden = drawn("{% difference found side %}", Person("nik.reveal"), found=found, side=side)
        assert "9012" not in hidden
        assert "9021" not in hidden


def test_markup_in_a_value_stays_text():
    shown = drawn('{% difference found "new" %}', found=mark("SITI", "SITI <b>"))
    assert "<b>" not in shown


@pytest.mark.parametrize(
    ("shown", "written"),
    [
        (formats.day(date(2026, 11, 18)), "18 Nov 2026"),
        (formats.long_day(date(2026, 11, 18)), "Rabu, 18 November 2026"),
        (formats.birth(date(1984, 3, 12)), "12-03-1984"),
        (formats.whole(4187), "4.187"),
        (formats.decimal(0.994, 3), "0,994"),
        (formats.signed(-1.1), "–1,1"),
        (formats.percent(0.62), "62%"),
        (formats.size(1_800_000), "1,8 MB"),
        (formats.duration(timedelta(seconds=3900)), "1 j 05 m"),
        (formats.duration(41), "41 detik"),
        (formats.initials("Hj. Marlina Tamburaka"), "MT"),
        (formats.day(None), "–"),
    ],
)
def test_numbers_and_dates_are_written_as_in_the_office(shown, written):
    assert shown == written


def test_an_equation_that_does_not_add_up_says_so():
    parts = [(412, "baru", "baru"), (1903, "berubah", "berubah"), (4594, "sama", "sama")]
    text = '{% equation total "baris dibaca" parts %}'
    assert "Jumlah tidak cocok" in drawn(text, total=7000, parts=parts)
    assert "Jumlah cocok" in drawn(text, total=7000, parts=[*parts, (91, "ditolak", "ditolak")])


def test_a_file_goes_out_under_our_own_kind_and_never_runs(tmp_path):
    place = tmp_path / "x"
    place.write_bytes(b"<script>")
    answer = file_answer(place, name='a"b\r\n.html', kind="html", inline=True)
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Disposition"].startswith("attachment")
    assert "\n" not in answer["Content-Disposition"]
    assert file_answer(place, name="kk.png", kind="png", inline=True)["Content-Disposition"].startswith("inline")


def test_a_list_of_choices_reads_as_django_draws_it():
    choices = [("", "---"), ("7471", "Kota <Kendari>"), ("Lain", [("1", "satu"), ("2", "dua")])]
    field = forms.Select(attrs={"class": "pilihan", "disabled": True}, choices=choices)
    drawn = [
        field.render("tempat", "1", attrs={"id": "t"}, renderer=renderer)
        for renderer in (QuickRenderer(), TemplatesSetting())
    ]
    assertHTMLEqual(*drawn)
    assert 'value="1" selected' in drawn[0]
    assert "&lt;Kendari&gt;" in drawn[0]
