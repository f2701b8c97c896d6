"""Candidates: the few people of the register who may be meant, found by many keys.

Each key survives some faults: a damaged NIK, a swapped or wrong date, a moved family, a changed card, a typing error in
one word, and two or three of these at once. A key that would bring a crowd brings nobody; a narrower one finds them.
"""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import polars as pl

from verification.matching.keys import ROW_BITS, ROW_MASK, Sorted, packed
from verification.matching.persons import Bools, Floats, Hashes, Ints, Persons, prepare, taken

NIK_FILTER_BITS = 24
_MIX = np.uint64(0x9E3779B97F4A7C15)
# Keys with their greatest crowd. Rows are the person's row, repeated where a person has several keys of a kind.
Keyed = tuple[Ints, Hashes]


def mixed(*parts: np.ndarray) -> Hashes:
    """One number out of several, for equality only."""
    out = np.zeros(len(parts[0]), dtype=np.uint64)
    for part in parts:
        out = (out ^ part.astype(np.uint64, copy=False)) * _MIX
        out ^= out >> np.uint64(29)
    return out


def _word_rows(people: Persons) -> Ints:
    return np.repeat(np.arange(people.count), people.words_total)


@dataclass(frozen=True, slots=True)
class _Probe:
    """Birth dates under which a person is looked for, each with the row; and each date with each word of the name."""

    rows: Ints
    birth: np.ndarray
    word_rows: Ints
    words: Ints
    word_birth: np.ndarray


def _probe(people: Persons, rows: Ints, birth: np.ndarray) -> _Probe:
    many = people.words_total[rows]
    first = np.repeat(people.words.start[rows], many)
    within = np.arange(len(first)) - np.repeat(np.cumsum(many) - many, many)
    return _Probe(rows, birth, np.repeat(rows, many), people.words.ids[first + within], np.repeat(birth, many))


def register_dates(people: Persons) -> _Probe:
    known = np.flatnonzero(people.birth > 0)
    return _probe(people, known, people.birth[known])


def _list_dates(people: Persons) -> _Probe:
    """The date of the list, the same with day and month swapped, and the date in the NIK in both centuries."""
    known = np.flatnonzero(people.birth > 0)
    birth = people.birth[known]
    day, month = birth % 100, birth // 100 % 100
    swap = (day <= 12) & (day != month)
    swapped = birth // 10_000 * 10_000 + day * 100 + month
    sixteen = np.flatnonzero((people.nik >= 10**15) & (people.nik < 10**16))
    number = people.nik[sixteen]
    day, month, year = number // 10**8 % 100, number // 10**6 % 100, number // 10**4 % 100
    day = np.where(day > 40, day - 40, day)
    good = (day >= 1) & (day <= 31) & (month >= 1) & (month <= 12)
    sixteen, in_nik = sixteen[good], ((1900 + year) * 10_000 + month * 100 + day)[good]
    rows = np.concatenate((known, known[swap], sixteen, sixteen))
    all_dates = np.concatenate((birth, swapped[swap], in_nik, in_nik + 1_000_000)).astype(np.int32)
    return _probe(people, rows, all_dates)


def _date_by_words(probe: _Probe, word: Hashes, part: Callable[[np.ndarray], np.ndarray]) -> Keyed:
    """Every date of a person with every word of the name."""
    return probe.word_rows, mixed(part(probe.word_birth), word[probe.words])


def _whole(birth: np.ndarray) -> np.ndarray:
    return birth


def _month_day(birth: np.ndarray) -> np.ndarray:
    return birth % 10_000


def _year_month(birth: np.ndarray) -> np.ndarray:
    return birth // 100


