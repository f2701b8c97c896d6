"""One citizen and one person of the register, when nothing is to be searched."""

import math
from collections.abc import Mapping

import numpy as np
import polars as pl

from verification.matching import columns, scoring, settlement, weights
from verification.matching.candidates import CivilIndex
from verification.matching.results import Result, Thresholds, as_results

# What a word says where no register is at hand to count it: one in 400 bears it, one in 5 a prefix.
_USUAL_WORD, _WEAK_WORD = 6.0, 1.6


def compare_one(
    citizen: Mapping[str, object],
    civil: Mapping[str, object],
    index: CivilIndex | None = None,
    thresholds: Thresholds | None = None,
) -> Result:
    """Compare one citizen with one person of the register who is taken to be meant.

    Args:
        citizen, civil: values by canonical column (columns.py); absent, None and empty mean unknown.
        index: a register to count rare words in; without it every word is taken as usual.

    Returns:
        The result as a run would give it, where this person is the only candidate.
    """
    dtks = columns.canonical(_frame({"dtks_id": "1", **citizen}), columns.DTKS_COLUMNS, columns.REQUIRED_DTKS)
    register = columns.canonical(_frame(civil), columns.CIVIL_COLUMNS, columns.REQUIRED_CIVIL)
    one = CivilIndex.build(register)
    one.word_count = _word_counts(one, index)
    scored = scoring.score_pair(one, dtks, weights.load())
    return next(as_results(settlement.settle(scored, thresholds)))


def _frame(values: Mapping[str, object]) -> pl.DataFrame:
    cells = {name: [_text(value)] for name, value in values.items() if columns.meaning(name)}
    cells.setdefault("nik", [""])
    cells.setdefault("name", [""])
    return pl.DataFrame(cells, schema=dict.fromkeys(cells, pl.String))


def _text(value: object) -> str:
    return "" if value is None else str(value)


def usual_word_counts(index: CivilIndex) -> np.ndarray:
    """Counts under which every word of a few candidates is taken as usual: so few say nothing about how rare it is."""
    weak = index.people.words.weak
    return np.asarray((index.people.count + 1) / np.where(weak, math.exp(_WEAK_WORD), math.exp(_USUAL_WORD)))


def _word_counts(one: CivilIndex, index: CivilIndex | None) -> np.ndarray:
    words = one.people.words
    if index is None:
        return usual_word_counts(one)
    place = {text: number for number, text in enumerate(index.people.words.texts)}
    counts = np.array([index.word_count[place[text]] if text in place else 0.5 for text in words.texts])
    # As a share of the register, in terms of a register of one (see wording.compare).
    return np.asarray(counts * 2 / (index.people.count + 1))
