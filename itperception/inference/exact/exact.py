"""Tests of independence that rest on no approximation: given both margins, every table.

The p-value is the probability, among tables with the margins that were found, of one
at least as extreme. It comes with limits between which it lies: for certain if the
tables could be gone through in the time, be it those that are as extreme
(:mod:`.join`) or those that are not (:mod:`.complement`), with a confidence
of 99.9 % if they had to be drawn (:mod:`.draws`).
"""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
from numpy.typing import ArrayLike

from itperception.errors import unknown_name
from itperception.inference.compiling import clock
from itperception.inference.exact.columns import Margins
from itperception.inference.exact.draws import CONFIDENCE, drawn_tail
from itperception.inference.exact.join import exact_tail
from itperception.inference.exact.statistics import (
    Additive,
    freeman_halton_cells,
    likelihood_ratio_cells,
    linear_cells,
    pearson_cells,
)
from itperception.inference.intervals import LEVEL
from itperception.inference.results import State, TestResult
from itperception.inference.running import run_nominal, run_test
from itperception.inference.tables.independence import SEED

_SECONDS = 5.0
_WIDTH = 1e-6
# The share of the time after which drawing has to begin if there are no limits yet.
LISTING = 0.9
_DRAWS = 1_000_000
EXACT_NAMES = {
    "freeman_halton": "Freeman-Halton test",
    "pearson": "Pearson's chi-squared test",
    "likelihood_ratio": "Likelihood ratio test",
    "linear_by_linear": "Linear-by-linear test",
}
_CELLS = {
    "freeman_halton": freeman_halton_cells,
    "pearson": pearson_cells,
    "likelihood_ratio": likelihood_ratio_cells,
}


def exact(
    counts: ArrayLike,
    *,
    statistic: str = "pearson",
    row_scores: ArrayLike | None = None,
    column_scores: ArrayLike | None = None,
    seconds: float = _SECONDS,
    width: float = _WIDTH,
    draws: int = _DRAWS,
    seed: int = SEED,
    level: float = LEVEL,
) -> TestResult:
    """Return an exact conditional test of independence, with limits of its p-value.

    `method` ends in "(exact)" or "(Monte Carlo)". `p_low` and `p_high` are limits of the
    p-value: certain if exact, and then `p_value` lies halfway; at 99.9 % confidence
    (Clopper & Pearson 1934) if drawn, and then `p_value` is (b + 1)/(B + 1). Effect as in
    `pearson`, the correlation of the scores for "linear_by_linear".

    Parameters
    ----------
    statistic : {"pearson", "freeman_halton", "likelihood_ratio", "linear_by_linear"}
        What makes a table extreme: X², how improbable it is (Freeman & Halton 1951),
        G, or how far Σ u v x lies from its mean, either way. Fix it beforehand: the
        p-values differ.
    row_scores, column_scores : array_like, optional
        Scores u of the answers and v of the groups for "linear_by_linear"; equally
        spaced if not given.
    seconds : float
        Time to be used at most, about; compiling, at the first call on a machine, is
        not counted.
    width : float
        Limits of the p-value that are so close are close enough.

    Raises
    ------
    ValueError
        If there are not as many scores as rows or columns.

    Notes
    -----
    Every statistic is a sum over cells, so for given row sums of half of the columns
    the two halves are independent, can be listed apart and joined: the network
    algorithm of Mehta & Patel (1983) with one stage. Where it can be bounded what the
    columns still to come add at least, only tables less extreme than the one found are
    gone through. Ties are decided to 1e-9 of the sum. The same seed gives the same
    result, unless the time ran out in between: how far the limits were tightened then
    depends on the speed of the machine.

    Examples
    --------
    >>> tea = exact([[3, 1], [1, 3]], statistic="freeman_halton")
    >>> print(tea.method, round(tea.p_value, 6), round(34 / 70, 6))
    Freeman-Halton test (exact) 0.485714 0.485714
    """
    if statistic not in EXACT_NAMES:
        raise unknown_name("statistic", statistic, list(EXACT_NAMES))
    counts = np.asarray(counts, float)
    ways = []

    def compute(table):
        if not np.array_equal(table, np.rint(table)):
            return {"state": State.NOT_COUNTS}
        additive = cells(table)
        if additive is None:
            return {"state": State.NO_VARIATION}
        way, found = _tail(additive, Margins.of(table), seconds, width, draws, seed)
        ways.append(way)
        return found | _correlation(additive, table, statistic)

    if statistic == "linear_by_linear":
        cells, runner = _scored(counts, row_scores, column_scores), run_test
    else:
        cells, runner = _CELLS[statistic], run_nominal
    result = runner(EXACT_NAMES[statistic], counts, level, compute)
    return replace(result, method=f"{result.method} ({ways[0] if ways else 'exact'})")


def _tail(additive: Additive, margins: Margins, seconds, width, draws, seed):
    """Return "exact" or "Monte Carlo", and the attributes of the result."""
    started = clock()
    cell, across = _lying(additive.cell, margins)
    tail = exact_tail(cell, across, additive.reached, additive.under,
                      seconds=seconds * LISTING, width=width)  # fmt: skip
    told = {"statistic": additive.statistic}
    words = f"{additive.words}, n = {margins.n}"
    if tail is not None:
        return "exact", told | {
            "p_value": (tail.low + tail.high) / 2, "p_low": tail.low, "p_high": tail.high,
            "formula": f"{words}, p from {tail.low:.10g} to {tail.high:.10g}",
            "note": "the limits of p are certain",
        }  # fmt: skip
    left = max(seconds / 5, seconds - (clock() - started))
    drawn = drawn_tail(additive, margins, draws=draws, seed=seed, seconds=left)
    low, high = drawn.interval
    return "Monte Carlo", told | {
        "p_value": drawn.p_value, "p_low": low, "p_high": high, "seed": seed,
        "formula": f"{words}, p = (b + 1)/(B + 1) = ({drawn.reached} + 1)/"
        f"({drawn.draws} + 1), seed {seed}",
        "note": f"too many tables to go through in {seconds:g} s, so they were drawn; "
        f"p lies between {low:.4g} and {high:.4g} with {CONFIDENCE:.1%} confidence",
    }  # fmt: skip


def _lying(cell: Callable, margins: Margins) -> tuple[Callable, Margins]:
    """Return the table turned so that it has no more rows than columns."""
    if len(margins.rows) <= len(margins.columns):
        return cell, margins
    return lambda i, j, x: cell(j, i, x), Margins(margins.columns, margins.rows)


def _scored(counts: np.ndarray, row_scores, column_scores) -> Callable:
    """Return the cells of the linear statistic for the table without empty margins."""
    scores = []
    for name, given, axis in (("row", row_scores, 0), ("column", column_scores, 1)):
        size = counts.shape[axis]
        own = np.arange(size) if given is None else np.asarray(given, float)
        if own.shape != (size,):
            raise ValueError(
                f"{name}_scores: expected {size} numbers, got {own.size}: {own.tolist()}"
            )
        scores.append(own[counts.sum(1 - axis) > 0])
    return lambda table: linear_cells(table, *scores)


def _correlation(additive: Additive, table: np.ndarray, statistic: str) -> dict:
    """Return the effect of the linear statistic; the others have Cramér's V."""
    if statistic != "linear_by_linear":
        return {}
    size = np.sqrt(additive.statistic / (table.sum() - 1))
    linear = float(additive.cell(*np.indices(table.shape), table).sum())
    return {"effect_name": "correlation", "effect_size": float(np.copysign(size, linear))}
