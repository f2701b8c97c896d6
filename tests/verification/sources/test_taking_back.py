"""An extract is taken back: persons are again as the extract before said."""

from datetime import date
from typing import Any

import pytest

from dtks.files.models import StagedFile
from dtks.files.services import BuiltUpon, merge_file, stage_file, store_bytes, take_back
from dtks.jobs.services import run_inline
from verification.sources.models import CivilPerson, Comparison, Extract
from verification.sources.queries import latest_extract

pytestmark = pytest.mark.django_db
HEAD = "NIK;NO_KK;NAMA_LGKP;JENIS_KLMIN;TGL_LHR;FLAG_STATUS;TGL_MATI\n"
ONE = "7471055203840021;7471052210240013;WA ODE NURAINI;P;12-03-1984;AKTIF;\n"
TWO = "7471050708790004;7471052210240013;LA ODE RUSDIN;L;07-08-1979;AKTIF;\n"
THREE = "7471050708790005;7471052210240014;LA ODE HASAN;L;07-08-1979;AKTIF;\n"


def merged(rows: str, day: str) -> StagedFile:
    stored = store_bytes(name="ekstrak.csv", content=(HEAD + rows).encode(), kind="csv", actor=None)
    staged = stage_file(stored=stored, purpose="extract", parameters={"taken_on": day}, actor=None, inline=True)
    run_inline(job=staged.job)
    staged = merge_file(staged=staged, actor=None, inline=True)
    run_inline(job=staged.job)
    staged.refresh_from_db()
    return staged


def persons() -> list[tuple[Any, ...]]:
    return list(CivilPerson.objects.order_by("nik").values_list())


def test_an_extract_is_taken_back_as_if_it_had_not_come() -> None:
    merged(ONE + TWO, "2026-09-28")
    before = persons()
    changed = TWO.replace("AKTIF;", "MENINGGAL;02-10-2026").replace("RUSDIN", "RUSDI")
    second = merged(ONE + changed + THREE, "2026-10-05")
    assert CivilPerson.objects.get(nik="7471050708790004").flag_on == date(2026, 10, 2)
    staged = take_back(staged=second, actor=None, reason="ekstrak kabupaten lain", inline=True)
    run_inline(job=staged.job)
    assert persons() == before
    assert str(latest_extract()) == "Ekstrak 1 (28-09-2026)"
    assert Extract.every.count() == 2
    third = merged(ONE + THREE, "2026-10-05")
    assert (third.created, third.unchanged) == (1, 1)
    assert Extract.objects.first().number == 3


def test_a_comparison_keeps_the_extract(citizen_kadia: Any) -> None:
    staged = merged(ONE, "2026-09-28")
    Comparison.objects.create(citizen=citizen_kadia, taken_on=date(2026, 9, 28), result_class="NOT_FOUND")
    with pytest.raises(BuiltUpon, match="1 warga sudah dibandingkan dengan ekstrak ini"):
        take_back(staged=staged, actor=None, reason="keliru")
    later = merged(TWO, "2026-10-05")
    with pytest.raises(BuiltUpon, match="Ekstrak 2"):
        take_back(staged=staged, actor=None, reason="keliru")
    assert take_back(staged=later, actor=None, reason="keliru").state == "unmerging"
