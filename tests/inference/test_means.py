"""Means of numbers in groups beyond what `tests/conformance` holds against R."""

from functools import cache
from itertools import combinations

import numpy as np
import pytest
from scipy.stats import ttest_ind

from itperception.inference.design.units import Units
from itperception.inference.means import means
from itperception.inference.numbers import Numbers
from itperception.inference.quantiles import weighted_quantiles
from itperception.inference.results import State
from tests.cases import each
from tests.conformance.means import found_of
from tests.inference.reference import reference

CASES = reference("means")


@cache
def found(name):
    return found_of(CASES[name], name.startswith("plain"))


@each("name", CASES)
def test_three_columns_are_tested_closed(name):
    of = found(name)
    if len(of.column_letters) == 3:
        closed = np.maximum(of.pairs["p_value"], of.test.p_value)
        assert of.pairs["p_adjusted"].tolist() == closed.tolist()


def test_letters_follow_the_adjusted_p_values():
    of = found("apistrat_types")
    for pair in of.pairs.itertuples():
        higher, lower = (pair.first, pair.second)[:: 1 if pair.difference > 0 else -1]
        is_told = of.column_letters[lower] in of.letters[higher]
        assert is_told == (pair.p_adjusted <= 0.05)
    assert any(of.letters.values())


@each("seed", range(20))
def test_a_quantile_is_the_least_number_that_so_much_of_the_weight_does_not_exceed(seed):
    rng = np.random.default_rng(seed)
    x, w = rng.integers(0, 9, 12).astype(float), rng.integers(0, 4, 12).astype(float)
    people = np.repeat(x, w.astype(int))  # each as often as the weight says

    for p in (0.1, 0.25, 0.5, 0.75):
        expected = np.quantile(people, p, method="averaged_inverted_cdf")
        assert weighted_quantiles(x, w, [p])[0] == expected


def test_what_cannot_be_said_has_a_reason_and_no_number():
    groups = {name: np.arange(12) // 4 == k for k, name in enumerate("abc")}
    nobody = means(Numbers(np.full(12, np.nan), groups, Units.of(12), True), "x")
    alike = means(
        Numbers(np.full(12, 3.0), groups, Units.of(12), True), "x", profile="none"
    )
    alone = Numbers(np.arange(12.0), groups, Units.of(12, stratum=[0] * 11 + [1]), False)

    assert nobody.test.state is State.EMPTY and nobody.lines["mean"].isna().all()
    assert alike.lines["ci_low"].isna().all() and alike.lines["mean"].tolist() == [3.0] * 4
    assert alone.test(["a", "b", "c"], 0.95).state is State.ONE_CLUSTER
    assert alone.lines((), 0.95)[["se", "ci_low"]].isna().all(axis=None)
    for of in (nobody, alike):
        assert not any(of.letters.values()) and "Mean of x" in of.explain()


def test_two_columns_are_compared_as_one_pair():
    of = found("plain_two")
    assert of.test.p_value == of.pairs["p_value"].item()
    assert len(of.pairs) == len([*combinations(of.column_letters, 2)])


@each("seed", range(40))
def test_numbers_that_are_all_alike_get_no_p_whatever_the_weights_and_others_are(seed):
    rng = np.random.default_rng(seed)
    groups = {name: np.arange(60) % 3 == k for k, name in enumerate("abc")}
    values = np.full(60, np.round(rng.uniform(20, 60), 1))
    units = Units.of(60, weight=np.round(rng.uniform(0.5, 2, 60), 2))
    values[2] = rng.choice([values[0], 99999999, 1e16])  # of c, which is not compared
    for names in ("ab", "abc")[: 2 if values[2] == values[0] else 1]:
        found = Numbers(values, groups, units, False).test([*names], 0.95)
        assert found.state is State.NO_VARIATION and np.isnan(found.p_value)


@pytest.mark.parametrize("outlier", [99999999.0, 1e16])
@pytest.mark.parametrize("is_plain", [True, False])
def test_who_gave_a_huge_number_hides_no_other_columns(outlier, is_plain):
    rng = np.random.default_rng(3)
    groups = {name: np.arange(90) % 3 == k for k, name in enumerate("abc")}
    values = rng.uniform(20, 60, 90) + 30 * groups["b"]
    weight = None if is_plain else np.tile([1, 1.4], 45)
    alone = Numbers(values, groups, Units.of(90, weight=weight), is_plain)
    values = np.where(np.arange(90) == 2, outlier, values)
    beside = Numbers(values, groups, Units.of(90, weight=weight), is_plain)

    assert alone.test(["a", "b"], 0.95) == beside.test(["a", "b"], 0.95)
    assert beside.test(["a", "b", "c"], 0.95).state is State.OK


def test_a_column_all_alike_is_compared_as_welch_does():
    rng = np.random.default_rng(3)
    groups = {name: np.arange(90) % 3 == k for k, name in enumerate("abc")}
    values = rng.uniform(20, 60, 90) + 20 * groups["b"]
    values[groups["a"]] = 40.0
    numbers = Numbers(values, groups, Units.of(90), True)
    pair, whole = numbers.test(["a", "b"], 0.95), numbers.test(["a", "b", "c"], 0.95)
    with pytest.warns(RuntimeWarning, match="nearly identical"):
        known = ttest_ind(*(values[groups[name]] for name in "ab"), equal_var=False)

    assert (pair.statistic, pair.p_value) == pytest.approx((known.statistic, known.pvalue))
    assert pair.df == pytest.approx(29)
    # Welch's F where the weight of a column goes beyond all others: it is the mean of all.
    others = [values[groups[name]] for name in "bc"]
    top = sum(30 / own.var(ddof=1) * (own.mean() - 40) ** 2 for own in others) / 2
    assert whole.statistic == pytest.approx(top / (1 + 2 / 8 * 2 / 29), rel=1e-9)
    assert whole.df2 == pytest.approx(8 / (3 * 2 / 29), rel=1e-9)


@pytest.mark.parametrize("is_plain", [True, False])
def test_numbers_too_large_to_be_squared_have_a_reason(is_plain):
    groups = {name: np.arange(12) // 6 == k for k, name in enumerate("ab")}
    values = np.where(np.arange(12) % 2, 1e308, 1.0)
    found = Numbers(values, groups, Units.of(12), is_plain).test(["a", "b"], 0.95)
    assert found.state is State.NO_ESTIMATE


def test_columns_left_out_are_told_with_their_reason():
    groups = {name: np.arange(16) // 4 == k for k, name in enumerate("abcd")}
    weight = np.where(groups["d"], 0.0, 1.0)
    values = np.where(groups["c"] & (np.arange(16) > 8), np.nan, np.arange(16) % 7)
    note = (
        Numbers(values, groups, Units.of(16, weight=weight), False)
        .test([*"abcd"], 0.95)
        .note
    )
    assert note == "left out, of fewer than 2: c; left out, of no weight: d"
