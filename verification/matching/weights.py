"""The learnt weights: how much each finding counts. A versioned file; training.py makes it."""

import functools
import json
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np

from verification.matching.kinds import KINDS, OFFSETS, TOTAL
from verification.matching.persons import Floats
from verification.matching.results import VERSION

FILE = "data/weights.json"
# What the last pass adds, when all rows are known: the family of a person's housemates, and who claims the same person.
CONTEXT_KINDS: dict[str, tuple[str, tuple[str, ...]]] = {
    "household": ("no_kk", ("alone", "their_family", "their_family_same_card", "other_family")),
    "claim": ("klaim", ("free", "taken", "taken_same_nik")),
}


@dataclass(frozen=True, slots=True)
class Weights:
    """Weights in natural logarithm of odds, thresholds of the bands, and the table that turns odds into confidence.

    `prior` is what a candidate of whom nothing is known stands at; all findings are added to it.
    """

    version: str
    prior: float
    weights: Floats
    context: Mapping[str, Mapping[str, float]]
    confidence_odds: Floats
    confidence_values: Floats
    eyes: float
    same: float
    firm: float

    def scores(self, columns: np.ndarray) -> Floats:
        """The sum of the weights of each pair's findings."""
        total = np.full(len(columns), self.prior, dtype=np.float32)
        for place in range(columns.shape[1]):
            total += self.weights[columns[:, place]]
        return total

    def confidence(self, odds: Floats) -> Floats:
        """Calibrated probability for a logarithm of odds."""
        return np.interp(odds, self.confidence_odds, self.confidence_values).astype(np.float32)


@functools.cache
def load(path: str = "") -> Weights:
    """Read a parameter file; without a path the one in the package."""
    if path:
        text = Path(path).read_text(encoding="utf-8")
    else:
        text = resources.files("verification.matching").joinpath(FILE).read_text(encoding="utf-8")
    return from_document(json.loads(text))


def from_document(document: Mapping[str, Any]) -> Weights:
    weights = np.zeros(TOTAL, dtype=np.float32)
    for kind, (_, findings) in KINDS.items():
        for place, finding in enumerate(findings):
            weights[OFFSETS[kind] + place] = document["weights"].get(kind, {}).get(finding, 0.0)
    return Weights(
        version=document["version"],
        prior=document.get("prior", 0.0),
        weights=weights,
        context=document["context"],
        confidence_odds=np.array(document["confidence"]["odds"], dtype=np.float32),
        confidence_values=np.array(document["confidence"]["values"], dtype=np.float32),
        eyes=document["thresholds"]["eyes"],
        same=document["thresholds"]["same"],
        firm=document["firm"],
    )


def neutral(version: str = VERSION) -> Weights:
    """Parameters that know nothing yet; training starts from them."""
    steps = np.arange(-8, 9, 2, dtype=np.float32)
    return Weights(
        version=version,
        prior=0.0,
        weights=np.zeros(TOTAL, dtype=np.float32),
        context={"household": {}, "claim": {"taken": -4.0}},
        confidence_odds=steps,
        confidence_values=1 / (1 + np.exp(-steps)),
        eyes=0.5,
        same=0.97,
        firm=8.0,
    )


def document(parameters: Weights, made_by: str) -> dict[str, Any]:
    """A parameter file as a dictionary, ready for JSON."""
    tables = {
        kind: {
            finding: round(float(parameters.weights[OFFSETS[kind] + place]), 3)
            for place, finding in enumerate(findings)
            if parameters.weights[OFFSETS[kind] + place]
        }
        for kind, (_, findings) in KINDS.items()
    }
    return {
        "version": parameters.version,
        "made_by": made_by,
        "thresholds": {"eyes": parameters.eyes, "same": parameters.same},
        "firm": parameters.firm,
        "prior": round(parameters.prior, 3),
        "confidence": {
            "odds": [round(float(value), 3) for value in parameters.confidence_odds],
            "values": [round(float(value), 5) for value in parameters.confidence_values],
        },
        "context": parameters.context,
        "weights": tables,
    }
