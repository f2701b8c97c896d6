"""Citizens, their households and memberships, dated identifiers, programmes, tombstones."""

from dtks.registry.models.audit import AuditEntry, AuditForm, AuditHead, AuditKept
from dtks.registry.models.citizens import (
    SOURCE_RANK,
    Citizen,
    CitizenIdentifier,
    CitizenQuerySet,
    LifeState,
    OtherValue,
    RegisterState,
    Scheme,
    Sex,
    Source,
)
from dtks.registry.models.households import Household, HouseholdMembership, HouseholdQuerySet, Relation
from dtks.registry.models.houses import HouseFacts
from dtks.registry.models.merges import MergedRecord
from dtks.registry.models.programmes import AidRecord, Programme, SchemeStanding
from dtks.registry.models.tombstones import Tombstone

__all__ = [
    "SOURCE_RANK",
    "AidRecord",
    "AuditEntry",
    "AuditForm",
    "AuditHead",
    "AuditKept",
    "Citizen",
    "CitizenIdentifier",
    "CitizenQuerySet",
    "HouseFacts",
    "Household",
    "HouseholdMembership",
    "HouseholdQuerySet",
    "LifeState",
    "MergedRecord",
    "OtherValue",
    "Programme",
    "RegisterState",
    "Relation",
    "Scheme",
    "SchemeStanding",
    "Sex",
    "Source",
    "Tombstone",
]
