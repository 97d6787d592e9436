"""Means of numbers in groups beyond what `tests/conformance` holds against R."""

from functools import cache
from itertools import combinations

import numpy as np
import pytest

from itperception.inference.design.units import Units
from itperception.inference.means import means
from itperception.inference.numbers import Numbers
from itperception.inference.quantiles import weighted_quantiles
from itperception.inference.results import State
from tests.conformance.means import found_of
from tests.inference.reference import reference

CASES = reference("means")


@cache
def found(name):
    return found_of(CASES[name], name.startswith("plain"))


@pytest.mark.parametrize("name", CASES)
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


@pytest.mark.parametrize("seed", range(20))
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
