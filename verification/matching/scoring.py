"""One chunk of the list against the register: candidates, evidence, the few best of each person.

Chunks know nothing of each other; what depends on all rows is done in settlement.py.
"""

import numpy as np
import polars as pl

from verification.matching import candidates, columns, evidence, flags, weights
from verification.matching.candidates import CivilIndex
from verification.matching.persons import NIK_NONE, Bools, Floats, Ints, Persons, prepare
from verification.matching.results import FIELDS

KEPT = 4
LOOKED_AT = 8
BLOCK = 20_000
# The fields a contribution is shown under, in the order of the frame's columns.
SHOWN = tuple(dict.fromkeys(field for field, _ in evidence.KINDS.values()))
_DATE_FIRST_LOOK = np.array([0, 6, 4, 4, 4, 3, 3, 1, 4, 2.5, 4, 3, 2, 0, 0, -2], dtype=np.float32)


def score_chunk(index: CivilIndex, dtks: pl.DataFrame, parameters: weights.Weights | None = None) -> pl.DataFrame:
    """Candidates of each person of the list, best first; a person without any has one row with `civil_row` null.

    Args:
        dtks: a frame of the list; columns as in columns.DTKS_COLUMNS, header aliases are understood.

    Returns:
        A frame for settlement.settle: dtks_id, facts about the person, civil_row, score, findings, contributions.
    """
    parameters = parameters or weights.load()
    frame = columns.canonical(dtks, columns.DTKS_COLUMNS, columns.REQUIRED_DTKS)
    people = prepare(frame)
    rows, civil, found = _scored_pairs(index, people, parameters)
    scores = parameters.scores(found)
    rows, civil, found, scores = _best(rows, civil, found, scores, KEPT)
    return _frame(index, frame, people, rows, civil, found, scores, parameters)


def score_pair(index: CivilIndex, dtks: pl.DataFrame, parameters: weights.Weights) -> pl.DataFrame:
    """The first person of the list against the first of the register, searched or not."""
    people = prepare(dtks)
    here = np.zeros(1, dtype=np.int64)
    found = evidence.findings(index, people, here, here)
    return _frame(index, dtks, people, here, here, found, parameters.scores(found), parameters)


def _scored_pairs(index: CivilIndex, people: Persons, parameters: weights.Weights) -> tuple[Ints, Ints, np.ndarray]:  # type: ignore[type-arg]
    """Findings of every pair that is looked at: the owner of the NIK alone where that is firm, else all candidates."""
    own = index.rows_of_nik(np.where(people.nik_state == NIK_NONE, 0, people.nik))
    owned = np.flatnonzero(own >= 0)
    found = evidence.findings(index, people, owned, own[owned])
    firm = parameters.scores(found) >= parameters.firm
    firm &= _plain(people, index, owned, own[owned])
    searched = np.ones(people.count, dtype=np.bool_)
    searched[owned[firm]] = False
    parts = [(owned[firm], own[owned[firm]], found[firm])]
    open_rows = np.flatnonzero(searched)
    for begin in range(0, len(open_rows), BLOCK):
        rows, civil = candidates.pairs(index, people, open_rows[begin : begin + BLOCK])
        rows, civil = _first_look(index, people, rows, civil)
        parts.append((rows, civil, evidence.findings(index, people, rows, civil)))
    rows, civil = (np.concatenate([part[place] for part in parts]) for place in (0, 1))
    return rows, civil, np.concatenate([part[2] for part in parts])


def _plain(people: Persons, index: CivilIndex, rows: Ints, civil: Ints) -> Bools:
    """NIK right, and name or birth date beyond doubt: no other person need be looked for."""
    same_name = people.name_hash[rows] == index.people.name_hash[civil]
    same_date = people.birth[rows] == index.people.birth[civil]
    return (
        (same_name & same_date)
        | (likeness_of_bits(people, index.people, rows, civil) > 0.85) & same_date
        | same_name & (people.kk[rows] == index.people.kk[civil])
    )


def likeness_of_bits(people: Persons, register: Persons, rows: Ints, civil: Ints) -> Floats:
    """A quick likeness of two names, 0 to 1, by their letter pairs."""
    one, two = people.signature[rows], register.signature[civil]
    both = np.bitwise_count(one & two).sum(axis=1, dtype=np.float32)
    each = np.bitwise_count(one).sum(axis=1, dtype=np.float32) + np.bitwise_count(two).sum(axis=1, dtype=np.float32)
    return np.asarray(2 * both / np.maximum(each, 1), dtype=np.float32)


