import itertools
from math import comb

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from itperception.errors import UnknownNameError
from itperception.inference.results import State
from itperception.inference.tables.fixed_margins import FirstCell
from itperception.inference.tables.fourfold import (
    boschloo,
    fisher,
    fisher_midp,
    n_minus_one,
    yates,
)
from itperception.inference.tables.independence import pearson
from tests.cases import each
from tests.inference.reference import DIGITS, QUICK

TESTS = [n_minus_one, yates, fisher, fisher_midp, boschloo]
EXACT = [fisher, fisher_midp, boschloo]
# Each example costs many intervals.
FEW = settings(QUICK, max_examples=8)
TABLES = arrays(float, (2, 2), elements=st.integers(0, 20).map(float)).filter(
    lambda counts: counts.sum(0).all() and counts.sum(1).all() and counts.sum() > 2
)
SMALL = [[[7, 2], [3, 8]], [[0, 5], [6, 3]], [[4, 4], [4, 4]], [[1, 9], [3, 2]]]
DEGENERATE = {
    State.EMPTY: [np.zeros((2, 2)), np.zeros((2, 0))],
    State.ONE_ROW: [[[5, 6], [0, 0]], [[0, 0], [5, 6]]],
    State.ONE_COLUMN: [[[5, 0], [6, 0]]],
    State.SMALL_BASE: [np.eye(2), [[0.2, 0.3], [0.1, 0.1]]],
    State.WRONG_SHAPE: [np.full((2, 3), 5), np.full((3, 2), 5)],
}
CASES = [(state, table) for state, tables in DEGENERATE.items() for table in tables]


def every_table(counts):
    """Return all tables with these margins and the number of ways to get each."""
    (a, b), (c, d) = np.array(counts, int)
    rows, first, second = (a + b, c + d), a + c, b + d
    cells = range(max(0, rows[0] - second), min(rows[0], first) + 1)
    return {k: comb(first, k) * comb(second, rows[0] - k) for k in cells}


@pytest.mark.parametrize("counts", SMALL)
def test_fisher_sums_whole_numbers_of_ways(counts):
    ways, seen = every_table(counts), counts[0][0]
    less = sum(way for way in ways.values() if way < ways[seen])
    equal = sum(way for way in ways.values() if way == ways[seen])
    total = sum(ways.values())

    assert fisher(counts).p_value == pytest.approx((less + equal) / total, **DIGITS)
    assert fisher_midp(counts).p_value == pytest.approx(
        (less + equal / 2) / total, **DIGITS
    )


@pytest.mark.parametrize("counts", SMALL)
def test_doubling_takes_the_smaller_tail_twice(counts):
    ways, seen = every_table(counts), counts[0][0]
    tails = [sum(w for k, w in ways.items() if side * k >= side * seen) for side in (1, -1)]
    doubled = min(1, 2 * min(tails) / sum(ways.values()))

    assert fisher(counts, sides="doubled").p_value == pytest.approx(doubled, **DIGITS)


@pytest.mark.parametrize("counts", SMALL)
def test_boschloo_is_the_worst_over_every_table_and_share(counts):
    n1, n2 = np.sum(counts, axis=0)
    sides = []
    for turn in (1, -1):
        tables = [np.array([[x, y], [n1 - x, n2 - y]]) for x, y in
                  itertools.product(range(n1 + 1), range(n2 + 1))]  # fmt: skip
        one_sided = [_tail(table[:, ::turn]) for table in tables]
        observed = _tail(np.array(counts)[:, ::turn])
        reached = np.array(one_sided) <= observed * (1 + 1e-9)
        shares = np.linspace(0, 1, 4001)[1:-1]
        sides.append(sum(_chance(t, shares) for t in np.array(tables)[reached]).max())

    assert boschloo(counts).p_value == pytest.approx(min(1, 2 * min(sides)), rel=1e-5)


def _tail(table):
    ways = every_table(table)
    return sum(w for k, w in ways.items() if k >= table[0][0]) / sum(ways.values())


def _chance(table, share):
    (a, b), (c, d) = table
    return comb(a + c, a) * comb(b + d, b) * share ** (a + b) * (1 - share) ** (c + d)


@pytest.mark.parametrize("counts", [[[9, 2], [4, 8]], [[3, 5], [4, 30]]])
def test_boschloo_is_that_of_scipy(counts):
    from scipy.stats import boschloo_exact

    assert boschloo(counts).p_value == pytest.approx(
        boschloo_exact(counts).pvalue, rel=1e-5
    )


