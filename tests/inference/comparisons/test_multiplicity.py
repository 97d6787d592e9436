from itertools import chain, combinations, pairwise

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from itperception.errors import UnknownNameError
from itperception.inference.comparisons.multiplicity import (
    ADJUST,
    adjusted,
    choose_adjustment,
    number_of_comparisons,
    residual_cutoff,
)
from itperception.inference.contingency import adjusted_residuals
from itperception.inference.design.permuting import dealt_tables
from tests.cases import each
from tests.inference.reference import DIGITS, QUICK

SOME_P = st.lists(st.floats(1e-6, 1), min_size=1, max_size=5).map(np.array)
NAMED = [name for name in ADJUST if name not in ("auto", "none", "closed")]


def by_closure(p_values, test):
    """Closed testing, all of it: the largest p of every intersection a test is in."""
    k = range(len(p_values))
    subsets = chain.from_iterable(combinations(k, size) for size in range(1, len(k) + 1))
    together = {s: test(p_values[list(s)]) for s in subsets}
    return [max(p for s, p in together.items() if i in s) for i in k]


def bonferroni(p):
    return min(1.0, len(p) * p.min())


def simes(p):
    return (np.sort(p) * len(p) / np.arange(1, len(p) + 1)).min()


@QUICK
@given(SOME_P)
def test_holm_is_closed_testing_by_bonferroni(p_values):
    assert adjusted(p_values, "holm") == pytest.approx(by_closure(p_values, bonferroni))


@QUICK
@given(SOME_P)
def test_hommel_is_closed_testing_by_simes(p_values):
    assert adjusted(p_values, "hommel") == pytest.approx(by_closure(p_values, simes))


@QUICK
@given(SOME_P)
def test_adjusted_is_never_below_raw_and_never_above_one(p_values):
    for name in NAMED:
        found = adjusted(p_values, name)
        assert (found >= p_values * (1 - 1e-12)).all()
        assert (found <= 1).all()


@QUICK
@given(SOME_P)
def test_stricter_methods_adjust_more(p_values):
    found = {name: adjusted(p_values, name) for name in NAMED}

    order = ["bonferroni", "holm", "hochberg", "hommel", "bh"]
    for strict, loose in pairwise(order):
        assert (found[strict] >= found[loose] - 1e-12).all()
    assert (found["by"] >= found["bh"] - 1e-12).all()


@QUICK
@given(SOME_P, st.randoms())
def test_the_order_of_the_comparisons_does_not_matter(p_values, random):
    order = random.sample(range(len(p_values)), len(p_values))
    for name in NAMED:
        expected = adjusted(p_values, name)[order]
        assert adjusted(p_values[order], name) == pytest.approx(expected)


@each("name", ADJUST[1:])
def test_no_comparisons_have_no_p_values(name):
    assert adjusted(np.array([]), name).size == 0


@each("name", NAMED)
def test_a_comparison_without_p_counts_as_one(name):
    found = adjusted(np.array([0.01, np.nan, 0.04]), name)

    expected = adjusted(np.array([0.01, 1, 0.04]), name)
    assert found[[0, 2]].tolist() == expected[[0, 2]].tolist()
    assert np.isnan(found[1])


@pytest.mark.parametrize("name", ["auto", "sidak"])
def test_an_adjustment_that_is_none_is_refused(name):
    with pytest.raises(UnknownNameError, match=f"no adjust is called '{name}'"):
        adjusted(np.array([0.1]), name)


@each(
    ("asked", "columns", "pairs", "expected"),
    [
        ("auto", 2, None, "none"),
        ("auto", 3, None, "closed"),
        ("auto", 4, None, "holm"),
        ("closed", 4, None, "holm"),
        ("auto", 3, 12, "holm"),
        ("bh", 3, 1, "none"),
        ("auto", 3, 1, "none"),
        ("auto", 3, 2, "holm"),
        ("hommel", 5, None, "hommel"),
    ],
)
def test_the_adjustment_follows_from_how_many_are_tested(asked, columns, pairs, expected):
    assert choose_adjustment(asked, columns, pairs=pairs)[0] == expected


def test_comparisons_are_counted_with_what_chance_would_find():
    tests = pd.DataFrame(
        {"p_value": [0.001, 0.05, 0.2, np.nan], "p_adjusted": [0.003, 0.1, 0.2, np.nan]}
    )
    found = number_of_comparisons(tests, tests, alpha=0.1)

    assert found == (6, pytest.approx(0.6), 4, 4)
    assert found.explain().startswith("6 comparisons, 0.6 expected by chance, 4 found")


def test_no_tests_are_no_comparisons():
    assert number_of_comparisons() == (0, 0, 0, 0)


def test_the_cutoff_is_the_quantile_of_the_largest_residual():
    counts, draws, seed = np.array([[20, 9, 4], [22, 15, 8], [11, 9, 12]]), 199, 7
    drawn = np.concatenate([*dealt_tables(counts, draws, seed)])

    largest = sorted(np.abs(adjusted_residuals(t)).max() for t in [*drawn, counts])
    found = residual_cutoff(counts, alpha=0.05, draws=draws, seed=seed)
    assert found == pytest.approx(largest[-10], **DIGITS)


def test_the_cutoff_of_many_cells_is_higher_than_that_of_few():
    few = residual_cutoff([[30, 20], [25, 30]], draws=999)
    many = residual_cutoff([[15, 10, 9], [15, 10, 9], [12, 15, 9], [13, 15, 9]], draws=999)

    assert 1.7 < few < many


def test_transposing_leaves_the_cutoff_nearly_where_it_was():
    counts = np.array([[20, 9, 4], [22, 15, 8]])
    one, two = (residual_cutoff(t, draws=4999) for t in (counts, counts.T))

    assert one == pytest.approx(two, abs=0.1)


@pytest.mark.parametrize("counts", [[[1, 2]], [[0.5, 1], [2, 3]], np.zeros((3, 3))])
def test_without_a_table_of_counts_there_is_no_cutoff(counts):
    assert np.isnan(residual_cutoff(counts))
