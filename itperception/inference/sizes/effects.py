"""How big? Every effect size that a table allows, each with its interval.

Which are allowed goes by the scale of stub and banner alone. The one to print is the one
that its test returns; the others are here for who has to compare with other reports.
"""

from collections.abc import Callable, Iterator
from itertools import combinations

import numpy as np
import pandas as pd

from itperception.counting.crosstab import Crosstab
from itperception.inference.comparisons.multiplicity import residual_cutoff
from itperception.inference.contingency import adjusted_residuals, expected
from itperception.inference.design.linearised_effects import by_design, design_residuals
from itperception.inference.intervals import LEVEL
from itperception.inference.results import Effect, TestResult, join_notes
from itperception.inference.sizes.concordance import gamma, kendall_tau_b, somers_d
from itperception.inference.sizes.differences import (
    cohens_h,
    cohens_w,
    odds_ratio,
    phi,
    risk_difference,
    risk_ratio,
)
from itperception.inference.sizes.dominance import cliffs_delta, probability_of_superiority
from itperception.inference.sizes.measures import rank_eta_squared
from itperception.inference.tables.independence import kruskal_wallis, pearson
from itperception.lines import Lines, told_of

_FIELDS = ["effect_name", "first", "second", "effect_size", "ci_low", "ci_high", "level",
          "base", "method", "state", "formula", "note", "how"]  # fmt: skip

HABERMAN = (
    "residual: (count − expected)/√(expected (1 − row share)(1 − column share)) (Haberman 1973)",
    "beyond: larger than in a share of {:g} of tables without association the largest is "
    "(permutation, Westfall & Young 1993)",
)
_LINEARISED = (
    "residual: share of the cell minus product of the shares of row and column, over its "
    "linearised standard error",
    "beyond: larger than Student's t of units − strata at {:g}, Bonferroni over the cells",
)


def effects(table: Crosstab, *, level: float = LEVEL) -> pd.DataFrame:
    """Return every effect size of a table of answers by groups.

    Parameters
    ----------
    table : Crosstab
        Stub by banner; don't know and the like are left out.

    Returns
    -------
    pandas.DataFrame
        One line each: effect_name, first, second (the two columns, where it compares
        two), effect_size, ci_low, ci_high, level, base, method, state, formula, note, how. A
        weighted table enters with its effective counts (Kish 1965). Of respondents drawn
        in clusters the intervals are those of
        :mod:`itperception.inference.design.linearised_effects`.

    Examples
    --------
    >>> counts = pd.DataFrame({"a": [30, 10], "b": [10, 30]}, ["yes", "no"])
    >>> found = effects(Crosstab.from_counts(counts)).set_index("effect_name")
    >>> float(found.loc["odds ratio", "effect_size"])
    9.0
    """
    answers = table.answers()
    counts = answers.tested_counts
    every = list(range(counts.shape[1]))
    lines = [_line(found) for found in _measured(answers, _of_table, every, level)]
    for pair in combinations(every, 2):
        named = dict(zip(("first", "second"), counts.columns[list(pair)], strict=True))
        found = _measured(answers, _of_two, list(pair), level)
        told = " against ".join(named.values())
        lines += [_line(effect, f"{told}: ") | named for effect in found]
    counted = _counted(answers) if answers.design is None else ""
    lines = Lines(lines, columns=_FIELDS)
    return lines.assign(note=[join_notes(counted, note) for note in lines["note"]])


def _measured(answers: Crosstab, measures, columns, level) -> Iterator[Effect | TestResult]:
    """Return the measures of some columns, by the design where that is known."""
    cells = answers.tested_counts.to_numpy(float)[:, columns]
    for measure in measures(answers, cells):
        if answers.design is None:
            yield measure(cells, level=level)
        else:
            yield by_design(measure, answers.design.take(groups=columns), level=level)


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
        table, which cannot be permuted from its cells. Of respondents drawn in clusters
        the residual is the departure π − π_r π_c over its linearised standard error, and
        the cutoff Student's t of units − strata, adjusted for all cells (Bonferroni). How
        each number came about, in words: how, note.

    Examples
    --------
    >>> counts = pd.DataFrame({"a": [30, 10], "b": [10, 30]}, ["yes", "no"])
    >>> residuals(Crosstab.from_counts(counts))["residual"].round(2).tolist()
    [4.47, -4.47, -4.47, 4.47]
    """
    answers = table.answers()
    counts = answers.tested_counts
    cells = counts.to_numpy(float)
    if answers.design is None:
        limit, found = residual_cutoff(cells, alpha=alpha), adjusted_residuals(cells)
    else:
        found, limit = design_residuals(
            answers.design.take(groups=range(cells.shape[1])), alpha=alpha
        )
    rows, columns = (np.repeat(counts.index, cells.shape[1]),
                     np.tile(counts.columns, cells.shape[0]))  # fmt: skip
    lines = pd.DataFrame(
        {"category": rows, "banner": columns, "count": cells.ravel(),
         "expected": expected(cells).ravel(), "residual": found.ravel(),
         "cutoff": limit, "beyond": (np.abs(found) > limit).ravel()}
    )  # fmt: skip
    error, chance = HABERMAN if answers.design is None else _LINEARISED
    chance = chance.format(alpha) if limit > 0 else "how large chance makes it is not known"
    how = [_departure(line) for line in lines.itertuples()]
    return Lines(lines.assign(how=how, note=join_notes(error, chance, _counted(answers))))


def _counted(answers: Crosstab) -> str:
    is_effective = answers.is_weighted or answers.design is not None
    return "counts are effective counts" if is_effective else ""


def _departure(line) -> str:
    """Say how far a cell is from independence."""
    told = f"{line.category}, {line.banner}: count {line.count:.4g}, expected {line.expected:.4g}"
    if np.isnan(line.residual):
        return f"{told}, residual not known"
    side = "" if np.isnan(line.cutoff) else \
        f", {'beyond' if line.beyond else 'within'} ±{line.cutoff:.3g}"  # fmt: skip
    return f"{told}, residual {line.residual:.3g}{side}"


def _of_table(answers: Crosstab, cells) -> list[Callable]:
    """Return the measures of the whole table."""
    ranked = answers.stub.ordered
    both = ranked and answers.banner is not None and answers.banner.ordered
    return [pearson, cohens_w, *((kruskal_wallis, rank_eta_squared) if ranked else ()),
            *((gamma, kendall_tau_b, somers_d) if both else ())]  # fmt: skip


def _of_two(answers: Crosstab, cells) -> list[Callable]:
    """Return the measures of two columns."""
    ranked = (probability_of_superiority, cliffs_delta) if answers.stub.ordered else ()
    binary = (risk_difference, risk_ratio, odds_ratio, cohens_h, phi)
    return [*ranked, *(binary if len(cells) == 2 else ())]


def _line(found: Effect | TestResult, of: str = "") -> dict:
    line = {name: getattr(found, name) for name in _FIELDS if hasattr(found, name)}
    return line | {"state": str(found.state), "how": of + told_of(found)}
