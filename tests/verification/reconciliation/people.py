"""People for the tests of the room: a plain pair of files as citizens and as persons of the civil registry."""

import csv
from datetime import date
from pathlib import Path
from typing import Any

from dtks.files.models import StagedFile, StoredFile
from dtks.office.models import Region
from dtks.registry.models import Citizen, Sex
from verification.matching.dates import parse_date
from verification.sources.models import CivilPerson, Extract

FLAGS = {"AKTIF", "MENINGGAL", "PINDAH", "NONAKTIF", "GANDA"}


def an_extract(*, number: int = 1, taken_on: date = date(2026, 9, 28)) -> Extract:
    """An extract that was merged."""
    stored = StoredFile.objects.create(name=f"{number}.csv", path=f"{number}", kind="csv", size=1, sha256="0" * 64)
    staged = StagedFile.objects.create(purpose=StagedFile.Purpose.EXTRACT, file=stored)
    return Extract.objects.create(number=number, taken_on=taken_on, staged_file=staged, sha256=f"{number:064d}")


def load_pair(dtks: Path, civil: Path) -> Extract:
    """Both files of a pair as they stand; a kelurahan is known by its code or by name and kecamatan."""
    regions = {(row.name, row.parent.name if row.parent else ""): row for row in _kelurahan()}
    by_code = {row.code: row for row in regions.values()}
    extract = an_extract()
    CivilPerson.objects.bulk_create(
        [
            CivilPerson(
                **_person(row), ktp_state=row.get("rekam", ""), taken_on=extract.taken_on, extract=extract,
                flag=row["status"] if row["status"] in FLAGS else "AKTIF", changed_in=extract,
                kelurahan=by_code.get(row.get("kode_kel", "")) or regions.get(_place(row)),
            )
            for row in _rows(civil)
        ],
        batch_size=2000,
    )  # fmt: skip
    Citizen.objects.bulk_create(
        [Citizen(**_person(row), dtks_id=row["dtks_id"], kelurahan=regions.get(_place(row))) for row in _rows(dtks)],
        batch_size=2000,
    )
    return extract


def _kelurahan() -> list[Region]:
    named = Region.objects.filter(level=Region.Level.KELURAHAN).select_related("parent")
    for row in named:
        row.name = row.name.upper()
        if row.parent:
            row.parent.name = row.parent.name.upper()
    return list(named)


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def _place(row: dict[str, str]) -> tuple[str, str]:
    return row["kelurahan"].upper(), row["kecamatan"].upper()


def _person(row: dict[str, str]) -> dict[str, Any]:
    return {
        "nik": row["nik"], "kk_number": row["no_kk"], "name": row["nama"], "birth_place": row["tempat_lahir"],
        "birth_date": parse_date(row["tgl_lahir"]).date, "sex": row["jk"] if row["jk"] in Sex.values else "",
        "address": row["alamat"], "rt": row["rt"], "rw": row["rw"], "mother_name": row.get("ibu", ""),
    }  # fmt: skip
