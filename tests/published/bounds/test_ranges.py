"""Bounds against every table, one by one."""

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from itperception.errors import ItPerceptionError, UnknownNameError
from itperception.inference.results import TestResult
from itperception.published.bounds import statistics
from itperception.published.bounds.by_margins import whole_near_independence
from itperception.published.bounds.ranges import _bounds, bounds_of, bounds_over
from itperception.published.bounds.statistics import STATISTICS
from itperception.published.bounds.tangents import least_homogeneity, sums_around
from itperception.published.tables.problem import RowNet, ShareOfColumn, TableProblem
from tests.cases import each
from tests.published.slow_tables import by_margins, listed, margins_of

NAMES = tuple("abcde")


def around(count, spare):
    return range(max(0, count - spare), count + spare + 1)


def shares(table, column, parts, points):
    """Return the shares of a column as print would have them, to so many points."""
    n = int(table[:, column].sum())
    if not n:
        return ()
    exact = [Fraction(int(table[list(rows), column].sum()), n) for rows in parts]
    half = Fraction(points, 200)
    middles = [round(share / (2 * half)) * 2 * half for share in exact]
    return tuple(
        ShareOfColumn(column, rows, max(Fraction(0), m - half), min(Fraction(1), m + half))
        for rows, m in zip(parts, middles, strict=True)
    )


