"""Fields of a pair side by side: what differs, what the list lacks, what is only spelling."""

import numpy as np

from verification.matching import wording
from verification.matching.persons import Bools, Ints, Persons

# From here a name that differs is a spelling of the same (domain 3.1: same from 92).
SPELLING = 0.92


def compared(
    register: Persons, people: Persons, rows: Ints, civil: Ints, fields: tuple[str, ...]
) -> tuple[Ints, Ints, Ints]:
    """Bits, in the order of `fields`, of fields that differ, that only the list lacks, and that differ by spelling.

    A value that the register lacks is never compared. Case, blanks, punctuation, leading zeros and abbreviations of
    addresses do not count (domain 8.3).
    """
    differs = _differing(register, people, rows, civil)
    lacks = _lacking(register, people, rows, civil)
    spelling = _spelling(register, people, rows, civil, differs)
    return _bits(differs, fields), _bits(lacks, fields), _bits(spelling, fields)


def _bits(masks: dict[str, Bools], fields: tuple[str, ...]) -> Ints:
    out = np.zeros(len(next(iter(masks.values()))), dtype=np.int64)
    for place, field in enumerate(fields):
        if field in masks:
            out |= masks[field].astype(np.int64) << place
    return out


def _differing(register: Persons, people: Persons, rows: Ints, civil: Ints) -> dict[str, Bools]:
    def both(one: np.ndarray, two: np.ndarray) -> Bools:  # type: ignore[type-arg]
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
    def only(one: np.ndarray, two: np.ndarray) -> Bools:  # type: ignore[type-arg]
        return np.asarray((one[rows] == 0) & (two[civil] != 0))

    return {
        "nik": people.nik_state[rows] == 0,
        "tgl_lahir": only(people.birth, register.birth),
        "tempat_lahir": only(people.place_written, register.place_written),
        "jk": only(people.sex, register.sex),
        "no_kk": only(people.kk, register.kk),
    }


def _spelling(
    register: Persons, people: Persons, rows: Ints, civil: Ints, differs: dict[str, Bools]
) -> dict[str, Bools]:
    name = np.flatnonzero(differs["nama"])
    same = people.name_hash[rows] == register.name_hash[civil]
    spelt = np.zeros(len(rows), dtype=np.bool_)
    other = name[~same[name]]
    evidence = wording.compare(people, register, rows[other], civil[other], np.ones(len(register.words.texts)))
    spelt[other] = evidence.likeness >= SPELLING
    glued = wording.glued_likeness(people, register, rows[other], civil[other])
    spelt[other] |= glued >= 0.98
    place = differs["tempat_lahir"] & (people.place[rows] == register.place[civil])
    return {"nama": differs["nama"] & (same | spelt), "tempat_lahir": place}
