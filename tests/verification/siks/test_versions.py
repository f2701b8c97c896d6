"""A new version of a sheet is entered on a page; older batches keep theirs."""

from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from django.test import Client

from dtks.accounts.models import User
from tests.verification.siks.test_export import export
from verification.corrections.models import ChangeRequest
from verification.siks.models import Template
from verification.siks.services import prove_batches

Applied = Callable[..., ChangeRequest]
pytestmark = pytest.mark.django_db


def form_of(client: Client, old: Template) -> dict[str, object]:
    """The form as the page fills it in from an older version."""
    page = client.get(f"/kiriman/templat/baru?dari={old.pk}")
    return {name: value for name, value in page.context["form"].initial.items() if value is not False}


def test_a_new_version_holds_from_its_day_and_older_batches_keep_theirs(
    applied: Applied, operator: User, client_of: Callable[[User], Client], tmp_path: Path
) -> None:
    applied({"nik": ("1", "7471055203849021", "same")})
    export(tmp_path / "old")
    client, old = client_of(operator), Template.objects.get(kind="perbaikan")
    said = form_of(client, old)
    columns = str(said["columns"]).replace("NIK PERBAIKAN |", "NIK BARU |")
    said |= {"version": "A-2026.2", "valid_from": "01-11-2026", "sheet": "KOREKSI", "first_data_row": 4}
    assert client.post("/kiriman/templat/baru", said | {"columns": columns}).status_code == 302
    old.refresh_from_db()
    assert f"{old.valid_to}" == "2026-10-31"
    applied({"nik": ("1", "7471055203849037", "same")})
    export(tmp_path / "new")
    [path] = (tmp_path / "new").iterdir()
    sheet = openpyxl.load_workbook(path)["KOREKSI"]
    assert "NIK BARU" in [cell.value for cell in sheet[3]]
    assert [proof.fault for proof in prove_batches()] == ["", ""]


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ("NAMA | nama_lengkap | text | 60 | - | ya | -", "isian nama_lengkap tidak dikenal"),
        ("NAMA | name | text | 60", "4 bagian, seharusnya 7"),
        ("NAMA | name | kata | 60 | - | ya | -", "bentuk kata tidak dikenal"),
        ("NIK | nik | nik16 | 16 | - | ya | -", "kepala kolom NIK tertulis dua kali"),
        ("NAMA | - | text | 60 | - | ya | -", "kolom NAMA wajib tetapi tanpa isian"),
    ],
)
def test_a_line_that_is_not_readable_is_named_and_what_was_typed_stays(
    templates: None, operator: User, client_of: Callable[[User], Client], wrong: str, words: str
) -> None:
    client = client_of(operator)
    said = form_of(client, Template.objects.get(kind="perbaikan"))
    said |= {"version": "B", "valid_from": "01-12-2026", "columns": f"NIK | nik | nik16 | 16 | - | ya | -\n{wrong}"}
    answer = client.post("/kiriman/templat/baru", said)
    assert answer.status_code == 422 and f"Baris 2: {words}" in answer.content.decode()
    assert wrong in answer.content.decode()
    assert not Template.objects.filter(version="B").exists()
