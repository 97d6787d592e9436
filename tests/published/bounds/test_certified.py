"""What every method calls certified, of random small problems, against every table.

A certified end is that of all tables and its table attains it; an end that is not
certified is an outer one.
"""

from dataclasses import replace
from time import perf_counter

import numpy as np
import pytest

from itperception.errors import ItPerceptionError
from itperception.published.bounds import ranges
from itperception.published.bounds.candidates import look_at, parts
from itperception.published.bounds.ranges import bounds_of
from itperception.published.bounds.statistics import STATISTICS
from itperception.published.tables.problem import RowNet, TableProblem
from tests.published.slow_tables import Drawn, brute_force, by_margins, listed

SOME = 3
"""Statistics tried on each problem."""


def margins_only(problem):
    """Return the problem without what is in print about single cells."""
    return replace(problem, shares=())


def square(seed):
    """Return three by three of a few people, with nets of one or two rows and sizes."""
    rng = np.random.default_rng(seed)
    table = rng.multinomial(rng.integers(2, 6), [1 / 9] * 9).reshape(3, 3)
    n, spare = int(table.sum()), int(rng.integers(0, 2))

    def around(count):
        return range(max(count - spare, 0), count + spare + 1)

    places = [(0,), (1,), (0, 2)][: rng.integers(1, 4)]
    nets = tuple(RowNet(some, around(int(table[list(some)].sum()))) for some in places)
    sizes = tuple(around(int(k)) if rng.integers(2) else range(n + 1) for k in table.sum(0))
    return TableProblem(
        tuple("abc"), tuple("abc"), range(n, n + 1), sizes, row_nets=nets
    )  # fmt: skip


def drawn(seed):
    if seed % 10 == 0:
        return square(seed)
    problem = Drawn(seed).problem()
    return margins_only(problem) if seed % 2 else problem


def suiting(problem, rng):
    """Return some of the statistics that are for tables of this shape."""
    found = []
    for one in STATISTICS.values():
        try:
            one.check(problem.shape)
        except ItPerceptionError:
            continue
        found.append(one)
    chosen = rng.choice(len(found), min(SOME, len(found)), replace=False)
    return [found[k] for k in chosen]


def by_every_method(problem, one):
    """Yield what each method finds, and what is found in no time."""
    now = perf_counter()
    found = [look_at(parts(problem), problem.shape, one, problem.number, until)
             for until in (np.inf, now)]  # fmt: skip
    found += [by_margins(problem, one, now + 0.2), by_margins(problem, one, now)]  # fmt: skip
    yield from (ranges._bounds(f, one, np.inf, 1.0) for f in found if f is not None)
    yield bounds_of(problem, one)


def assert_true(found, values, tables, one):
    """Hold both ends against the values of all tables that have one."""
    for end, sign in (("low", 1), ("high", -1)):
        value, table = getattr(found, end), getattr(found, f"{end}_table")
        certified = getattr(found, f"{end}_certified")
        assert certified == (table is not None)
        if not values:
            assert np.isnan(value) or not certified
            continue
        true = sign * min(sign * v for v in values)
        if certified:
            assert table.tolist() in tables and one.value(table) == value
            assert value == pytest.approx(true, rel=1e-7, abs=1e-12)
        else:
            assert sign * value <= sign * true


@pytest.mark.parametrize("seed", range(70))
def test_certified_ends_are_attained_and_others_are_outer(seed):
    problem, rng = drawn(seed), np.random.default_rng(seed)
    tables = brute_force(problem) if seed % 10 else listed(problem).tolist()
    for one in suiting(problem, rng):
        values = [one.value(np.array(table)) for table in tables]
        values = [value for value in values if not np.isnan(value)]
        for found in by_every_method(problem, one):
            assert_true(found, values, tables, one)
