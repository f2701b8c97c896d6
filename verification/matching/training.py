"""Learn the weights: `python -m verification.matching.training -o weights.json`.

People are invented (generate.py), so the truth is known. The weights are those of a conditional choice: each person
of the list chooses one of the candidates, or nobody; the logarithm of odds of a candidate is the sum of its findings'
weights.
Steps, on other people each: weights; weights of the context and calibration of the confidence; the two thresholds, on
lists with many who are in no register.
"""

import argparse
import json
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import polars as pl

from verification.matching import candidates, columns, evidence, files, generate, kinds, scoring, settlement, weights
from verification.matching.invented.lists import ABSENT, ListMaker
from verification.matching.persons import NIK_NONE, Bools, Floats, Ints, prepare

Gradient = Callable[[Floats], tuple[float, Floats]]


@dataclass(frozen=True, slots=True)
class Choices:
    """Pairs sorted by person: columns of findings, which person, which pair is the right one, and a fixed part."""

    columns: np.ndarray
    person: Ints
    right: Bools
    fixed: Floats
    counts: Floats


def fit(choices: Sequence[Choices], size: int, ridge: Floats, free: Bools | None = None, steps: int = 300) -> Floats:
    """Weights that make the right choices likeliest, drawn towards zero by `ridge`; only the free ones move from 0."""

    def objective(weights: Floats) -> tuple[float, Floats]:
        loss, gradient = 0.5 * float(ridge @ np.square(weights)), ridge * weights
        for part in choices:
            more, slope = _loss(part, weights)
            loss += more
            gradient = gradient + slope
        return loss, gradient if free is None else gradient * free

    return minimise(objective, np.zeros(size), steps)


# Findings that never speak against a candidate, and those that never speak for one, whatever the data say.
FOR = {
    "date": ("same", "same_default"), "nik": ("same",), "owner": ("this",), "likeness": ("same",), "kk": ("same",),
    "address": ("all",), "place": ("same_common", "same_some", "same_rare"), "sex": ("same",), "mother": ("same",),
}  # fmt: skip
AGAINST = {
    "date": ("other", "default_other"), "nik": ("other",), "likeness": ("b0",), "kk": ("differs",),
    "address": ("other",), "place": ("differs_common", "differs_rare"), "sex": ("differs",), "mother": ("differs",),
}  # fmt: skip


def fit_evidence(parts: Sequence[Choices]) -> tuple[float, Floats]:
    """The prior and the weights of all findings. One of the wrong sign is set to nothing, the rest learnt again.

    The prior is not drawn towards zero, so that it need not hide in the weights. What is unknown weighs nothing
    (failure 18).
    """
    with_prior = [replace(part, columns=np.column_stack((part.columns, _prior_column(part)))) for part in parts]
    ridge = np.full(kinds.TOTAL + 1, RIDGE)
    ridge[kinds.TOTAL] = 1e-3
    free = np.append(free_weights(), True)
    least, most = _signs()
    for _ in range(3):
        learnt = fit(with_prior, kinds.TOTAL + 1, ridge, free)
        wrong = (learnt < least) | (learnt > most)
        if not wrong.any():
            break
        free &= ~wrong
    learnt = np.clip(learnt, least, most)
    return float(learnt[kinds.TOTAL]), missing_never_helps(learnt[: kinds.TOTAL])


def _prior_column(part: Choices) -> Ints:
    return np.full(len(part.person), kinds.TOTAL, dtype=np.int64)


def _signs() -> tuple[Floats, Floats]:
    """The least and the greatest value that each weight, and the prior, may have."""
    least, most = np.full(kinds.TOTAL + 1, -np.inf), np.full(kinds.TOTAL + 1, np.inf)
    for table, bound in ((FOR, least), (AGAINST, most)):
        for kind, findings in table.items():
            for finding in findings:
                bound[kinds.OFFSETS[kind] + kinds.code(kind, finding)] = 0.0
    most[kinds.TOTAL] = 0.0
    return least, most


def free_weights() -> Bools:
    """All but those of unknown values: what is missing says nothing for or against (failure 18)."""
    free = np.ones(kinds.TOTAL, dtype=np.bool_)
    for kind, (_, findings) in kinds.KINDS.items():
        if findings[0] == "unknown":
            free[kinds.OFFSETS[kind]] = False
    return free


