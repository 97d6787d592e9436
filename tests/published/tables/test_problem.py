from dataclasses import replace
from fractions import Fraction
from math import comb

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from itperception.published.tables.problem import (
    RowNet,
    ShareOfColumn,
    TableProblem,
    WalkLayout,
)
from tests.cases import each
from tests.published.slow_tables import Drawn, brute_force, listed, margins_of, only_margins

NONE = range(0)


def free(rows: int, columns: int, people: int, **facts) -> TableProblem:
    """Return a problem in which only the number of people is known."""
    sizes = (range(people + 1),) * columns
    names = tuple("abcdef"[:rows]), tuple("uvwxyz"[:columns])
    return TableProblem(*names, range(people, people + 1), sizes, **facts)


@each("seed", range(200))
def test_tables_are_those_that_fit_every_sentence(seed):
    problem = Drawn(seed).problem()
    slow = brute_force(problem)
    assert problem.number == len(slow)
    assert sorted(listed(problem).tolist()) == sorted(slow)
    assert problem.is_possible == bool(slow)
    totals = {(tuple(map(sum, t)), tuple(map(sum, zip(*t, strict=True)))) for t in slow}
    if only_margins(problem):
        assert list(margins_of(problem)) == sorted(totals)


@each("seed", range(200, 260))
def test_the_number_does_not_depend_on_the_order_of_the_cells(seed):
    problem = Drawn(seed).problem()
    numbers = {WalkLayout(problem, by_row).walk().number() for by_row in (False, True)}
    assert numbers == {problem.number}


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10_000), st.integers(0, 10_000))
def test_adding_a_figure_never_adds_a_table(seed, other):
    drawn = Drawn(seed)
    problem, figure = drawn.problem(), Drawn(seed)
    figure.random.seed(other)
    for kind, made in (("shares", figure.share()), ("row_nets", figure.row_net())):
        more = replace(problem, **{kind: getattr(problem, kind) + tuple(made)})
        fewer = set(map(bytes, listed(more))) - set(map(bytes, listed(problem)))
        assert not fewer and more.number <= problem.number


@pytest.mark.parametrize(("rows", "columns"), [(2, 3), (3, 3), (4, 3)])
def test_people_without_figures_are_counted_as_stars_and_bars(rows, columns):
    cells = rows * columns
    assert free(rows, columns, 156).number == comb(156 + cells - 1, cells - 1)


def test_numbers_beyond_64_bits_are_exact():
    net = RowNet((0, 1), range(2000))
    expected = comb(300 + 11, 11)
    assert expected > 2**63
    assert free(4, 3, 300, row_nets=(net,)).number == expected


@pytest.mark.parametrize(
    "facts",
    [
        {"row_nets": (RowNet((0,), NONE),)},
        {"sizes": (NONE, range(6))},
        {"shares": tuple(ShareOfColumn(c, (0,), Fraction(2), Fraction(3)) for c in (0, 1))},
    ],
)
def test_what_is_impossible_has_no_table(facts):
    problem = replace(free(2, 2, 5), **facts)
    assert problem.number == 0 and problem.example() is None
    assert listed(problem).shape == (0, 2, 2)


@pytest.mark.parametrize(
    "facts",
    [
        {"row_nets": (RowNet((), range(3)),)},
        {"row_nets": (RowNet((0, 0), range(3)),)},
        {"shares": (ShareOfColumn(2, (0,), Fraction(0), Fraction(1)),)},
        {"row_nets": (RowNet((0,), range(0, 6, 2)),)},
        {"sizes": (range(3),)},
    ],
)
def test_facts_that_do_not_suit_the_table_are_refused(facts):
    with pytest.raises(ValueError, match=r"expected|gaps|sizes"):
        replace(free(2, 2, 5), **facts)


def test_totals_of_rows_leave_what_the_last_column_makes_up():
    shares = (ShareOfColumn(0, (0,), Fraction(1, 2), Fraction(1, 2)),
              ShareOfColumn(1, (0,), Fraction(2, 3), Fraction(2, 3)))  # fmt: skip
    nets = (RowNet((0,), range(4, 5)), RowNet((1,), range(3, 4)))
    problem = TableProblem(("good", "poor"), ("a", "b"), range(7, 8),
                           (range(1, 7), range(3, 4)), shares, nets)  # fmt: skip
    assert listed(problem).tolist() == brute_force(problem) == [[[2, 2], [2, 1]]]
