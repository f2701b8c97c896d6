"""The fields that a person may propose to change on a citizen's page, with their choices.

Who dies, moves or goes to another card is recorded by an act: it asks for the day, shows the effect, leaves no family
without its head.
"""

from __future__ import annotations

from dtks.office.queries import code_labels
from dtks.registry.queries import CODE_TABLES, display_text

PROPOSABLE = (
    "nik", "name", "birth_place", "birth_date", "sex", "mother_name", "address", "rt", "rw", "kelurahan",
    "relation", "marital_status", "ktp_state", "phone",
)  # fmt: skip


def choices_of(field: str) -> list[tuple[str, str]]:
    """Code and word of a field with few values; empty for free text."""
    if field == "sex":
        return [("L", "Laki-laki"), ("P", "Perempuan")]
    if field in CODE_TABLES:
        return [(code, display_text(field, code)) for code in code_labels(CODE_TABLES[field])]
    return []
