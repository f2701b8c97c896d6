"""Fields of a pair side by side: what differs, what the list lacks, what is only spelling."""

import numpy as np

from verification.matching import kinds
from verification.matching.persons import Bools, Ints, Persons
from verification.matching.results import FIELDS

# From this likeness on a name that differs is a spelling of the same (domain 3.1: same from 92).
SPELLING = "b92"


def compared(
    register: Persons,
    people: Persons,
    rows: Ints,
    civil: Ints,
    found: np.ndarray,
) -> tuple[Ints, Ints, Ints]:
    """Bits, in the order of FIELDS, of fields that differ, that only the list lacks, and that differ by spelling.

    A value that the register lacks is never compared. Case, blanks, punctuation, leading zeros and abbreviations of
    addresses do not count (domain 8.3). `found` are the findings of evidence.findings for the same pairs.
    """
    differs = _differing(register, people, rows, civil)
    likeness = found[:, list(kinds.KINDS).index("likeness")] - kinds.OFFSETS["likeness"]
    spelling = {
        "nama": differs["nama"] & (likeness >= kinds.code("likeness", SPELLING)),
        "tempat_lahir": differs["tempat_lahir"] & (people.place[rows] == register.place[civil]),
    }
    return _bits(differs), _bits(_lacking(register, people, rows, civil)), _bits(spelling)


def _bits(masks: dict[str, Bools]) -> Ints:
    out = np.zeros(len(next(iter(masks.values()))), dtype=np.int64)
    for place, field in enumerate(FIELDS):
        if field in masks:
            out |= masks[field].astype(np.int64) << place
    return out


def _differing(register: Persons, people: Persons, rows: Ints, civil: Ints) -> dict[str, Bools]:
    def both(one: np.ndarray, two: np.ndarray) -> Bools:
        return np.asarray((one[rows] != two[civil]) & (one[rows] != 0) & (two[civil] != 0))

    address = both(people.kelurahan, register.kelurahan) | both(people.street, register.street)
    address |= both(people.rt, register.rt) | both(people.rw, register.rw)
    return {
        "nik": (people.nik[rows] != register.nik[civil]) & (people.nik_state[rows] > 0),
        "nama": both(people.name_written, register.name_written),
        "tgl_lahir": both(people.birth, register.birth),
        "tempat_lahir": both(people.place_written, register.place_written),
        "jk": both(people.sex, register.sex),
        "no_kk": both(people.kk, register.kk),
        "alamat": address,
        "nama_ibu": both(people.mother, register.mother),
    }


def _lacking(register: Persons, people: Persons, rows: Ints, civil: Ints) -> dict[str, Bools]:
    def only(one: np.ndarray, two: np.ndarray) -> Bools:
        return np.asarray((one[rows] == 0) & (two[civil] != 0))

    return {
        "nik": people.nik_state[rows] == 0,
        "tgl_lahir": only(people.birth, register.birth),
        "tempat_lahir": only(people.place_written, register.place_written),
        "jk": only(people.sex, register.sex),
        "no_kk": only(people.kk, register.kk),
    }
