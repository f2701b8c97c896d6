"""What the pages of a file that came in show."""

from dtks.files.queries.mapping import Column, Reading, columns_of, fields_wanted, read_as, said_of
from dtks.files.queries.review import FaultKind, fault_kinds, faults_of, samples_of

__all__ = [
    "Column", "FaultKind", "Reading", "columns_of", "fault_kinds", "faults_of", "fields_wanted", "read_as", "said_of",
    "samples_of",
]  # fmt: skip
