"""Judge a reconciliation against the truth, by the rules the project's acceptance uses (`score.py`, kept outside).

A person: right where the one given is the one meant; wrong where somebody else is given, also where nobody is meant;
missed where somebody is meant and he is not given. `test_judge.py` holds the figures against those of score.py.
"""

import csv
import math
from dataclasses import dataclass, field

# Our classes as the words of the truth.
STATUS_OF = {
    "MATCH": "match", "VARIANT": "field_mismatch", "FIELD_DIFFERS": "field_mismatch", "NIK_DIFFERS": "nik_not_found",
    "NIK_INVALID": "nik_invalid", "NO_NIK": "nik_invalid", "NIK_DUPLICATE": "nik_duplicate",
    "NIK_OTHER_PERSON": "nik_other_person", "NOT_FOUND": "not_found", "NOT_ONLINE": "not_found",
    "DECEASED": "deceased", "MOVED": "moved",
}  # fmt: skip
MATTERS = "NIK-DAMAGED+ABSENT"


@dataclass
class Group:
    """How many rows of a group are right, wrong, missed, and rightly left alone."""

    rows: int = 0
    right: int = 0
    wrong: int = 0
    missed: int = 0
    alone: int = 0

    def add(self, true, given):
        self.rows += 1
        if given and given == true:
            self.right += 1
            return
        self.wrong += bool(given)
        self.missed += bool(true)
        self.alone += not given and not true

    @property
    def precision(self):
        return self.right / (self.right + self.wrong) if self.right + self.wrong else math.nan

    @property
    def recall(self):
        return self.right / (self.right + self.missed) if self.right + self.missed else math.nan

    @property
    def f1(self):
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both > 0 else math.nan


@dataclass
class Verdict:
    """Everything that is said of one output. `ranked` holds (confidence, right, somebody is meant) of the rows that
    matter; `sure` holds (confidence, right) of every row that is given somebody.
    """

    groups: dict[str, Group] = field(default_factory=dict)
    ranked: list[tuple[float, bool, bool]] = field(default_factory=list)
    sure: list[tuple[float, bool]] = field(default_factory=list)
    rows: int = 0
    strict: int = 0
    lenient: int = 0
    fields: tuple[int, int, int] = (0, 0, 0)

    def recall_at(self, precision):
        """The greatest recall at which the rows that matter, surest first, are still so precise."""
        return max((recall for exact, recall in self._curve() if exact >= precision), default=0.0)

    @property
    def best_f1(self):
        return max((2 * p * r / (p + r) for p, r in self._curve() if p + r), default=0.0)

    def _curve(self):
        there = sum(meant for _, _, meant in self.ranked)
        ordered = sorted((row for row in self.ranked if row[0] > -math.inf), key=lambda row: -row[0])
        right = wrong = 0
        for place, (confidence, good, _) in enumerate(ordered):
            right += good
            wrong += not good
            if place + 1 == len(ordered) or ordered[place + 1][0] != confidence:
                yield right / (right + wrong), right / max(1, there)

    @property
    def field_precision(self):
        both, more, _ = self.fields
        return both / max(1, both + more)

    @property
    def field_recall(self):
        both, _, less = self.fields
        return both / max(1, both + less)

    def reliability(self, bounds=(0.5, 0.7, 0.8, 0.9, 0.95, 0.99, 1.01)):
        """Rows given somebody, by confidence: from, to, how many, the share that is right."""
        for low, high in zip((0.0, *bounds), bounds, strict=False):
            inside = [right for confidence, right in self.sure if low <= confidence < high]
            yield low, high, len(inside), sum(inside) / len(inside) if inside else math.nan


def read_output(path):
    """dtks_id to (NIK given, confidence, status, fields or None)."""
    out = {}
    with path.open(newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            try:
                confidence = float((row.get("confidence") or "").strip())
            except ValueError:
                confidence = 0.0
            status = (row.get("status") or "").strip()
            named = row.get("fields")
            fields = None if named is None else set(filter(None, named.split(";")))
            given = (row.get("matched_nik") or "").strip()
            out[row["dtks_id"]] = (given, confidence, STATUS_OF.get(status, status), fields)
    return out


def judge(output, truth):
    """The verdict on an output file, by a truth file."""
    found = read_output(output)
    verdict = Verdict()
    with truth.open(newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            _weigh(verdict, row, *found.get(row["dtks_id"], ("", 0.0, "", None)))
    return verdict


def _weigh(verdict, row, given, confidence, status, fields):
    true = row["true_nik"]
    differing = set(filter(None, row["fields"].split(";")))
    for name in _groups_of(row, true, differing):
        verdict.groups.setdefault(name, Group()).add(true, given)
    if "nik" in differing or not true:
        verdict.ranked.append((confidence if given else -math.inf, given == true, bool(true)))
    if given:
        verdict.sure.append((confidence, given == true))
    verdict.rows += 1
    verdict.strict += status == row["status"]
    verdict.lenient += status == row["status"] or (status != "" and status in row["status_ok"].split(";"))
    if fields is not None and given and given == true:
        counts = (len(fields & differing), len(fields - differing), len(differing - fields))
        verdict.fields = tuple(map(sum, zip(verdict.fields, counts, strict=True)))


def _groups_of(row, true, differing):
    """The groups that a row of the truth belongs to."""
    errors = set(filter(None, row["errors"].split(";")))
    damaged = "nik" in differing
    slips = any(error.startswith(("name_", "dob_")) and error != "name_format" for error in errors)
    named = {
        "ALL": True,
        MATTERS: damaged or not true,
        "NIK-DAMAGED": damaged,
        "NIK-DAMAGED & name/dob error": damaged and slips,
        "NIK-DAMAGED & twin": damaged and "twin" in errors,
        "nik intact": not damaged and bool(true),
        "no error": not differing and bool(true),
    }
    return [*(name for name, holds in named.items() if holds), *(f"class {error}" for error in errors)]