@FEW
@given(TABLES)
def test_n_minus_one_is_a_little_below_pearson(counts):
    n, found = counts.sum(), n_minus_one(counts)

    assert found.statistic == pytest.approx(pearson(counts).statistic * (n - 1) / n)
    assert found.p_value >= pearson(counts).p_value


@QUICK
@given(TABLES, st.sampled_from([0.8, 0.95, 0.99]))
def test_n_minus_one_rejects_exactly_if_its_interval_excludes_no_difference(counts, level):
    found = n_minus_one(counts, level=level)

    outside = found.ci_low > 0 or found.ci_high < 0
    assert outside == (found.p_value < 1 - level)


@FEW
@given(TABLES)
def test_the_tests_are_ordered_by_caution(counts):
    plain, corrected = n_minus_one(counts), yates(counts)

    assert corrected.p_value >= plain.p_value - 1e-12
    assert fisher_midp(counts).p_value < fisher(counts).p_value


@pytest.mark.parametrize("test", TESTS)
def test_swapping_groups_turns_the_difference_and_nothing_else(test):
    for counts in np.array(SMALL[:2]):
        one, swapped, turned = test(counts), test(counts[:, ::-1]), test(counts[::-1])
        assert swapped.p_value == pytest.approx(one.p_value)
        assert turned.p_value == pytest.approx(one.p_value)
        assert swapped.effect_size == pytest.approx(-one.effect_size)
        assert turned.effect_size == pytest.approx(-one.effect_size)


@FEW
@given(TABLES)
def test_exact_p_values_do_not_depend_on_what_is_called_row(counts):
    for test in (fisher, fisher_midp):
        assert test(counts.T).p_value == pytest.approx(test(counts).p_value)


@FEW
@given(TABLES, st.integers(2, 5))
def test_more_of_the_same_raises_the_statistic(counts, times):
    n, more = counts.sum(), n_minus_one(counts * times).statistic
    once = n_minus_one(counts).statistic

    assert more == pytest.approx(once * (times * n - 1) / (n - 1))


@pytest.mark.parametrize("test", TESTS)
def test_an_empty_answer_changes_nothing_but_the_note(test):
    counts = np.array([[9.0, 3], [4, 8]])

    found = test(np.insert(counts, 1, 0, axis=0))

    assert found.p_value == test(counts).p_value
    assert "left out as empty: 1 row" in found.note


@each("test", TESTS)
@each(("state", "counts"), CASES)
def test_a_degenerate_table_has_a_state_and_no_numbers(test, state, counts):
    found = test(counts)

    assert found.state is state
    assert np.isnan([found.statistic, found.p_value, found.effect_size]).all()


@pytest.mark.parametrize("test", EXACT)
def test_exact_tests_refuse_fractions(test):
    assert test([[3.5, 4], [5, 6]]).state is State.NOT_COUNTS


def test_n_minus_one_takes_fractions():
    assert n_minus_one([[3.5, 4], [5, 6]]).state is State.OK


def test_an_unknown_way_to_be_two_sided_is_refused():
    with pytest.raises(UnknownNameError, match="did you mean 'doubled'"):
        fisher([[3, 1], [1, 3]], sides="double")


def test_a_perfect_table_of_many_keeps_its_tiny_p():
    ways = comb(400, 200)

    assert fisher(np.eye(2) * 200).p_value == pytest.approx(2 / ways)


def test_equally_likely_tables_are_counted_in_spite_of_rounding():
    law = FirstCell.of(np.array([[40.0, 60], [60, 40]]))

    _, equal = law.less_likely()

    chances = law.chances()
    assert equal == pytest.approx(2 * chances[law.possible == 40].item())


@pytest.mark.parametrize(
    ("test", "told"),
    [
        (n_minus_one, "(130 − 1)(46×16 − 24×44)²/(70×60×90×40)"),
        (yates, "130(|46×16 − 24×44| − 65)²/(70×60×90×40)"),
        (fisher, "P(as likely as 46)"),
        (fisher_midp, "½ P(as likely as 46)"),
        (boschloo, "largest at the common share of yes"),
    ],
)
def test_the_explanation_has_the_numbers_of_the_table(test, told):
    found = test([[46, 24], [44, 16]]).explain()

    assert told in found
    assert "difference of proportions = -0.0889, 95% interval -0.263 to 0.0973" in found
    assert "smallest expected count 18" in found
