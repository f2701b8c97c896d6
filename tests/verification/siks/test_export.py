"""From accepted corrections to sealed, written and proven workbooks."""

import io
import json
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from dtks.files.services import path_of
from dtks.registry.services import audit_head
from verification.corrections.models import ChangeRequest
from verification.monthly.models import Batch, BatchRow
from verification.siks.models import BatchFile, Template
from verification.siks.services import prove_batches

Applied = Callable[..., ChangeRequest]


def export(folder: Path) -> dict[str, object]:
    out = io.StringIO()
    call_command("export_batch", "--month", "2026-11", "-o", str(folder), "--inline", "--json", stdout=out)
    result: dict[str, object] = json.loads(out.getvalue().strip().splitlines()[-1])
    return result


def cells_of(path: Path) -> list[dict[str, openpyxl.cell.Cell]]:
    sheet = openpyxl.load_workbook(path)["PERBAIKAN"]
    head = [cell.value for cell in sheet[1]]
    return [dict(zip(head, row, strict=True)) for row in sheet.iter_rows(min_row=2)]


@pytest.mark.django_db
def test_ready_changes_are_sealed_numbered_and_written(applied: Applied, tmp_path: Path) -> None:
    request = applied({"nik": ("7471055203849012", "7471055203849021", "same")})
    result = export(tmp_path)
    assert (result["ready"], result["sealed"], result["carried_over"], result["files"]) == (1, 1, 0, 1)
    [path] = tmp_path.iterdir()
    assert path.name == "7471_PERBAIKAN_202611_B01_KADIA_01.xlsx"
    [row] = cells_of(path)
    assert row["NIK"].value == "7471055203849012"
    assert row["NIK PERBAIKAN"].value == "7471055203849021"
    assert row["NIK PERBAIKAN"].data_type == "s"
    assert row["NAMA PERBAIKAN"].value is None
    request.refresh_from_db()
    assert request.sealed_in == "K-2611-01"


@pytest.mark.django_db
def test_a_name_that_begins_like_a_formula_is_text(applied: Applied, tmp_path: Path) -> None:
    applied({"name": ("WA ODE", "=1+1", "same")}, address="@SUM(A1)", mother_name="-HALIMA")
    export(tmp_path)
    [path] = tmp_path.iterdir()
    [row] = cells_of(path)
    assert (row["NAMA PERBAIKAN"].value, row["NAMA PERBAIKAN"].data_type) == ("=1+1", "s")
    assert (row["ALAMAT"].value, row["ALAMAT"].data_type) == ("@SUM(A1)", "s")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("fields", "citizen", "code", "mender"),
    [
        ({"nik": ("1", "7471055203849021", "differs")}, {}, "DIFFERS", "Warga"),
        ({"nik": ("1", "7471055203849021", "unknown")}, {}, "NOT_COMPARED", "Operator"),
        ({"nik": ("1", "7471055203849021", "same")}, {"life_state": "2"}, "DECEASED", "Kelurahan"),
        ({"nik": ("1", "7471055203849021", "same")}, {"life_state": "3"}, "MOVED", "Kelurahan"),
        ({"nik": ("1", "747105520384902", "same")}, {}, "NOT_16_DIGITS", "Operator"),
        ({"nik": ("1", "7471055203849021", "same")}, {"rt": ""}, "REQUIRED_EMPTY", "Kelurahan"),
        ({"religion": ("1", "2", "same")}, {}, "NOTHING_TO_SEND", "tidak ada"),
    ],
)
def test_what_cannot_go_says_why_and_who_can_mend_it(
    applied: Applied, tmp_path: Path, fields: dict[str, tuple[str, str, str]], citizen: dict[str, str],
    code: str, mender: str,
) -> None:  # fmt: skip
    applied({"name": ("WA ODE", "WA ODE NURAINI", "variant")})
    stays = applied(fields, **citizen)
    result = export(tmp_path)
    assert (result["sealed"], result["carried_over"]) == (1, 1)
    held = Batch.objects.get().held_back.get()
    assert (held.request, held.code, held.mender) == (stays, code, mender)
    stays.refresh_from_db()
    assert stays.sealed_in == ""


@pytest.mark.django_db
def test_a_change_goes_with_one_batch_only(applied: Applied, tmp_path: Path) -> None:
    applied({"nik": ("1", "7471055203849021", "same")})
    export(tmp_path / "one")
    applied({"nik": ("1", "7471055203849037", "same")})
    second = export(tmp_path / "two")
    assert (second["sealed"], second["batch"]) == (1, "K-2611-02")
    assert BatchRow.objects.count() == 2


@pytest.mark.django_db
def test_nothing_ready_makes_no_batch(applied: Applied, tmp_path: Path) -> None:
    assert export(tmp_path)["files"] == 0
    assert not Batch.objects.exists()


