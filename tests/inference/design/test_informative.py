"""Weights that go with the answers are found, and others seldom said to."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from scipy.stats import f_oneway

from itperception.errors import ItPerceptionError
from itperception.inference.design.informative import informative_weights
from itperception.workbench import load_wave

ROOT = Path(__file__).parents[3]


def sums(answers, weights, k=3):
    return [np.bincount(answers, weights**power, k) for power in (0, 1, 2)]


def test_it_is_the_analysis_of_variance_of_the_weights():
    rng = np.random.default_rng(1)
    answers, weights = rng.integers(0, 3, 80), np.exp(rng.normal(0, 0.5, 80))

    found = informative_weights(*sums(answers, weights))
    slow = f_oneway(*(weights[answers == k] for k in range(3)))
    assert (found.statistic, found.p_value) == pytest.approx(tuple(slow), rel=1e-10)
    share = [
        weights[answers == k].sum() / weights.sum() - (answers == k).mean()
        for k in range(3)
    ]
    assert found.effect == pytest.approx(max(share, key=abs))


def test_it_keeps_its_level_where_weights_are_independent_of_the_answers():
    rng = np.random.default_rng(2)
    found = [
        informative_weights(*sums(rng.integers(0, 3, 156), np.exp(rng.normal(0, 0.5, 156))))
        for _ in range(2000)
    ]
    assert np.mean([one.p_value <= 0.05 for one in found]) <= 0.05 + 3 * 0.0049


def test_weights_that_go_with_the_answers_are_found():
    rng = np.random.default_rng(3)
    answers = rng.integers(0, 3, 156)
    found = informative_weights(
        *sums(answers, np.exp(rng.normal(0.5 * (answers == 2), 0.5)))
    )
    assert found.p_value < 0.001 and found.effect > 0.05


def test_nothing_is_said_where_all_weights_are_equal():
    assert np.isnan(informative_weights([5, 6], [5, 6], [5, 6]).p_value)


@pytest.mark.parametrize("wave", ["demo-2024", "demo-2026"])
def test_weights_of_the_demo_waves_do_not_go_with_the_answers(wave):
    found = load_wave(wave, ROOT).informative_weights()
    assert len(found) == 8
    assert (found["p_adjusted"] > 0.05).all()


def test_a_wave_without_weights_is_refused(tiny):
    with pytest.raises(ItPerceptionError, match="has no weights"):
        replace(tiny, columns=("image",)).informative_weights()


def test_weights_that_the_answers_decide_wholly_are_found():
    found = informative_weights([60, 40], [30, 70], [15, 122.5])

    assert found.statistic == np.inf and found.p_value == 0.0
    assert found.effect == pytest.approx(0.3 - 0.6)
