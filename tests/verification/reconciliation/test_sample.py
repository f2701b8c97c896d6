"""The sample of the office: the job says what the pure command says."""

import csv
from pathlib import Path

import pytest
from django.core.management import call_command

from dtks.office.services import load_regions
from tests.verification.reconciliation.people import load_pair
from verification.matching.__main__ import main


def read(path: Path) -> dict[str, tuple[str, ...]]:
    with path.open(newline="") as file:
        rows = csv.DictReader(file)
        return {row["dtks_id"]: (row["status"], row["matched_nik"], row["confidence"], row["fields"]) for row in rows}


@pytest.mark.django_db
@pytest.mark.usefixtures("codes")
def test_tables_give_what_the_two_files_give(samples: Path, tmp_path: Path) -> None:
    load_regions()
    pair = samples / "pair"
    load_pair(pair / "dtks.csv", pair / "civil.csv")

    call_command("reconcile", "--inline", output=tmp_path / "job.csv")

    assert main([str(pair / "dtks.csv"), str(pair / "civil.csv"), "-o", str(tmp_path / "files.csv")]) == 0
    job, files = read(tmp_path / "job.csv"), read(tmp_path / "files.csv")
    assert job.keys() == files.keys() and len(job) == 7000
    different = [
        dtks_id for dtks_id in job if job[dtks_id][:2] + job[dtks_id][3:] != files[dtks_id][:2] + files[dtks_id][3:]
    ]
    assert len(different) <= 7  # ties between rows are broken by their order, which is ours and not the file's
