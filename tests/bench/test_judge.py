"""The judge of the measurements gives the figures of score.py, which lies outside the project."""

import csv
import json
import math
import random
import subprocess
import sys
from pathlib import Path

import pytest

from tests.bench.judge import MATTERS, judge

SCORE = Path(__file__).resolve().parents[3] / "shared/tools/score.py"
TRUTH = """dtks_id,true_nik,status,status_ok,errors,fields
1,11,match,,,
2,12,nik_not_found,,nik_digit;name_typo,nik;nama
3,13,nik_other_person,nik_not_found,twin;nik_old,nik
4,,not_found,nik_invalid,absent,
5,15,nik_invalid,,nik_missing;dob_year,nik;tgl_lahir
"""
OUTPUT = """dtks_id,status,matched_nik,confidence,fields
1,MATCH,11,0.999,
2,NIK_DIFFERS,12,0.97,nik
3,nik_not_found,99,0.95,nik
4,NOT_FOUND,,0.2,
5,nik_invalid,15,0.9,nik;tgl_lahir;jk
"""


@pytest.fixture
def small(tmp_path):
    (tmp_path / "truth.csv").write_text(TRUTH)
    (tmp_path / "out.csv").write_text(OUTPUT)
    return tmp_path / "out.csv", tmp_path / "truth.csv"


def test_the_rows_that_matter_are_counted_and_ranked(small):
    verdict = judge(*small)
    group = verdict.groups[MATTERS]
    assert (group.rows, group.right, group.wrong, group.missed, group.alone) == (4, 2, 1, 1, 1)
    assert (verdict.strict, verdict.lenient) == (4, 5)
    assert verdict.fields == (3, 1, 1)
    assert verdict.recall_at(0.99) == pytest.approx(1 / 3)
    assert [count for _, _, count, _ in verdict.reliability()] == [0, 0, 0, 0, 1, 2, 1]


def _many(folder):
    """Two hundred rows of every sort, by chance with a seed."""
    dice = random.Random(3)
    with (folder / "truth.csv").open("w") as truth, (folder / "out.csv").open("w") as out:
        line, said = csv.writer(truth), csv.writer(out)
        line.writerow("dtks_id true_nik status status_ok errors fields".split())
        said.writerow("dtks_id status matched_nik confidence fields".split())
        for number in range(200):
            true = "" if dice.random() < 0.1 else str(1000 + number)
            fields = dice.sample(["nik", "nama", "jk"], dice.randint(0, 2))
            errors = dice.sample(["twin", "name_typo", "dob_year", "name_format"], dice.randint(0, 2))
            line.writerow([number, true, "match", "moved", ";".join(errors), ";".join(fields) if true else ""])
            given = dice.choice([true, true, true, "", "7"])
            said.writerow([number, dice.choice(["MATCH", "moved", "x"]), given, round(dice.random(), 1), "nik"])
    return folder / "out.csv", folder / "truth.csv"


@pytest.mark.skipif(not SCORE.is_file(), reason="score.py lies beside the project only where it is developed")
def test_the_figures_are_those_of_score(tmp_path):
    output, truth = _many(tmp_path)
    said = tmp_path / "score.json"
    subprocess.run([sys.executable, str(SCORE), str(output), str(truth), "--json", str(said), "--quiet"], check=True)
    theirs, ours = json.loads(said.read_text()), judge(output, truth)
    for name, group in ours.groups.items():
        figures = [group.rows, group.right, group.wrong, group.missed, group.alone, group.precision, group.recall]
        assert figures == pytest.approx(
            [theirs[name][key] for key in ("rows", "tp", "fp", "fn", "tn", "precision", "recall")], nan_ok=True
        )
        assert math.isnan(group.f1) or group.f1 == pytest.approx(theirs[name]["f1"])
    assert ours.best_f1 == pytest.approx(theirs["ranked"]["best_f1"])
    assert ours.strict / ours.rows == pytest.approx(theirs["status"]["strict"])
    assert ours.lenient / ours.rows == pytest.approx(theirs["status"]["lenient"])
    assert (ours.field_precision, ours.field_recall) == pytest.approx(
        (theirs["fields"]["precision"], theirs["fields"]["recall"])
    )
