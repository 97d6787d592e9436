import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from itperception.errors import UnknownNameError
from itperception.inference.gap.group_gap import kappa
from itperception.inference.results import State
from tests.cases import each
from tests.inference.reference import DIGITS, QUICK, reference

PRINTED = reference("agreement")["squares"]
CASES = [pytest.param(case, id=name) for name, case in PRINTED.items()]
SQUARES = arrays(float, (4, 4), elements=st.integers(0, 15).map(float))
WEIGHTS = ["none", "linear", "quadratic"]


@each("case", CASES)
@each("weights", WEIGHTS)
def test_kappa_and_its_error_are_those_of_vcd(case, weights):
    found = kappa(case["counts"], weights=weights)

    assert [found.effect_size, found.se] == pytest.approx(case[weights], **DIGITS)


@QUICK
@given(SQUARES, st.sampled_from(WEIGHTS))
def test_swapping_the_items_or_turning_the_scale_around_changes_no_kappa(square, weights):
    usual = kappa(square, weights=weights)

    for other in (square.T, square[::-1, ::-1]):
        found = kappa(other, weights=weights)
        assert found.effect_size == pytest.approx(usual.effect_size, nan_ok=True, abs=1e-9)
        assert found.se == pytest.approx(usual.se, nan_ok=True, abs=1e-9)


@QUICK
@given(SQUARES, st.permutations(range(4)))
def test_the_order_of_categories_is_irrelevant_to_plain_kappa(square, order):
    found, usual = kappa(square[order][:, order]), kappa(square)

    assert found.effect_size == pytest.approx(usual.effect_size, nan_ok=True, abs=1e-9)


@QUICK
@given(SQUARES, st.integers(2, 9), st.sampled_from(WEIGHTS))
def test_a_larger_sample_of_the_same_shares_is_surer_of_the_same_kappa(
    square, times, weights
):
    found, usual = (kappa(s, weights=weights) for s in (square * times, square))
    assume(usual.state is State.OK)

    assert found.effect_size == pytest.approx(usual.effect_size, abs=1e-9)
    assert found.se == pytest.approx(usual.se / np.sqrt(times), abs=1e-9)


@QUICK
@given(SQUARES)
def test_quadratic_kappa_is_the_concordance_of_the_scores(square):
    found = kappa(square, weights="quadratic")
    assume(found.state is State.OK)
    rows, columns = (
        np.repeat(x.ravel(), square.ravel().astype(int)) for x in np.indices((4, 4))
    )

    apart = ((rows - columns) ** 2).mean()
    by_chance = rows.var() + columns.var() + (rows.mean() - columns.mean()) ** 2
    assert found.effect_size == pytest.approx(1 - apart / by_chance, abs=1e-9)


@QUICK
@given(st.integers(0, 30), st.integers(0, 30), st.integers(0, 30), st.integers(0, 30))
def test_for_two_categories_all_weights_are_one(a, b, c, d):
    plain, *weighted = (kappa([[a, b], [c, d]], weights=weights) for weights in WEIGHTS)

    for found in weighted:
        assert found.effect_size == pytest.approx(plain.effect_size, nan_ok=True)


@pytest.mark.parametrize("weights", WEIGHTS)
def test_independent_answers_have_no_agreement_beyond_chance(weights):
    square = np.outer([10, 20, 30], [5, 25, 10])

    assert kappa(square, weights=weights).effect_size == pytest.approx(0, abs=1e-12)


def test_full_agreement_is_one_and_its_error_says_nothing():
    found = kappa(np.eye(3) * 7)

    assert (found.effect_size, found.se) == pytest.approx((1, 0))
    assert "everybody agrees" in found.note


def test_an_interval_beyond_the_scale_is_cut_and_says_so():
    found = kappa([[3, 0], [1, 3]])

    assert found.ci_high == 1
    assert "cut" in found.note


@each(
    ("square", "state"),
    [(np.zeros((3, 3)), State.EMPTY), (np.zeros((0, 0)), State.EMPTY),
     (np.diag([9, 0, 0]), State.NO_VARIATION), ([[5]], State.NO_VARIATION),
     (np.ones((2, 3)), State.WRONG_SHAPE)],
)  # fmt: skip
@each("weights", WEIGHTS)
def test_kappa_that_cannot_be_computed_has_a_state(square, state, weights):
    found = kappa(square, weights=weights)

    assert found.state is state
    assert np.isnan([found.effect_size, found.se, found.ci_low]).all()


def test_unknown_weights_are_refused():
    with pytest.raises(UnknownNameError, match="did you mean 'quadratic'"):
        kappa([[1, 2], [3, 4]], weights="quadratisk")


def test_kappa_explains_itself_with_its_numbers():
    told = kappa([[20, 9, 3], [15, 41, 6], [8, 22, 32]]).explain()

    assert "(0.5962 − 0.3444)/(1 − 0.3444), n = 156" in told
    assert "Fleiss, Cohen & Everitt 1969" in told
