"""The statistics whose range over all tables can be asked for, by name.

Each is what a function of :mod:`itperception.inference` returns for a table. Beside that
function stand the ways to find the tables at the ends: a fast form for many tables at once,
to about twelve digits, NaN for a table that the function does not compute (nobody asked,
nothing varies); and what the statistic depends on once both margins are given.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import numpy as np
from scipy.special import chdtrc, erfc, xlogy

from itperception.errors import ItPerceptionError, unknown_name
from itperception.inference.contingency import chi_squared
from itperception.inference.exact.exact import exact
from itperception.inference.gap import paired_scores, signed_rank, symmetry
from itperception.inference.sizes import dominance, measures
from itperception.inference.solving import divide, positive
from itperception.inference.tables import fourfold, independence, ordinal
from itperception.published.bounds.overlap import paired_tests


def can_be_tested(tables: np.ndarray) -> np.ndarray:
    """Return which tables have two rows and two columns with people, and enough people.

    Examples
    --------
    >>> can_be_tested(np.array([[[3, 1], [1, 3]], [[3, 1], [0, 0]]])).tolist()
    [True, False]
    """
    rows, columns = _filled(tables)
    enough = tables.sum((1, 2)) > np.maximum(rows, columns)
    return (rows > 1) & (columns > 1) & enough


def degrees_of_freedom_each(tables: np.ndarray) -> np.ndarray:
    """Return (R − 1)(C − 1) of each table without its empty rows and columns."""
    rows, columns = _filled(tables)
    return (rows - 1) * (columns - 1)


def pearson_each(tables: np.ndarray) -> np.ndarray:
    """Return X² of each table.

    Examples
    --------
    >>> pearson_each(np.array([[[30, 10], [10, 30]]])).tolist()
    [20.0]
    """
    return np.where(can_be_tested(tables), chi_squared(tables.astype(float)), np.nan)


def likelihood_ratio_each(tables: np.ndarray) -> np.ndarray:
    """Return G of each table."""
    sides = sum(xlogy(tables.sum(axis), tables.sum(axis)).sum(1) for axis in (1, 2))
    n = tables.sum((1, 2))
    found = 2 * (xlogy(tables, tables).sum((1, 2)) - sides + xlogy(n, n))
    return np.where(can_be_tested(tables), np.maximum(found, 0.0), np.nan)


def cramers_v_each(tables: np.ndarray) -> np.ndarray:
    """Return V of each table, not corrected for bias."""
    scale = tables.sum((1, 2)) * (np.minimum(*_filled(tables)) - 1)
    return np.sqrt(np.minimum(1.0, pearson_each(tables) / positive(scale)))


def n_minus_one_each(tables: np.ndarray) -> np.ndarray:
    """Return the N − 1 chi-squared of each table of two by two."""
    n = tables.sum((1, 2))
    return pearson_each(tables) * (n - 1) / positive(n)


def chi_squared_p_each(statistic: np.ndarray, df: np.ndarray | int) -> np.ndarray:
    """Return the upper tail; NaN where the statistic is."""
    known = ~np.isnan(statistic)
    found = chdtrc(np.maximum(df, 1), np.where(known, statistic, 0.0))
    return np.where(known, found, np.nan)


def superiority_each(tables: np.ndarray) -> np.ndarray:
    """Return how often the first of two columns answers earlier, ties half."""
    first, second = tables[:, :, 0], tables[:, :, 1]
    beyond = second.sum(1, keepdims=True) - second.cumsum(1) + second / 2
    pairs = positive(first.sum(1) * second.sum(1))
    return np.where(can_be_tested(tables), (first * beyond).sum(1) / pairs, np.nan)


def between_scores_each(tables: np.ndarray, scores: np.ndarray) -> np.ndarray:
    """Return (n − 1) SS_between/SS_total of the scores of each table's answers."""
    answers, n = tables.sum(2), positive(tables.sum((1, 2)))
    centred = scores - ((scores * answers).sum(1) / n)[:, None]
    sums = np.einsum("ni,nij->nj", centred, tables)
    between = divide(sums**2, tables.sum(1)).sum(1)
    found = (n - 1) * between / positive((answers * centred**2).sum(1))
    return np.where(can_be_tested(tables), found, np.nan)


def kruskal_wallis_each(tables: np.ndarray) -> np.ndarray:
    """Return H of each table, the answers in rank order, corrected for ties."""
    tied = tables.sum(2)
    return between_scores_each(tables, tied.cumsum(1) - tied / 2)


def mcnemar_of(name: str, b: np.ndarray, c: np.ndarray) -> np.ndarray:
    """Return one of McNemar's p-values; NaN where nobody differs."""
    return np.where(b + c > 0, paired_tests(b, c)[name], np.nan)


