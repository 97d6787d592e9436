import tracemalloc

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from itperception.counting.design import DesignCube
from itperception.inference.design.multiple_response import multiple_response
from itperception.inference.design.multiple_response_design import multiple_response_design
from itperception.inference.design.multiple_response_sums import pair_statistics
from itperception.inference.intervals import miettinen_nurminen
from itperception.inference.results import State
from itperception.inference.tables.independence import pearson
from tests.inference.reference import DIGITS, QUICK
from tests.inference.samples import FEW

PATTERNS = np.array([[0, 0, 0], [1, 0, 0], [0, 1, 0], [1, 1, 0], [0, 1, 1], [1, 1, 1]])
COUNTS = np.array([[9, 3, 8], [12, 5, 2], [7, 8, 3], [14, 2, 4], [5, 6, 6], [3, 1, 4]])
FOUND = multiple_response(PATTERNS, COUNTS, options=["web", "mail", "app"],
                          groups=["a", "b", "c"], draws=2000)  # fmt: skip
SEVERAL = arrays(int, (6, 3), elements=st.integers(1, 12))


def cube(patterns=PATTERNS, counts=COUNTS, **options):
    codes, groups = (
        np.repeat(at.ravel(), counts.ravel()) for at in np.indices(counts.shape)
    )
    return DesignCube.from_codes(codes, groups, shape=counts.shape, **options)


def yes_and_no(option):
    yes = COUNTS[PATTERNS[:, option] == 1].sum(0)
    return np.array([yes, COUNTS.sum(0) - yes])


@pytest.mark.parametrize("option", range(3))
def test_each_option_has_pearsons_x2(option):
    expected = pearson(yes_and_no(option))

    line = FOUND.options.loc[option]
    assert [line.statistic, line.df, line.p_value] == pytest.approx(
        [expected.statistic, expected.df, expected.p_value], **DIGITS
    )


def test_the_set_is_the_sum_of_its_options():
    assert FOUND.permutation.statistic == pytest.approx(FOUND.options["statistic"].sum())
    assert FOUND.permutation.base == COUNTS.sum()


def test_a_difference_is_that_of_two_shares_with_its_interval():
    line = FOUND.differences.query("option == 'mail' and first == 'a' and second == 'c'")
    (x, n), (y, m) = ((yes_and_no(1)[0, g], COUNTS[:, g].sum()) for g in (0, 2))

    expected = [x / n - y / m, *miettinen_nurminen(x, n, y, m)]
    assert line[["difference", "ci_low", "ci_high"]].to_numpy()[0] == pytest.approx(
        expected
    )


def test_who_is_not_nearer_to_the_top_is_not_more_certain():
    by_t = pair_statistics(COUNTS.T @ PATTERNS, COUNTS.sum(0)).ravel()

    adjusted = FOUND.differences["p_adjusted"].to_numpy()
    assert (adjusted >= FOUND.differences["p_value"]).all()
    assert (np.diff(adjusted[np.argsort(by_t)]) <= 0).all()
    assert (FOUND.options["p_adjusted"] >= FOUND.options["p_permutation"]).all()


def test_one_option_needs_no_correction_over_options():
    one = multiple_response([[0], [1]], yes_and_no(0)[::-1], draws=500)

    assert one.options.loc[0, "p_adjusted"] == one.permutation.p_value
    assert one.permutation.statistic == pytest.approx(pearson(yes_and_no(0)).statistic)


@given(SEVERAL)
@FEW
def test_the_order_of_patterns_options_and_groups_does_not_matter(counts):
    one = multiple_response(PATTERNS, counts, draws=1)
    other = multiple_response(PATTERNS[::-1, [2, 0, 1]], counts[::-1, [1, 2, 0]], draws=1)

    assert [one.rao_scott.statistic, one.rao_scott.df, one.permutation.effect_size] == (
        pytest.approx([other.rao_scott.statistic, other.rao_scott.df,
                       other.permutation.effect_size], **DIGITS)
    )  # fmt: skip


@given(SEVERAL)
@FEW
def test_chosen_and_not_chosen_can_be_exchanged(counts):
    one, other = (multiple_response(p, counts, draws=1) for p in (PATTERNS, 1 - PATTERNS))

    assert one.rao_scott.p_value == pytest.approx(other.rao_scott.p_value, **DIGITS)


