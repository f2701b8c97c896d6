"""Reads of the month."""

from dtks.registry.queries import programmes_of
from verification.monthly.queries.calendar import Sealable, sealable_months
from verification.monthly.queries.preflight import (
    Check,
    Held,
    Surroundings,
    batch_hash,
    candidates,
    hindrance,
    of_whom,
    preflight,
    row_hash,
    row_values,
    surroundings,
    with_contents,
)
from verification.monthly.queries.sheets import SENT_FIELDS, people_of, sheet_of

__all__ = [
    "SENT_FIELDS",
    "Check",
    "Held",
    "Sealable",
    "Surroundings",
    "batch_hash",
    "candidates",
    "hindrance",
    "of_whom",
    "people_of",
    "preflight",
    "programmes_of",
    "row_hash",
    "row_values",
    "sealable_months",
    "sheet_of",
    "surroundings",
    "with_contents",
]
