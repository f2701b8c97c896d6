"""The sample list of September: every planted fault is named, the same file twice changes nothing."""

import csv
import io
import json
from pathlib import Path

import pytest
from django.core.management import call_command

from dtks.files.models import StagedFile
from dtks.registry.models import Citizen, HouseholdMembership
from verification.lists.models import CentralList, ListRow

KEPT = {"control_character", "rt_not_number"}  # cleaned, or kept with a warning


def run(*arguments: str) -> dict[str, int]:
    out = io.StringIO()
    call_command(*arguments, "--inline", "--json", stdout=out)
    result: dict[str, int] = json.loads(out.getvalue().strip().splitlines()[-1])
    return result


@pytest.mark.django_db
def test_sample_list_is_merged_with_every_fault_named_and_twice_is_once(samples: Path) -> None:
    call_command("prepare", stdout=io.StringIO())
    september = str(samples / "daftar_dtks_2026-09.xlsx")
    first = run("import_list", september, "--period", "2026-09", "--merge")
    assert first["read"] == first["created"] + first["updated"] + first["unchanged"] + first["refused"] == 7000
    staged = StagedFile.objects.get()
    refused = {row.row_no: row for row in staged.rows.filter(verdict="refused")}
    with (samples / "faults.csv").open() as file:
        planted = [row for row in csv.DictReader(file) if row["file"] == "daftar_dtks_2026-09.xlsx"]
    assert {int(row["row"]) for row in planted if row["kind"] not in KEPT} <= set(refused)
    assert not {int(row["row"]) for row in planted if row["kind"] in KEPT} & set(refused)
    assert Citizen.objects.count() == first["created"]
    assert HouseholdMembership.objects.filter(household__unit="dwelling", ended_on=None).count() == first["created"]
    assert ListRow.objects.count() == 7000
    second = run("import_list", september, "--period", "2026-09", "--merge")
    assert (second["created"], second["updated"], second["unchanged"]) == (0, 0, first["created"])
    assert CentralList.objects.count() == 2