def up_and_down_each(squares: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return how many pairs have the better (earlier) answer first, and second.

    Examples
    --------
    >>> [side.tolist() for side in up_and_down_each(np.array([[[5, 2], [1, 4]]]))]
    [[2], [1]]
    """
    upper = np.triu(np.ones(squares.shape[1:], bool), 1)
    return squares[:, upper].sum(1), squares[:, upper.T].sum(1)


def bowker_each(squares: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return Bowker's statistic and its degrees of freedom."""
    upper = np.triu(np.ones(squares.shape[1:], bool), 1)
    one, other = squares[:, upper], squares.transpose(0, 2, 1)[:, upper]
    df = (one + other > 0).sum(1)
    found = divide((one - other) ** 2, one + other).sum(1)
    return np.where(df > 0, found, np.nan), df


def stuart_maxwell_each(squares: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return d'S⁻d and the rank of S."""
    differing = (squares + squares.transpose(0, 2, 1)).astype(float)
    k = squares.shape[1]
    covariance = np.eye(k) * differing.sum(2)[:, :, None] - differing
    values, vectors = np.linalg.eigh(covariance)
    kept = values > 1e-10 * np.maximum(values[:, -1:], 1e-300)
    along = np.einsum("nij,ni->nj", vectors, squares.sum(2) - squares.sum(1))
    found = np.where(kept, divide(along**2, np.where(kept, values, 1.0)), 0.0).sum(1)
    rank = kept.sum(1)
    varies = differing.sum((1, 2)) > 2 * np.trace(squares, axis1=1, axis2=2)
    return np.where(varies, found, np.nan), rank


def mean_score_each(squares: np.ndarray) -> np.ndarray:
    """Return Σd/√Σd², d by how many places the first answer is better."""
    places = np.arange(squares.shape[1])
    steps = places - places[:, None]
    total, squared = (squares * steps).sum((1, 2)), (squares * steps**2).sum((1, 2))
    return total / np.sqrt(positive(squared))


def normal_p(z: np.ndarray) -> np.ndarray:
    """Return the two-sided p-value of a standard normal."""
    return erfc(np.abs(z) / np.sqrt(2))


def _filled(tables: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return how many rows and how many columns have somebody in them."""
    return (tables.sum(2) > 0).sum(1), (tables.sum(1) > 0).sum(1)


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


def _chi_p(of: Callable, df: Callable = degrees_of_freedom_each) -> Callable:
    """Return p of a chi-squared, by default with (R − 1)(C − 1) degrees of freedom."""
    return lambda tables: chi_squared_p_each(of(tables), df(tables))


def _mean_scores(tables: np.ndarray) -> np.ndarray:
    return between_scores_each(tables, np.arange(1.0, tables.shape[1] + 1))


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
              fast=cramers_v_each, least=0, most=1),
    Statistic(name="superiority",
              value=of(dominance.probability_of_superiority, "effect_size"),
              fast=superiority_each, shape="two_columns", least=0, most=1),
    _p("pearson_p", independence.pearson, _chi_p(pearson_each)),
    _p("likelihood_ratio_p", independence.likelihood_ratio,
       _chi_p(likelihood_ratio_each)),
    _p("n_minus_one_p", fourfold.n_minus_one, _chi_p(n_minus_one_each),
       shape="fourfold"),
    _p("fisher_p", fourfold.fisher, shape="fourfold", exact="freeman_halton"),
    _p("fisher_midp", fourfold.fisher_midp, shape="fourfold", exact="freeman_halton",
       counted=0.5),
    _p("kruskal_wallis_p", independence.kruskal_wallis,
       _chi_p(kruskal_wallis_each, _groups_df)),
    _p("mean_scores_p", ordinal.mean_scores, _chi_p(_mean_scores, _groups_df)),
    _exact("freeman_halton_p", "freeman_halton"),
    _exact("exact_pearson_p", "pearson"),
]  # fmt: skip
"""Of answers by groups."""


def _mcnemar(name: str, method: str) -> Statistic:
    """Return McNemar's test of two by two."""

    def result(table):
        return symmetry.mcnemar(table[0, 1], table[1, 0], table.sum(), method=method)

    def each(tables):
        return mcnemar_of(method, tables[:, 0, 1], tables[:, 1, 0])

    return _p(name, result, each, shape="fourfold", form="corners")


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
    _mcnemar("mcnemar_p", "asymptotic"),
    _mcnemar("mcnemar_exact_p", "exact"),
    _mcnemar("mcnemar_midp", "midp"),
    _p("stuart_maxwell_p", symmetry.stuart_maxwell,
       lambda t: chi_squared_p_each(*stuart_maxwell_each(t)), shape="square",
       form="homogeneity"),
    _p("bowker_p", symmetry.bowker,
       lambda t: chi_squared_p_each(*bowker_each(t)), shape="square"),
    _p("mean_score_p", paired_scores.mean_score,
       lambda t: normal_p(mean_score_each(t)), shape="square", form="corners"),
    _p("sign_p", paired_scores.sign_test,
       lambda t: mcnemar_of("midp", *up_and_down_each(t)), shape="square"),
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