def test_options_that_are_copies_are_one_option():
    # With twice the same option X² and λ double, and the p-value stays.
    one = multiple_response(PATTERNS[:, :1], COUNTS, draws=1).rao_scott
    twice = multiple_response(PATTERNS[:, [0, 0]], COUNTS, draws=1).rao_scott

    assert (one.statistic, one.df) == pytest.approx((twice.statistic, twice.df), **DIGITS)


def test_an_option_that_all_or_none_chose_adds_nothing():
    wider = np.column_stack([PATTERNS, np.zeros(6), np.ones(6)])

    found = multiple_response(wider, COUNTS, draws=2000)

    assert found.rao_scott.p_value == pytest.approx(FOUND.rao_scott.p_value, **DIGITS)
    assert found.permutation.p_value == FOUND.permutation.p_value
    assert found.options["p_adjusted"].isna().tolist() == [False] * 3 + [True] * 2


def test_permuted_and_corrected_are_near_in_a_large_sample():
    assert FOUND.permutation.p_value == pytest.approx(FOUND.rao_scott.p_value, abs=0.03)


def test_what_is_adjusted_is_the_largest_of_every_deal():
    rng = np.random.default_rng(4)
    pattern, group = (
        np.repeat(at.ravel(), COUNTS.ravel()) for at in np.indices(COUNTS.shape)
    )
    n, top = COUNTS.sum(0), []
    for _ in range(1000):
        dealt = np.zeros((6, 3))
        np.add.at(dealt, (pattern, rng.permutation(group)), 1)
        top.append(pair_statistics(dealt.T @ PATTERNS, n).max())

    t = pair_statistics(COUNTS.T @ PATTERNS, n).ravel()
    slow = (np.array(top)[:, np.newaxis] >= t * (1 - 1e-9)).mean(0)
    # More than three standard errors of the difference to 2,000 draws.
    assert FOUND.differences["p_adjusted"].to_numpy() == pytest.approx(slow, abs=0.064)


def test_fractions_have_no_permutations_but_a_correction():
    found = multiple_response(PATTERNS, COUNTS / 2, draws=9)

    assert found.permutation.state is State.NOT_COUNTS
    assert found.rao_scott.df == pytest.approx(FOUND.rao_scott.df, **DIGITS)
    assert found.differences["p_adjusted"].isna().all()


@pytest.mark.parametrize(
    ("counts", "state"),
    [
        (np.zeros((6, 3)), State.EMPTY),
        (np.pad(COUNTS[:, :1], [(0, 0), (0, 1)]), State.ONE_COLUMN),
        (COUNTS * np.array([1, 0, 0, 0, 0, 0])[:, np.newaxis], State.NO_VARIATION),
    ],
)
def test_a_set_that_cannot_be_tested_says_why(counts, state):
    found = multiple_response(PATTERNS, counts, draws=9)

    assert found.permutation.state is found.rao_scott.state is state
    assert state.words in found.explain()
    assert len(found.to_frame()) == len(found.differences)
    strata = np.broadcast_to(counts, (3, 1, *counts.shape)).astype(float)
    lone = DesignCube(strata=strata, units=np.array([99]), fractions=np.zeros(1))
    assert multiple_response_design(PATTERNS, lone).state is state


def test_nobody_answered_leaves_empty_tables():
    found = multiple_response(np.zeros((0, 2)), np.zeros((0, 2)), draws=9)

    assert found.permutation.state is State.EMPTY
    assert found.differences.empty


def test_the_explanation_has_the_numbers_and_what_differs():
    told = multiple_response(PATTERNS, COUNTS * 9, options=["web", "mail", "app"],
                             groups=["a", "b", "c"], draws=99).explain()  # fmt: skip

    assert "X²_S = Σ X² of 3 options" in told
    assert "k = 6" in told
    assert "web: 0.58 in a against 0.32 in b" in told


@given(st.floats(0.1, 90))
@QUICK
def test_the_scale_of_the_weights_does_not_matter(factor):
    weight = 1 + np.arange(COUNTS.sum()) % 4
    one, other = (multiple_response_design(PATTERNS, cube(weight=weight * f))
                  for f in (1, factor))  # fmt: skip

    assert (one.statistic, one.df, one.p_value) == pytest.approx(
        (other.statistic, other.df, other.p_value), rel=1e-7
    )


