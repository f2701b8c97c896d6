"""Acts on files: keep what came in, stage the rows of a table, merge them, give the faulty ones back."""

from dtks.files.services.intake import store_table, store_table_from
from dtks.files.services.merging import MergeTable, merge_file
from dtks.files.services.staging import Judged, NotReady, Staging, counts_of, explain_columns, stage_file, take_counts
from dtks.files.services.storage import RefusedFile, path_of, store_bytes

__all__ = [
    "Judged",
    "MergeTable",
    "NotReady",
    "RefusedFile",
    "Staging",
    "counts_of",
    "explain_columns",
    "merge_file",
    "path_of",
    "stage_file",
    "store_bytes",
    "store_table",
    "store_table_from",
    "take_counts",
]
