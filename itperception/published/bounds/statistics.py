"""The statistics whose range over all tables can be asked for, by name.

Each is what a function of :mod:`itperception.inference` returns for a table. Beside that
function stand the ways to find the tables at the ends: a fast form for many tables at once
(:mod:`.statistics_fast`), and what the statistic depends on once both margins are given
(:mod:`.margin_forms`).
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import numpy as np

from itperception.errors import ItPerceptionError, unknown_name
from itperception.inference.exact.exact import exact
from itperception.inference.gap import paired_scores, signed_rank, symmetry
from itperception.inference.sizes import dominance, measures
from itperception.inference.tables import fourfold, independence, ordinal
from itperception.published.bounds import statistics_fast as fast

Shape = Literal["any", "fourfold", "two_columns", "square"]
_SHAPES = {
    "fourfold": ("two by two", lambda rows, columns: (rows, columns) == (2, 2)),
    "two_columns": ("with two columns", lambda rows, columns: columns == 2),
    "square": ("square", lambda rows, columns: rows == columns),
    "any": ("of any shape", lambda rows, columns: True),
}


@dataclass(frozen=True, kw_only=True)
class Statistic:
    """A number that a function of `inference` returns for a table."""

    name: str  # as in :data:`itperception.published.bounds.statistics.STATISTICS`
    # takes a table of counts, returns the number; NaN where it is not computed
    value: Callable[[np.ndarray], float]
    # takes tables, shape (N, R, C), returns the numbers to about twelve digits
    fast: Callable[[np.ndarray], np.ndarray] | None = None
    # of an exact p-value, what makes tables extreme: see
    # :func:`itperception.published.bounds.exact_tails.exact_p`
    exact: str = ""
    counted: float = 1.0  # of an exact p-value, how much tables as extreme count
    shape: Shape = "any"  # tables it is for
    # takes a table, says whether `value` is exact for it, not halfway between wide limits
    # or drawn at random
    certain: Callable[[np.ndarray], bool] = lambda table: True
    chunk: int = 100_000  # tables that the fast form takes about a second for
    least: float = -np.inf  # what it can be at all
    most: float = np.inf
    # what it only rises or only falls with, both margins given
    form: Literal["", "corners", "homogeneity"] = ""

    @property
    def is_p_value(self) -> bool:
        """Whether it is a p-value, by its name."""
        return self.name.endswith(("_p", "_midp"))

    def check(self, shape: tuple[int, int]) -> None:
        """Raise `ItPerceptionError` if the statistic is not for tables of this shape."""
        words, suits = _SHAPES[self.shape]
        if not suits(*shape):
            raise ItPerceptionError(
                f"{self.name} is for tables {words}, not of {shape[0]} rows by "
                f"{shape[1]} columns"
            )


NARROW = 2e-6
"""Limits of an exact p-value that are so close are one number."""


def of(function: Callable, attribute: str) -> Callable:
    """Return what a function of `inference` says of a table, by its attribute."""
    return lambda table: float(getattr(function(table), attribute))


def _p(name: str, function: Callable, fast: Callable | None = None, **more) -> Statistic:
    """Return the p-value of a function of `inference`."""
    ends = {"least": 0.0, "most": 1.0, "value": of(function, "p_value")}
    return Statistic(name=name, fast=fast, **{**ends, **more})


def _chi_p(of: Callable, df: Callable = fast.degrees_of_freedom_each) -> Callable:
    """Return p of a chi-squared, by default with (R − 1)(C − 1) degrees of freedom."""
    return lambda tables: fast.chi_squared_p_each(of(tables), df(tables))


def _mean_scores(tables: np.ndarray) -> np.ndarray:
    return fast.between_scores_each(tables, np.arange(1.0, tables.shape[1] + 1))


def _groups_df(tables: np.ndarray) -> np.ndarray:
    return (tables.sum(1) > 0).sum(1) - 1


@lru_cache(maxsize=64)
def _exact_result(statistic: str, shape: tuple[int, int], counts: tuple[int, ...]):
    return exact(np.array(counts).reshape(shape), statistic=statistic)


def _exact(name: str, statistic: str) -> Statistic:
    def result(table):
        return _exact_result(statistic, table.shape, tuple(table.ravel().tolist()))

    def is_known(table):
        found = result(table)
        narrow = found.p_high - found.p_low <= NARROW
        return narrow and found.method.endswith("(exact)")

    return _p(name, result, exact=statistic, certain=is_known)


GROUPS = [
    Statistic(name="cramers_v", value=of(measures.cramers_v, "effect_size"),
              fast=fast.cramers_v_each, least=0, most=1),
    Statistic(name="superiority",
              value=of(dominance.probability_of_superiority, "effect_size"),
              fast=fast.superiority_each, shape="two_columns", least=0, most=1),
    _p("pearson_p", independence.pearson, _chi_p(fast.pearson_each)),
    _p("likelihood_ratio_p", independence.likelihood_ratio,
       _chi_p(fast.likelihood_ratio_each)),
    _p("n_minus_one_p", fourfold.n_minus_one, _chi_p(fast.n_minus_one_each),
       shape="fourfold"),
    _p("fisher_p", fourfold.fisher, shape="fourfold", exact="freeman_halton"),
    _p("fisher_midp", fourfold.fisher_midp, shape="fourfold", exact="freeman_halton",
       counted=0.5),
    _p("kruskal_wallis_p", independence.kruskal_wallis,
       _chi_p(fast.kruskal_wallis_each, _groups_df)),
    _p("mean_scores_p", ordinal.mean_scores, _chi_p(_mean_scores, _groups_df)),
    _exact("freeman_halton_p", "freeman_halton"),
    _exact("exact_pearson_p", "pearson"),
]  # fmt: skip
"""Of answers by groups."""


def _b_and_c(tables: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    return tables[:, 0, 1], tables[:, 1, 0]


def _mcnemar(name: str, method: str, fast: Callable) -> Statistic:
    """Return McNemar's test of two by two."""

    def result(table):
        return symmetry.mcnemar(table[0, 1], table[1, 0], table.sum(), method=method)

    return _p(name, result, fast, shape="fourfold", form="corners")