def test_one_option_in_a_sample_is_rao_and_scotts_statistic():
    from itperception.inference.design.rao_scott import rao_scott

    weight = 1 + np.arange(COUNTS.sum()) % 4
    one = multiple_response_design(PATTERNS[:, :1], cube(weight=weight))
    yes = cube(weight=weight).merge([0, 2, 4], [1, 3, 5])

    x2 = rao_scott(yes, correction="chisq").statistic
    assert f"X²_S/Σλ = {x2:.4g}/" in one.formula
    assert one.effective_base == pytest.approx(yes.effective_base)


def weighted(weights, *people, **options):
    """Give those of each weight lines of their own."""
    return multiple_response(
        np.tile(PATTERNS, (len(people), 1)), np.concatenate(people),
        weights=np.repeat(weights, len(PATTERNS)), **options,
    )  # fmt: skip


def test_equal_weights_are_none_but_for_the_correction():
    found = weighted([3.0], COUNTS, draws=2000)

    plainly = FOUND.differences.drop(columns=["option", "first", "second"])
    other = found.differences.drop(columns=["option", "first", "second"])
    assert other.to_numpy() == pytest.approx(plainly.to_numpy(), **DIGITS)
    assert found.permutation.p_value == FOUND.permutation.p_value
    assert found.rao_scott.method.endswith("design-based F")


@pytest.mark.parametrize("factor", [0.3, 7])
def test_weighted_shares_keep_when_weights_are_scaled(factor):
    people = COUNTS, COUNTS[::-1]
    one = weighted([1.0, 2.5], *people, draws=99)
    other = weighted([factor, 2.5 * factor], *people, draws=99)

    line, w = one.differences.loc[0], np.array([1, 2.5])
    sums = w[0] * people[0] + w[1] * people[1]
    yes = sums[PATTERNS[:, 0] == 1].sum(0) / sums.sum(0)
    assert [line.first_proportion, line.second_proportion] == pytest.approx(yes[:2])
    assert one.permutation.p_value == other.permutation.p_value
    assert one.permutation.base == sum(people).sum() > one.permutation.effective_base


def test_weights_that_are_all_zero_say_so():
    found = weighted([0.0], COUNTS, draws=9)

    assert found.permutation.state is found.rao_scott.state is State.NO_WEIGHT


def test_answers_with_nothing_to_do_with_group_or_weight_are_exact():
    # All ways to deal three answers out among six respondents, each with its weight.
    from itertools import permutations

    y, g = np.array([0, 0, 1, 1, 1, 0]), np.array([0, 0, 0, 1, 1, 1])
    w = np.array([1.0, 2.0, 3.0, 4.0, 5.0, 6.0])

    def difference(order):
        dealt = y[list(order)]
        n = np.array([w[g == k].sum() ** 2 / (w[g == k] ** 2).sum() for k in (0, 1)])
        p = np.array([np.average(dealt[g == k], weights=w[g == k]) for k in (0, 1)])
        pooled = p @ n / n.sum()
        return np.abs(p[0] - p[1]) / np.sqrt(pooled * (1 - pooled) * (1 / n).sum())

    values = np.array([difference(order) for order in permutations(range(6))])
    exact = (values >= difference(range(6)) * (1 - 1e-9)).mean()

    found = multiple_response(y[:, np.newaxis], np.eye(2)[g], weights=w, draws=20_000)
    assert found.differences.loc[0, "p_value"] == pytest.approx(exact, abs=0.018)


def test_memory_grows_with_people_not_with_answer_vectors_times_groups_times_weights():
    rng = np.random.default_rng(13)
    patterns, groups = (
        rng.integers(0, 2, (5_000, 13)),
        np.eye(4)[rng.integers(0, 4, 5_000)],
    )
    weights = rng.random(5_000)

    tracemalloc.start()
    found = multiple_response(patterns, groups, weights=weights, draws=1)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert found.permutation.state is found.rao_scott.state is State.OK
    # Some 3,700 answer vectors × 4 groups × 5,000 weights would be 600 MB.
    assert most < 60e6
