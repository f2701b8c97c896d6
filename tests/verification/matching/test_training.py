"""How the thresholds of the parameter file are chosen."""

import numpy as np
import pytest

from verification.matching import training, weights


def _outcomes(confidences, right, absent):
    """Odds that the neutral parameters turn into these confidences."""
    odds = np.log(np.array(confidences) / (1 - np.array(confidences)))
    return training.Outcomes(odds, np.array(right), np.array(absent), np.ones(len(odds), dtype=np.bool_))


@pytest.fixture
def parameters():
    return weights.neutral()


def test_the_lower_threshold_leaves_alone_those_who_are_in_no_register(parameters):
    usual = _outcomes([0.999] * 50, [True] * 50, [False] * 50)
    crowded = _outcomes([0.3, 0.6, 0.6, 0.82, 0.9999], [False] * 4 + [True], [True] * 4 + [False])
    eyes, same = training.thresholds(parameters, [usual], [crowded])
    confidence = parameters.confidence(crowded.odds[crowded.absent])
    assert confidence.max() < eyes < same
    assert (confidence >= training.THRESHOLDS[training.THRESHOLDS.index(eyes) - 1]).any()


def test_the_upper_threshold_is_where_hardly_anybody_is_given_wrongly(parameters):
    usual = _outcomes([0.7] * 20 + [0.97] * 10 + [0.999] * 50, [True] * 20 + [False] * 10 + [True] * 50, [False] * 80)
    eyes, same = training.thresholds(parameters, [usual], [_outcomes([0.2, 0.3], [False] * 2, [True] * 2)])
    assert eyes == training.THRESHOLDS[0]
    assert parameters.confidence(usual.odds[20:30]).max() < same


def test_the_shipped_file_is_what_its_own_code_would_write():
    shipped = weights.load()
    assert weights.document(shipped, training.COMMAND)["version"] == weights.VERSION
    assert {shipped.eyes, shipped.same} <= set(training.THRESHOLDS)
