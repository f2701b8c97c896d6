"""Templates: the first versions out of files, and what a row still misses for a template."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path

from django.db import transaction

from dtks.office.services import read_table
from verification.monthly.models import TemplateKind
from verification.monthly.queries import Held
from verification.siks.models import Template, TemplateColumn

DATA = Path(__file__).parent.parent / "data"
FIRST_VERSION = "A-2026.1"
# Filled where the file is written, not where the row is sealed.
WRITTEN_LATER = {"row_number", "packet_letter_number"}


@transaction.atomic
def load_templates() -> int:
    """The first version of each sheet, where the office has none yet; later versions are entered by people."""
    for kind in TemplateKind.values:
        template, made = Template.objects.get_or_create(
            kind=kind,
            version=FIRST_VERSION,
            defaults={"valid_from": date(2026, 1, 1), "sheet": kind.upper()},
        )
        if made:
            rows = read_table(DATA / f"siks_template_{kind}.csv")
            TemplateColumn.objects.bulk_create([_column(template, row) for row in rows])
    return Template.objects.count()


def _column(template: Template, row: dict[str, str]) -> TemplateColumn:
    return TemplateColumn(
        template=template,
        position=int(row["order"]),
        header=row["header"],
        field=row["field"],
        type=row["type"],
        max_length=int(row["max_length"]),
        code_table=row["code_table"],
        required=row["required"] == "yes",
        note=row["note"],
    )


def missing_in(columns: Iterable[TemplateColumn], values: dict[str, str]) -> Held | None:
    """What a row lacks, or has too long, for its template: the first such column, in words."""
    for column in columns:
        text = values.get(column.field, "")
        if column.required and not text and not _may_stay_empty(column.field, values):
            return Held("REQUIRED_EMPTY", f"Kolom {column.header} wajib diisi, di data kita masih kosong.", "Kelurahan")
        if column.type == TemplateColumn.Kind.NIK16 and text and not (len(text) == 16 and text.isdigit()):
            # What the centre holds now may be wrong; what we send as new never is.
            if column.field.startswith("new_") or column.required:
                return Held("NOT_16_DIGITS", f"Kolom {column.header} harus 16 angka.", "Operator")
            continue
        if len(text) > column.max_length and column.type != TemplateColumn.Kind.DATE:
            return Held("TOO_LONG", f"Isi kolom {column.header} lebih dari {column.max_length} huruf.", "Operator")
    return None


def _may_stay_empty(field: str, values: dict[str, str]) -> bool:
    """Whether a column that the sheet requires is filled later, or belongs to a meeting that the act does not need."""
    return field in WRITTEN_LATER or (field.startswith("berita_acara_") and values.get("minutes_needed") == "TIDAK")
