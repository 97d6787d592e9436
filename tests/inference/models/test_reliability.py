import dataclasses

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.special import ndtr, ndtri

from itperception.inference.models.omega import omega_from_pairs, one_factor, ordinal_omega
from itperception.inference.models.polychoric import (
    bivariate_normal,
    correlations,
    polychoric,
)
from itperception.inference.models.reliability import alpha_from_pairs, cronbach_alpha
from itperception.inference.results import State
from tests.inference.reference import DIGITS, QUICK, reference

TOLD = reference("reliability")
RANKED = [pytest.param(case, id=name) for name, case in TOLD["ranked"].items()]
TABLES = [pytest.param(case, id=name) for name, case in TOLD["tables"].items()]
PRACTICES = np.transpose(TOLD["ranked"]["practices"]["items"]).astype(float)
LIKERT = np.transpose(TOLD["ranked"]["five_points"]["items"]).astype(float)
FEW = settings(QUICK, max_examples=15)
YES_NO = arrays(float, (12, 4), elements=st.integers(0, 1).map(float))
FULL = arrays(float, (3, 4), elements=st.integers(1, 20).map(float))
DEGENERATE = [
    (State.EMPTY, []),
    (State.EMPTY, np.zeros((0, 3))),
    (State.EMPTY, np.full((4, 3), np.nan)),
    (State.WRONG_SHAPE, [[1], [0]]),
    (State.SMALL_BASE, [[1, 0, 1]]),
    (State.NO_VARIATION, np.ones((5, 3))),
]


@pytest.mark.parametrize("case", RANKED)
def test_alpha_and_its_limits_are_those_of_r(case):
    found = cronbach_alpha(np.transpose(case["items"]))

    printed = [case[key] for key in ("alpha", "low", "high")]
    assert [found.effect_size, found.ci_low, found.ci_high] == pytest.approx(
        printed, **DIGITS
    )


@pytest.mark.filterwarnings("default")
def test_alpha_is_that_of_pingouin_where_every_item_is_answered():
    import pandas as pd
    import pingouin

    found = cronbach_alpha(LIKERT)

    theirs, limits = pingouin.cronbach_alpha(pd.DataFrame(LIKERT))
    assert found.effect_size == pytest.approx(theirs, **DIGITS)
    # It rounds its limits to three digits; with missing answers they are another
    # thing, as it counts the respondents that it left out.
    assert [found.ci_low, found.ci_high] == pytest.approx(list(limits), abs=6e-4)


@FEW
@given(YES_NO)
def test_pairs_of_yes_and_no_determine_alpha(items):
    found, paired = cronbach_alpha(items), alpha_from_pairs(items.T @ items, len(items))

    assert paired.state is found.state
    numbers = [found.effect_size, found.ci_low, found.ci_high]
    assert [paired.effect_size, paired.ci_low, paired.ci_high] == pytest.approx(
        numbers, rel=1e-7, abs=1e-9, nan_ok=True
    )


def test_alpha_of_yes_and_no_is_kuder_and_richardson_20():
    share, k = PRACTICES.mean(0), PRACTICES.shape[1]
    spread = PRACTICES.sum(1).var()

    found = cronbach_alpha(PRACTICES).effect_size

    kr20 = k / (k - 1) * (1 - (share * (1 - share)).sum() / spread)
    assert found == pytest.approx(kr20, **DIGITS)


def test_alpha_of_two_items_is_their_reliability_by_spearman_and_brown():
    scores = (LIKERT[:, :2] - LIKERT[:, :2].mean(0)) / LIKERT[:, :2].std(0)
    r = np.corrcoef(scores.T)[0, 1]

    assert cronbach_alpha(scores).effect_size == pytest.approx(2 * r / (1 + r), **DIGITS)


@FEW
@given(st.permutations(range(5)), st.floats(-5, 5), st.floats(0.1, 10))
def test_alpha_knows_no_order_of_items_and_no_unit(order, shift, unit):
    found = cronbach_alpha(LIKERT[:, order] * unit + shift)

    assert found.effect_size == pytest.approx(cronbach_alpha(LIKERT).effect_size)


def test_the_same_item_twice_is_perfectly_reliable():
    found = cronbach_alpha(LIKERT[:, [0, 0]])

    assert found.effect_size == pytest.approx(1)
    assert found.ci_low == pytest.approx(1)


def test_who_did_not_answer_every_item_is_left_out_and_counted():
    items = np.vstack([LIKERT, np.full((3, 5), np.nan)])
    items[-1, :4] = 1

    for run in (cronbach_alpha, ordinal_omega):
        found, plain = run(items), run(LIKERT)
        assert found.note == "left out: 3 who did not answer every item"
        assert dataclasses.replace(found, note="") == plain


@pytest.mark.parametrize(("state", "items"), DEGENERATE)
@pytest.mark.parametrize("run", [cronbach_alpha, ordinal_omega])
def test_degenerate_items_have_a_state_and_no_numbers(run, state, items):
    found = run(items)

    assert found.state is state
    assert np.isnan([found.effect_size, found.ci_low, found.ci_high]).all()


