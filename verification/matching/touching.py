"""Whom a change of the register can touch: the only people of a list for whom anything need be looked up again.

Everything that a person's result takes from the register is found by a key of his, or by his NIK, or is a count of
the register (how many bear a word, how many were born in a place). The counts are pinned (Statistics), so that a few
changed rows do not move everybody; who shares no key with a changed row, as it was or as it is, is as he was.
"""

from dataclasses import dataclass

import numpy as np
import polars as pl

from verification.matching import candidates, columns
from verification.matching.candidates import CivilIndex
from verification.matching.persons import Bools, Hashes, Persons, prepare

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


def touched(index: CivilIndex, people: pl.DataFrame, before: pl.DataFrame, after: pl.DataFrame) -> Bools:
    """Which people of a list share a key with a changed row.

    Args:
        index: the register as it is now.
        people: a frame of the list.
        before, after: the changed rows of the register, as they were (new ones not) and as they are.
    """
    listed = prepare(columns.canonical(people, columns.DTKS_COLUMNS, columns.REQUIRED_DTKS))
    was, now = _civil(before), _civil(after)
    out = np.zeros(listed.count, dtype=np.bool_)
    probes = [candidates._register_dates(side) for side in (was, now)]  # noqa: SLF001 - one room
    probe = candidates._list_dates(listed)  # noqa: SLF001
    for name, most, make in candidates.KINDS:
        old, new = (_keys(make(side, dates)) for side, dates in zip((was, now), probes, strict=True))
        changed = _that_count(index.keys[name], old, new, max(most, CROWD_BOUNDS[-1]))
        rows, keys = make(listed, probe)
        out[rows[np.isin(_cut(keys), changed)]] = True
    for side in (was, now):
        out[_near(side, listed)] = True
    return out


def moved_crowds(index: CivilIndex, before: pl.DataFrame, after: pl.DataFrame) -> Hashes:
    """Whole names (Persons.name_hash) whose crowd has come to another step, by so many more or fewer who bear them."""
    was, now = _civil(before), _civil(after)
    names = np.unique(np.concatenate([was.name_hash[was.words_total > 0], now.name_hash[now.words_total > 0]]))
    keys = index.keys["name"]
    wanted = _cut(names)
    after_count = np.searchsorted(keys, wanted | candidates.ROW_MASK, side="right") - np.searchsorted(keys, wanted)
    before_count = after_count - _times(now, names) + _times(was, names)
    other = np.digitize(before_count, CROWD_BOUNDS) != np.digitize(after_count, CROWD_BOUNDS)
    return np.asarray(names[other])


def _civil(frame: pl.DataFrame) -> Persons:
    return prepare(columns.canonical(frame, columns.CIVIL_COLUMNS, columns.REQUIRED_CIVIL))


def _cut(keys: Hashes) -> Hashes:
    """Keys as they stand in a sorted index, without the row."""
    return np.asarray((keys * candidates._MIX_2) & ~candidates.ROW_MASK)  # noqa: SLF001


def _keys(keyed: candidates.Keyed) -> Hashes:
    return _cut(keyed[1])


def _that_count(sorted_keys: Hashes, old: Hashes, new: Hashes, most: int) -> Hashes:
    """Changed keys but those that brought a crowd, hence nobody, before and still do."""
    keys = np.unique(np.concatenate([old, new]))
    now = np.searchsorted(sorted_keys, keys | candidates.ROW_MASK, side="right") - np.searchsorted(sorted_keys, keys)
    before = now - _count(np.sort(new), keys) + _count(np.sort(old), keys)
    return np.asarray(keys[np.minimum(before, now) <= most])


def _count(sorted_values: Hashes, wanted: Hashes) -> np.ndarray:
    right = np.searchsorted(sorted_values, wanted, side="right")
    return np.asarray(right - np.searchsorted(sorted_values, wanted))


def _times(side: Persons, names: Hashes) -> np.ndarray:
    return _count(np.sort(side.name_hash[side.words_total > 0]), names)


def _near(changed: Persons, listed: Persons) -> np.ndarray:
    """People whose NIK is that of a changed row, or a slip away."""
    order = np.argsort(changed.nik, kind="stable")
    seen = np.zeros(1 << candidates.NIK_FILTER_BITS, dtype=np.bool_)
    seen[candidates._filter_place(changed.nik)] = True  # noqa: SLF001
    small = CivilIndex(
        people=changed,
        status=order,
        recording=changed.nik_text,
        keys={},
        nik_sorted=changed.nik[order],
        nik_rows=order,
        word_count=order,
        civil_id=order,
        nik_seen=seen,
    )
    return np.asarray((candidates._near_niks(small, listed) >> candidates.ROW_BITS).astype(np.int64))  # noqa: SLF001
