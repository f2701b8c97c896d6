"""Three lists in a row against their truth: what changed, and which removed names came back."""

import csv
import io
from pathlib import Path

import pytest
from django.core.management import call_command

from dtks.registry.models import Citizen, RegisterState, Tombstone
from verification.lists.models import CentralList


def table(path: Path) -> dict[str, dict[str, str]]:
    with path.open(encoding="utf-8") as file:
        return {row["dtks_id"]: row for row in csv.DictReader(file)}


def run(*arguments: str) -> None:
    call_command(*arguments, stdout=io.StringIO())


@pytest.mark.django_db
def test_differences_and_returned_names_agree_with_the_truth(samples: Path, tmp_path: Path) -> None:
    series = samples / "series"
    run("prepare")
    run("import_list", str(samples / "daftar_dtks_2026-09.xlsx"), "--period", "2026-09", "--merge", "--inline")
    run("import_removals", str(series / "penghapusan_2026-09.xlsx"), "--inline")
    assert Tombstone.objects.count() == 90
    removed = set(Tombstone.objects.exclude(citizen=None).values_list("citizen_id", flat=True))
    for month in ("2026-10", "2026-11"):
        run("import_list", str(series / f"daftar_dtks_{month}.xlsx"), "--period", month, "--merge", "--inline")
    states = set(Citizen.objects.filter(pk__in=removed).values_list("register_state", flat=True))
    assert states == {RegisterState.REMOVED}
    assert Citizen.objects.filter(register_state=RegisterState.LEFT).exists()

    for old, new in (("2026-09", "2026-10"), ("2026-10", "2026-11")):
        out = tmp_path / f"beda_{new}.csv"
        run("list_difference", old, new, "-o", str(out))
        truth, found = table(series / f"truth_difference_{old}_{new}.csv"), table(out)
        assert found.keys() == truth.keys()
        wrong = {
            key: (row["class"], found[key]["class"])
            for key, row in truth.items()
            if row["class"] != found[key]["class"]
        }
        assert wrong == {}
        changed = [key for key, row in truth.items() if row["class"] == "changed"]
        fields = {key: (truth[key]["fields"], found[key]["fields"]) for key in changed}
        assert {key: pair for key, pair in fields.items() if pair[0] != pair[1]} == {}

    for month in ("2026-10", "2026-11"):
        out = tmp_path / f"kembali_{month}.csv"
        run("returned_names", "--period", month, "-o", str(out))
        truth, found = table(series / f"truth_returned_{month}.csv"), table(out)
        missed = [
            key for key, row in truth.items() if found.get(key, {}).get("tombstone_dtks_id") != row["tombstone_dtks_id"]
        ]
        assert missed == []
        assert {
            key: (truth[key]["kind"], found[key]["kind"]) for key in truth if truth[key]["kind"] != found[key]["kind"]
        } == {}
        assert [key for key, row in found.items() if row["band"] == "same" and key not in truth] == []

    count = CentralList.objects.get(period="2026-11-01").returned.count()
    run("returned_names", "--period", "2026-11", "-o", str(tmp_path / "lagi.csv"))
    assert CentralList.objects.get(period="2026-11-01").returned.count() == count
