"""Writing acts of the registry."""

from dtks.registry.services.audit import (
    AuditProof,
    attach_audit,
    audit_head,
    chain_entries,
    keep_before,
    verify_audit,
)
from dtks.registry.services.citizens import (
    AlreadyRemoved,
    canonical,
    end_life,
    register_citizen,
    remove,
    stand_again,
    undo_removal,
)
from dtks.registry.services.households import (
    NOT_ON_NEW_CARD,
    TWO_HEADS,
    SecondHead,
    end_memberships,
    join_family,
    keep_house,
    move_membership,
    reopen_card,
    settle_dwellings,
    settle_families,
    succeed,
)
from dtks.registry.services.merging import NotMergeable, join_records, merge_records, note_moved, part_records
from dtks.registry.services.programmes import load_programmes
from dtks.registry.services.role import grant_role
from dtks.registry.services.search import find_citizens
from dtks.registry.services.typed import typed_value
from dtks.registry.services.values import (
    GONE,
    ImpossibleValue,
    keep_derived,
    keep_other_value,
    nik_problem_of,
    parse_value,
    restore_values,
    set_values,
)

__all__ = [
    "GONE",
    "NOT_ON_NEW_CARD",
    "TWO_HEADS",
    "AlreadyRemoved",
    "AuditProof",
    "ImpossibleValue",
    "NotMergeable",
    "SecondHead",
    "attach_audit",
    "audit_head",
    "canonical",
    "chain_entries",
    "end_life",
    "end_memberships",
    "find_citizens",
    "grant_role",
    "join_family",
    "join_records",
    "keep_before",
    "keep_derived",
    "keep_house",
    "keep_other_value",
    "load_programmes",
    "merge_records",
    "move_membership",
    "nik_problem_of",
    "note_moved",
    "parse_value",
    "part_records",
    "register_citizen",
    "remove",
    "reopen_card",
    "restore_values",
    "set_values",
    "settle_dwellings",
    "settle_families",
    "stand_again",
    "succeed",
    "typed_value",
    "undo_removal",
    "verify_audit",
]