@pytest.mark.django_db
def test_only_blocked_changes_leave_a_void_number(applied: Applied, tmp_path: Path) -> None:
    applied({"nik": ("1", "7471055203849021", "differs")})
    result = export(tmp_path)
    assert (result["sealed"], result["carried_over"], result["files"]) == (0, 1, 0)
    assert Batch.objects.get().state == Batch.State.VOID


@pytest.mark.django_db
def test_a_sealed_row_cannot_be_changed_or_taken_out(applied: Applied, tmp_path: Path) -> None:
    applied({"nik": ("1", "7471055203849021", "same")})
    export(tmp_path)
    for act in ("UPDATE monthly_batchrow SET sha256 = ''", "DELETE FROM monthly_batchrow"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(act)
    with pytest.raises(DatabaseError), transaction.atomic():
        Batch.objects.update(hash="0" * 64)


@pytest.mark.django_db
def test_proof_names_the_row_that_was_changed_behind_our_back(applied: Applied, tmp_path: Path) -> None:
    for n in range(3):
        applied({"nik": ("1", f"74710552038490{n + 40}", "same")})
    export(tmp_path)
    assert [proof.fault for proof in prove_batches()] == [""]
    second = BatchRow.objects.order_by("id")[1]
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE monthly_batchrow DISABLE TRIGGER USER")
        cursor.execute(
            "UPDATE monthly_batchrow SET values = jsonb_set(values, '{new_nik}', '\"7471055203849099\"') WHERE id = %s",
            [second.pk],
        )
    with pytest.raises(CommandError, match=r"K-2611-01: baris 2 \(usulan P-2611-0002\)"):
        call_command("verify_batches", stdout=io.StringIO())


@pytest.mark.django_db
def test_proof_names_the_cell_that_was_changed_in_a_file(applied: Applied, tmp_path: Path) -> None:
    applied({"nik": ("1", "7471055203849021", "same")})
    export(tmp_path)
    path = path_of(BatchFile.objects.get().stored)
    book = openpyxl.load_workbook(io.BytesIO(path.read_bytes()))
    book["PERBAIKAN"]["AC2"] = "7471055203849099"
    changed = io.BytesIO()
    book.save(changed)
    path.write_bytes(changed.getvalue())
    with pytest.raises(CommandError, match="baris 2, kolom NIK PERBAIKAN"):
        call_command("verify_batches", stdout=io.StringIO())


@pytest.mark.django_db
def test_the_head_of_the_audit_chain_stands_on_the_sealed_batch(applied: Applied, tmp_path: Path) -> None:
    applied({"nik": ("1", "7471055203849021", "same")})
    export(tmp_path)
    batch = Batch.objects.get()
    assert batch.audit_head == audit_head()
    [path] = tmp_path.iterdir()
    assert ("JEJAK AUDIT", batch.audit_head) in list(openpyxl.load_workbook(path)["META"].iter_rows(values_only=True))
    out = io.StringIO()
    call_command("verify_batches", "--json", stdout=out)
    [proved] = json.loads(out.getvalue())["batches"]
    assert (proved["batch"], proved["hash"], proved["audit_head"]) == (batch.number, batch.hash, batch.audit_head)
    with pytest.raises(DatabaseError), transaction.atomic():
        Batch.objects.update(audit_head="")


@pytest.mark.django_db
def test_a_batch_of_great_volume_is_read_back_by_the_quicker_reader(
    applied: Applied, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("verification.siks.services.workbooks.VOLUME", 0)
    Template.objects.update(slice_rows=2)
    for n in range(5):
        applied({"name": ("WA ODE", f"=WA & <b>ODE {n}</b>  ", "same")})
    assert export(tmp_path)["files"] == 3
    assert [proof.fault for proof in prove_batches()] == [""]
    each = BatchFile.objects.get(slice_no=2)
    book = openpyxl.load_workbook(io.BytesIO(path_of(each.stored).read_bytes()))
    cell = book["PERBAIKAN"]["AE3"]
    assert (cell.value, cell.number_format) == ("=WA & <B>ODE 3</B>  ", "@")
    cell.value = "WA ODE"
    changed = io.BytesIO()
    book.save(changed)
    path_of(each.stored).write_bytes(changed.getvalue())
    assert "baris 3, kolom NAMA PERBAIKAN" in next(prove_batches()).fault


@pytest.mark.django_db
def test_files_are_sliced_for_a_weak_pc(applied: Applied, tmp_path: Path) -> None:
    Template.objects.update(slice_rows=2)
    for n in range(5):
        applied({"nik": ("1", f"74710552038490{n + 40}", "same")})
    assert export(tmp_path)["files"] == 3
    assert [len(cells_of(path)) for path in sorted(tmp_path.iterdir())] == [2, 2, 1]
