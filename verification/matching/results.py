"""What a comparison comes to: status, class, band, fields, contributions, candidates."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl

VERSION = "padan-4"


class Status(StrEnum):
    """The words of OUT.csv: one a person of the list."""

    MATCH = "match"
    FIELD_MISMATCH = "field_mismatch"
    NIK_NOT_FOUND = "nik_not_found"
    NIK_INVALID = "nik_invalid"
    NIK_DUPLICATE = "nik_duplicate"
    NIK_OTHER_PERSON = "nik_other_person"
    NOT_FOUND = "not_found"
    DECEASED = "deceased"
    MOVED = "moved"


class ResultClass(StrEnum):
    """The codes of result_classes.csv: whose work it is."""

    MATCH = "MATCH"
    VARIANT = "VARIANT"
    FIELD_DIFFERS = "FIELD_DIFFERS"
    NOT_ONLINE = "NOT_ONLINE"
    BLOCKED = "BLOCKED"
    INACTIVE = "INACTIVE"
    DECEASED = "DECEASED"
    MOVED = "MOVED"
    NIK_DUPLICATE = "NIK_DUPLICATE"
    NIK_INVALID = "NIK_INVALID"
    NIK_DIFFERS = "NIK_DIFFERS"
    NIK_OTHER_PERSON = "NIK_OTHER_PERSON"
    NOT_FOUND = "NOT_FOUND"
    SERVICE_ERROR = "SERVICE_ERROR"
    NO_NIK = "NO_NIK"


class Band(StrEnum):
    """How sure: the same person, needs eyes, another person (row 47)."""

    SAME = "same"
    EYES = "eyes"
    DIFFERENT = "different"


# The judged names of fields, in the order of a form.
FIELDS = ("nik", "nama", "tgl_lahir", "tempat_lahir", "jk", "no_kk", "alamat", "nama_ibu")
FIELD_LABELS = {
    "nik": "NIK",
    "nama": "Nama",
    "tgl_lahir": "Tanggal lahir",
    "tempat_lahir": "Tempat lahir",
    "jk": "Jenis kelamin",
    "no_kk": "Nomor KK",
    "alamat": "Alamat",
    "nama_ibu": "Nama ibu",
}

STATUS_OF_CLASS: Mapping[ResultClass, Status | None] = {
    ResultClass.MATCH: Status.MATCH,
    ResultClass.VARIANT: Status.FIELD_MISMATCH,
    ResultClass.FIELD_DIFFERS: Status.FIELD_MISMATCH,
    ResultClass.NOT_ONLINE: Status.NOT_FOUND,
    ResultClass.BLOCKED: Status.MATCH,
    ResultClass.INACTIVE: Status.MATCH,
    ResultClass.DECEASED: Status.DECEASED,
    ResultClass.MOVED: Status.MOVED,
    ResultClass.NIK_DUPLICATE: Status.NIK_DUPLICATE,
    ResultClass.NIK_INVALID: Status.NIK_INVALID,
    ResultClass.NO_NIK: Status.NIK_INVALID,
    ResultClass.NIK_DIFFERS: Status.NIK_NOT_FOUND,
    ResultClass.NIK_OTHER_PERSON: Status.NIK_OTHER_PERSON,
    ResultClass.NOT_FOUND: Status.NOT_FOUND,
    ResultClass.SERVICE_ERROR: None,
}


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Bounds of the bands. Below `eyes` nobody is given; from `same` a person is certain."""

    eyes: float = 0.9
    same: float = 0.97

    def __post_init__(self) -> None:
        if not 0.0 <= self.eyes < self.same <= 1.0:
            bounds = f"batas bawah {self.eyes:g}, batas atas {self.same:g}"
            raise ValueError(f"Batas bawah harus lebih kecil dari batas atas, keduanya antara 0 dan 1 ({bounds})")

    def band(self, confidence: float) -> Band:
        if confidence >= self.same:
            return Band.SAME
        return Band.EYES if confidence >= self.eyes else Band.DIFFERENT


@dataclass(frozen=True, slots=True)
class Candidate:
    """One person of the register who may be meant, with the evidence in numbers (natural logarithm of odds)."""

    civil_id: int
    nik: str
    confidence: float
    contributions: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Result:
    """What is said about one person of the list.

    `fields` differ (both sides are known); `missing` are empty in the list and known to the register. `civil_id` is the
    row of the register that is meant, None where nobody is. `status` counts a missing value as one to be repaired, as
    OUT.csv does; `result_class` does not (empty is unknown).
    """

    dtks_id: str
    status: Status
    result_class: ResultClass
    civil_id: int | None
    matched_nik: str
    confidence: float
    band: Band
    fields: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    contributions: Mapping[str, float] = field(default_factory=dict)
    candidates: tuple[Candidate, ...] = ()
    version: str = VERSION

    @property
    def to_repair(self) -> tuple[str, ...]:
        """Differing and missing fields together, in the order of a form."""
        both = {*self.fields, *self.missing}
        return tuple(name for name in FIELDS if name in both)


def as_results(settled: pl.DataFrame) -> Iterator[Result]:
    """The rows of settlement.settle() as results, one at a time."""
    shown = [name for name in settled.columns if name.startswith("w_")]
    for row in settled.iter_rows(named=True):
        candidates = zip(
            row["candidate_ids"] or (), row["candidate_niks"] or (), row["candidate_confidences"] or (), strict=True
        )
        yield Result(
            dtks_id=row["dtks_id"],
            status=Status(row["status"]),
            result_class=ResultClass(row["result_class"]),
            civil_id=row["civil_id"],
            matched_nik=row["matched_nik"],
            confidence=row["confidence"],
            band=Band(row["band"]),
            fields=tuple(filter(None, row["fields"].split(";"))),
            missing=tuple(filter(None, row["missing"].split(";"))),
            codes=tuple(filter(None, row["codes"].split(";"))),
            contributions={name[2:]: row[name] for name in shown if row[name]},
            candidates=tuple(Candidate(*candidate) for candidate in candidates),
            version=row["version"],
        )
