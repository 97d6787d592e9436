"""How big? Every effect size that a table allows, each with its interval.

Which are allowed goes by the scale of stub and banner alone. The one to print is the one
that its test returns; the others are here for who has to compare with other reports.
"""

from collections.abc import Iterator
from itertools import combinations

import numpy as np
import pandas as pd

from itperception.counting.crosstab import Crosstab
from itperception.inference.comparisons.multiplicity import residual_cutoff
from itperception.inference.contingency import adjusted_residuals, expected
from itperception.inference.intervals import LEVEL
from itperception.inference.results import Effect, TestResult
from itperception.inference.sizes.concordance import gamma, kendall_tau_b, somers_d
from itperception.inference.sizes.differences import cohens_h, cohens_w, risk_difference
from itperception.inference.sizes.dominance import cliffs_delta, probability_of_superiority
from itperception.inference.sizes.measures import rank_eta_squared
from itperception.inference.sizes.odds import odds_ratio, phi, risk_ratio
from itperception.inference.tables.independence import kruskal_wallis, pearson

FIELDS = ["effect_name", "first", "second", "effect_size", "ci_low", "ci_high", "level",
          "base", "method", "state", "formula", "note"]  # fmt: skip


def effects(table: Crosstab, *, level: float = LEVEL) -> pd.DataFrame:
    """Return every effect size of a table of answers by groups.

    Parameters
    ----------
    table : Crosstab
        Stub by banner; don't know and the like are left out.
    level : float
        Confidence level, in (0, 1).

    Returns
    -------
    pandas.DataFrame
        One line each: effect_name, first, second (the two columns, where it compares
        two), effect_size, ci_low, ci_high, level, base, method, state, formula, note. A
        weighted table enters with its effective counts (Kish 1965).

    Examples
    --------
    >>> counts = pd.DataFrame({"a": [30, 10], "b": [10, 30]}, ["yes", "no"])
    >>> found = effects(Crosstab.from_counts(counts)).set_index("effect_name")
    >>> float(found.loc["odds ratio", "effect_size"])
    9.0
    """
    answers = table.answers()
    counts = answers.tested_counts
    cells = counts.to_numpy(float)
    lines = [_line(found) for found in _of_table(answers, cells, level)]
    for first, second in combinations(range(cells.shape[1]), 2):
        named = {"first": counts.columns[first], "second": counts.columns[second]}
        two = cells[:, [first, second]]
        lines += [_line(found) | named for found in _of_two(answers, two, level)]
    return pd.DataFrame(lines, columns=FIELDS)


def residuals(table: Crosstab, *, alpha: float = 0.05) -> pd.DataFrame:
    """Return how far each cell is from independence, and which are beyond chance.

    Parameters
    ----------
    table : Crosstab
        Stub by banner; don't know and the like are left out.
    alpha : float
        Chance, in (0, 1), that any cell of a table without association is beyond.

    Returns
    -------
    pandas.DataFrame
        One line per cell: category, banner, count, expected, residual (adjusted, Haberman
        1973), cutoff (the largest residual of the table by permutation: Westfall &
        Young 1993; 1.96 does for one cell only), beyond. NaN as cutoff for a weighted
        table, which cannot be permuted from its cells.

    Examples
    --------
    >>> counts = pd.DataFrame({"a": [30, 10], "b": [10, 30]}, ["yes", "no"])
    >>> residuals(Crosstab.from_counts(counts))["residual"].round(2).tolist()
    [4.47, -4.47, -4.47, 4.47]
    """
    answers = table.answers()
    counts = answers.tested_counts
    cells = counts.to_numpy(float)
    limit = residual_cutoff(cells, alpha=alpha)
    found = adjusted_residuals(cells)
    rows, columns = (np.repeat(counts.index, cells.shape[1]),
                     np.tile(counts.columns, cells.shape[0]))  # fmt: skip
    return pd.DataFrame(
        {"category": rows, "banner": columns, "count": cells.ravel(),
         "expected": expected(cells).ravel(), "residual": found.ravel(),
         "cutoff": limit, "beyond": (np.abs(found) > limit).ravel()}
    )  # fmt: skip


def _of_table(answers: Crosstab, cells, level) -> Iterator[Effect | TestResult]:
    """Return the measures of the whole table."""
    yield pearson(cells, level=level)
    yield cohens_w(cells, level=level)
    if answers.stub.ordered:
        yield kruskal_wallis(cells, level=level)
        yield rank_eta_squared(cells, level=level)
    if answers.stub.ordered and answers.banner is not None and answers.banner.ordered:
        for measure in (gamma, kendall_tau_b, somers_d):
            yield measure(cells, level=level)


def _of_two(answers: Crosstab, two, level) -> Iterator[Effect]:
    """Return the measures of two columns."""
    if answers.stub.ordered:
        yield probability_of_superiority(two, level=level)
        yield cliffs_delta(two, level=level)
    if two.shape[0] == 2:
        for measure in (risk_difference, risk_ratio, odds_ratio, cohens_h, phi):
            yield measure(two, level=level)


def _line(found: Effect | TestResult) -> dict:
    line = {name: getattr(found, name) for name in FIELDS if hasattr(found, name)}
    return line | {"state": str(found.state)}
