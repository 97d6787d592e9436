import dataclasses
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from itperception.errors import ItPerceptionError
from itperception.inference.intervals import newcombe
from itperception.inference.results import State
from itperception.inference.tables.correlation import linear_by_linear, spearman
from itperception.inference.tables.independence import (
    kruskal_wallis,
    kruskal_wallis_permutation,
    pearson,
)
from itperception.inference.tables.ordinal import (
    cochran_armitage,
    jonckheere_terpstra,
    mean_scores,
)
from itperception.inference.tables.scores import kept_scores, mid_ranks
from tests.cases import each
from tests.inference.reference import DIGITS, QUICK, carried, reference

JOBS = carried("01_independent")[0]["job_sat"].T
PRINTED = [pytest.param(case, id=name) for name, case in reference("ordinal").items()]
ORDERED = [jonckheere_terpstra, linear_by_linear, spearman]
TESTS = [*ORDERED, mean_scores, kruskal_wallis_permutation]
TABLES = arrays(float, (4, 3), elements=st.integers(0, 20).map(float))
TWO_ROWS = arrays(float, (2, 4), elements=st.integers(1, 20).map(float))
DEGENERATE = {
    State.EMPTY: [np.zeros((2, 2)), np.zeros((2, 0)), np.zeros((0, 3))],
    State.ONE_ROW: [[[5, 6], [0, 0]]],
    State.ONE_COLUMN: [[[5, 0], [6, 0]]],
    State.SMALL_BASE: [np.eye(2), [[0.2, 0.3], [0.1, 0.1]]],
}
CASES = [(state, table) for state, tables in DEGENERATE.items() for table in tables]


def numbers(found):
    return [found.statistic, found.df, found.p_value, found.effect_size]


@each("case", PRINTED)
def test_jonckheere_terpstra_is_kendalls_test_of_r(case):
    found = jonckheere_terpstra(case["counts"])

    told = [found.statistic, found.p_value, found.effect_size]
    assert told == pytest.approx(case["jonckheere"], **DIGITS)


@each("case", PRINTED)
def test_spearman_is_that_of_r(case):
    found = spearman(case["counts"])

    told = [found.p_value, found.effect_size, found.ci_low, found.ci_high]
    assert told == pytest.approx(case["spearman"], **DIGITS)


@each("case", PRINTED)
def test_linear_by_linear_is_that_of_coin_also_with_uneven_scores(case):
    scores = case["answer_scores"], case["group_scores"]
    plain, uneven = (linear_by_linear(case["counts"], *s) for s in ([], scores))

    for found, printed in (plain, case["linear"]), (uneven, case["uneven"]):
        told = [found.statistic, found.p_value, found.effect_size]
        assert [*told, found.ci_low, found.ci_high] == pytest.approx(printed, **DIGITS)


@each("case", PRINTED)
def test_mean_scores_are_those_of_coin(case):
    plain = mean_scores(case["counts"])
    uneven = mean_scores(case["counts"], case["mean_scores"])

    assert numbers(plain) == pytest.approx(case["means"], **DIGITS)
    assert numbers(uneven) == pytest.approx(case["uneven_means"], **DIGITS)


def test_the_trend_of_two_answers_is_that_of_r():
    case = reference("ordinal")["two_answers"]
    found = cochran_armitage(case["counts"], case["trend_scores"])

    told = [found.statistic**2, found.p_value, found.effect_size]
    limits = [found.ci_low, found.ci_high]
    assert [*told, *limits] == pytest.approx(case["trend_uneven"], **DIGITS)


def test_the_variance_of_order_is_that_of_every_permutation():
    counts = np.array([[2, 0, 1], [1, 1, 0], [0, 1, 1]])
    answers, groups = (np.repeat(i.ravel(), counts.ravel()) for i in np.indices((3, 3)))
    rng = np.random.default_rng(3)
    draws = [_order(rng.permutation(answers), groups) for _ in range(20_000)]

    z = jonckheere_terpstra(counts).statistic

    assert z == pytest.approx(_order(answers, groups) / np.std(draws), rel=0.02)


def _order(answers, groups):
    signs = [np.sign(np.subtract.outer(side, side)) for side in (answers, groups)]
    return (signs[0] * signs[1]).sum() / 2


def test_spearman_is_the_correlation_of_ranks():
    found = linear_by_linear(JOBS, mid_ranks(JOBS), mid_ranks(JOBS.T))

    assert spearman(JOBS).effect_size == pytest.approx(found.effect_size, **DIGITS)


@pytest.mark.filterwarnings("error")
@each("run", [*TESTS, cochran_armitage])
@each(("state", "counts"), CASES)
def test_a_degenerate_table_has_a_state_and_no_numbers(run, state, counts):
    found = run(counts)

    assert found.state is state
    assert np.isnan([found.statistic, found.p_value, found.effect_size]).all()


