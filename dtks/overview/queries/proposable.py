"""The fields that a person may propose to change, with their choices."""

from __future__ import annotations

from dtks.office.queries import code_labels
from dtks.registry.models import LifeState
from dtks.registry.queries import CODE_TABLES, display_text

PROPOSABLE = (
    "nik", "name", "birth_place", "birth_date", "sex", "mother_name", "kk_number", "address", "rt", "rw", "kelurahan",
    "relation", "marital_status", "ktp_state", "life_state", "phone",
)  # fmt: skip


def choices_of(field: str) -> list[tuple[str, str]]:
    """Code and word of a field with few values; empty for free text."""
    if field == "sex":
        return [("L", "Laki-laki"), ("P", "Perempuan")]
    if field == "life_state":
        return [(code, display_text("life_state", code)) for code in LifeState.values]
    if field in CODE_TABLES:
        return [(code, display_text(field, code)) for code in code_labels(CODE_TABLES[field])]
    return []
