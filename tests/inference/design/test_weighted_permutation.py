from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from itperception.errors import UnknownNameError
from itperception.inference.contingency import chi_squared
from itperception.inference.design import permuting
from itperception.inference.design.permuting import permuted_tables
from itperception.inference.design.weighted_permutation import weighted_permutation
from itperception.inference.results import State
from itperception.inference.tables.independence import permutation
from itperception.inference.tables.scores import between_ranks
from tests.cases import each
from tests.inference.reference import DIGITS, QUICK

STATISTICS = ["pearson", "ranks"]
GROUPS = np.array([0, 0, 0, 1, 1, 1, 1])
ANSWERS = np.array([0, 0, 1, 1, 2, 2, 2])
WEIGHTS = np.array([1.0, 2.5, 0.7, 1.0, 3.1, 0.4, 1.2])
SLOW = {"pearson": chi_squared, "ranks": between_ranks}


def counted(answers, groups, weights, strata=None, shape=(3, 2)):
    distinct, at = np.unique(weights, return_inverse=True)
    strata = np.zeros(len(answers), int) if strata is None else strata
    counts = np.zeros((*shape, len(distinct), strata.max() + 1))
    np.add.at(counts, (answers, groups, at, strata), 1)
    return counts, distinct


def weighted_table(answers):
    table = np.zeros((3, 2))
    np.add.at(table, (answers, GROUPS), WEIGHTS)
    return table


def exactly(statistic, strata=None):
    """Go through every way to deal the answers out again."""
    values, observed = [], SLOW[statistic](weighted_table(ANSWERS))
    for order in permutations(range(len(ANSWERS))):
        if strata is None or (strata[list(order)] == strata).all():
            values.append(SLOW[statistic](weighted_table(ANSWERS[list(order)])))
    return np.mean(np.array(values) >= observed * (1 - 1e-9))


@pytest.mark.parametrize("strata", [None, np.array([0, 1, 0, 1, 0, 1, 1])])
@pytest.mark.parametrize("statistic", STATISTICS)
def test_p_is_that_of_going_through_all_permutations(statistic, strata):
    counts, weights = counted(ANSWERS, GROUPS, WEIGHTS, strata)

    found = weighted_permutation(counts, weights, statistic=statistic, draws=20_000)

    # Five standard errors of 20,000 draws are less than .018.
    assert found.p_value == pytest.approx(exactly(statistic, strata), abs=0.018)


@pytest.mark.parametrize("statistic", STATISTICS)
def test_the_scale_of_the_weights_does_not_matter(statistic):
    counts, weights = counted(ANSWERS, GROUPS, WEIGHTS)

    one = weighted_permutation(counts, weights, statistic=statistic, draws=99)
    other = weighted_permutation(counts, 7 * weights, statistic=statistic, draws=99)

    assert [one.p_value, one.statistic, one.effect_size, one.effective_base] == (
        pytest.approx([other.p_value, other.statistic, other.effect_size,
                       other.effective_base])
    )  # fmt: skip


def test_with_equal_weights_it_is_the_plain_permutation_test():
    counts = np.array([[20, 24, 46], [4, 13, 23], [6, 7, 13]]).T

    found = weighted_permutation(counts[..., np.newaxis], [3.0], draws=20_000)
    plainly = permutation(counts, draws=20_000)

    assert found.statistic == pytest.approx(plainly.statistic, **DIGITS)
    assert found.effect_size == pytest.approx(plainly.effect_size, **DIGITS)
    assert found.p_value == pytest.approx(plainly.p_value, abs=0.025)


@pytest.mark.parametrize("statistic", STATISTICS)
def test_an_empty_category_changes_nothing_but_the_note(statistic):
    counts, weights = counted(ANSWERS, GROUPS, WEIGHTS)
    wider = np.pad(counts, [(0, 1), (0, 1), (0, 0), (0, 0)])

    one = weighted_permutation(counts, weights, statistic=statistic, draws=99)
    other = weighted_permutation(wider, weights, statistic=statistic, draws=99)

    assert (one.statistic, one.p_value) == pytest.approx((other.statistic, other.p_value))
    assert "left out as empty: 1 row, 1 column" in other.note


def test_one_draw_after_another_is_one_seed():
    counts, weights = counted(ANSWERS, GROUPS, WEIGHTS)

    found = [weighted_permutation(counts, weights, draws=99, seed=k).p_value
             for k in (5, 5, 6)]  # fmt: skip

    assert found[0] == found[1]
    assert weighted_permutation(counts, weights, draws=99, seed=5).seed == 5
    assert "seed 5" in weighted_permutation(counts, weights, draws=99, seed=5).formula


@each(
    ("counts", "weights", "state"),
    [
        (np.zeros((2, 2, 1)), [1], State.EMPTY),
        (np.ones((2, 2, 1)) * 9, [0], State.NO_WEIGHT),
        (np.array([[[5], [6]], [[0], [0]]]), [1], State.ONE_ROW),
        (np.array([[[5], [0]], [[6], [0]]]), [1], State.ONE_COLUMN),
        (np.array([[[1], [0]], [[0], [1]]]), [1], State.SMALL_BASE),
        (np.array([[[2.5], [3]], [[4], [1]]]), [1], State.NOT_COUNTS),
        (np.zeros((2, 2, 0)), [], State.EMPTY),
    ],
)
@each("statistic", STATISTICS)
def test_a_table_that_cannot_be_tested_says_why(counts, weights, state, statistic):
    found = weighted_permutation(counts, weights, statistic=statistic, draws=9)

    assert found.state is state
    assert np.isnan(found.p_value)