def missing_never_helps(learnt: Floats) -> Floats:
    """Lower the weights of an unknown birth date, joined with others, to those of one that agrees, where higher."""
    out = learnt.copy()
    same, default = (out[kinds.OFFSETS["date"] + kinds.code("date", name)] for name in ("same", "same_default"))
    for level in range(kinds.NAME_LEVELS):
        number = kinds.OFFSETS["number"] + 1 + level * 3
        out[number + 1] = min(out[number + 1], out[number])
        for family in range(3):
            at = [kinds.OFFSETS["joint"] + level * 18 + group * 3 + family for group in range(6)]
            out[at[1]] = min(out[at[1]], out[at[0]] + same, out[at[5]] + default)
    return out


def _loss(part: Choices, weights: Floats) -> tuple[float, Floats]:
    score = part.fixed + weights[part.columns].sum(axis=1)
    begin = np.flatnonzero(np.concatenate(([True], part.person[1:] != part.person[:-1])))
    at = np.cumsum(np.concatenate(([True], part.person[1:] != part.person[:-1]))) - 1
    top = np.maximum(np.maximum.reduceat(score, begin), 0)
    power = np.exp(score - top[at])
    total = np.add.reduceat(power, begin) + np.exp(-top)
    share = power / total[at]
    loss = float((part.counts[begin] * (np.log(total) + top)).sum() - (part.counts * score)[part.right].sum())
    residual = part.counts * (share - part.right)
    gradient = np.zeros(len(weights))
    for place in range(part.columns.shape[1]):
        gradient += np.bincount(part.columns[:, place], weights=residual, minlength=len(weights))
    return loss, gradient


def minimise(objective: Gradient, start: Floats, steps: int, memory: int = 12) -> Floats:
    """L-BFGS with a halving line search (Nocedal and Wright, algorithm 7.5)."""
    point = start.astype(np.float64)
    value, slope = objective(point)
    moves: list[Floats] = []
    turns: list[Floats] = []
    for _ in range(steps):
        direction = -_two_loops(slope, moves, turns)
        length = 1.0 if moves else min(1.0, 1.0 / float(np.abs(slope).sum() + 1e-12))
        downhill = float(slope @ direction)
        while True:
            candidate = point + length * direction
            new_value, new_slope = objective(candidate)
            if new_value <= value + 1e-4 * length * downhill or length < 1e-10:
                break
            length /= 2
        move, turn = candidate - point, new_slope - slope
        done = abs(value - new_value) <= 1e-7 * max(abs(value), 1.0)
        point, value, slope = candidate, new_value, new_slope
        if float(move @ turn) > 1e-12:
            moves, turns = [*moves, move][-memory:], [*turns, turn][-memory:]
        if done:
            break
    return point


def _two_loops(slope: Floats, moves: list[Floats], turns: list[Floats]) -> Floats:
    out = slope.copy()
    kept: list[float] = []
    for move, turn in zip(reversed(moves), reversed(turns), strict=True):
        share = float(move @ out) / float(move @ turn)
        kept.append(share)
        out = out - share * turn
    if moves:
        out = out * (float(moves[-1] @ turns[-1]) / float(turns[-1] @ turns[-1]))
    for move, turn, share in zip(moves, turns, reversed(kept), strict=True):
        out = out + move * (share - float(turn @ out) / float(move @ turn))
    return out


