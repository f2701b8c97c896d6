"""Learn the weights: `python -m verification.matching.training -o weights.json`.

People are invented (generate.py), so the truth is known. The weights are those of a conditional choice: each person of the
list chooses one of the candidates, or nobody; the logarithm of odds of a candidate is the sum of its findings' weights.
Three steps, each on other people than the last: weights, weights of the context, calibration of the confidence.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from verification.matching.persons import Bools, Floats, Ints

Gradient = Callable[[Floats], tuple[float, Floats]]


@dataclass(frozen=True, slots=True)
class Choices:
    """Pairs sorted by person: columns of findings, which person, which pair is the right one, and a fixed part."""

    columns: np.ndarray  # type: ignore[type-arg]
    person: Ints
    right: Bools
    fixed: Floats
    counts: Floats


def fit(choices: Sequence[Choices], size: int, ridge: float, start: Floats | None = None, steps: int = 200) -> Floats:
    """Weights that make the right choices likeliest, drawn towards zero by `ridge`."""

    def objective(weights: Floats) -> tuple[float, Floats]:
        loss, gradient = 0.5 * ridge * float(weights @ weights), ridge * weights
        for part in choices:
            more, slope = _loss(part, weights)
            loss += more
            gradient = gradient + slope
        return loss, gradient

    return minimise(objective, np.zeros(size) if start is None else start, steps)


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
