"""Load Form A4 from its file; a changed file is a new version from its day on."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from consultation.visits.models import FormVersion, Question
from consultation.visits.queries.questions import questions_of
from dtks.office.queries import code_labels, kelurahan_of_kendari
from dtks.office.services import read_table
from dtks.registry.models import Programme

DATA = Path(__file__).parent.parent / "data"
NOT_VISITED_YET = "71"  # an outcome of lists, not of a visit


def _kelurahan() -> list[list[str]]:
    return sorted(([code, place.name] for code, place in kelurahan_of_kendari().items()), key=lambda each: each[1])


def _programmes() -> list[list[str]]:
    return [["TIDAK", "Tidak ada"], *([each.code, each.short_label] for each in Programme.objects.all())]


LISTS: dict[str, Callable[[], list[list[str]]]] = {"kelurahan": _kelurahan, "programmes": _programmes}


def choices_in(text: str) -> list[list[str]]:
    """Choices of a cell: "1 milik sendiri;2 sewa", the name of a list, or the name of a code table."""
    if not text:
        return []
    if ";" in text or " " in text:
        return [part.strip().split(" ", maxsplit=1) for part in text.split(";")]
    if text in LISTS:
        return LISTS[text]()
    return [[code, label] for code, label in code_labels(text).items() if code != NOT_VISITED_YET]


@transaction.atomic
def load_form() -> int:
    """The form of the file; the same file again makes no new version. Safe to repeat."""
    rows = [
        {
            "section": row["section"], "code": row["code"], "label": row["label"], "kind": row["type"],
            "choices": choices_in(row["codes"]), "required": row["required"] == "yes",
            "of_member": row["scope"] == "member", "asked": row["asked"] == "yes", "shown_when": row["shown_when"],
            "help": row["help"],
        }
        for row in read_table(DATA / "visit_form.csv")
    ]  # fmt: skip
    sha = hashlib.sha256(json.dumps(rows, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
    newest = FormVersion.objects.first()
    if newest is not None and newest.sha256 == sha:
        return len(rows)
    version = FormVersion.objects.create(
        number=newest.number + 1 if newest else 1, starts_on=timezone.localdate(), sha256=sha
    )
    Question.objects.bulk_create(Question(version=version, position=n, **row) for n, row in enumerate(rows))
    questions_of.cache_clear()
    return len(rows)