def drawn(seed, rows, columns, people):
    rng = np.random.default_rng(seed)
    n = int(rng.integers(people // 2, people + 1))
    p = rng.dirichlet(np.full(rows * columns, 1.5))
    return rng.multinomial(n, p).reshape(rows, columns)


def by_groups(seed, rows, columns, people=14, points=10, spare=2):
    """Return groups of unknown size with every percentage of each."""
    table = drawn(seed, rows, columns, people)
    parts = [(row,) for row in range(rows if rows > 2 else 1)]
    found = [share for j in range(columns) for share in shares(table, j, parts, points)]
    sizes = tuple(around(int(size), spare) for size in table.sum(0))
    total = range(int(table.sum()), int(table.sum()) + 1)
    return TableProblem(NAMES[:rows], NAMES[:columns], total, sizes, tuple(found))


def by_sums(seed, rows, columns, people=12, spare=0):
    """Return a table of which the margins are known, give or take some people."""
    table = drawn(seed, rows, columns, people)
    nets = tuple(RowNet((i,), around(int(r), spare)) for i, r in enumerate(table.sum(1)))
    sizes = tuple(around(int(size), spare) for size in table.sum(0))
    total = range(int(table.sum()), int(table.sum()) + 1)
    return TableProblem(NAMES[:rows], NAMES[:columns], total, sizes, row_nets=nets)


def every_value(problem, name):
    values = [STATISTICS[name].value(table) for table in listed(problem)]
    return [value for value in values if not np.isnan(value)]


def assert_brute_force(problem, name):
    values, found = every_value(problem, name), bounds_of(problem, name)
    assert found.without_value == problem.number - len(values)
    if not values:
        assert np.isnan(found.low)
        return
    assert (found.low, found.high) == (min(values), max(values))
    assert STATISTICS[name].value(found.low_table) == found.low
    assert STATISTICS[name].value(found.high_table) == found.high


PAIRS = [n for n in STATISTICS if n.startswith("mcnemar")]
FOURFOLD = ["n_minus_one_p", "fisher_p", "fisher_midp"]
GROUPS = ["pearson_p", "likelihood_ratio_p", "freeman_halton_p", "cramers_v",
          "exact_pearson_p", "kruskal_wallis_p", "mean_scores_p"]  # fmt: skip
SQUARES = ["stuart_maxwell_p", "bowker_p", "mean_score_p", "wilcoxon_p", "sign_p"]


@each("seed", range(60))
def test_of_two_nets_of_the_same_people_the_ends_are_those_of_every_table(seed):
    assert_brute_force(by_sums(seed, 2, 2, 8, spare=1), PAIRS[seed % len(PAIRS)])


@each("seed", range(40))
def test_of_a_net_by_two_groups_the_ends_are_those_of_every_table(seed):
    assert_brute_force(by_groups(seed, 2, 2, 16, spare=1), FOURFOLD[seed % len(FOURFOLD)])


@each("seed", range(45))
def test_of_a_distribution_by_groups_the_ends_are_those_of_every_table(seed):
    shape = [(3, 2), (2, 3), (4, 2)][seed % 3]
    assert_brute_force(by_groups(seed, *shape), GROUPS[seed % len(GROUPS)])


@each("seed", range(27))
def test_of_known_sums_the_ends_are_those_of_every_table(seed):
    shape = [(3, 2), (2, 4), (3, 3)][seed % 3]
    assert_brute_force(by_sums(seed, *shape, 8), GROUPS[seed % len(GROUPS)])


@each("seed", range(30))
def test_of_two_items_of_the_same_people_the_ends_are_those_of_every_table(seed):
    problem = by_sums(seed, 3, 3, 8, spare=seed % 2 if seed % 3 else 0)
    assert_brute_force(problem, SQUARES[seed % len(SQUARES)])


@each("seed", range(12))
def test_the_probability_of_superiority_has_the_ends_of_every_table(seed):
    assert_brute_force(by_groups(seed, 3, 2), "superiority")


FORMS = [n for n, s in STATISTICS.items() if s.form]


def by_method(problem, name, method):
    found = method(problem, STATISTICS[name])
    return found and _bounds(found, STATISTICS[name], np.inf, 1.0)


@each("name", FORMS)
@each("seed", range(3))
def test_margins_alone_give_the_same_ends_as_every_table(seed, name):
    shape = (2, 2) if STATISTICS[name].shape == "fourfold" else (3, 3)
    spare = int(seed == 2 and shape == (2, 2))
    problem = by_sums(seed, *shape, 12, spare=spare)
    values = every_value(problem, name)
    found = by_method(problem, name, lambda p, s: by_margins(p, s, np.inf))
    near = pytest.approx(found.low, rel=1e-6, abs=1e-9)
    assert not found.low_certified or min(values) == near
    near = pytest.approx(found.high, rel=1e-6, abs=1e-9)
    assert not found.high_certified or max(values) == near
    assert found.is_certified or name == "stuart_maxwell_p"
    assert "margins" in found.certificate


@pytest.mark.parametrize("name", PAIRS)
def test_the_ends_of_the_overlap_are_enough_for_two_nets(name):
    plain = by_sums(7, 2, 2, 20, spare=1)
    sizes = plain.sizes[0], range(0, 21)
    problem = TableProblem(NAMES[:2], NAMES[:2], plain.total, sizes, (), plain.row_nets[:1])
    found = by_method(problem, name, lambda p, s: by_margins(p, s, np.inf))
    values = every_value(problem, name)
    assert (found.low, found.high) == (min(values), max(values))
    assert found.is_certified


@settings(deadline=None, max_examples=20)
@given(
    seed=st.integers(0, 10_000),
    name=st.sampled_from(["cramers_v", "pearson_p", "fisher_p"]),
)
def test_adding_a_figure_never_widens_a_range(seed, name):
    problem = by_groups(seed, 2, 2, 24)
    count = int(listed(problem)[0][0].sum())
    more = replace(problem, row_nets=(RowNet((0,), around(count, 1)),))
    wide, narrow = (bounds_of(p, name) for p in (problem, more))
    assert np.isnan(narrow.low) or wide.low <= narrow.low <= narrow.high <= wide.high


@pytest.mark.parametrize("name", ["pearson_p", "freeman_halton_p", "kruskal_wallis_p"])
def test_outer_bounds_hold_every_table(name):
    problem = by_groups(1, 3, 2, 14)
    values, found = every_value(problem, name), bounds_of(problem, name, seconds=0.0)
    assert found.low <= min(values) and max(values) <= found.high
    assert found.low <= found.inner_low <= found.inner_high <= found.high


def test_where_no_table_fits_there_is_no_value():
    half = ShareOfColumn(0, (0,), Fraction(1, 2), Fraction(1, 2))
    odd = TableProblem(
        NAMES[:2], NAMES[:2], range(7, 8), (range(3, 4), range(4, 5)), (half,)
    )
    found = bounds_of(odd, "cramers_v")
    assert np.isnan(found.low) and found.number == 0
    assert found.explain() == "cramers_v: no value, no table fits."
    assert not found.is_certified and found.low_table is None


def test_tables_in_which_nobody_differs_have_no_value_and_are_counted():
    nets = (RowNet((0,), range(2, 3)),)
    sizes = (range(2, 3), range(1, 2))
    found = bounds_of(TableProblem(NAMES[:2], NAMES[:2], range(3, 4), sizes, (), nets),
                      "mcnemar_p")  # fmt: skip
    assert (found.number, found.without_value) == (2, 1)


def test_a_statistic_says_for_which_tables_it_is():
    with pytest.raises(ItPerceptionError, match="two by two, not of 3 rows by 2"):
        bounds_of(by_groups(1, 3, 2), "fisher_p")
    with pytest.raises(UnknownNameError):
        bounds_of(by_groups(1, 3, 2), "fischer")


def printed_square(n, first, second):
    """Return two questions of n people with four answers each, in whole percentages."""
    counts = [[range(-(-n * (2 * p - 1) // 200), n * (2 * p + 1) // 200 + 1) for p in shares]
              for shares in (first, second)]  # fmt: skip
    nets = tuple(RowNet((i,), some) for i, some in enumerate(counts[0]))
    return TableProblem(NAMES[:4], NAMES[:4], range(n, n + 1), tuple(counts[1]), (), nets)


def test_four_by_four_with_many_margins_has_certified_ends():
    name = "mean_score_p"
    problem = printed_square(606, (12, 39, 34, 15), (8, 30, 40, 22))
    assert len(list(margins_of(problem))) == 21_316
    found = bounds_over(list(margins_of(problem)), name)
    assert found.is_certified and found.number is None
    for table, end in ((found.low_table, found.low), (found.high_table, found.high)):
        assert STATISTICS[name].value(table) == end
        for axis, margin in ((1, problem.row_nets), (0, problem.sizes)):
            allowed = [getattr(one, "counts", one) for one in margin]
            assert all(map(range.__contains__, allowed, table.sum(axis).tolist()))


def test_the_largest_p_of_many_margins_is_found_in_one_programme():
    pairs = list(margins_of(printed_square(156, (12, 39, 34, 15), (8, 30, 40, 22))))
    together = bounds_over(pairs, "stuart_maxwell_p", seconds=60)
    each = [bounds_over([pair], "stuart_maxwell_p", seconds=60) for pair in pairs]
    assert together.is_certified and all(one.is_certified for one in each)
    assert together.high == pytest.approx(max(one.high for one in each), rel=1e-6)
    assert together.low == pytest.approx(min(one.low for one in each), rel=1e-6)


def test_everybody_agreeing_is_not_taken_for_the_least_table():
    """Of the six tables one is diagonal; where two people differ, the sums are equal."""
    ones = np.array([1, 1, 1])
    start = whole_near_independence(ones, ones)
    assert np.trace(start) == 3
    found = least_homogeneity(start, sums_around([(ones, ones)]))
    assert found.closed and found.value == 0 and np.trace(found.table) < 3


def test_an_exact_p_of_which_wide_limits_are_known_certifies_nothing(monkeypatch):
    problem = by_sums(3, 3, 3, 12)
    assert bounds_of(problem, "freeman_halton_p").is_certified
    cut = TestResult(method="test (exact)", p_value=0.3, p_low=0.1, p_high=0.5)
    monkeypatch.setattr(statistics, "_exact_result", lambda *given: cut)
    found = bounds_of(problem, "freeman_halton_p")
    assert not found.is_certified and found.low_table is None
    assert (found.low, found.high) == (0, 1) and "limits of p" in found.certificate


@pytest.mark.parametrize("shape", [(2, 2), (2, 3), (3, 3)])
def test_fast_forms_are_the_values_and_limits_are_attained_of_empty_columns_too(shape):
    rng, cells = np.random.default_rng(1), shape[0] * shape[1]
    tables = rng.multinomial(5, np.full(cells, 1 / cells), 30) * rng.integers(
        0, 2, (30, cells)
    )
    apart = np.append(5 * np.eye(cells, dtype=int), np.ones((1, cells), int), axis=0)
    tables = np.vstack([tables, apart]).reshape(-1, *shape)
    for one in STATISTICS.values():
        rows, columns = shape
        suits = {
            "fourfold": cells == 4,
            "square": rows == columns,
            "two_columns": columns == 2,
        }
        if one.fast is None or not suits.get(one.shape, True):
            continue
        values = np.array([one.value(table) for table in tables], float)
        np.testing.assert_allclose(one.fast(tables), values, rtol=1e-9, atol=1e-12)
        ends = {
            x
            for x in (one.least, one.most)
            if np.isfinite(x) and not one.name.endswith(("_p", "_midp"))
        }
        assert ends <= {*np.round(values, 12)}, one.name