def _year_day(birth: np.ndarray) -> np.ndarray:
    return np.asarray(birth // 10_000 * 100 + birth % 100 + 50_000_000)


def _where(mask: np.ndarray, keys: Hashes) -> Keyed:
    rows = np.flatnonzero(mask)
    return rows, keys[rows]


def _address_key(people: Persons) -> Hashes:
    return mixed(people.kelurahan, people.rt, people.rw)


def _address_words(people: Persons, word: Hashes) -> Keyed:
    rows = _word_rows(people)
    keys = mixed(_address_key(people)[rows], word[people.words.ids])
    known = (people.rt[rows] > 0) & (people.kelurahan[rows] > 0)
    return rows[known], keys[known]


def _street_words(people: Persons, word: Hashes) -> Keyed:
    rows = _word_rows(people)
    keys = mixed(people.street[rows], people.kelurahan[rows], word[people.words.ids])
    known = people.street[rows] > 0
    return rows[known], keys[known]


def _word_pairs(people: Persons) -> Keyed:
    """Every two words of a name, in any order: what is left when a third is wrong or missing."""
    start, total = people.words.start, people.words_total
    sound = people.words.sound[people.words.ids]
    rows, keys = [], []
    for i in range(4):
        for j in range(i + 1, 5):
            has = np.flatnonzero(total > j)
            one, two = sound[start[has] + i], sound[start[has] + j]
            rows.append(has)
            keys.append(mixed(np.minimum(one, two), np.maximum(one, two)))
    return np.concatenate(rows), np.concatenate(keys)


def _pairs_with(people: Persons, other: np.ndarray) -> Keyed:
    rows, keys = _word_pairs(people)
    known = other[rows] > 0
    return rows[known], mixed(keys[known], other[rows[known]])


def _name_with(people: Persons, probe: _Probe, part: Callable[[np.ndarray], np.ndarray]) -> Keyed:
    return probe.rows, mixed(people.name_hash[probe.rows], part(probe.birth))


def _year(birth: np.ndarray) -> np.ndarray:
    return birth // 10_000


Kind = tuple[str, int, Callable[[Persons, _Probe], Keyed]]
# Keys that are asked first; only who is not found by them is looked for by all.
FIRST_ASKED = frozenset({"kk", "dob_word", "name_year", "name_monthday", "name_kelurahan", "nik_front", "nik_back"})
FIRST_CROWD = 40
KINDS: tuple[Kind, ...] = (
    ("kk", 40, lambda p, d: _where(p.kk > 0, p.kk.astype(np.uint64))),
    ("dob", 400, lambda p, d: (d.rows, mixed(d.birth))),
    ("dob_word", 120, lambda p, d: _date_by_words(d, p.words.sound, _whole)),
    ("dob_head", 120, lambda p, d: _date_by_words(d, p.words.head, _whole)),
    ("monthday_head", 60, lambda p, d: _date_by_words(d, p.words.head, _month_day)),
    ("monthday_tail", 60, lambda p, d: _date_by_words(d, p.words.tail, _month_day)),
    ("yearmonth_head", 60, lambda p, d: _date_by_words(d, p.words.head, _year_month)),
    ("yearmonth_tail", 60, lambda p, d: _date_by_words(d, p.words.tail, _year_month)),
    ("yearday_head", 60, lambda p, d: _date_by_words(d, p.words.head, _year_day)),
    ("yearday_tail", 60, lambda p, d: _date_by_words(d, p.words.tail, _year_day)),
    ("address_head", 60, lambda p, d: _address_words(p, p.words.head)),
    ("address_tail", 60, lambda p, d: _address_words(p, p.words.tail)),
    ("street_head", 60, lambda p, d: _street_words(p, p.words.head)),
    ("name", 80, lambda p, d: _where(p.words_total > 0, p.name_hash)),
    ("name_year", 80, lambda p, d: _name_with(p, d, _year)),
    ("name_monthday", 80, lambda p, d: _name_with(p, d, _month_day)),
    ("name_kelurahan", 80, lambda p, d: _where(p.kelurahan > 0, mixed(p.name_hash, p.kelurahan))),
    ("pair", 60, lambda p, d: _word_pairs(p)),
    ("pair_kelurahan", 60, lambda p, d: _pairs_with(p, p.kelurahan)),
    ("nik_front", 40, lambda p, d: _where(p.nik >= 10**15, mixed(p.nik // 10_000))),
    ("nik_back", 40, lambda p, d: _where(p.nik >= 10**15, mixed(p.nik % 10**10 + 10**17))),
)


@dataclass(slots=True)
class CivilIndex:
    """The register, normalised and sorted by every key. Built once, only read afterwards; chunks share it."""

    people: Persons
    status: Ints
    recording: pl.Series
    keys: dict[str, Sorted]
    nik_sorted: Ints
    nik_rows: Ints
    word_count: np.ndarray
    civil_id: Ints
    nik_seen: np.ndarray
    places: tuple[Hashes, np.ndarray] | None = None
    rarity: tuple[np.ndarray, np.ndarray] | None = None

    @classmethod
    def build(cls, civil: pl.DataFrame) -> "CivilIndex":
        """Sort a register (canonical columns, see columns.CIVIL_COLUMNS). `civil_id`, where the frame has it, names a
        row in the results; else it is the row's number.
        """
        from verification.matching.flags import life_states

        if civil.height > int(ROW_MASK):
            raise ValueError(f"Paling banyak {int(ROW_MASK):,} orang dalam satu ekstrak")
        people = prepare(civil, pl.thread_pool_size())
        ids = civil["civil_id"].to_numpy() if "civil_id" in civil.columns else np.arange(civil.height)
        return cls.assembled(
            people,
            keys=_sorted_keys(people),
            status=life_states(civil["status"]),
            recording=civil["recording"],
            civil_id=ids.astype(np.int64),
        )

    @classmethod
    def assembled(
        cls, people: Persons, *, keys: dict[str, Sorted], status: Ints, recording: pl.Series, civil_id: Ints,
        by_nik: tuple[Ints, Ints] | None = None,
    ) -> "CivilIndex":  # fmt: skip
        """An index of parts that are ready; the numbers that are quickly counted are counted here.

        Args:
            by_nik: the NIKs in their order and the rows that have them, where they are ready.
        """
        if by_nik is None:
            order = np.argsort(people.nik, kind="stable")
            by_nik = people.nik[order], order
        return cls(
            people=people,
            status=status,
            recording=recording,
            keys=keys,
            nik_sorted=by_nik[0],
            nik_rows=by_nik[1],
            word_count=np.bincount(people.words.ids, minlength=len(people.words.texts)),
            civil_id=civil_id,
            nik_seen=seen_niks(people.nik, NIK_FILTER_BITS),
        )

    def place_shares(self, places: Hashes) -> Floats:
        """The share of the register that was born in each of these places."""
        if self.places is None:
            self.places = np.unique(self.people.place, return_counts=True)
        values, counts = self.places
        at = np.minimum(np.searchsorted(values, places), len(values) - 1)
        return np.where(values[at] == places, counts[at] / max(1, self.people.count), 0.0)

    def name_rarity(self) -> np.ndarray:
        """How much it says to agree on the whole name of each person, by the word counts of now."""
        if self.rarity is None or self.rarity[0] is not self.word_count:
            self.rarity = self.word_count, _rarity(self.people, self.word_count)
        return self.rarity[1]

    def rows_of_nik(self, niks: Ints) -> Ints:
        """The row of the register with each NIK, -1 where there is none."""
        if not len(self.nik_sorted):
            return np.full(len(niks), -1, dtype=np.int64)
        place = np.minimum(np.searchsorted(self.nik_sorted, niks), len(self.nik_sorted) - 1)
        return np.where((self.nik_sorted[place] == niks) & (niks > 0), self.nik_rows[place], -1)


def seen_niks(niks: Ints, bits: int) -> Bools:
    """A quick filter that says which numbers a register has not."""
    seen = np.zeros(1 << bits, dtype=np.bool_)
    seen[_filter_place(niks, bits)] = True
    return seen


def _filter_place(niks: Ints, bits: int) -> Hashes:
    return (niks.astype(np.uint64) * _MIX) >> np.uint64(64 - bits)


def _rarity(people: Persons, word_count: np.ndarray) -> np.ndarray:
    """How much it says, at most, to agree on the whole name of each person: the sum over its words."""
    if not len(people.words.ids):
        return np.zeros(people.count, dtype=np.float32)
    words = np.log((people.count + 1) / np.where(word_count > 0, word_count, 1))
    sums = np.concatenate(([0.0], np.cumsum(words[people.words.ids])))
    return (sums[people.words.start[1:]] - sums[people.words.start[:-1]]).astype(np.float32)


def _sorted_keys(people: Persons) -> dict[str, Sorted]:
    """Every kind of key of the register, sorted, by as many threads as the process may use."""
    probe = register_dates(people)
    with ThreadPoolExecutor(pl.thread_pool_size()) as pool:
        found = pool.map(lambda kind: packed(*kind[2](people, probe)), KINDS)
        return {kind[0]: Sorted(keys) for kind, keys in zip(KINDS, found, strict=True)}


def pairs(index: CivilIndex, people: Persons, rows: Ints, first: bool = False) -> tuple[Ints, Ints]:
    """Candidate pairs (row of the list, row of the register) for some rows of the list, sorted, each once.

    With `first` only by the few keys that bring few people.
    """
    if not len(rows) or not index.people.count:
        empty = np.zeros(0, dtype=np.int64)
        return empty, empty
    some = taken(people, rows)
    both = np.concatenate([*_key_pairs(index, some, first), _near_niks(index, some)])
    both.sort()
    both = both[np.concatenate(([True], both[1:] != both[:-1]))] if len(both) else both
    return rows[(both >> ROW_BITS).astype(np.int64)], (both & ROW_MASK).astype(np.int64)


def _key_pairs(index: CivilIndex, people: Persons, first: bool) -> Iterator[Hashes]:
    probe = _list_dates(people)
    for name, most, make in KINDS:
        if first and name not in FIRST_ASKED:
            continue
        crowd = min(most, FIRST_CROWD) if first else most
        wanted = packed(*make(people, probe))
        at, hits = index.keys[name].under(wanted & ~ROW_MASK, crowd)
        yield ((wanted[at] & ROW_MASK) << ROW_BITS) | hits


def _near_niks(index: CivilIndex, people: Persons) -> Hashes:
    """Pairs whose NIK is the same or one slip away: a digit wrong, lost or doubled, two neighbours swapped."""
    rows, number = np.arange(people.count), people.nik
    out = [_hits(index, rows, number)]
    sixteen = np.flatnonzero((number >= 10**15) & (number < 10**16))
    here = number[sixteen]
    for place in range(16):
        unit = 10**place
        digit, after = here // unit % 10, here // (unit * 10) % 10
        turned = here + (after - digit) * unit + (digit - after) * unit * 10
        out.append(_hits(index, sixteen, np.stack([*(here + (other - digit) * unit for other in range(10)), turned])))
    short = np.flatnonzero((number >= 10**14) & (number < 10**15))
    here = number[short]
    for place in range(16):
        unit = 10**place
        stretched = here // unit * unit * 10 + here % unit
        out.append(_hits(index, short, np.stack([stretched + digit * unit for digit in range(10)])))
    long = np.flatnonzero((number >= 10**16) & (number < 10**17))
    here = number[long]
    cut = [here // 10 ** (place + 1) * 10**place + here % 10**place for place in range(17)]
    return np.concatenate([*out, _hits(index, long, np.stack(cut))])


def _hits(index: CivilIndex, rows: Ints, niks: Ints) -> Hashes:
    """Pairs of the rows with the owners of the NIKs that are tried; `niks` is one line of rows, or several."""
    bits = len(index.nik_seen).bit_length() - 1
    place, column = np.nonzero(np.atleast_2d(index.nik_seen[_filter_place(niks, bits)]))
    tried, tried_rows = np.atleast_2d(niks)[place, column], rows[column]
    civil = index.rows_of_nik(tried)
    found = civil >= 0
    return (tried_rows[found].astype(np.uint64) << ROW_BITS) | civil[found].astype(np.uint64)
