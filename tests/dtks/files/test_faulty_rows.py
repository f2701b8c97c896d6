"""Faulty rows go back in the workbook they came in, with one more column."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from openpyxl import load_workbook

from dtks.accounts.models import User
from dtks.files.models import StagedFile
from dtks.files.services import faults
from dtks.jobs.services import run_inline
from tests.dtks.files.workbooks import HEADER_ROW, HEADS, a_person, a_workbook

ClientOf = Callable[[User], Client]
ROWS = [
    a_person(1),
    a_person(2, **{"TANGGAL LAHIR": "31-02-1979"}),
    a_person(3),
    a_person(4, NAMA="=HYPERLINK(1)", **{"JENIS KELAMIN": "X"}),
    a_person(5, NAMA=None),
    a_person(6),
]


@pytest.fixture
def staged(operator: User, client_of: ClientOf) -> StagedFile:
    call_command("prepare", stdout=io.StringIO())
    upload = SimpleUploadedFile("Daftar Nov.xlsx", a_workbook(ROWS))
    client_of(operator).post("/berkas-masuk/unggah", {"purpose": "list", "day": "01-11-2026", "file": upload})
    found = StagedFile.objects.get()
    run_inline(job=found.job)
    found.refresh_from_db()
    assert (found.read, found.refused) == (6, 3)
    return found


def opened(answer: Any) -> Any:
    return load_workbook(io.BytesIO(b"".join(answer.streaming_content)))


@pytest.mark.django_db
def test_the_senders_workbook_comes_back_with_the_faulty_rows_and_what_to_mend(
    staged: StagedFile, operator: User, client_of: ClientOf
) -> None:
    answer = client_of(operator).get(f"/berkas-masuk/{staged.pk}/bermasalah")
    assert 'filename="Daftar Nov_kesalahan.xlsx"' in answer["Content-Disposition"]
    book = opened(answer)
    assert book.sheetnames == ["DAFTAR", "PETUNJUK"]
    assert book["PETUNJUK"]["A1"].value == "Isi dengan huruf besar."
    sheet = book["DAFTAR"]
    assert sheet["A1"].value == "PEMERINTAH KOTA KENDARI"
    assert [str(merged) for merged in sheet.merged_cells.ranges] == ["A1:I1"]
    rows = list(sheet.iter_rows(min_row=HEADER_ROW, values_only=True))
    assert rows[0] == (*HEADS, faults.COLUMN)
    assert [row[2] for row in rows[1:]] == ["D00000002", "D00000004", "D00000005"]
    assert rows[1][-1].startswith("Baris 6. TANGGAL LAHIR: Tanggal ini tidak ada.")
    assert "Jenis kelamin tidak dikenal" in rows[2][-1]
    assert "Nama kosong" in rows[3][-1]
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)


@pytest.mark.django_db
def test_the_copy_can_be_mended_and_sent_again(staged: StagedFile, operator: User, client_of: ClientOf) -> None:
    client = client_of(operator)
    book = opened(client.get(f"/berkas-masuk/{staged.pk}/bermasalah"))
    sheet = book["DAFTAR"]
    sheet["G5"], sheet["F6"], sheet["H6"], sheet["F7"] = "21-02-1979", "LA ODE", "L", "WA INA"
    out = io.BytesIO()
    book.save(out)
    upload = SimpleUploadedFile("lagi.xlsx", out.getvalue())
    client.post("/berkas-masuk/unggah", {"purpose": "list", "day": "01-11-2026", "file": upload})
    again = StagedFile.objects.exclude(pk=staged.pk).get()
    run_inline(job=again.job)
    again.refresh_from_db()
    assert (again.state, again.read, again.refused) == ("staged", 3, 0)


@pytest.mark.django_db
def test_a_large_copy_is_written_by_a_job_once(
    staged: StagedFile, operator: User, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(faults, "AT_ONCE", 1)
    client = client_of(operator)
    page = f"/berkas-masuk/{staged.pk}/"
    assert client.get(f"{page}bermasalah").status_code == 302
    for _ in range(2):
        client.post(f"{page}bermasalah")
    job = faults.running_copy(staged)
    assert job and "sedang ditulis" in client.get(page).content.decode()
    run_inline(job=job)
    assert opened(client.get(f"{page}bermasalah"))["DAFTAR"].max_row == HEADER_ROW + 3
    client.post(f"{page}bermasalah")
    assert faults.running_copy(staged) is None


@pytest.mark.django_db
def test_a_csv_comes_back_as_csv_without_formulas(operator: User, client_of: ClientOf) -> None:
    client = client_of(operator)
    content = "NIK;NAMA;TGL_LHR\n7471055203840021;=1+1;31-02-1979\n7471055203840022;WA INA;12-03-1984\n"
    upload = SimpleUploadedFile("ekstrak.csv", content.encode())
    client.post("/berkas-masuk/unggah", {"purpose": "extract", "day": "28-09-2026", "file": upload})
    found = StagedFile.objects.get()
    run_inline(job=found.job)
    answer = client.get(f"/berkas-masuk/{found.pk}/bermasalah")
    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
    assert lines[0] == f"NIK;NAMA;TGL_LHR;{faults.COLUMN}"
    assert len(lines) == 2
    assert lines[1].startswith("'7471055203840021;'=1+1;31-02-1979;Baris 2. TGL_LHR: Tanggal ini tidak ada.")
