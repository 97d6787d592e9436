from itertools import permutations
from math import comb

from hypothesis import given, settings
from hypothesis import strategies as st

from itperception.published.tables.problem import RowNet, TableProblem
from tests.cases import each


def problem_of(rows, columns) -> TableProblem:
    total = range(sum(rows), sum(rows) + 1)
    nets = tuple(RowNet((at,), range(row, row + 1)) for at, row in enumerate(rows))
    sizes = tuple(range(size, size + 1) for size in columns)
    names = (tuple(map(str, range(len(m)))) for m in (rows, columns))
    return TableProblem(*names, total, sizes, row_nets=nets)


def number_with_margins(rows, columns) -> int:
    return problem_of(rows, columns).number


def column_by_column(rows, columns) -> int:
    """Count by trying every first column; slow and obvious."""
    if len(columns) == 1:
        return 1
    return sum(
        column_by_column([r - x for r, x in zip(rows, first, strict=True)], columns[1:])
        for first in compositions(columns[0], rows)
    )


def compositions(people, limits):
    if len(limits) == 1:
        return [(people,)] if people <= limits[0] else []
    return [
        (x, *rest)
        for x in range(min(people, limits[0]) + 1)
        for rest in compositions(people - x, limits[1:])
    ]


@each("r", [0, 1, 2, 5, 20, 100])
def test_magic_squares_of_three_are_those_of_macmahon(r):
    number = comb(r + 4, 4) + comb(r + 3, 4) + comb(r + 2, 4)
    assert number_with_margins([r] * 3, [r] * 3) == number


def test_magic_squares_of_four_are_those_of_oeis_a001496():
    numbers = [number_with_margins([r] * 4, [r] * 4) for r in range(6)]
    assert numbers == [1, 24, 282, 2008, 10147, 40176]


def test_squares_with_sum_two_are_those_of_oeis_a000681():
    numbers = [number_with_margins([2] * size, [2] * size) for size in range(1, 7)]
    assert numbers == [1, 3, 21, 282, 6210, 202410]


def test_permutation_matrices_are_counted_as_permutations():
    assert number_with_margins([1] * 6, [1] * 6) == len(list(permutations(range(6))))


def test_five_by_three_are_counted_as_by_diaconis_and_gangolli():
    """Diaconis and Gangolli 1995."""
    rows, columns = [10, 62, 13, 11, 39], [65, 25, 45]
    assert number_with_margins(rows, columns) == 239_382_173


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.lists(st.integers(0, 3), min_size=4, max_size=4), min_size=1, max_size=4)
)
def test_margins_of_any_table_are_counted_as_column_by_column(table):
    rows = [sum(row) for row in table]
    columns = [sum(column) for column in zip(*table, strict=True)]
    slow = column_by_column(rows, columns)
    assert number_with_margins(rows, columns) == slow
    assert number_with_margins(columns, rows) == slow


def test_margins_that_do_not_agree_have_no_table():
    assert number_with_margins([3, 2], [4, 2]) == 0
