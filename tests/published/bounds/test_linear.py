"""Weighted sums of the cells: both ends against every table of small problems."""

from fractions import Fraction

import numpy as np
import pytest

from itperception.errors import ItPerceptionError
from itperception.published.bounds.by_sums import by_sums
from itperception.published.bounds.ranges import bounds_of
from itperception.published.tables.problem import RowNet, Share, TableProblem
from tests.published.linear_sums import linear
from tests.published.slow_tables import Drawn, brute_force, fits

BASES = ("people", "columns", "count")


def sum_by_hand(table, weights, base):
    """Return the weighted sum, or None where somebody is missing."""
    of_column = [sum(Fraction(w) * int(x) for w, x in zip(*pair, strict=True))
                 for pair in zip(weights.T, table.T, strict=True)]  # fmt: skip
    n = int(table.sum())
    if not n:
        return None
    if base != "columns":
        return float(sum(of_column) / (n if base == "people" else 1))
    used = [j for j in range(table.shape[1]) if any(weights[:, j])]
    if not all(table[:, used].sum(0)):
        return None
    return float(sum((of_column[j] / int(table[:, j].sum()) for j in used), Fraction(0)))


@pytest.mark.parametrize("seed", range(150))
def test_both_ends_of_a_weighted_sum_are_those_of_every_table(seed):
    problem, rng = Drawn(seed).problem(), np.random.default_rng(seed)
    weights, base = rng.integers(-3, 4, problem.shape), BASES[seed % 3]
    values = [sum_by_hand(np.array(t), weights, base) for t in brute_force(problem)]
    known = [value for value in values if value is not None]
    wanted = linear(weights.tolist(), base)
    found = by_sums(problem, wanted.linear, problem.number(), np.inf)
    assert found.without_value == len(values) - len(known)
    assert (found.low_certified, found.high_certified) == (True, True)
    ends = {wanted.value(table) for table in found.tables}
    assert all(fits(problem, table) for table in found.tables)
    assert not known or {min(known), max(known)} <= ends


def survey(seed, people=60):
    """Return a distribution by three groups of unknown sizes, and its total of one row."""
    table = np.random.default_rng(seed).multinomial(people, [1 / 9] * 9).reshape(3, 3)
    sizes, half = table.sum(0), Fraction(1, 200)
    shares = tuple(Share(j, (i,), Fraction(int(table[i, j]), int(sizes[j])) - half,
                         Fraction(int(table[i, j]), int(sizes[j])) + half)
                   for i in range(2) for j in range(3))  # fmt: skip
    nets = (RowNet((0,), range(int(table[0].sum()), int(table[0].sum()) + 1)),)
    return TableProblem(tuple("abc"), tuple("xyz"), range(people, people + 1),
                        (range(1, people - 1),) * 3, shares, nets)  # fmt: skip


@pytest.mark.parametrize("seed", range(4))
def test_a_difference_of_means_of_groups_has_the_ends_of_every_table(seed):
    problem = survey(seed)
    wanted = linear([[3, -3, 0], [2, -2, 0], [1, -1, 0]], "columns")
    found = by_sums(problem, wanted.linear, None, np.inf)
    values = [wanted.value(table) for table in problem.tables()]
    ends = [wanted.value(table) for table in found.tables]
    assert (min(ends), max(ends)) == (min(values), max(values))


def test_tables_too_many_to_list_have_certified_ends_and_tables_that_attain_them():
    half = Fraction(1, 2)
    problem = TableProblem(
        tuple("abcd"), tuple("xy"), range(400, 401), (range(150, 251),) * 2,
        (Share(0, (0, 1), half, half), Share(1, (0, 1), Fraction(1, 4), Fraction(1, 4))),
        (RowNet((0,), range(100, 101)),),
    )  # fmt: skip
    wanted = linear([[0, 0], [1, 1], [0, 0], [0, 0]])
    found = bounds_of(problem, wanted)
    assert found.number > 5_000_000 and found.is_certified and not found.without_value
    # The first two answers: half of x and a quarter of y, of 400 people 100 + x / 4.
    sizes = [x for x in range(150, 251) if x % 2 == 0 and (400 - x) % 4 == 0]
    assert (found.low, found.high) == (min(sizes) / 1600, max(sizes) / 1600)
    for table, end in ((found.low_table, found.low), (found.high_table, found.high)):
        assert fits(problem, table) and table[1].sum() / 400 == end


def test_a_group_that_nobody_is_in_has_no_share():
    third = Share(1, (0,), Fraction(1, 3), Fraction(1, 3))
    problem = TableProblem(tuple("ab"), tuple("xy"), range(3, 4),
                           (range(1), range(3, 5)), (third,))  # fmt: skip
    wanted = linear([[1, 1], [0, 0]], "columns")
    found = by_sums(problem, wanted.linear, problem.number(), np.inf)
    assert found.without_value == problem.number() == 1 and not len(found.tables)
    assert np.isnan(bounds_of(problem, wanted).low)


def test_no_time_left_gives_nothing_rather_than_a_wrong_end():
    assert by_sums(survey(1), linear(np.eye(3)).linear, None, 0.0) is None


def test_weights_that_no_whole_number_holds_are_refused():
    fine = linear([[Fraction(1, 2**31), 0, 0], [Fraction(1, 3**20), 0, 0], [1, 0, 0]])
    with pytest.raises(ItPerceptionError, match="too fine"):
        by_sums(survey(1), fine.linear, None, np.inf)


def test_weights_of_another_shape_are_refused():
    with pytest.raises(ItPerceptionError, match="weights for"):
        bounds_of(survey(1), linear([[1, 0], [0, 1]]))
