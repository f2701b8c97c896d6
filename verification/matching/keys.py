"""Keys of the register, sorted with the rows that bear them, so that a search finds a key's rows side by side."""

from dataclasses import dataclass, field

import numpy as np

from verification.matching.persons import Bools, Hashes, Ints

ROW_BITS = np.uint64(24)
ROW_MASK = np.uint64((1 << 24) - 1)
_MIX = np.uint64(0xC2B2AE3D27D4EB4F)
_FIRST_BITS = 20
NONE: Hashes = np.zeros(0, dtype=np.uint64)


@dataclass(frozen=True, slots=True)
class Sorted:
    """Who of the register stands under a kind of key: packed() as it was laid down, what left since, and what came."""

    laid: Hashes
    gone: Hashes = field(default_factory=lambda: NONE)
    come: Hashes = field(default_factory=lambda: NONE)

    def counts(self, keys: Hashes) -> Ints:
        """How many stand under each key, which comes as it is packed, without a row."""
        laid, gone, come = (_spans(part, keys)[1] for part in (self.laid, self.gone, self.come))
        return laid - gone + come

    def under(self, keys: Hashes, most: int) -> tuple[Ints, Hashes]:
        """The place of a key and a row under it, for all; nobody under a key that brings more than `most`."""
        laid, gone, come = (_spans(part, keys) for part in (self.laid, self.gone, self.come))
        size = laid[1] - gone[1] + come[1]
        good = np.flatnonzero((size > 0) & (size <= most))
        at, found = _spread(self.laid, laid[0][good], laid[1][good])
        if len(self.gone):
            stays = ~among(found, self.gone)
            at, found = at[stays], found[stays]
        if len(self.come):
            later, more = _spread(self.come, come[0][good], come[1][good])
            at, found = np.concatenate((at, later)), np.concatenate((found, more))
        return good[at], found & ROW_MASK


def _spans(part: Hashes, keys: Hashes) -> tuple[Ints, Ints]:
    """Where the rows of each key begin, and how many they are."""
    if not len(part):
        return np.zeros(len(keys), dtype=np.int64), np.zeros(len(keys), dtype=np.int64)
    low = np.searchsorted(part, keys)
    return low, np.searchsorted(part, keys | ROW_MASK, side="right") - low


def _spread(part: Hashes, low: Ints, size: Ints) -> tuple[Ints, Hashes]:
    """All of some spans one after the other: the number of the span, and what stands there."""
    begin = np.repeat(low - np.concatenate(([0], np.cumsum(size)[:-1])), size) if len(size) else low
    return np.repeat(np.arange(len(size)), size), part[begin + np.arange(len(begin))]


def among(values: Hashes, wanted: Hashes) -> Bools:
    """np.isin against a sorted array of far fewer; most are ruled out by their first bits, the others are searched."""
    out = np.zeros(len(values), dtype=np.bool_)
    if not len(wanted):
        return out
    seen = np.zeros(1 << _FIRST_BITS, dtype=np.bool_)
    seen[wanted >> np.uint64(64 - _FIRST_BITS)] = True
    likely = np.flatnonzero(seen[values >> np.uint64(64 - _FIRST_BITS)])
    found = values[likely]
    out[likely] = wanted[np.minimum(np.searchsorted(wanted, found), len(wanted) - 1)] == found
    return out


def likely(values: Hashes, wanted: Hashes) -> Bools:
    """Which of some keys may be among the wanted ones, by their first bits: none is missed, a few are let in."""
    seen = np.zeros(1 << _FIRST_BITS, dtype=np.bool_)
    seen[wanted >> np.uint64(64 - _FIRST_BITS)] = True
    return np.asarray(seen[values >> np.uint64(64 - _FIRST_BITS)])


def cut(keys: Hashes) -> Hashes:
    """Keys as packed() holds them, without a row."""
    return np.asarray((keys * _MIX) & ~ROW_MASK)


def packed(rows: Ints, keys: Hashes) -> Hashes:
    """Key and row in one number each, sorted."""
    packed = cut(keys)
    packed |= rows.astype(np.uint64)
    packed.sort()
    return packed