@pytest.mark.filterwarnings("error")
@QUICK
@given(TABLES)
def test_a_test_that_ran_has_its_numbers(counts):
    for run in [jonckheere_terpstra, linear_by_linear, mean_scores]:
        found = run(counts)
        told = [found.statistic, found.p_value, found.effect_size]
        assert (found.state is State.OK) == np.isfinite(told).all()


@QUICK
@given(TABLES)
def test_the_order_reversed_turns_the_sign(counts):
    for run in (jonckheere_terpstra, spearman):
        found, turned = run(counts), run(counts[::-1])
        assert turned.statistic == pytest.approx(-found.statistic, nan_ok=True, abs=1e-9)
        assert turned.ci_low == pytest.approx(-found.ci_high, nan_ok=True, abs=1e-9)


@QUICK
@given(TABLES)
def test_turning_the_table_changes_no_correlation(counts):
    for run in ORDERED:
        found, turned = run(counts), run(counts.T)
        assert turned.p_value == pytest.approx(found.p_value, nan_ok=True)
        assert turned.effect_size == pytest.approx(
            found.effect_size, nan_ok=True, abs=1e-12
        )
        assert turned.ci_high == pytest.approx(found.ci_high, nan_ok=True)


@QUICK
@given(TABLES, st.permutations(range(3)))
def test_the_order_of_groups_is_irrelevant_to_mean_scores(counts, order):
    found, shuffled = mean_scores(counts), mean_scores(counts[:, order])

    assert shuffled.p_value == pytest.approx(found.p_value, nan_ok=True)


@QUICK
@given(TABLES, st.integers(2, 9))
def test_more_of_the_same_leaves_the_effect(counts, times):
    for run in (jonckheere_terpstra, linear_by_linear, mean_scores):
        once, often = run(counts), run(counts * times)
        if once.state is State.OK:
            assert often.effect_size == pytest.approx(once.effect_size, abs=1e-12)


@QUICK
@given(TWO_ROWS, st.floats(0.1, 9), st.floats(-9, 9))
def test_scores_in_another_unit_change_only_the_slope(counts, unit, start):
    steps = np.arange(4.0)
    found = cochran_armitage(counts, steps)
    other = cochran_armitage(counts, start + unit * steps)

    assert other.statistic == pytest.approx(found.statistic, abs=1e-9)
    assert other.effect_size * unit == pytest.approx(found.effect_size, abs=1e-9)


@QUICK
@given(TWO_ROWS)
def test_the_trend_is_the_linear_association_of_two_answers(counts):
    n = counts.sum()
    trend, linear = cochran_armitage(counts), linear_by_linear(counts)

    assert trend.statistic**2 * (n - 1) / n == pytest.approx(linear.statistic, abs=1e-9)


@QUICK
@given(arrays(float, (2, 2), elements=st.integers(0, 30).map(float)))
def test_two_groups_have_newcombes_interval_and_pearsons_p(counts):
    found = cochran_armitage(counts)
    if found.state is State.OK:
        (x1, x2), (n1, n2) = counts[0], counts.sum(0)
        limits = newcombe(x2, n2, x1, n1)
        assert [found.ci_low, found.ci_high] == pytest.approx(list(limits), abs=1e-12)
        assert found.p_value == pytest.approx(pearson(counts).p_value)


def test_a_group_that_is_like_its_neighbour_may_be_merged_for_ranks():
    merged = np.array([[5.0, 1], [4, 3], [1, 6]])
    split = np.column_stack([merged[:, 0] / 2, merged[:, 0] / 2, merged[:, 1]])

    assert mean_scores(split).statistic == pytest.approx(mean_scores(merged).statistic)


def test_mean_scores_of_ranks_are_kruskal_wallis():
    found = mean_scores(JOBS, mid_ranks(JOBS))

    assert found.p_value == pytest.approx(kruskal_wallis(JOBS).p_value, **DIGITS)


@pytest.mark.parametrize("run", [jonckheere_terpstra, spearman])
def test_an_empty_category_changes_nothing_but_the_note(run):
    found = run(np.insert(JOBS, 2, 0, axis=0))

    assert "left out as empty: 1 row" in found.note
    assert numbers(found) == pytest.approx(numbers(run(JOBS)), nan_ok=True)


@pytest.mark.parametrize("run", [linear_by_linear, mean_scores])
def test_an_empty_category_keeps_its_place_on_a_scored_scale(run):
    found, stated = run(np.insert(JOBS, 2, 0, axis=0)), run(JOBS, [1, 2, 4, 5])

    assert found.statistic == pytest.approx(stated.statistic)
    assert "scores of the answers 1, 2, 4, 5" in found.note


