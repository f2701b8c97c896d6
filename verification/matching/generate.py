"""`python -m verification.matching.generate FOLDER --dtks 7000 --civil 50000 --seed 1 [--hard]`: invented people.

Writes dtks.csv, civil.csv and truth.csv as the tests, the training and the measurements use them.
"""

import argparse
import collections
import csv
import sys
from pathlib import Path

from verification.matching.invented.lists import ListMaker, Row, differing, status
from verification.matching.invented.people import Person
from verification.matching.nik import clean_nik, is_placeholder

DTKS_HEADER = (
    "dtks_id nik no_kk nama tgl_lahir tempat_lahir jk alamat rt rw kelurahan kecamatan nama_ibu hubungan".split()
)
TRUTH_HEADER = ["dtks_id", "true_nik", "status", "status_ok", "errors", "fields"]
CIVIL_HEADER = [
    "nik",
    "no_kk",
    "nama",
    "tgl_lahir",
    "tempat_lahir",
    "jk",
    "alamat",
    "rt",
    "rw",
    "kode_kel",
    "kelurahan",
    "kecamatan",
    "nama_ibu",
    "hubungan",
    "status",
]  # fmt: skip


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m verification.matching.generate", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--dtks", type=int, default=7000)
    parser.add_argument("--civil", type=int, default=50_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--hard", action="store_true", help="no cards; half of the lines damaged in 2 to 4 fields")
    parser.add_argument("--mothers", action="store_true", help="with the mothers' names")
    options = parser.parse_args(arguments)
    if options.civil < options.dtks:
        parser.error("--civil must not be less than --dtks")
    rows, register = ListMaker(options.seed, options.hard).make(options.dtks, options.civil)
    options.folder.mkdir(parents=True, exist_ok=True)
    write(options.folder, rows, register, options.mothers)
    return 0


def write(folder: Path, rows: list[Row], register: list[Person], mothers: bool) -> None:
    """Write the three files."""
    _write(folder / "dtks.csv", DTKS_HEADER, (_list_line(row, mothers) for row in rows))
    _write(folder / "civil.csv", CIVIL_HEADER, (_register_line(person, mothers) for person in register))
    owners = {person.nik for person in register}
    seen = collections.Counter(clean_nik(row.nik) for row in rows)
    _write(
        folder / "truth.csv",
        TRUTH_HEADER,
        (
            _truth_line(row, seen[clean_nik(row.nik)] > 1 and not is_placeholder(clean_nik(row.nik)), owners)
            for row in rows
        ),
    )


def _write(path: Path, header: list[str], lines: object) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(header)
        writer.writerows(lines)  # type: ignore[arg-type]


def _list_line(row: Row, mothers: bool) -> list[str]:
    date = row.birth_date.isoformat() if row.birth_date else ""
    return [
        row.dtks_id, row.nik, row.kk_number, row.name, date, row.birth_place, row.sex, row.address, row.rt, row.rw,
        row.kelurahan, row.kecamatan, row.mother_name if mothers else "", row.relation,
    ]  # fmt: skip


def _register_line(person: Person, mothers: bool) -> list[str]:
    return [
        person.nik, person.kk_number, person.name, person.birth_date.isoformat(), person.birth_place, person.sex,
        person.address, person.rt, person.rw, person.area_code, person.kelurahan, person.kecamatan,
        person.mother_name if mothers else "", person.relation, person.status,
    ]  # fmt: skip


def _truth_line(row: Row, repeated: bool, owners: set[str]) -> list[str]:
    word = status(row, repeated, owners)
    also = ""
    if word == "nik_duplicate" and clean_nik(row.nik) != row.person.nik:
        also = "nik_other_person;nik_not_found"
    elif word == "nik_other_person":
        also = "field_mismatch;nik_not_found"
    elif word == "not_found":
        also = "nik_invalid;nik_duplicate"
    return [
        row.dtks_id, "" if row.absent else row.person.nik, word, also, _errors(row), ";".join(differing(row)),
    ]  # fmt: skip


def _errors(row: Row) -> str:
    """The planted faults, under the names that tools/score.py groups by."""
    return ";".join(error.replace("date_", "dob_", 1) for error in row.errors)


if __name__ == "__main__":
    sys.exit(main())
