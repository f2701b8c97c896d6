"""Dapodik as the second source for PIP: ours, Disdukcapil, Dapodik; a school gets only what it must repair."""

from __future__ import annotations

import io
from datetime import date

import openpyxl
import pytest

from dtks.assignments.models import Assignment
from dtks.files.models import StagedFile
from dtks.files.services import merge_file, stage_file, store_bytes
from dtks.jobs.models import Event, Job
from dtks.jobs.services import run_inline
from dtks.registry.models import Citizen
from tests.verification.reconciliation.conftest import citizen, codes, extract, kelurahan, person
from verification.sources.models import Pupil, School
from verification.sources.services import follow_extract, school_workbook

__all__ = ["citizen", "codes", "extract", "kelurahan", "person"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("codes")]
HEADS = "NISN;NIK;NAMA;JK;TEMPAT LAHIR;TANGGAL LAHIR;NAMA IBU KANDUNG;NO KK;NPSN;NAMA SEKOLAH;KELAS;LAYAK PIP;NO KIP"


def line(someone, nisn="", school="40401234;SDN 5 Kendari", **other) -> str:
    values = {
        "nik": someone.nik, "name": someone.name, "birth_place": someone.birth_place, "kk_number": someone.kk_number,
        "birth_date": f"{someone.birth_date:%d-%m-%Y}", **other,
    }  # fmt: skip
    return (
        f"{nisn};{values['nik']};{values['name']};{someone.sex};{values['birth_place']};{values['birth_date']};;"
        f"{values['kk_number']};{school};4A;Ya;KIP123"
    )


def brought_in(*lines: str, taken_on="2026-11-02", heads=HEADS, school="") -> StagedFile:
    content = "\n".join([heads, *lines]).encode()
    stored = store_bytes(name="murid.csv", content=content, kind="csv", actor=None)
    given = {"taken_on": taken_on, "school": school}
    staged = stage_file(stored=stored, purpose="pupils", parameters=given, actor=None, inline=True)
    run_inline(job=staged.job)
    staged.refresh_from_db()
    assert staged.state == "staged", staged.problem
    staged = merge_file(staged=staged, actor=None, inline=True)
    run_inline(job=staged.job)
    staged.refresh_from_db()
    return staged


def test_a_pupil_is_held_against_disdukcapil_and_against_us(person, citizen):
    right, other = person(0), person(1)
    for n in range(2, 8):
        person(n)
    ours = citizen(right)
    staged = brought_in(line(right, "0123456789"), line(other, "0123456780", birth_date="01-01-2010"))
    assert (staged.read, staged.created) == (2, 2)
    agrees, residue = Pupil.objects.order_by("-nisn")
    assert (agrees.state, agrees.citizen, agrees.civil_person) == ("agrees", ours, right)
    assert (residue.state, residue.repairs, residue.citizen) == ("residue", ["birth_date"], None)
    assert (residue.pip_worthy, residue.kip_number, residue.grade) == ("Ya", "KIP123", "4A")
    assert Citizen.objects.get(pk=ours.pk).updated_at == ours.updated_at, "a list of a school changes no citizen"
    assert Assignment.objects.get().title == "Kirim daftar perbaikan ke SDN 5 Kendari"


def test_a_damaged_nik_at_school_still_finds_its_person(person):
    meant = person(0)
    for n in range(1, 8):
        person(n)
    brought_in(line(meant, "0123456789", nik=meant.nik[:-2] + meant.nik[-1] + meant.nik[-2]))
    pupil = Pupil.objects.get()
    assert (pupil.civil_person, pupil.repairs) == (meant, ["nik"])


def test_a_teachers_list_of_thirty_is_one_import_and_twice_the_same(person):
    known = person(0)
    lines = [f"{n};MURID {'ABCDEFGHIJKLMNOPQRSTUVWXYZ'[n % 26]} KE {n};{n:02d}-03-2016" for n in range(1, 30)]
    lines.append(f"30;{known.name};{known.birth_date:%d-%m-%Y}")
    first = brought_in(*lines, heads="NO;NAMA;TGL LAHIR", school="MIN 1 Kendari")
    assert (first.read, first.created) == (30, 30)
    assert School.objects.get().name == "MIN 1 Kendari"
    again = brought_in(*lines, heads="NO;NAMA;TGL LAHIR", school="MIN 1 Kendari")
    assert (again.created, again.unchanged, Pupil.objects.count()) == (0, 30, 30)


def test_an_older_list_never_replaces_a_newer_one(person):
    someone = person(0)
    brought_in(line(someone, "0123456789"))
    brought_in(line(someone, "0123456789", name="NAMA LAMA SEKALI"), taken_on="2026-10-01")
    assert Pupil.objects.get().name == someone.name


def test_a_school_gets_its_own_entries_and_no_value_of_disdukcapil(person):
    wrong, right = person(0), person(1)
    for n in range(2, 8):
        person(n)
    brought_in(line(wrong, "0123456789", name="SITTI HAJRAH LAMONDE"), line(right, "0123456780"))
    school = School.objects.get()
    pupils = list(school.pupils.filter(state="residue"))
    book = openpyxl.load_workbook(io.BytesIO(school_workbook(school, pupils)))
    rows = list(book.active.iter_rows(min_row=3, values_only=True))
    assert [row[:5] for row in rows] == [("0123456789", "SITTI HAJRAH LAMONDE", "4A", "Nama", "SITTI HAJRAH LAMONDE")]
    text = str([list(row) for row in book.active.iter_rows(values_only=True)])
    assert wrong.name not in text
    assert wrong.nik not in text
    assert right.name not in text


def test_a_newer_extract_compares_the_pupils_anew(person):
    someone = person(0)
    for n in range(1, 8):
        person(n)
    brought_in(line(someone, "0123456789"))
    type(someone).objects.filter(pk=someone.pk).update(birth_date=date(2011, 1, 1))
    for _ in range(2):
        follow_extract(Event(kind="extract.merged", payload={"extract": 2}))
    run_inline(job=Job.objects.get(kind="compare_pupils"))
    assert Pupil.objects.get().repairs == ["birth_date"]


def test_three_columns_on_one_page(person, citizen, operator, client_of):
    someone = person(0)
    for n in range(1, 8):
        person(n)
    citizen(someone, birth_place="RAHA")
    brought_in(line(someone, "0123456789", name="SITTI HAJRAH LAMONDE"))
    page = client_of(operator).get(f"/murid/{Pupil.objects.get().pk}/").content.decode()
    for word in ("RAHA", "KENDARI", "SITTI HAJRAH LAMONDE", "Sekolah memperbaiki", "VervalPD"):
        assert word in page
    assert "chip berbeda" in client_of(operator).get("/murid/").content.decode()
    assert "Unduh XLSX" in client_of(operator).get("/sekolah/").content.decode()
    assert client_of(operator).get(f"/sekolah/{School.objects.get().pk}/berkas/").status_code == 200
