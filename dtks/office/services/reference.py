"""The reference tables, from the files beside the room."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

from django.db import transaction

from dtks.office import queries
from dtks.office.models import DAYS_OFF, Code, Holiday, Region
from dtks.web.memory import forget

DATA = Path(__file__).parent.parent / "data"
# Files that are one code table each; code_tables.csv holds many.
CODE_FILES = [
    "education", "family_relations", "ktp_states", "life_states", "marital_status", "occupations", "religions",
    "outcome_codes", "result_classes",
]  # fmt: skip


def read_table(path: Path) -> Iterator[dict[str, str]]:
    """Rows of a reference file; every code is text."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        yield from csv.DictReader(file)


@transaction.atomic
def load_regions() -> int:
    """Provinces to kelurahan of province 74 from the file. Safe to repeat."""
    ids: dict[str, int] = dict(Region.objects.values_list("code", "pk"))
    for level in Region.Level.values:
        rows = [row for row in read_table(DATA / "regions_74.csv") if row["level"] == level]
        Region.objects.bulk_create(
            [
                Region(
                    code=row["code"], level=level, kind=row["kind"], name=row["name"], slug=queries.slug(row["name"]),
                    parent_id=ids.get(row["parent_code"]), bps_code=row["bps_code"],
                    in_kendari=row["in_kendari"] == "1",
                )
                for row in rows
            ],
            update_conflicts=True,
            unique_fields=["code"],
            update_fields=["kind", "name", "slug", "parent", "bps_code", "in_kendari"],
        )  # fmt: skip
        ids = dict(Region.objects.values_list("code", "pk"))
    queries.kelurahan_of_kendari.cache_clear()
    return len(ids)


@transaction.atomic
def load_codes() -> int:
    """All code tables. Safe to repeat."""
    rows = [(name, row) for name in CODE_FILES for row in read_table(DATA / f"{name}.csv")]
    rows += [(row["table"], row) for row in read_table(DATA / "code_tables.csv")]
    rows += [
        ("message_texts", {"code": row["key"], "label": row["channel"], **row})
        for row in read_table(DATA / "message_texts.csv")
    ]
    made = {
        (table, row["code"]): Code(
            table=table,
            code=row["code"],
            label=row["label"],
            identifier=row.get("identifier", ""),
            data=row,
            position=n,
        )
        for n, (table, row) in enumerate(rows)
    }
    Code.objects.bulk_create(
        made.values(),
        update_conflicts=True,
        unique_fields=["table", "code"],
        update_fields=["label", "identifier", "data", "position"],
    )
    queries.code_labels.cache_clear()
    queries.code_by_label.cache_clear()
    return len(made)


@transaction.atomic
def load_holidays() -> int:
    """Days off that the table does not have yet; what the office corrected stays."""
    rows = list(read_table(DATA / "holidays.csv"))
    Holiday.with_taken_back.bulk_create([Holiday(**row) for row in rows], ignore_conflicts=True)
    forget(DAYS_OFF)
    return len(rows)
