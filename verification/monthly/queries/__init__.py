"""Reads of the month."""

from verification.monthly.queries.preflight import (
    SENT_FIELDS,
    Held,
    Surroundings,
    batch_hash,
    candidates,
    hindrance,
    preflight,
    programmes_of,
    row_hash,
    row_values,
    surroundings,
    with_contents,
)

__all__ = [
    "SENT_FIELDS",
    "Held",
    "Surroundings",
    "batch_hash",
    "candidates",
    "hindrance",
    "preflight",
    "programmes_of",
    "row_hash",
    "row_values",
    "surroundings",
    "with_contents",
]