def test_an_unknown_statistic_is_named():
    with pytest.raises(UnknownNameError, match="no statistic is called 'kendall'"):
        weighted_permutation(np.ones((2, 2, 1)), [1], statistic="kendall")


def test_the_explanation_has_the_numbers():
    counts, weights = counted(ANSWERS, GROUPS, WEIGHTS)
    found = weighted_permutation(counts, weights, draws=99)

    reached = round(found.p_value * 100) - 1
    assert f"({reached} + 1)/(99 + 1), seed 2013" in found.explain()
    assert f"= {found.statistic:.4g}, n = 7" in found.explain()


@given(st.integers(1, 6), st.integers(1, 30), st.integers(0, 99))
@QUICK
def test_dealing_out_keeps_every_margin(groups, n, seed):
    answer, group, ones = np.arange(n) % 4, np.arange(n) % groups, np.ones(n)

    (tables,) = permuted_tables(answer, group, ones, (4, groups), 7, seed)

    whole = np.rint(tables)
    assert tables == pytest.approx(whole, abs=1e-12)
    assert whole.sum(1).tolist() == [np.bincount(group, minlength=groups).tolist()] * 7
    assert whole.sum(2).tolist() == [np.bincount(answer, minlength=4).tolist()] * 7


def test_nobody_leaves_the_stratum():
    strata, alone = np.array(list("babbab")), np.arange(6)

    tables = next(permuted_tables(alone, alone, np.ones(6), (6, 6), 50, 1, stratum=strata))

    assert ((tables.sum(0) > 0.5) == (strata[:, np.newaxis] == strata)).all()


@pytest.mark.parametrize("seed", range(4))
def test_a_table_at_a_time_or_many_are_the_same_tables(seed, monkeypatch):
    people = np.arange(12) % 3, np.arange(12) % 2, np.arange(12.0)

    (together,) = permuted_tables(*people, (3, 2), 20, seed)
    monkeypatch.setattr(permuting, "CHUNK", 1)
    alone = list(permuted_tables(*people, (3, 2), 20, seed))

    assert len(alone) == 20
    one, other = (
        sorted(np.round(t, 9).tolist()) for t in (np.concatenate(alone), together)
    )
    assert one == other


def test_every_order_comes_about_as_often_as_any_other():
    alone = np.arange(4)

    tables = np.concatenate(
        list(permuted_tables(alone, alone, np.ones(4), (4, 4), 240_000, seed=1))
    )

    places, often = np.unique(tables.argmax(1) @ 4 ** np.arange(4), return_counts=True)
    assert len(places) == 24
    # Four moves of a shuffle come together, so there are six kinds of shuffle to tell:
    # chi-squared of 5 degrees of freedom is above 29.8 once in 60,000 times.
    assert ((often - 10_000) ** 2 / 10_000).sum() / 4 < 29.8


@pytest.mark.parametrize("strata", [None, np.arange(12) % 5 // 2])
def test_p_is_as_uniform_as_it_promises_where_moves_are_few(strata):
    """Answers that have to do with nothing: p ≤ .05 no more often than that."""
    rng, group, weight = np.random.default_rng(1), np.arange(12) % 2, np.arange(12) % 4 + 1
    found = []
    for seed in range(2_000):
        answer = rng.permutation(np.arange(12) % 3)
        counts, weights = counted(answer, group, weight, strata)
        found.append(weighted_permutation(counts, weights, draws=19, seed=seed).p_value)

    # Three standard errors of 2,000 tests at 5 %.
    assert np.mean(np.array(found) <= 0.05) <= 0.05 + 0.0146


@pytest.mark.parametrize("strata", [None, np.maximum(np.arange(156) // 4, 26) - 26])
def test_moves_are_as_good_as_shuffles(strata):
    """p wobbles from seed to seed as p of as many independent draws does.

    With strata the most weight is in small ones, which the moves of a large one must not tie.
    """
    rng = np.random.default_rng(2)
    weights = rng.integers(1, 40, 156) * (1 if strata is None else 1 + 5 * (strata > 0))
    counts, weights = counted(rng.integers(0, 3, 156), np.arange(156) % 2, weights, strata)
    p = np.array([weighted_permutation(counts, weights, draws=2_000, seed=seed).p_value
                  for seed in range(200)])  # fmt: skip

    # A variance of 200 is within 1 ± .3 of its own nearly always.
    assert 0.6 < p.var() / (p.mean() * (1 - p.mean()) / 2_000) < 1.4


def test_the_trend_by_permutation_is_that_of_every_way_to_deal_out_the_answers():
    """Seven respondents: all 210 orders of their answers, group and weight kept."""
    answers, groups = [0, 0, 1, 1, 1, 2, 2], np.array([0, 0, 0, 1, 1, 2, 2])
    weights = np.array([1.0, 2, 1, 2, 1, 1, 2])
    counts = np.zeros((3, 3, 2))
    np.add.at(counts, (answers, groups, (weights - 1).astype(int)), 1)

    def squared(order):
        order = np.array(order)
        share = np.array(
            [weights[order < k].sum() + weights[order == k].sum() / 2 for k in range(3)]
        )
        return np.cov(share[order], groups, aweights=weights)[0, 1] ** 2 / np.prod(
            np.diag(np.cov(share[order], groups, aweights=weights))
        )

    orders = sorted(set(permutations(answers)))
    far = [squared(order) >= squared(answers) * (1 - 1e-9) for order in orders]
    found = weighted_permutation(counts, [1.0, 2.0], statistic="trend", draws=20_000)

    assert found.p_value == pytest.approx(np.mean(far), abs=0.01)
    assert found.statistic == pytest.approx(squared(answers), rel=1e-9)