@pytest.mark.parametrize(
    ("scores", "told"), [([1, 2], "1.0, 2.0"), ([1, 2, np.nan, 4], "nan")]
)
@pytest.mark.parametrize("run", [linear_by_linear, mean_scores])
def test_scores_that_do_not_fit_are_refused(run, scores, told):
    with pytest.raises(
        ItPerceptionError, match=rf"answers are .*{told}.*expected 4 numbers"
    ):
        run(JOBS, scores)


def test_scores_of_groups_that_do_not_fit_are_refused():
    with pytest.raises(ItPerceptionError, match="scores of groups"):
        kept_scores(JOBS, [1], 1)


def test_scores_that_are_all_the_same_test_nothing():
    flat = [3, 3, 3, 3]

    for found in (mean_scores(JOBS, flat), linear_by_linear(JOBS, None, flat)):
        assert found.state is State.NO_VARIATION
    assert cochran_armitage(JOBS[:2], flat).state is State.NO_VARIATION


def test_a_trend_needs_two_answers():
    found = cochran_armitage(JOBS)

    assert found.state is State.WRONG_SHAPE
    assert "4 answers, not two" in found.note


def test_complete_agreement_has_no_interval_and_says_so():
    for run in ORDERED:
        found = run(np.eye(3) * 6)
        assert found.effect_size == pytest.approx(1)
        assert np.isnan(found.ci_low)
        assert "no interval" in found.note


def test_the_steepest_slope_there_can_be_has_its_limits_below():
    found = cochran_armitage([[0, 5, 10], [10, 5, 0]])

    assert [found.effect_size, found.ci_high] == pytest.approx([0.5, 0.5])
    assert 0 < found.ci_low < 0.45


def test_permuted_ranks_come_close_to_every_table_enumerated():
    counts = np.array([[3, 0], [2, 2], [1, 4]])
    rows, tables = counts.sum(1), []
    for first in product(*(range(r + 1) for r in rows)):
        if sum(first) == 6:
            tables.append(np.column_stack([first, rows - first]))
    ways = [
        np.prod([_choose(r, x) for r, x in zip(rows, t[:, 0], strict=True)]) for t in tables
    ]
    h = np.array([kruskal_wallis(t).statistic for t in tables])
    exact = np.dot(ways, h >= kruskal_wallis(counts).statistic - 1e-9) / sum(ways)

    found = kruskal_wallis_permutation(counts, draws=50_000)

    assert found.p_value == pytest.approx(exact, abs=0.006)


def _choose(n, k):
    from math import comb

    return comb(int(n), int(k))


def test_permuted_ranks_repeat_themselves_and_tell_the_seed():
    first, again = (kruskal_wallis_permutation(JOBS, draws=999, seed=7) for _ in range(2))

    assert first == again
    assert (first.seed, first.formula.split(", ")[-1]) == (7, "seed 7")
    assert first.effect_size == kruskal_wallis(JOBS).effect_size


def test_no_permuted_p_is_below_one_in_all_draws_and_the_table():
    found = kruskal_wallis_permutation(np.eye(3) * 9, draws=99)

    assert found.p_value == pytest.approx(1 / 100)
    assert "(0 + 1)/(99 + 1)" in found.formula


def test_permuted_ranks_refuse_fractions_of_respondents():
    assert kruskal_wallis_permutation(JOBS * 1.1).state is State.NOT_COUNTS


def test_fractions_of_respondents_are_ranked():
    found = jonckheere_terpstra(JOBS * 0.83)

    assert found.effect_size == pytest.approx(jonckheere_terpstra(JOBS).effect_size)
    assert 0 < found.statistic < jonckheere_terpstra(JOBS).statistic


@pytest.mark.parametrize(
    ("run", "told"),
    [
        (jonckheere_terpstra, "z = (C − D)/√V₀ = (1331 − 849)/√"),
        (linear_by_linear, "M² = (n − 1)r² = (96 − 1) × "),
        (spearman, "t = ρ√((n − 2)/(1 − ρ²)) = 0.1769 × √(94/"),
        (mean_scores, "Q = (n − 1) SS_between/SS_total = (96 − 1) × "),
        (kruskal_wallis_permutation, "H = (n − 1) SS_between/SS_total = (96 − 1) × "),
    ],
)
def test_the_explanation_has_the_formula_with_its_numbers(run, told):
    assert told in run(JOBS).explain()


def test_the_trend_explains_itself():
    found = cochran_armitage([[15, 10, 5], [10, 15, 20]])

    assert "√(0.4 × 0.6 × 50)" in found.explain()
    assert dataclasses.replace(found, note="").explain() != found.explain()
