"""One chunk of the list against the register: candidates, evidence, the few best of each person.

Chunks know nothing of each other; what depends on all rows is done in settlement.py.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import polars as pl

from verification.matching import candidates, columns, comparison, evidence, flags, kinds, weights
from verification.matching.candidates import CivilIndex
from verification.matching.persons import NIK_NONE, Bools, Floats, Ints, Persons, prepare, taken

KEPT = 4
LOOKED_AT = 8
CLEAR, CLEAR_LEAD = 6.0, 6.0
BLOCK = 20_000
SMALLEST_PART, GREATEST_PART = 5_000, 50_000
# The fields a contribution is shown under, in the order of the frame's columns.
SHOWN = tuple(dict.fromkeys(field for field, _ in kinds.KINDS.values()))
BARS = ("bar_first", "bar_all")
_DATE_FIRST_LOOK = np.array([0, 6, 4, 4, 4, 3, 3, 1, 4, 2.5, 4, 3, 2, 0, 0, -2], dtype=np.float32)


@dataclass(frozen=True, slots=True)
class Seen:
    """How far each person of a chunk was looked for.

    `bars`: what a candidate must be worth at first look to be looked at, among the few keys that are asked first and
    among all; -inf where fewer than LOOKED_AT were found, inf where nobody was looked for.
    """

    firm: Bools
    bars: Floats


TellLoose = Callable[[pl.Series, Persons, Floats], None]


def score_chunk(
    index: CivilIndex, dtks: pl.DataFrame, parameters: weights.Weights | None = None, tell: TellLoose | None = None
) -> pl.DataFrame:
    """Candidates of each person of the list, best first; a person without any has one row with `civil_row` null.

    Args:
        dtks: a frame of the list; columns as in columns.DTKS_COLUMNS, header aliases are understood.
        tell: hears of the people whose NIK alone does not settle them: their ids, they, their bars (Seen).

    Returns:
        A frame for settlement.settle: dtks_id, facts about the person, civil_row, score, findings, contributions.
    """
    parameters = parameters or weights.load()
    frame = columns.canonical(dtks, columns.DTKS_COLUMNS, columns.REQUIRED_DTKS)
    people = prepare(frame)
    rows, civil, found, seen = _scored_pairs(index, people, parameters)
    scores = parameters.scores(found)
    rows, civil, found, scores = _best(rows, civil, found, scores, KEPT)
    out = _frame(index, frame, people, rows, civil, found, scores, parameters)
    if tell:
        loose = np.flatnonzero(~seen.firm)
        tell(frame["dtks_id"].gather(loose), taken(people, loose), seen.bars[:, loose])
    at = out["row"].to_numpy()
    return out.with_columns(pl.Series("sound", people.name_hash[at]), pl.Series("firm", seen.firm[at]))


def score_all(
    index: CivilIndex,
    dtks: pl.DataFrame,
    parameters: weights.Weights | None = None,
    tell: Callable[[int], None] | None = None,
) -> pl.DataFrame:
    """score_chunk for a whole list, cut among as many threads as the process may use (POLARS_MAX_THREADS).

    The answer is that of one chunk: chunks know nothing of each other. `tell` hears how many are done so far.
    """
    threads = pl.thread_pool_size()
    size = min(GREATEST_PART, max(SMALLEST_PART, -(-dtks.height // threads)))
    parts = [dtks[begin : begin + size] for begin in range(0, dtks.height, size)] or [dtks]
    if len(parts) == 1:
        return score_chunk(index, dtks, parameters)
    done: list[pl.DataFrame] = []
    with ThreadPoolExecutor(threads) as pool:
        for scored in pool.map(lambda part: score_chunk(index, part, parameters), parts):
            done.append(scored)
            if tell:
                tell(min(dtks.height, len(done) * size))
    return pl.concat(done)


def score_pair(index: CivilIndex, dtks: pl.DataFrame, parameters: weights.Weights) -> pl.DataFrame:
    """The first person of the list against the first of the register, searched or not."""
    people = prepare(dtks)
    here = np.zeros(1, dtype=np.int64)
    found = evidence.findings(index, people, here, here)
    return _frame(index, dtks, people, here, here, found, parameters.scores(found), parameters)


def _scored_pairs(
    index: CivilIndex, people: Persons, parameters: weights.Weights
) -> tuple[Ints, Ints, np.ndarray, Seen]:
    """Findings of every pair that is looked at: the owner of the NIK alone where that is firm, else all candidates."""
    own = index.rows_of_nik(np.where(people.nik_state == NIK_NONE, 0, people.nik))
    owned = np.flatnonzero(own >= 0)
    found = evidence.findings(index, people, owned, own[owned])
    firm = parameters.scores(found) >= parameters.firm
    firm &= _plain(people, index, owned, own[owned])
    parts = [(owned[firm], own[owned[firm]], found[firm])]
    open_rows = np.setdiff1d(np.arange(people.count), owned[firm], assume_unique=True)
    bars = np.full((len(BARS), people.count), np.inf, dtype=np.float32)
    for begin in range(0, len(open_rows), BLOCK):
        block = open_rows[begin : begin + BLOCK]
        first = _looked_at(index, people, block, bars[0], first=True)
        clear = _clear(first, parameters)
        parts.append(_of_rows(first, clear, inside=True))
        unclear = np.setdiff1d(block, clear, assume_unique=True)
        parts.append(_looked_at(index, people, unclear, bars[1], first=False))
    rows, civil = (np.concatenate([part[place] for part in parts]) for place in (0, 1))
    settled = np.zeros(people.count, dtype=np.bool_)
    settled[owned[firm]] = True
    return rows, civil, np.concatenate([part[2] for part in parts]), Seen(settled, bars)


Found = tuple[Ints, Ints, np.ndarray]


def _looked_at(index: CivilIndex, people: Persons, block: Ints, bar: Floats, first: bool) -> Found:
    rows, civil = candidates.pairs(index, people, block, first)
    value = promise(people, index.people, rows, civil)
    rank = _ranked(rows, value)
    bar[block] = -np.inf
    last = rank == LOOKED_AT - 1
    bar[rows[last]] = value[last]
    rows, civil = rows[rank < LOOKED_AT], civil[rank < LOOKED_AT]
    return rows, civil, evidence.findings(index, people, rows, civil)


def _clear(found: Found, parameters: weights.Weights) -> Ints:
    """People with one candidate far ahead of all others: nobody more is looked for."""
    rows, _, columns_found = found
    if not len(rows):
        return rows
    scores = parameters.scores(columns_found)
    begins = np.flatnonzero(np.concatenate(([True], rows[1:] != rows[:-1])))
    best = np.maximum.reduceat(scores, begins)
    rest = np.where(scores < np.repeat(best, np.diff(np.append(begins, len(rows)))), scores, -99)
    second = np.maximum.reduceat(rest, begins)
    return rows[begins][(best >= CLEAR) & (best - second >= CLEAR_LEAD)]


def _of_rows(found: Found, rows: Ints, inside: bool) -> Found:
    keep = np.isin(found[0], rows) == inside
    return found[0][keep], found[1][keep], found[2][keep]


def _plain(people: Persons, index: CivilIndex, rows: Ints, civil: Ints) -> Bools:
    """NIK right, and name or birth date beyond doubt: no other person need be looked for."""
    same_name = people.name_hash[rows] == index.people.name_hash[civil]
    same_date = people.birth[rows] == index.people.birth[civil]
    like = likeness_of_bits(people, index.people, rows, civil) > 0.85
    plain: Bools = ((same_name | like) & same_date) | (same_name & (people.kk[rows] == index.people.kk[civil]))
    return plain


def likeness_of_bits(people: Persons, register: Persons, rows: Ints, civil: Ints) -> Floats:
    """A quick likeness of two names, 0 to 1, by their letter pairs."""
    one, two = people.signature[rows], register.signature[civil]
    both = np.bitwise_count(one & two).sum(axis=1, dtype=np.float32)
    each = np.bitwise_count(one).sum(axis=1, dtype=np.float32) + np.bitwise_count(two).sum(axis=1, dtype=np.float32)
    return np.asarray(2 * both / np.maximum(each, 1), dtype=np.float32)


def first_look(index: CivilIndex, people: Persons, rows: Ints, civil: Ints) -> tuple[Ints, Ints]:
    """Keep the LOOKED_AT most promising candidates of each person."""
    keep = _ranked(rows, promise(people, index.people, rows, civil)) < LOOKED_AT
    return rows[keep], civil[keep]


def promise(people: Persons, register: Persons, rows: Ints, civil: Ints) -> Floats:
    """What each pair is worth at first look; it depends on nobody else."""
    value = 10 * likeness_of_bits(people, register, rows, civil)
    value += _DATE_FIRST_LOOK[evidence.date_findings(people.birth[rows], register.birth[civil])]
    value += 3.0 * ((people.kk[rows] == register.kk[civil]) & (people.kk[rows] > 0))
    area = people.kelurahan[rows] == register.kelurahan[civil]
    close = area & (people.rt[rows] == register.rt[civil]) & (people.rw[rows] == register.rw[civil])
    value += 1.0 * area + 1.5 * close + 1.5 * (people.street[rows] == register.street[civil])
    value -= 1.5 * (people.sex[rows] != register.sex[civil])
    one, two = people.nik[rows], register.nik[civil]
    value += 3.0 * (one // 10**4 == two // 10**4) + 3.0 * (one % 10**10 == two % 10**10) + 3.0 * (one == two)
    blocks = np.zeros(len(rows), dtype=np.int8)
    for unit in (1, 10**4, 10**8, 10**12):
        blocks += one // unit % 10_000 == two // unit % 10_000
    value += np.where(blocks >= 3, 4.0, np.where(blocks == 2, 1.0, 0.0)).astype(np.float32)
    return np.asarray(value, dtype=np.float32)


def _ranked(rows: Ints, value: Floats) -> Ints:
    """The rank of each pair among its person's, best first; a tie goes to the earlier pair. Rows come sorted."""
    if not len(rows):
        return rows
    begins = np.flatnonzero(np.concatenate(([True], rows[1:] != rows[:-1])))
    sizes = np.diff(np.append(begins, len(rows)))
    person = np.repeat(np.arange(len(begins), dtype=np.uint64), sizes)
    within = np.arange(len(rows), dtype=np.int64) - np.repeat(begins, sizes)
    # Person, value (the higher the earlier) and place in one number each: a plain sort is the quickest.
    height = np.clip((200 - value.astype(np.float64)) * 2000, 0, 2**20 - 1).astype(np.uint64)
    packed = (person << np.uint64(40)) | (height << np.uint64(20)) | within.astype(np.uint64)
    packed.sort()
    place = (packed & np.uint64(2**20 - 1)).astype(np.int64) + np.repeat(begins, sizes)
    rank = np.empty(len(rows), dtype=np.int64)
    rank[place] = within
    return rank


