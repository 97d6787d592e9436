from itertools import product

import numpy as np
import pytest
from scipy.stats import binom, chi2

from itperception.inference.gap.symmetry import mcnemar
from tests.published.overlaps import fitting_tables


def tables_by_hand(first: int, second: int, n: int) -> set[tuple[int, int]]:
    """Try every fourfold table of n people and keep those with these margins."""
    return {
        (a, n - a - b - c)
        for a, b, c in product(range(n + 1), repeat=3)
        if a + b + c <= n and a + b == first and a + c == second
    }


@pytest.mark.parametrize(("first", "second"), [(0, 0), (5, 3), (7, 6), (8, 8)])
def test_every_table_with_the_margins_is_there(first, second):
    tables = fitting_tables([first], [second], 8)
    neither = 8 - tables["overlap"] - tables["only_first"] - tables["only_second"]
    found = set(zip(tables["overlap"], neither, strict=True))
    assert found == tables_by_hand(first, second, 8)


def test_p_values_are_those_of_the_binomial_summed_slowly():
    for table in fitting_tables(range(10), range(10), 9).itertuples():
        b, c = table.only_first, table.only_second
        less, m = min(b, c), b + c
        tail = sum(binom.pmf(k, m, 0.5) for k in range(less + 1))
        assert table.exact == pytest.approx(min(1, 2 * tail), rel=1e-12)
        assert table.midp == pytest.approx(2 * tail - binom.pmf(less, m, 0.5), rel=1e-12)
        assert table.asymptotic == pytest.approx(chi2.sf(table.statistic, 1), rel=1e-12)


@pytest.mark.parametrize("name", ["midp", "exact", "asymptotic"])
def test_p_values_are_those_of_the_test_used_for_respondents(name):
    for table in fitting_tables([79], [60], 156).itertuples():
        tested = mcnemar(table.only_first, table.only_second, 156, method=name)
        assert getattr(table, name) == pytest.approx(tested.p_value, rel=1e-12)


def test_nobody_who_differs_means_no_evidence():
    table = fitting_tables([4], [4], 4).iloc[-1]
    assert (table["statistic"], table["exact"], table["midp"]) == (0, 1, 1)


def test_p_values_fall_as_the_overlap_grows():
    tables = fitting_tables([80], [59], 156)
    for name in ("asymptotic", "exact", "midp"):
        assert np.all(np.diff(tables[name]) < 0)
