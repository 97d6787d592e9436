import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.special import ndtr, ndtri

from itperception.inference.models.omega import (
    bivariate_normal,
    correlations,
    omega_from_pairs,
    one_factor,
)
from itperception.inference.models.reliability import alpha_from_pairs
from itperception.inference.results import State
from tests.cases import each
from tests.inference.reference import DIGITS, QUICK, reference

TOLD = reference("reliability")["yes_no"]
FEW = settings(QUICK, max_examples=15)
FOURFOLD = arrays(float, (2, 2), elements=st.integers(1, 20).map(float))


@FEW
@given(FOURFOLD)
def test_alpha_of_two_items_is_their_reliability_by_spearman_and_brown(counts):
    (both, one), (other, _) = counts
    pairs = np.array([[both + one, both], [both, both + other]])
    covariance = pairs - np.outer(pairs.diagonal(), pairs.diagonal()) / counts.sum()

    found = alpha_from_pairs(pairs, counts.sum())

    expected = 4 * covariance[0, 1] / covariance.sum()
    assert found.effect_size == pytest.approx(expected, **DIGITS)


def test_the_order_of_items_is_irrelevant():
    pairs, n = np.array(TOLD["practices"]["pairs"]), TOLD["practices"]["n"]
    order = np.random.default_rng(1).permutation(len(pairs))

    for run in (alpha_from_pairs, omega_from_pairs):
        found = run(pairs[order][:, order], n).effect_size
        assert found == pytest.approx(run(pairs, n).effect_size, rel=1e-9)


@each("run", [alpha_from_pairs, omega_from_pairs])
@each(
    ("state", "pairs", "base"),
    [
        (State.WRONG_SHAPE, [[3, 1, 2], [1, 4, 2]], 9),
        (State.WRONG_SHAPE, [[3]], 9),
        (State.EMPTY, np.zeros((3, 3)), 0),
        (State.SMALL_BASE, np.ones((3, 3)), 1),
        (State.NO_VARIATION, np.full((3, 3), 6), 6),
    ],
)
def test_degenerate_pairs_have_a_state_and_no_numbers(run, state, pairs, base):
    found = run(pairs, base)

    assert found.state is state
    assert np.isnan([found.effect_size, found.ci_low, found.ci_high]).all()


@FEW
@given(st.floats(-3, 3), st.floats(-3, 3), st.floats(-0.95, 0.95))
def test_the_bivariate_normal_keeps_its_margins(x, y, correlation):
    below = bivariate_normal(x, y, correlation)

    above = bivariate_normal(x, -y, -correlation)
    assert below + above == pytest.approx(ndtr(x), abs=1e-14)
    assert below == pytest.approx(bivariate_normal(y, x, correlation), abs=1e-14)


@FEW
@given(arrays(float, 5, elements=st.floats(0.2, 0.95)))
def test_correlations_of_one_factor_give_its_loadings_back(loadings):
    correlation = np.outer(loadings, loadings)
    np.fill_diagonal(correlation, 1)

    assert one_factor(correlation) == pytest.approx(loadings, abs=1e-9)


def test_an_item_that_the_factor_explains_wholly_has_no_estimate():
    heywood = np.array([[1, 0.9, 0.9], [0.9, 1, 0.5], [0.9, 0.5, 1]])

    assert one_factor(heywood) is None


@FEW
@given(FOURFOLD)
def test_two_yes_no_items_are_fitted_exactly(counts):
    share = counts / counts.sum()

    found = correlations(counts[np.newaxis])[0][0]

    at = [ndtri(share[0].sum()), ndtri(share[:, 0].sum())]
    assert bivariate_normal(*at, found) == pytest.approx(share[0, 0], rel=1e-9)


@FEW
@given(FOURFOLD)
def test_turning_and_reversing_the_table_does_what_it_should(counts):
    moved = np.array([counts, counts.T, counts[::-1], counts * 3])

    found, turned, reversed_, thrice = correlations(moved)[0]

    assert [turned, -reversed_, thrice] == pytest.approx([found] * 3, abs=1e-9)


def test_half_a_respondent_is_added_to_an_empty_cell():
    found, filled = correlations(np.array([[[9.0, 0], [4, 7]], [[9, 0.5], [4, 7]]]))

    assert found[0] == pytest.approx(found[1], **DIGITS)
    assert filled.tolist() == [True, False]


def test_the_explanations_have_the_numbers():
    pairs = [[14, 11, 11], [11, 14, 11], [11, 11, 14]]

    assert "k/(k − 1) (1 − Σvᵢ/v) = 3/2 (1 − " in alpha_from_pairs(pairs, 26).explain()
    assert "(Σλ)²/((Σλ)² + Σ(1 − λ²))" in omega_from_pairs(pairs, 26).explain()