def _best(
    rows: Ints,
    civil: Ints,
    found: np.ndarray,
    scores: Floats,
    kept: int,
) -> tuple[Ints, Ints, np.ndarray, Floats]:
    order = np.lexsort((civil, rows))
    rows, civil, found, scores = rows[order], civil[order], found[order], scores[order]
    rank = _ranked(rows, scores)
    keep = np.flatnonzero(rank < kept)
    keep = keep[np.lexsort((rank[keep], rows[keep]))]
    return rows[keep], civil[keep], found[keep], scores[keep]


def _frame(
    index: CivilIndex, frame: pl.DataFrame, people: Persons, rows: Ints, civil: Ints, found: np.ndarray,
    scores: Floats, parameters: weights.Weights,
) -> pl.DataFrame:  # fmt: skip
    """The chunk's answer, also for those without candidates."""
    without = np.setdiff1d(np.arange(people.count), rows)
    all_rows = np.concatenate((rows, without))
    empty = len(without)
    contributions = _contributions(found, parameters)
    register = index.people
    differ, missing, variant = comparison.compared(index.people, people, rows, civil, found)
    own = index.rows_of_nik(np.where(people.nik_state == NIK_NONE, 0, people.nik))

    def padded(values: np.ndarray, fill: float = 0) -> np.ndarray:
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
        "not_recorded": padded(flags.not_recorded(index.recording.gather(civil))),
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


def _contributions(found: np.ndarray, parameters: weights.Weights) -> Floats:
    out = np.zeros((len(found), len(SHOWN)), dtype=np.float32)
    for place, (field, _) in enumerate(kinds.KINDS.values()):
        out[:, SHOWN.index(field)] += parameters.weights[found[:, place]]
    return out
