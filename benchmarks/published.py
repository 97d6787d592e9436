"""How long the bounds of printed percentages take, and which ends are certified.

Run as ``python -m benchmarks.published``. Tables of five answers and three groups, and of
three answers and five groups, of 156 people are drawn at random; then only the whole
percentages of each group and the total are kept, as print would. The claims of the study
of 2013 follow: two nets of the same people, three groups of unknown size, types of
unknown number. Last come two questions of the same people with four answers each, 156,
300 and 606 people, whose margins are 6, 361 and 21,316 pairs.
"""

from fractions import Fraction
from itertools import product
from time import perf_counter

import numpy as np
import pandas as pd

from itperception.published.bounds.ranges import bounds_of, bounds_over
from itperception.published.tables.problem import RowNet, ShareOfColumn, TableProblem

PEOPLE = 156
HALF = Fraction(1, 200)
SECONDS = 60.0


def whole_percents(table: np.ndarray) -> TableProblem:
    """Return what the whole percentages of each column and the total leave open."""
    rows, columns = table.shape
    shares = []
    for column, size in enumerate(table.sum(0)):
        for row in range(rows):
            percent = Fraction(
                int(100 * Fraction(int(table[row, column]), int(size)) + Fraction(1, 2)),
                100,
            )
            low, high = max(Fraction(0), percent - HALF), min(Fraction(1), percent + HALF)
            shares.append(ShareOfColumn(column, (row,), low, high))
    n = int(table.sum())
    return TableProblem(
        tuple(f"answer {row + 1}" for row in range(rows)),
        tuple(f"group {column + 1}" for column in range(columns)),
        range(n, n + 1), (range(1, n - columns + 2),) * columns, tuple(shares),
    )  # fmt: skip


def random_table(seed: int, rows: int, columns: int) -> np.ndarray:
    """Return a table of which every group has at least 15 people."""
    rng = np.random.default_rng(seed)
    while True:
        chances = np.outer(
            rng.dirichlet(np.full(rows, 3)), rng.dirichlet(np.full(columns, 5))
        )
        table = rng.multinomial(PEOPLE, chances.ravel()).reshape(rows, columns)
        if table.sum(0).min() >= 15:
            return table


def two_nets(first: int, second: int) -> TableProblem:
    """Return two whole percentages of the same 156 people."""
    counts = [_counts(percent) for percent in (first, second)]
    everybody = range(PEOPLE, PEOPLE + 1)
    return TableProblem(
        ("in the first", "not"), ("in the second", "not"), everybody,
        (counts[1], range(PEOPLE + 1)), row_nets=(RowNet((0,), counts[0]),),
    )  # fmt: skip


def similar(points: int) -> TableProblem:
    """Return 61 %, 43 % and a third share within some points of 61 %, sizes unknown."""
    ranges = [(Fraction(61, 100), HALF), (Fraction(61, 100), max(HALF, Fraction(points, 100))),
              (Fraction(43, 100), HALF)]  # fmt: skip
    shares = tuple(ShareOfColumn(k, (0,), m - h, m + h) for k, (m, h) in enumerate(ranges))
    sizes = (range(1, PEOPLE - 1),) * 3
    everybody = range(PEOPLE, PEOPLE + 1)
    return TableProblem(
        ("good", "rest"), ("in-house", "owned", "outside"), everybody, sizes, shares
    )


def margins(people: int) -> list:
    """Return the margins of two questions of the same people in whole percentages."""
    sides = [
        [
            some
            for some in product(*(_counts(p, people) for p in shares))
            if sum(some) == people
        ]
        for shares in ((12, 39, 34, 15), (8, 30, 40, 22))
    ]
    return list(product(*sides))


def _counts(percent: int, people: int = PEOPLE) -> range:
    found = [
        k
        for k in range(people + 1)
        if abs(Fraction(k, people) - Fraction(percent, 100)) <= HALF
    ]
    return range(found[0], found[-1] + 1)


def measure(words: str, problem, statistic: str) -> dict:
    """Return one line: the range, how it is known, and the seconds it took."""
    started = perf_counter()
    bound = bounds_over if isinstance(problem, list) else bounds_of
    found = bound(problem, statistic, seconds=SECONDS)
    return {
        "problem": words, "statistic": statistic, "low": found.low, "high": found.high,
        "certified": f"{found.low_certified:d}{found.high_certified:d}",
        "seconds": round(perf_counter() - started, 2), "certificate": found.certificate,
    }  # fmt: skip


def lines():
    """Yield every measurement."""
    for rows, columns in ((5, 3), (3, 5)):
        for seed in range(6):
            problem = whole_percents(random_table(seed, rows, columns))
            words = f"{columns} groups × {rows} answers, seed {seed}"
            for statistic in ("cramers_v", "pearson_p", "freeman_halton_p"):
                yield measure(words, problem, statistic)
    for statistic in (
        "mcnemar_p",
        "mcnemar_exact_p",
        "mcnemar_midp",
    ):
        yield measure("51 against 38 %", two_nets(51, 38), statistic)
    for points in (0, 2, 5):
        for statistic in ("pearson_p", "freeman_halton_p", "exact_pearson_p"):
            yield measure(f"61, similar ± {points}, 43 %", similar(points), statistic)
    for people in (156, 300, 606):
        for statistic in ("mean_score_p", "stuart_maxwell_p"):
            yield measure(f"4 × 4 of {people}", margins(people), statistic)


if __name__ == "__main__":
    with pd.option_context("display.width", 200, "display.max_colwidth", 70):
        for line in lines():
            print(*line.values(), sep=" | ", flush=True)
