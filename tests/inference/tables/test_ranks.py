from itertools import combinations
from math import comb

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from itperception.inference.results import State
from itperception.inference.sizes.concordance import somers_d
from itperception.inference.sizes.dominance import cliffs_delta, probability_of_superiority
from itperception.inference.tables import ranks
from itperception.inference.tables.independence import kruskal_wallis
from itperception.inference.tables.ordinal import jonckheere_terpstra
from itperception.inference.tables.ranks import (
    brunner_munzel,
    mann_whitney,
    mann_whitney_exact,
    rank_sum_p,
)
from tests.cases import each
from tests.inference.reference import DIGITS, QUICK, carried, reference

RESULTS = reference("ordinal")
TWO = [pytest.param(case, id=name) for name, case in RESULTS.items() if "wilcoxon" in case]
EXACT = [pytest.param(case, id=name) for name, case in RESULTS.items() if "exact" in case]
THREE = carried("01_independent")[0]["syn35b"].T
ARTHRITIS = carried("01_independent")[0]["arthritis"].T
TESTS = [mann_whitney, mann_whitney_exact, brunner_munzel]
EFFECTS = [cliffs_delta, probability_of_superiority]
TABLES = arrays(float, (4, 2), elements=st.integers(0, 12).map(float))
WIDE = arrays(float, (4, 3), elements=st.integers(0, 12).map(float))


@each("case", TWO)
def test_mann_whitney_is_wilcox_test_of_r(case):
    plain = mann_whitney(case["counts"])
    corrected = mann_whitney(case["counts"], continuity=True)
    u = plain.effect_size * np.sum(case["counts"], axis=0).prod()

    found = [u, plain.p_value, corrected.p_value]
    assert found == pytest.approx(case["wilcoxon"], **DIGITS)


@pytest.mark.parametrize("case", EXACT)
def test_the_exact_p_is_that_of_coin(case):
    found = mann_whitney_exact(case["counts"])

    assert [found.statistic, found.p_value] == pytest.approx(case["exact"], **DIGITS)


@each("case", TWO)
def test_brunner_munzel_is_that_of_raw_ranks(case):
    found = brunner_munzel(case["counts"])

    told = [found.statistic, found.df, found.p_value]
    effect = [found.effect_size, found.ci_low, found.ci_high]
    assert told + effect == pytest.approx(case["munzel"], **DIGITS)


@each("case", TWO)
def test_cliffs_delta_is_the_mean_sign_of_all_pairs(case):
    found = cliffs_delta(case["counts"]).effect_size

    assert found == pytest.approx(case["delta"], **DIGITS)


@QUICK
@given(arrays(int, (4, 2), elements=st.integers(0, 2)).filter(lambda t: t.sum(0).all()))
def test_the_exact_p_is_that_of_every_dealing(counts):
    if (counts.sum(1) > 0).sum() < 2:
        return
    people = np.repeat(np.arange(4), counts.sum(1))
    ranks = np.array([(people < p).sum() + (people == p).sum() / 2 for p in people])
    ranks -= ranks.mean()
    sums = [
        ranks[list(c)].sum() for c in combinations(range(len(people)), counts[:, 0].sum())
    ]
    tied = counts[counts.sum(1) > 0].astype(float)
    reached = abs(counts[:, 0] @ [ranks[people == k][:1].sum() for k in range(4)])

    exact = np.mean(np.abs(sums) >= reached - 1e-9)

    assert rank_sum_p(tied) == pytest.approx(exact)


def test_two_answers_have_the_exact_p_of_a_hypergeometric():
    chances = [comb(9, x) * comb(11, 8 - x) / comb(20, 8) for x in range(9)]
    far = [abs(x - 8 * 9 / 20) >= abs(6 - 8 * 9 / 20) - 1e-9 for x in range(9)]

    found = mann_whitney_exact([[6, 3], [2, 9]]).p_value

    assert found == pytest.approx(np.dot(chances, far))


def test_too_many_dealings_fall_back_and_say_so(monkeypatch):
    monkeypatch.setattr(ranks, "_MOST_CELLS", 50)

    found = mann_whitney_exact(ARTHRITIS)

    assert found.p_value == mann_whitney(ARTHRITIS).p_value
    assert "p of the normal approximation" in found.note


def test_a_large_table_is_still_counted_out():
    counts = [[15, 11], [27, 20], [10, 15], [13, 15], [5, 9]]
    found, approximate = mann_whitney_exact(counts), mann_whitney(counts)

    assert "approximation" not in found.note
    assert 0 < abs(found.p_value / approximate.p_value - 1) < 0.02


def test_the_exact_test_refuses_fractions():
    found = mann_whitney_exact(ARTHRITIS + 0.5)

    assert found.state is State.NOT_COUNTS
    assert np.isnan(found.p_value)


@QUICK
@given(TABLES)
def test_the_groups_exchanged_turn_the_sign(counts):
    for run in (mann_whitney, brunner_munzel):
        found, turned = run(counts), run(counts[:, ::-1])
        assert turned.statistic == pytest.approx(-found.statistic, nan_ok=True, abs=1e-9)
        assert turned.p_value == pytest.approx(found.p_value, nan_ok=True)
        assert turned.ci_low == pytest.approx(1 - found.ci_high, nan_ok=True, abs=1e-9)


