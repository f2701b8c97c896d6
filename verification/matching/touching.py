"""Whom a change of the register can touch: the only people of a list for whom anything need be looked up again.

Everything that a person's result takes from the register is found by a key of his, or by his NIK, or is a count of
the register (how many bear a word, how many were born in a place). The counts are pinned (Statistics), so that a few
changed rows do not move everybody; who shares no key with a changed row, as it was or as it is, is as he was. So is who
shares one, but has LOOKED_AT candidates that promise more at first look than the changed row does and did.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from verification.matching import candidates, columns
from verification.matching.candidates import CivilIndex
from verification.matching.keys import ROW_BITS, ROW_MASK, Sorted, among, cut, likely
from verification.matching.persons import Bools, Floats, Hashes, Ints, Persons, Words, prepare
from verification.matching.scoring import BARS, promise

SLACK = 0.01  # ranks are of values rounded
FEW_BITS = 20  # of a filter of few NIKs, which stays in the quickest memory
_NUMBERS = ("nik", "kk", "birth", "sex", "kelurahan", "rt", "rw", "street", "name_hash", "words_total")
_OF_WORDS = ("sound", "head", "tail")
CROWD_BOUNDS = [3, 10, 30, 100]  # of evidence.py: how many bear the same whole name


@dataclass(frozen=True, slots=True)
class Statistics:
    """Counts of a register at one time, that later runs go on to use: of words, of places, of people."""

    words: pl.DataFrame  # text, count
    places: pl.DataFrame  # place (its hash), count
    people: int

    @classmethod
    def of(cls, index: CivilIndex) -> "Statistics":
        """The counts of a register as it is."""
        texts = pl.Series("text", index.people.words.texts, dtype=pl.String)
        values, counts = np.unique(index.people.place, return_counts=True)
        return cls(
            words=pl.DataFrame({"text": texts, "count": index.word_count.astype(np.float64)}),
            places=pl.DataFrame({"place": values, "count": counts.astype(np.float64)}),
            people=index.people.count,
        )

    def pin(self, index: CivilIndex) -> None:
        """Let an index count as this register did: the shares of these people, whoever came or went since."""
        scale = (index.people.count + 1) / (self.people + 1)
        known = pl.DataFrame({"text": pl.Series(index.people.words.texts, dtype=pl.String)})
        counts = known.join(self.words, on="text", how="left", maintain_order="left")["count"].fill_null(0)
        index.word_count = np.where(counts.to_numpy() > 0, counts.to_numpy() * scale, scale)
        share = max(1, index.people.count) / max(1, self.people)
        ordered = self.places.sort("place")
        index.places = ordered["place"].to_numpy(), (ordered["count"] * share).to_numpy()


@dataclass(frozen=True, slots=True)
class Changed:
    """The changed rows of a register as they were (new ones not) and as they are."""

    was: Persons
    now: Persons

    @classmethod
    def of(cls, before: pl.DataFrame, after: pl.DataFrame) -> "Changed":
        """The same out of two frames."""
        return cls(register_side(before), register_side(after))


def register_side(frame: pl.DataFrame) -> Persons:
    """Rows of a register, normalised."""
    return prepare(columns.canonical(frame, columns.CIVIL_COLUMNS, columns.REQUIRED_CIVIL))


def kept(ids: pl.Series, people: Persons, bars: Floats) -> pl.DataFrame:
    """What touched() needs to know of people of a list, to be kept for the runs to come."""
    words = people.words
    numbers = {name: getattr(people, name) for name in _NUMBERS}
    lists = {name: _by_person(getattr(words, name)[words.ids], people.words_total) for name in _OF_WORDS}
    signature = {f"signature_{place}": people.signature[:, place] for place in (0, 1)}
    return pl.DataFrame({"dtks_id": ids, **dict(zip(BARS, bars, strict=True)), **numbers, **signature, **lists})


def _by_person(values: np.ndarray, total: Ints) -> pl.Series:
    rows = pl.DataFrame({"row": np.repeat(np.arange(len(total)), total), "value": values})
    lists = rows.group_by("row", maintain_order=True).agg("value")
    every = pl.DataFrame({"row": np.arange(len(total))})
    return every.join(lists, on="row", how="left", maintain_order="left")["value"].fill_null([])


def _read_back(frame: pl.DataFrame) -> Persons:
    """The people of kept(); of what touched() does not ask nothing is known."""
    total = frame["sound"].list.len().to_numpy().astype(np.int64)
    start = np.concatenate(([0], np.cumsum(total)))
    of_words = {name: frame[name].explode(empty_as_null=False).to_numpy() for name in _OF_WORDS}
    none, nothing = np.zeros(0, dtype=np.int64), pl.Series(dtype=pl.String)
    words = Words(
        start=start, ids=np.arange(start[-1]), texts=[], spelt=none.astype(object), length=none, letter=none.astype(
            np.uint64), weak=none.astype(np.bool_), bits=none.astype(np.uint64), **of_words,
    )  # fmt: skip
    texts = dict.fromkeys(("nik_text", "place_text", "name_joined"), nothing)
    unknown = dict.fromkeys(("nik_state", "place", "place_written", "mother", "name_written"), none.astype(np.uint64))
    numbers = {name: frame[name].to_numpy() for name in _NUMBERS}
    signature = np.stack([frame[f"signature_{place}"].to_numpy() for place in (0, 1)], axis=1)
    known: dict[str, Any] = {**texts, **unknown, **numbers}
    return Persons(count=frame.height, words=words, signature=signature, **known)


def touched(index: CivilIndex, people: pl.DataFrame, change: Changed, names: Hashes) -> Bools:
    """For which people of a list a changed row is or was worth looking at, or decides who else is.

    Args:
        index: the register as it is now.
        people: of kept(): who they are, and how far they were looked for.
        names: moved_crowds() of the change.
    """
    listed = _read_back(people)
    first, every = (people[name].to_numpy() for name in BARS)
    both = np.minimum(first, every)
    was, now = change.was, change.now
    sides = [(was, candidates.register_dates(was)), (now, candidates.register_dates(now))]
    probe = candidates._list_dates(listed)  # noqa: SLF001 - one room
    out = np.isin(listed.name_hash, names)
    for name, most, make in candidates.KINDS:
        asked_first = name in candidates.FIRST_ASKED
        rows, keys = make(listed, probe)
        keys = cut(keys)
        old, new = (_sorted(make(side, dates), keys) for side, dates in sides)
        bounds = (most, min(most, candidates.FIRST_CROWD)) if asked_first else (most,)
        small, moved = _crowds(index.keys[name], old, new, bounds)
        out[rows[among(keys, moved)]] = True
        few = among(keys, small)
        for (side, _), changed in zip(sides, (old, new), strict=True):
            pairs = _meetings(rows[few], keys[few], changed)
            _worth(out, listed, side, pairs, both if asked_first else every)
    for side, pairs in zip((was, now), _near(was, now, listed), strict=True):
        _worth(out, listed, side, pairs, both)
        out |= np.isin(listed.nik, side.nik) & (listed.nik > 0)
    return out


def _worth(out: Bools, listed: Persons, side: Persons, pairs: tuple[Ints, Ints], bar: Floats) -> None:
    """Mark those whose pair with a changed row reaches their bar."""
    rows, changed = pairs
    open_yet = ~out[rows]
    rows, changed = rows[open_yet], changed[open_yet]
    reach = promise(listed, side, rows, changed) >= bar[rows] - SLACK
    out[rows[reach]] = True


def _meetings(rows: Ints, keys: Hashes, changed: tuple[Hashes, Ints]) -> tuple[Ints, Ints]:
    """Pairs of a person of the list and a changed row that share a key."""
    low = np.searchsorted(changed[0], keys)
    size = np.searchsorted(changed[0], keys, side="right") - low
    meets = np.flatnonzero(size)
    low, size = low[meets], size[meets]
    begin = np.repeat(low - np.concatenate(([0], np.cumsum(size)[:-1])), size) if len(size) else low
    return np.repeat(rows[meets], size), changed[1][begin + np.arange(len(begin))]


def _sorted(keyed: candidates.Keyed, wanted: Hashes) -> tuple[Hashes, Ints]:
    """Keys as they stand in an index, sorted, with their rows; most that nobody of the list has are left out."""
    keys = cut(keyed[1])
    some = np.flatnonzero(likely(keys, wanted))
    order = some[np.argsort(keys[some], kind="stable")]
    return keys[order], keyed[0][order]


def _crowds(
    known: Sorted, old: tuple[Hashes, Ints], new: tuple[Hashes, Ints], bounds: tuple[int, ...]
) -> tuple[Hashes, Hashes]:
    """Changed keys that bring somebody, now or before; and those that came to bring a crowd or no longer do."""
    keys = np.unique(np.concatenate([old[0], new[0]]))
    now = known.counts(keys)
    before = now - _count(new[0], keys) + _count(old[0], keys)
    moved = np.zeros(len(keys), dtype=np.bool_)
    for bound in bounds:
        moved |= (now <= bound) != (before <= bound)
    return keys[np.minimum(before, now) <= bounds[0]], keys[moved]


def moved_crowds(index: CivilIndex, change: Changed) -> Hashes:
    """Whole names (Persons.name_hash) whose crowd has come to another step, by so many more or fewer who bear them."""
    was, now = change.was, change.now
    names = np.unique(np.concatenate([was.name_hash[was.words_total > 0], now.name_hash[now.words_total > 0]]))
    after_count = index.keys["name"].counts(cut(names))
    before_count = after_count - _times(now, names) + _times(was, names)
    other = np.digitize(before_count, CROWD_BOUNDS) != np.digitize(after_count, CROWD_BOUNDS)
    return np.asarray(names[other])


def _count(sorted_values: Hashes, wanted: Hashes) -> np.ndarray:
    right = np.searchsorted(sorted_values, wanted, side="right")
    return np.asarray(right - np.searchsorted(sorted_values, wanted))


def stands_in(values: Ints, ordered: Ints) -> Bools:
    """Which values an ordered array holds."""
    if not len(ordered):
        return np.zeros(len(values), dtype=np.bool_)
    return np.asarray(ordered[np.minimum(np.searchsorted(ordered, values), len(ordered) - 1)] == values)


def _times(side: Persons, names: Hashes) -> np.ndarray:
    return _count(np.sort(side.name_hash[side.words_total > 0]), names)


def _near(was: Persons, now: Persons, listed: Persons) -> Iterator[tuple[Ints, Ints]]:
    """Pairs of a person and a changed row, as it was and as it is, whose NIK is his, or a slip away."""
    niks = np.union1d(was.nik, now.nik)
    place = np.arange(len(niks))
    known = CivilIndex(
        people=now,
        status=place,
        recording=now.nik_text,
        keys={},
        nik_sorted=niks,
        nik_rows=place,
        word_count=place,
        civil_id=place,
        nik_seen=candidates.seen_niks(niks, FEW_BITS),
    )
    found = candidates._near_niks(known, listed)  # noqa: SLF001 - one room
    rows, met = (found >> ROW_BITS).astype(np.int64), niks[(found & ROW_MASK).astype(np.int64)]
    for side in (was, now):
        order = np.argsort(side.nik, kind="stable")
        sorted_niks = side.nik[order]
        at = np.minimum(np.searchsorted(sorted_niks, met), max(len(order) - 1, 0))
        there = sorted_niks[at] == met if len(order) else np.zeros(len(met), dtype=np.bool_)
        yield rows[there], order[at[there]]
