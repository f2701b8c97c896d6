"""Acts on files: keep what came in, stage the rows of a table, merge them, give the faulty ones back."""

from dtks.files.services.faults import (
    FaultyCopy,
    copy_name,
    faulty_csv,
    faulty_workbook,
    is_small,
    prepare_faulty_copy,
    running_copy,
)
from dtks.files.services.intake import parameters_in_words, store_table, store_table_from
from dtks.files.services.merging import MergeTable, merge_file
from dtks.files.services.staging import (
    Judged,
    NotReady,
    Staging,
    counts_of,
    explain_columns,
    give_up,
    name_header,
    stage_file,
    take_counts,
)
from dtks.files.services.storage import RefusedFile, path_of, store_bytes
from dtks.files.services.taking_back import BuiltUpon, TakeBack, may_be_taken_back, take_back, what_builds_on

__all__ = [
    "BuiltUpon",
    "FaultyCopy",
    "Judged",
    "MergeTable",
    "NotReady",
    "RefusedFile",
    "Staging",
    "TakeBack",
    "copy_name",
    "counts_of",
    "explain_columns",
    "faulty_csv",
    "faulty_workbook",
    "give_up",
    "is_small",
    "may_be_taken_back",
    "merge_file",
    "name_header",
    "parameters_in_words",
    "path_of",
    "prepare_faulty_copy",
    "running_copy",
    "stage_file",
    "store_bytes",
    "store_table",
    "store_table_from",
    "take_back",
    "take_counts",
    "what_builds_on",
]
