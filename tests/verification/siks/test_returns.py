"""What the centre answers reaches the row it speaks of, and nobody else."""

import csv
import io
import json
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.core.management import CommandError, call_command

from dtks.files.services import store_bytes
from dtks.jobs.services import run_chunk, run_inline
from tests.verification.siks.test_export import export
from verification.corrections.models import ChangeRequest
from verification.monthly.models import LedgerLine
from verification.siks.models import BatchFile, ReturnFile, ReturnRow, Template
from verification.siks.services import take_in_return

Applied = Callable[..., ChangeRequest]
MEANING = {
    "": "sent", "DITERIMA": "accepted", "DITOLAK": "refused", "PENDING": "pending", "GANDA": "refused",
    "TIDAK PADAN": "refused",
}  # fmt: skip


def take_in(path: Path) -> dict[str, int]:
    out = io.StringIO()
    call_command("import_return", str(path), "--inline", "--json", stdout=out)
    result: dict[str, int] = json.loads(out.getvalue().strip().splitlines()[-1])
    assert result["read"] == result["matched"] + result["unknown"] + result["repeated"]
    return result


@pytest.fixture
def answer_batch(shared_data: Path) -> Callable[[Path, int], list[dict[str, str]]]:
    """Answers a folder of our files as the centre would, and says what it answered."""

    def answer(folder: Path, seed: int) -> list[dict[str, str]]:
        tool = shared_data.parent / "tools" / "answer_batch.py"
        subprocess.run([sys.executable, str(tool), str(folder), "--seed", str(seed)], check=True, capture_output=True)
        with (folder / "answers.csv").open(newline="") as file:
            return list(csv.DictReader(file))

    return answer


def many(applied: Applied, number: int) -> list[ChangeRequest]:
    return [
        applied(
            {"nik": (f"7471055203{n:06d}", f"7471055204{n:06d}", "same")},
            nik=f"7471055204{n:06d}",
            kk_number=f"7471052210{n // 3:06d}",
        )
        for n in range(1, number + 1)
    ]


@pytest.mark.django_db
@pytest.mark.parametrize("seed", [1, 7])
def test_every_row_of_an_answered_batch_is_as_in_its_truth(
    applied: Applied, tmp_path: Path, seed: int, answer_batch: Callable[[Path, int], list[dict[str, str]]]
) -> None:
    Template.objects.update(slice_rows=60)
    many(applied, 130)
    export(tmp_path)
    truth = answer_batch(tmp_path, seed)
    sums: Counter[str] = Counter()
    for path in sorted(tmp_path.glob("*_HASIL.xlsx")):
        sums.update(take_in(path))
    files = {file.stored.name: file for file in BatchFile.objects.select_related("stored")}
    lines = LedgerLine.objects.in_bulk(field_name="row_id")
    for row in truth:
        line = lines[files[row["file"]].row_ids[int(row["row_number"]) - 1]]
        assert (line.answer, line.state) == (row["status"], MEANING[row["status"]]), row
    assert len(files) == 3
    assert sums["matched"] == sum(bool(row["status"]) for row in truth)
    assert sums["unknown"] == 9, "three rows a file answer nobody"
    refused = ChangeRequest.objects.filter(state="submitted", sealed_in="")
    assert refused.count() == LedgerLine.objects.filter(state="refused").count() > 0
    for path in sorted(tmp_path.glob("*_HASIL.xlsx")):
        again = take_in(path)
        assert again["matched"] == 0, "the same file twice changes nothing"


@pytest.mark.django_db
def test_an_answer_under_another_name_is_matched_by_member_and_nik(
    applied: Applied, tmp_path: Path, answer_batch: Callable[[Path, int], list[dict[str, str]]]
) -> None:
    many(applied, 30)
    export(tmp_path)
    truth = answer_batch(tmp_path, 3)
    [path] = tmp_path.glob("*_HASIL.xlsx")
    result = take_in(path.rename(tmp_path / "dari pusat.xlsx"))
    assert (result["matched"], result["unknown"]) == (sum(bool(row["status"]) for row in truth), 3)
    by_nik = {line.row.values["nik"]: line.answer for line in LedgerLine.objects.select_related("row")}
    assert by_nik == {row["nik"]: row["status"] for row in truth}


def answer_file(path: Path, header: list[str], rows: list[list[Any]]) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Jawaban Kementerian Sosial"])
    sheet.append(header)
    for row in rows:
        sheet.append(row)
    book.save(path)
    return path