def calibrate(odds: Floats, right: Bools, knots: int = 24) -> tuple[list[float], list[float]]:
    """A rising table from odds to the share that was right (pool adjacent violators), with a cautious end.

    The last share is kept below one by the rule of succession: n right of n give (n + 1) / (n + 2).
    """
    order = np.argsort(odds, kind="stable")
    blocks = [[float(odds[place]), float(right[place]), 1.0] for place in order]
    merged: list[list[float]] = []
    for block in blocks:
        merged.append(block)
        while len(merged) > 1 and merged[-2][1] / merged[-2][2] >= merged[-1][1] / merged[-1][2]:
            last = merged.pop()
            before = merged.pop()
            size = before[2] + last[2]
            middle = (before[0] * before[2] + last[0] * last[2]) / size
            merged.append([middle, before[1] + last[1], size])
    points = [(block[0], (block[1] + 1) / (block[2] + 2)) for block in merged if block[2] >= 5]
    step = max(1, len(points) // knots)
    chosen = points[::step]
    if points and chosen[-1] != points[-1]:
        chosen.append(points[-1])
    xs = [round(point[0], 3) for point in chosen]
    ys = np.maximum.accumulate(np.clip([point[1] for point in chosen], 0.0001, 0.9999)).round(5).tolist()
    return xs, ys


@dataclass(frozen=True, slots=True)
class Case:
    """One invented list and register, read and indexed."""

    dtks: pl.DataFrame
    index: candidates.CivilIndex
    true_rows: Ints


BLANKS = (
    ("kk_number",), ("birth_date",), ("birth_place",), ("sex",), ("address", "rt", "rw", "kelurahan"), ("mother_name",),
)  # fmt: skip


def case(
    seed: int, listed: int, registered: int, *, hard: bool, mothers: bool, blank: float = 0.0, absent: float = ABSENT
) -> Case:
    """Invent people and read them as files are read; with `blank` so great a share of each field is emptied."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        rows, register = ListMaker(seed, hard, absent).make(listed, registered)
        generate.write(folder, rows, register, mothers)
        dtks = files.read(folder / "dtks.csv", columns.DTKS_COLUMNS, columns.REQUIRED_DTKS)
        civil = files.read(folder / "civil.csv", columns.CIVIL_COLUMNS, columns.REQUIRED_CIVIL)
        dtks, civil = _emptied(dtks, blank, seed), _emptied(civil, blank, seed + 1)
        index = candidates.CivilIndex.build(civil)
        truth = pl.read_csv(folder / "truth.csv", infer_schema=False)["true_nik"].fill_null("0")
    niks = truth.set(truth == "", "0").cast(pl.Int64).to_numpy()
    return Case(dtks, index, index.rows_of_nik(niks))


def _emptied(frame: pl.DataFrame, share: float, seed: int) -> pl.DataFrame:
    """A side with some of its values taken away, so that what is unknown has its place among the findings."""
    dice = np.random.default_rng(seed)
    for group in BLANKS:
        hit = pl.Series(dice.random(frame.height) < share)
        frame = frame.with_columns(pl.when(hit).then(pl.lit("")).otherwise(pl.col(name)).alias(name) for name in group)
    return frame


def choices(one: Case) -> Choices:
    """All that is looked at for each person who is not found at once, and the NIK's owners among the rest."""
    people = prepare(columns.canonical(one.dtks, columns.DTKS_COLUMNS, columns.REQUIRED_DTKS))
    own = one.index.rows_of_nik(np.where(people.nik_state == NIK_NONE, 0, people.nik))
    owned = np.flatnonzero(own >= 0)
    register = one.index.people
    same = (people.name_hash[owned] == register.name_hash[own[owned]]) & (
        people.birth[owned] == register.birth[own[owned]]
    )
    plain = owned[same]
    searched = np.setdiff1d(np.arange(people.count), plain[plain % 5 > 0])
    rows, civil = candidates.pairs(one.index, people, searched)
    rows, civil = scoring.first_look(one.index, people, rows, civil)
    found = evidence.findings(one.index, people, rows, civil)
    right = civil == one.true_rows[rows]
    return Choices(found.astype(np.int64), rows, right, np.zeros(len(rows)), np.ones(len(rows)))


def context_choices(one: Case, parameters: weights.Weights) -> Choices:
    """The last pass's findings for every pair, with the score of the pair as a fixed part."""
    pairs = settlement.Pairs(scoring.score_chunk(one.index, one.dtks, parameters), parameters)
    pairs.reconsider()
    real = pairs.civil >= 0
    columns_found = np.stack([pairs.found["household"], 4 + pairs.found["claim"]], axis=1)[real]
    place = pairs.frame["row"].to_numpy()[real]
    right = (pairs.civil == one.true_rows[pairs.frame["row"].to_numpy()])[real]
    return Choices(columns_found, place, right, pairs.base[real], np.ones(len(place)))


@dataclass(frozen=True, slots=True)
class Outcomes:
    """Of each person with a candidate: odds of the best after the last pass, whether it is right, nobody is meant; and
    whether the NIK of the list is another than that of the best.
    """

    odds: Floats
    right: Bools
    absent: Bools
    other_nik: Bools


def outcomes(one: Case, parameters: weights.Weights) -> Outcomes:
    """What the parameters come to on a case."""
    pairs = settlement.Pairs(scoring.score_chunk(one.index, one.dtks, parameters), parameters)
    pairs.reconsider()
    odds = pairs.odds()
    best = pairs.best(odds)
    best = best[pairs.civil[best] >= 0]
    true = one.true_rows[pairs.frame["row"].to_numpy()[best]]
    civil_nik = one.index.people.nik[pairs.civil[best]]
    return Outcomes(odds[best], pairs.civil[best] == true, true < 0, civil_nik != pairs.nik[best])


COMMAND = "python -m verification.matching.training"
PLAIN_CASES = ((101, 20_000, 100_000, False), (102, 7_000, 50_000, True), (103, 20_000, 150_000, False))
HARD_CASES = ((201, 20_000, 100_000, False), (202, 7_000, 50_000, True), (203, 20_000, 150_000, False))
CHECKED_CASES = ((301, 40_000, 200_000, False, False), (302, 40_000, 200_000, True, False))
MANY_ABSENT = 0.15
# A great register: the more people it holds, the likelier that somebody resembles one who is not in it.
THRESHOLD_CASES = ((402, 20_000, 350_000, True, False),)
RIDGE, BLANK = 1.0, 0.04
# Of persons in no register at most this share may be given somebody: the lower threshold is the first that holds it.
ABSENT_GIVEN = 0.008
# Of those who are given a person of another NIK, and surely, at most this share may be wrong: the upper threshold.
SURELY_WRONG = 0.002
THRESHOLDS = (0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.84, 0.87, 0.9, 0.92, 0.94, 0.95, 0.96, 0.97, 0.98, 0.99, 0.995)


def learn(report: Callable[[str], None]) -> dict[str, object]:
    """The whole training; returns a parameter file's document."""
    cases = [case(*part[:3], hard=False, mothers=part[3], blank=BLANK) for part in PLAIN_CASES]
    cases += [case(*part[:3], hard=True, mothers=part[3], blank=BLANK) for part in HARD_CASES]
    report("orang rekaan siap")
    prior, learnt = fit_evidence([choices(one) for one in cases])
    report("bobot bukti siap")
    parameters = replace(weights.neutral(), prior=prior, weights=learnt.astype(np.float32))
    checked = [case(*part[:3], hard=part[3], mothers=part[4]) for part in CHECKED_CASES]
    parameters = _calibrated(parameters, [outcomes(one, parameters) for one in checked])
    parameters = replace(parameters, context=_context([context_choices(one, parameters) for one in checked]))
    report("bobot konteks siap")
    found = [outcomes(one, parameters) for one in checked]
    parameters = _calibrated(parameters, found)
    report("keyakinan siap")
    parameters = with_thresholds(parameters, checked)
    return weights.document(parameters, COMMAND)


def with_thresholds(parameters: weights.Weights, checked: Sequence[Case]) -> weights.Weights:
    """The parameters as a file holds them, with both thresholds chosen."""
    parameters = weights.from_document(weights.document(parameters, COMMAND))
    usual = [outcomes(one, parameters) for one in checked]
    crowded = [
        outcomes(case(*part[:3], hard=part[3], mothers=part[4], absent=MANY_ABSENT), parameters)
        for part in THRESHOLD_CASES
    ]
    eyes, same = thresholds(parameters, usual, crowded)
    return replace(parameters, eyes=eyes, same=same)


def _context(parts: Sequence[Choices]) -> dict[str, dict[str, float]]:
    names = [(kind, finding) for kind, (_, found) in weights.CONTEXT_KINDS.items() for finding in found]
    table: dict[str, dict[str, float]] = {}
    for (kind, finding), value in zip(names, fit(parts, len(names), np.full(len(names), RIDGE)), strict=True):
        table.setdefault(kind, {})[finding] = round(float(value), 3)
    return table


def _calibrated(parameters: weights.Weights, parts: Sequence[Outcomes]) -> weights.Weights:
    odds, values = calibrate(
        np.concatenate([part.odds for part in parts]), np.concatenate([part.right for part in parts])
    )
    return replace(parameters, confidence_odds=np.array(odds), confidence_values=np.array(values))


def thresholds(
    parameters: weights.Weights, usual: Sequence[Outcomes], crowded: Sequence[Outcomes]
) -> tuple[float, float]:
    """The two bounds of the bands, each the first of THRESHOLDS that keeps its promise in every case.

    Those in no register are few in a usual list; ten times as many are in the crowded ones.
    """
    eyes = _first(THRESHOLDS[:-1], lambda bound: max(_absent_given(parameters, part, bound) for part in crowded))
    every = (*usual, *crowded)
    above = [bound for bound in THRESHOLDS if bound > eyes]
    same = _first(above, lambda bound: max(_surely_wrong(parameters, part, bound) for part in every), SURELY_WRONG)
    return eyes, same


def _first(bounds: Sequence[float], share: Callable[[float], float], most: float = ABSENT_GIVEN) -> float:
    return next((bound for bound in bounds if share(bound) <= most), bounds[-1])


def _absent_given(parameters: weights.Weights, part: Outcomes, bound: float) -> float:
    return float(np.mean(parameters.confidence(part.odds[part.absent]) >= bound))


def _surely_wrong(parameters: weights.Weights, part: Outcomes, bound: float) -> float:
    sure = part.other_nik & (parameters.confidence(part.odds) >= bound)
    return float(np.mean(~part.right[sure])) if sure.any() else 0.0


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m verification.matching.training", description="Belajar bobot.")
    parser.add_argument("-o", "--output", type=Path, required=True)
    options = parser.parse_args(arguments)
    document = learn(lambda text: print(text, file=sys.stderr, flush=True))
    options.output.write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