@QUICK
@given(TABLES)
def test_the_scale_reversed_turns_the_sign(counts):
    found, turned = cliffs_delta(counts), cliffs_delta(counts[::-1])

    assert turned.effect_size == pytest.approx(-found.effect_size, nan_ok=True, abs=1e-12)
    assert turned.ci_low == pytest.approx(-found.ci_high, nan_ok=True, abs=1e-9)


@QUICK
@given(TABLES)
def test_two_groups_have_one_test_by_three_names(counts):
    found = mann_whitney(counts)

    assert found.statistic == pytest.approx(
        jonckheere_terpstra(counts).statistic, nan_ok=True, abs=1e-9
    )
    assert found.statistic**2 == pytest.approx(
        kruskal_wallis(counts).statistic, nan_ok=True, abs=1e-9
    )


@QUICK
@given(TABLES)
def test_cliffs_delta_is_somers_d_of_the_answers(counts):
    found, other = cliffs_delta(counts).effect_size, somers_d(counts).effect_size

    assert found == pytest.approx(other, nan_ok=True, abs=1e-12)


def test_answers_that_everybody_gave_alike_may_be_merged():
    merged = np.array([[6.0, 2], [8, 8], [2, 5]])
    split = np.insert(merged, 1, merged[1] / 4, axis=0)
    split[2] *= 3 / 4

    theta = probability_of_superiority(merged).effect_size
    assert probability_of_superiority(split).effect_size == pytest.approx(theta)


@pytest.mark.parametrize("run", [*TESTS, *EFFECTS])
def test_an_empty_answer_changes_nothing_but_the_note(run):
    found, plain = run(np.insert(ARTHRITIS, 1, 0, axis=0)), run(ARTHRITIS)

    assert "left out as empty: 1 row" in found.note
    assert (found.effect_size, found.ci_low) == (plain.effect_size, plain.ci_low)


@each("run", [*TESTS, *EFFECTS])
@each(
    ("state", "counts"),
    [
        (State.EMPTY, np.zeros((3, 2))),
        (State.ONE_COLUMN, [[4, 0], [5, 0]]),
        (State.ONE_ROW, [[4, 5], [0, 0]]),
        (State.SMALL_BASE, np.eye(2)),
        (State.WRONG_SHAPE, THREE),
    ],
)
def test_a_degenerate_table_has_a_state_and_no_numbers(run, state, counts):
    found = run(counts)

    assert found.state is state
    assert np.isnan([found.effect_size, found.ci_low, found.ci_high]).all()


def test_groups_apart_have_limits_from_as_many_pairs_as_the_smaller_has():
    found = probability_of_superiority([[9, 0], [0, 12]])

    # Clopper and Pearson: 9 of 9 pairs won have the lower limit 0.025^(1/9).
    assert [found.effect_size, found.ci_high] == [1, 1]
    assert found.ci_low**9 == pytest.approx(0.025)
    assert "limits from 9 pairs" in found.explain()


def test_groups_apart_the_other_way_have_the_mirrored_limits():
    one, other = (cliffs_delta(t) for t in ([[9, 0], [0, 12]], [[0, 12], [9, 0]]))

    assert (other.effect_size, other.ci_low) == (-1, -1)
    assert other.ci_high == pytest.approx(-one.ci_low)


def test_groups_apart_are_seen_also_in_fractions_of_respondents():
    found = cliffs_delta([[0.1, 0], [0.2, 0], [3.7, 0], [0, 0.1], [0, 0.7], [0, 5.3]])

    assert (found.effect_size, found.ci_high) == (1, 1)
    assert ((1 + found.ci_low) / 2) ** 4 == pytest.approx(0.025)


def test_groups_apart_are_beyond_brunner_and_munzel():
    found = brunner_munzel([[9, 0], [0, 12]])

    assert found.state is State.NO_ESTIMATE
    assert np.isnan(found.p_value)
    assert found.effect_size == 1


def test_a_group_of_one_has_an_estimate_but_no_interval():
    found = probability_of_superiority([[1, 3], [0, 4], [0, 2]])

    assert found.effect_size == pytest.approx((6 + 3 / 2) / 9)
    assert np.isnan(found.ci_low)
    assert "no interval for a group of fewer than two" in found.note
    assert brunner_munzel([[1, 3], [0, 4], [0, 2]]).state is State.SMALL_BASE


@pytest.mark.parametrize(
    ("run", "told"),
    [
        (mann_whitney, "U = 1245.5, n = 43 + 41"),
        (mann_whitney_exact, "Mann-Whitney test (exact). z = (U − n₁n₂/2)/√V = 364/√"),
        (brunner_munzel, "t = (θ − ½)/√v = (0.7065 − ½)/√"),
        (cliffs_delta, "2θ − 1, θ = U/(n₁n₂) = 1245.5/(43 × 41)"),
        (probability_of_superiority, "θ = U/(n₁n₂) = 1245.5/(43 × 41)"),
    ],
)
def test_the_explanation_has_the_formula_with_its_numbers(run, told):
    assert told in run(ARTHRITIS).explain()


def test_the_continuity_correction_does_not_pass_the_mean():
    counts = np.array([[2.1, 2.0], [3.0, 3.1], [2.0, 2.0]])

    assert mann_whitney(counts).statistic > 0
    assert mann_whitney(counts, continuity=True).statistic == 0


def test_the_continuity_correction_is_told():
    assert "corrected by ½" in mann_whitney(ARTHRITIS, continuity=True).explain()