@pytest.mark.django_db
def test_dirty_keys_find_the_person_and_a_bad_cell_is_named(applied: Applied, tmp_path: Path) -> None:
    one, two, three = many(applied, 3)
    export(tmp_path)
    path = answer_file(
        tmp_path / "K-2611-01 jawaban.xlsx",
        ["NO", "NIK", "NOKK", "NAMA", "TGL LAHIR", "STATUS", "KODE", "PESAN", "TANGGAL PROSES"],
        [
            ["1.0", " '747105 5203 000001", "", "", "", " diterima ", "", "", "31/11/2026"],
            ["", "", "7471052210000000", two.citizen.name.lower(), "12 Maret 1984", "Tidak Padan", "E1", "x", ""],
            [3, 7471055203000003, "", three.citizen.name, "", "DITRIMA", "", "", ""],
            [9, "7471055203000003", "", three.citizen.name, "", "DITERIMA", "", "", ""],
        ],
    )
    assert take_in(path) == {"read": 4, "matched": 2, "unknown": 2, "repeated": 0}
    answers = dict(LedgerLine.objects.values_list("row__request__number", "answer"))
    assert answers == {one.number: "DITERIMA", two.number: "TIDAK PADAN", three.number: ""}
    findings = [finding for row in ReturnRow.objects.all() for finding in row.findings]
    assert [(finding["cell"], finding["column"]) for finding in findings] == [
        ("I3", "TANGGAL PROSES"), ("F5", "STATUS"),
    ]  # fmt: skip


@pytest.mark.django_db
def test_a_refusal_opens_the_change_again_and_it_can_go_once_more(applied: Applied, tmp_path: Path) -> None:
    [request] = many(applied, 1)
    export(tmp_path)
    take_in(
        answer_file(
            tmp_path / "7471_PERBAIKAN_202611_B01_KADIA_01_HASIL.xlsx",
            ["NO", "NIK", "STATUS", "KODE", "PESAN"],
            [[1, "7471055203000001", "DITOLAK", "E12", "Data tidak sesuai"]],
        )
    )
    request.refresh_from_db()
    assert (request.state, request.sealed_in) == ("submitted", "")
    assert request.return_reason == "Ditolak pusat: Ditolak E12: Data tidak sesuai"
    assert request.citizen.nik == "7471055204000001", "the register keeps its value"


@pytest.mark.django_db
def test_a_later_final_answer_follows_a_pending_one(applied: Applied, tmp_path: Path) -> None:
    many(applied, 1)
    export(tmp_path)
    for word, outcome in [
        ("PENDING", "matched"),
        ("PENDING", "repeated"),
        ("DITERIMA", "matched"),
        ("DITOLAK", "repeated"),
    ]:
        path = answer_file(tmp_path / "K-2611-01.xlsx", ["NO", "NIK", "STATUS"], [[1, "7471055203000001", word]])
        assert take_in(path)[outcome] == 1
    assert LedgerLine.objects.get().answer == "DITERIMA"


@pytest.mark.django_db
def test_of_two_files_that_are_read_at_once_the_first_final_answer_stays(applied: Applied, tmp_path: Path) -> None:
    many(applied, 1)
    export(tmp_path)
    jobs = []
    for word in ("DITERIMA", "DITOLAK"):
        path = answer_file(tmp_path / "K-2611-01.xlsx", ["NO", "NIK", "STATUS"], [[1, "7471055203000001", word]])
        stored = store_bytes(name=path.name, content=path.read_bytes(), kind="xlsx", actor=None)
        found = take_in_return(stored=stored, actor=None, inline=True)
        assert found.job
        for number in (1, 2):  # opened, read and settled before either is written down
            run_chunk(job_id=found.job.pk, chunk_no=number, wake=False)
        jobs.append(found.job)
    for job in jobs:
        run_inline(job=job)
    assert LedgerLine.objects.get().answer == "DITERIMA"
    assert list(ReturnFile.objects.order_by("pk").values_list("matched", "repeated")) == [(1, 0), (0, 1)]


@pytest.mark.django_db
def test_a_file_without_status_or_with_lost_digits_is_refused_as_a_whole(applied: Applied, tmp_path: Path) -> None:
    many(applied, 3)
    export(tmp_path)
    with pytest.raises(CommandError, match="STATUS"):
        take_in(answer_file(tmp_path / "a.xlsx", ["NO", "NIK", "NAMA"], [[1, "7471055203000001", "X"]]))
    lost = [[n, 7471055203000000 + 10 * n, "DITERIMA"] for n in range(1, 4)]
    with pytest.raises(CommandError, match="15 angka"):
        take_in(answer_file(tmp_path / "K-2611-01.xlsx", ["NO", "NIK", "STATUS"], lost))
    assert set(ReturnFile.objects.values_list("state", flat=True)) == {"refused"}
