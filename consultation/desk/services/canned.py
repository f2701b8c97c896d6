"""Ready answers: loaded once, then the office's own."""

from __future__ import annotations

from pathlib import Path

from django.db import transaction

from consultation.desk.models import CannedAnswer
from dtks.office.services import read_table

DATA = Path(__file__).parent.parent / "data"


@transaction.atomic
def load_canned_answers() -> int:
    """Ready answers that the table does not have yet; what the office rewrote stays. Safe to repeat."""
    rows = list(read_table(DATA / "canned_answers.csv"))
    CannedAnswer.objects.bulk_create(
        [
            CannedAnswer(
                code=row["code"], title=row["title"], text=row["text"], position=n,
                kinds=[kind for kind in row["kinds"].split(";") if kind],
            )
            for n, row in enumerate(rows)
        ],
        ignore_conflicts=True,
    )  # fmt: skip
    return len(rows)