def _wilcoxon_each(tables: np.ndarray) -> np.ndarray:
    """Return Wilcoxon's p, once for all with as many pairs by number and direction of steps."""
    if not len(tables):
        return np.empty(0)
    k = tables.shape[1]
    steps = [*range(1, k), *range(-1, -k, -1)]
    keys = np.column_stack([np.trace(tables, s, axis1=1, axis2=2) for s in steps])
    _, first, back = np.unique(keys, axis=0, return_index=True, return_inverse=True)
    value = of(signed_rank.wilcoxon, "p_value")
    return np.array([value(table) for table in tables[first]])[back.ravel()]


PAIRS = [
    _mcnemar("mcnemar_p", "asymptotic",
             lambda t: fast.chi_squared_p_each(fast.mcnemar_each(*_b_and_c(t)), 1)),
    _mcnemar("mcnemar_exact_p", "exact", lambda t: fast.mcnemar_exact_p(*_b_and_c(t))),
    _mcnemar("mcnemar_midp", "midp", lambda t: fast.mcnemar_midp(*_b_and_c(t))),
    _p("stuart_maxwell_p", symmetry.stuart_maxwell,
       lambda t: fast.chi_squared_p_each(*fast.stuart_maxwell_each(t)), shape="square",
       form="homogeneity"),
    _p("bowker_p", symmetry.bowker,
       lambda t: fast.chi_squared_p_each(*fast.bowker_each(t)), shape="square"),
    _p("mean_score_p", paired_scores.mean_score,
       lambda t: fast.normal_p(fast.mean_score_each(t)), shape="square", form="corners"),
    _p("sign_p", paired_scores.sign_test,
       lambda t: fast.mcnemar_midp(*fast.up_and_down_each(t)), shape="square"),
    _p("wilcoxon_p", signed_rank.wilcoxon, _wilcoxon_each, shape="square", chunk=100),
]  # fmt: skip
"""Of two questions of the same people."""

STATISTICS: dict[str, Statistic] = {found.name: found for found in (*GROUPS, *PAIRS)}


def as_statistic(given: str | Statistic) -> Statistic:
    """Return a statistic, also from its name.

    Examples
    --------
    >>> as_statistic("pearson_p").shape
    'any'
    """
    if isinstance(given, Statistic):
        return given
    if given not in STATISTICS:
        raise unknown_name("statistic", given, list(STATISTICS))
    return STATISTICS[given]
