"""The reference tables of papers: kinds of paper and what each act asks for."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from django.db import transaction

from dtks.office.services import read_table
from dtks.papers.models import PaperKind, Requirement

DATA = Path(__file__).parent.parent / "data"


@transaction.atomic
def load_papers() -> int:
    """Kinds of paper from data/papers.csv, and where to get them from data/places.csv. Safe to repeat."""
    rows = list(read_table(DATA / "papers.csv"))
    places = {row.pop("code"): row for row in read_table(DATA / "places.csv")}
    PaperKind.objects.bulk_create(
        [
            PaperKind(
                code=row["code"],
                label=row["label"],
                issuer=row["issuer"],
                copy_form=row["copy_form"],
                max_age_days=int(row["max_age_days"]) if row["max_age_days"] else None,
                what_to_check=row["what_to_check"],
                position=n,
                **places[row["code"]],
            )
            for n, row in enumerate(rows)
        ],
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=[
            "label",
            "issuer",
            "copy_form",
            "max_age_days",
            "what_to_check",
            "position",
            "where_to_get",
            "bring",
            "if_lost",
        ],
    )
    return len(rows)


@transaction.atomic
def load_requirements() -> int:
    """Rules that the table does not have yet, from data/requirements.csv; a rule that stands is never changed."""
    kinds = {kind.code: kind for kind in PaperKind.objects.all()}
    known = set(Requirement.objects.values_list("programme", "act", "paper__code", "valid_from"))
    rows = list(read_table(DATA / "requirements.csv"))
    for row in rows:
        starts = date.fromisoformat(row["valid_from"])
        if (row["programme"], row["act"], row["paper"], starts) in known:
            continue
        rule = Requirement.objects.create(
            programme=row["programme"],
            act=row["act"],
            paper=kinds[row["paper"]],
            mandatory=row["mandatory"],
            legal_basis=row["legal_basis"],
            valid_from=starts,
            valid_to=date.fromisoformat(row["valid_to"]) if row["valid_to"] else None,
            note=row["note"],
        )
        rule.alternatives.set([kinds[code] for code in row["alternatives"].split(";") if code])
    return len(rows)