def _first_look(index: CivilIndex, people: Persons, rows: Ints, civil: Ints) -> tuple[Ints, Ints]:
    """Keep the LOOKED_AT most promising candidates of each person."""
    register = index.people
    value = 10 * likeness_of_bits(people, register, rows, civil)
    value += _DATE_FIRST_LOOK[evidence.date_findings(people.birth[rows], register.birth[civil])]
    value += 3.0 * ((people.kk[rows] == register.kk[civil]) & (people.kk[rows] > 0))
    area = people.kelurahan[rows] == register.kelurahan[civil]
    close = area & (people.rt[rows] == register.rt[civil]) & (people.rw[rows] == register.rw[civil])
    value += 1.0 * area + 1.5 * close + 1.5 * (people.street[rows] == register.street[civil])
    value -= 1.5 * (people.sex[rows] != register.sex[civil])
    one, two = people.nik[rows], register.nik[civil]
    value += 3.0 * (one // 10**4 == two // 10**4) + 3.0 * (one % 10**10 == two % 10**10) + 3.0 * (one == two)
    digits = evidence.digit_agreement(one, two)
    value += np.where(digits >= 14, 5.0, np.where(digits >= 12, 2.0, 0.0)).astype(np.float32)
    keep = _ranked(rows, civil, value) < LOOKED_AT
    return rows[keep], civil[keep]


def _ranked(rows: Ints, civil: Ints, value: Floats) -> Ints:
    """The rank of each pair among its person's, best first; ties by the register's row."""
    order = np.lexsort((civil, -value, rows))
    ordered = rows[order]
    begins = np.flatnonzero(np.concatenate(([True], ordered[1:] != ordered[:-1]))) if len(order) else order
    sizes = np.diff(np.append(begins, len(order)))
    rank = np.empty(len(order), dtype=np.int64)
    rank[order] = np.arange(len(order)) - np.repeat(begins, sizes)
    return rank


def _best(
    rows: Ints,
    civil: Ints,
    found: np.ndarray,
    scores: Floats,
    kept: int,  # type: ignore[type-arg]
) -> tuple[Ints, Ints, np.ndarray, Floats]:  # type: ignore[type-arg]
    rank = _ranked(rows, civil, scores)
    keep = np.flatnonzero(rank < kept)
    keep = keep[np.lexsort((rank[keep], rows[keep]))]
    return rows[keep], civil[keep], found[keep], scores[keep]


def _frame(
    index: CivilIndex, frame: pl.DataFrame, people: Persons, rows: Ints, civil: Ints, found: np.ndarray,  # type: ignore[type-arg]
    scores: Floats, parameters: weights.Weights,
) -> pl.DataFrame:  # fmt: skip
    """The chunk's answer, also for those without candidates."""
    without = np.setdiff1d(np.arange(people.count), rows)
    all_rows = np.concatenate((rows, without))
    empty = len(without)
    contributions = _contributions(found, parameters)
    register = index.people
    differ, missing, variant = _compared(index, people, rows, civil)
    own = index.rows_of_nik(np.where(people.nik_state == NIK_NONE, 0, people.nik))

    def padded(values: np.ndarray, fill: float = 0) -> np.ndarray:  # type: ignore[type-arg]
        return np.concatenate((values, np.full(empty, fill, dtype=values.dtype)))

    data = {
        "row": all_rows,
        "civil_row": padded(civil, -1),
        "score": padded(scores, -99),
        "nik": people.nik[all_rows],
        "nik_state": people.nik_state[all_rows],
        "owner": own[all_rows],
        "list_kk": people.kk[all_rows],
        "list_home": candidates.mixed(people.kelurahan, people.rt, people.rw, people.street)[all_rows]
        * (people.street[all_rows] > 0),
        "civil_kk": padded(register.kk[civil], 0),
        "life": padded(index.status[civil], 0),
        "not_recorded": padded(
            flags.not_recorded(index.recording)[civil] if len(civil) else np.zeros(0, dtype=np.bool_)
        ),
        "differ": padded(differ),
        "missing": padded(missing),
        "variant": padded(variant),
        **{f"w_{field}": padded(contributions[:, place]) for place, field in enumerate(SHOWN)},
    }
    out = pl.DataFrame(data)
    nik_text = register.nik_text.gather(civil).to_list() + [""] * empty
    ids = np.concatenate((index.civil_id[civil], np.full(empty, -1, dtype=np.int64)))
    return out.with_columns(
        frame["dtks_id"].gather(all_rows).alias("dtks_id"),
        pl.Series("civil_nik", nik_text, dtype=pl.String),
        pl.Series("civil_id", ids),
    ).sort("row", "score", "civil_row", descending=[False, True, False])


def _contributions(found: np.ndarray, parameters: weights.Weights) -> Floats:  # type: ignore[type-arg]
    out = np.zeros((len(found), len(SHOWN)), dtype=np.float32)
    for place, (field, _) in enumerate(evidence.KINDS.values()):
        out[:, SHOWN.index(field)] += parameters.weights[found[:, place]]
    return out


def _compared(index: CivilIndex, people: Persons, rows: Ints, civil: Ints) -> tuple[Ints, Ints, Ints]:
    """Bits (order of results.FIELDS) of fields that differ, that only the list lacks, that differ in spelling only."""
    from verification.matching.comparison import compared

    return compared(index.people, people, rows, civil, FIELDS)
