"""Reads of runs and results that pages, commands and the rooms above share."""

from verification.reconciliation.queries.results import (
    OPENED_CLASSES,
    REGISTRY_FIELDS,
    as_engine_result,
    latest_result,
    openable,
    results_of,
    summary,
    write_csv,
)
from verification.reconciliation.queries.work import WORK, Work

__all__ = [
    "OPENED_CLASSES",
    "REGISTRY_FIELDS",
    "WORK",
    "Work",
    "as_engine_result",
    "latest_result",
    "openable",
    "results_of",
    "summary",
    "write_csv",
]
