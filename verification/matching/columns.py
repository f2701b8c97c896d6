"""The columns of both sides, the header words that mean them, and the two frames in canonical form."""

import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl

# Canonical columns; all are text but `birth_date`, which may be text of any form, a date or a datetime.
DTKS_COLUMNS = (
    "dtks_id", "nik", "kk_number", "name", "birth_date", "birth_place", "sex", "address", "rt", "rw", "kelurahan",
    "kecamatan", "mother_name", "relation",
)  # fmt: skip
CIVIL_COLUMNS = (
    "nik", "kk_number", "name", "birth_date", "birth_place", "sex", "address", "rt", "rw", "kelurahan", "kecamatan",
    "mother_name", "relation", "status", "recording",
)  # fmt: skip
# Those that are compared: the command reads no others.
_CARRIED = ("kecamatan", "relation")
COMPARED_DTKS = tuple(column for column in DTKS_COLUMNS if column not in _CARRIED)
COMPARED_CIVIL = tuple(column for column in CIVIL_COLUMNS if column not in _CARRIED)
REQUIRED_DTKS = ("dtks_id", "name")
REQUIRED_CIVIL = ("nik", "name")

_ALIASES: Mapping[str, str] = {
    "dtks_id": "dtksid idanggota idart idartbdt idindividu idpm iddtks",
    "nik": "nik nomornik nonik nomorindukkependudukan noktp",
    "kk_number": "kknumber nokk nokartukeluarga nomorkk nkk nomorkartukeluarga",
    "name": "name nama namalgkp namalengkap namaanggota namapenerima namakpm namapenduduk",
    "birth_date": "birthdate tgllahir tgllhr tanggallahir tanggallhr tglahir",
    "birth_place": "birthplace tempatlahir tmptlhr tmplahir tmplhr tmptlahir",
    "sex": "sex jk jenisklmin jeniskelamin kelamin lp",
    "address": "address alamat alamatlengkap alamatrumah",
    "rt": "rt nort",
    "rw": "rw norw",
    "kelurahan": "kelurahan desakelurahan desakeluarahan kelname kelurahandesa namakel namakelurahan desa",
    "kecamatan": "kecamatan kecname namakec namakecamatan",
    "mother_name": "mothername namaibukandung namalgkpibu namaibu ibukandung",
    "relation": "relation hubkeluarga hubungankeluarga stathbkel hubungan shdk hubungandengankk",
    "status": "status flagstatus statuspenduduk statdasar statusdasar",
    "recording": "recording statusrekam ektpstatus statusektp statrekam",
}
_MEANING = {word: column for column, words in _ALIASES.items() for word in words.split()}


def meaning(header: object) -> str:
    """The canonical column that a header cell means; empty where it means none. Case and marks do not count."""
    return _MEANING.get(re.sub(r"[^a-z0-9]", "", str(header or "").lower()), "")


def chosen(headers: Iterable[object]) -> dict[str, str]:
    """Canonical column to the header that stands for it. The better word wins: ID ANGGOTA before ID DTKS."""
    rank: dict[str, tuple[int, str]] = {}
    for header in headers:
        if column := meaning(header):
            word = re.sub(r"[^a-z0-9]", "", str(header).lower())
            place = _ALIASES[column].split().index(word)
            if column not in rank or place < rank[column][0]:
                rank[column] = (place, str(header))
    return {column: header for column, (_, header) in rank.items()}


def canonical(frame: "pl.DataFrame", columns: tuple[str, ...], required: tuple[str, ...]) -> "pl.DataFrame":
    """A frame with exactly the canonical columns, in their order; absent ones are empty.

    Raises:
        ValueError: a required column is missing; the message names it.
    """
    import polars as pl

    found = chosen(frame.columns)
    if lacking := [column for column in required if column not in found]:
        raise ValueError("Kolom tidak ditemukan: " + ", ".join(lacking))
    parts = []
    for column in columns:
        if column not in found:
            parts.append(pl.lit("").alias(column))
        elif column == "birth_date" and frame[found[column]].dtype in (pl.Date, pl.Datetime):
            parts.append(pl.col(found[column]).cast(pl.Date).alias(column))
        else:
            parts.append(pl.col(found[column]).cast(pl.String).fill_null("").alias(column))
    return frame.select(parts)