@pytest.mark.parametrize("run", [alpha_from_pairs, omega_from_pairs])
@pytest.mark.parametrize(
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


@pytest.mark.parametrize("case", TABLES)
def test_polychoric_correlations_are_those_of_r(case):
    found = polychoric(case["counts"]).effect_size

    assert found == pytest.approx(case["polychoric"], **DIGITS)


@FEW
@given(FULL.map(lambda counts: counts[:2, :2]))
def test_two_yes_no_items_are_fitted_exactly(counts):
    share = counts / counts.sum()

    found = polychoric(counts).effect_size

    at = [ndtri(share[0].sum()), ndtri(share[:, 0].sum())]
    assert bivariate_normal(*at, found) == pytest.approx(share[0, 0], rel=1e-9)


@FEW
@given(FULL)
def test_turning_and_reversing_the_table_does_what_it_should(counts):
    found = polychoric(counts).effect_size

    assert polychoric(counts.T).effect_size == pytest.approx(found, abs=1e-9)
    assert polychoric(counts[::-1]).effect_size == pytest.approx(-found, abs=1e-9)
    assert polychoric(counts * 3).effect_size == pytest.approx(found, abs=1e-9)


def test_items_that_have_nothing_to_do_with_each_other_have_correlation_zero():
    assert polychoric(np.outer([3, 5, 2], [4, 6])).effect_size == pytest.approx(0, abs=1e-9)


def test_an_empty_answer_changes_nothing_but_the_note():
    counts = np.array([[9.0, 4, 1], [3, 8, 5]])

    found = polychoric(np.insert(counts, 1, 0, axis=1))

    assert found.note == "left out as empty: 1 column"
    assert found.effect_size == pytest.approx(polychoric(counts).effect_size, **DIGITS)


def test_half_a_respondent_in_an_empty_cell_is_told():
    found = polychoric([[9, 0], [4, 7]])

    assert found.note == "½ added to each empty cell"
    assert found.effect_size == pytest.approx(
        polychoric([[9, 0.5], [4, 7]]).effect_size, **DIGITS
    )


@pytest.mark.parametrize(
    ("state", "counts"),
    [
        (State.EMPTY, []),
        (State.EMPTY, np.zeros((2, 2))),
        (State.ONE_ROW, [[4, 5]]),
        (State.ONE_COLUMN, [[4], [5]]),
        (State.NO_ESTIMATE, np.diag([9, 8, 7])),
    ],
)
def test_a_degenerate_table_of_two_items_has_a_state(state, counts):
    assert polychoric(counts).state is state


@FEW
@given(st.floats(-3, 3), st.floats(-3, 3), st.floats(-0.95, 0.95))
def test_the_bivariate_normal_keeps_its_margins(x, y, correlation):
    below = bivariate_normal(x, y, correlation)

    above = bivariate_normal(x, -y, -correlation)
    assert below + above == pytest.approx(ndtr(x), abs=1e-14)
    assert below == pytest.approx(bivariate_normal(y, x, correlation), abs=1e-14)


def test_many_tables_at_once_are_each_by_itself():
    tables = np.array([[[9.0, 4], [3, 8]], [[5, 6], [7, 1]], [[2, 2], [2, 2]]])

    together, _ = correlations(tables)

    alone = [polychoric(table).effect_size for table in tables]
    assert together == pytest.approx(alone, abs=1e-12)


@pytest.mark.parametrize("case", RANKED)
def test_omega_is_that_of_r(case):
    found = ordinal_omega(np.transpose(case["items"]))

    assert found.effect_size == pytest.approx(case["omega"], **DIGITS)
    if "pairs" in case:
        paired = omega_from_pairs(case["pairs"], case["n"])
        assert paired.effect_size == pytest.approx(case["omega"], **DIGITS)


@FEW
@given(arrays(float, 5, elements=st.floats(0.2, 0.95)))
def test_correlations_of_one_factor_give_its_loadings_back(loadings):
    correlation = np.outer(loadings, loadings)
    np.fill_diagonal(correlation, 1)

    assert one_factor(correlation) == pytest.approx(loadings, abs=1e-9)


def test_an_item_that_the_factor_explains_wholly_has_no_estimate():
    heywood = np.array([[1, 0.9, 0.9], [0.9, 1, 0.5], [0.9, 0.5, 1]])

    assert one_factor(heywood) is None


def test_items_that_are_one_another_have_no_omega():
    assert ordinal_omega(LIKERT[:, [0, 0, 1]]).state is State.NO_ESTIMATE


def test_omega_knows_no_order_of_items_and_only_the_rank_of_answers():
    found = ordinal_omega(LIKERT[:, ::-1] ** 3).effect_size

    assert found == pytest.approx(ordinal_omega(LIKERT).effect_size, rel=1e-9)


def test_the_bootstrap_repeats_itself_and_lies_around_omega():
    first, again = (ordinal_omega(LIKERT[:80], draws=20, seed=7) for _ in range(2))

    assert first == again
    assert first.ci_low < first.effect_size < first.ci_high
    assert first.note.endswith(" of 20 samples with an estimate, seed 7")


def test_the_explanations_have_the_numbers():
    alpha, omega = cronbach_alpha(PRACTICES), ordinal_omega(PRACTICES)

    assert "k/(k − 1) (1 − Σvᵢ/v) = 13/12 (1 − " in alpha.explain()
    assert "(Feldt (1965))" in alpha.explain()
    assert "(Σλ)²/((Σλ)² + Σ(1 − λ²)) = " in omega.explain()
    assert alpha.effect_size < omega.effect_size
