"""The programmes, loaded from data/programmes.csv."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from django.db import transaction

from dtks.office.services import read_table
from dtks.registry.models import Programme

DATA = Path(__file__).parent.parent / "data"
SHORT = {
    "SEMBAKO": "BPNT", "PBI_JK": "PBI-JK", "PBI_APBD": "PBI APBD", "KIP_KULIAH": "KIP Kuliah", "RASTRA": "Rastra",
    "BPNT_PPKM": "BPNT PPKM", "BLTS_KESRA": "BLT Kesra", "DATA": "Pendataan",
}  # fmt: skip


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


@transaction.atomic
def load_programmes() -> int:
    """All programmes of the file. Safe to repeat."""
    rows = [
        Programme(
            code=row["code"], label=row["label"], short_label=SHORT.get(row["code"], row["code"]), unit=row["unit"],
            active_from=_day(row["active_from"]), active_to=_day(row["active_to"]),
            desil_max=int(row["default_desil_max"]) if row["default_desil_max"] else None,
            legal_basis=row["legal_basis"], note=row["note"], position=position,
        )
        for position, row in enumerate(read_table(DATA / "programmes.csv"))
    ]  # fmt: skip
    updated = [
        "label", "short_label", "unit", "active_from", "active_to", "desil_max", "legal_basis", "note", "position",
    ]  # fmt: skip
    Programme.objects.bulk_create(rows, update_conflicts=True, unique_fields=["code"], update_fields=updated)
    return len(rows)
