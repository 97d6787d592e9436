"""The test that decides when a weighted sample is small: permutation.

Corrections of X² for weights are good in large samples; with 26 respondents in a group
and uneven weights they reject twice as often as they say. Dealing the answers out
again among the respondents, each keeping group and weight, is exact whatever the
weights, if the hypothesis is that answers have to do with neither group nor weight.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from itperception.errors import unknown_name
from itperception.inference.contingency import chi_squared
from itperception.inference.design.permuting import dealt_tables
from itperception.inference.intervals import LEVEL
from itperception.inference.results import State, TestResult
from itperception.inference.running import run_nominal, run_test, share_of_variation
from itperception.inference.solving import divide, positive
from itperception.inference.tables.independence import DRAWS, SEED, permuted


def weighted_permutation(
    counts: ArrayLike,
    weights: ArrayLike,
    *,
    statistic: str = "pearson",
    draws: int = DRAWS,
    seed: int = SEED,
    level: float = LEVEL,
) -> TestResult:
    """Test whether answers depend on the group, by permuting them among respondents.

    Effect as in Pearson's or Kruskal–Wallis' test of the weighted table, the base being the
    effective one, (Σw)²/Σw² (Kish 1965).

    Parameters
    ----------
    counts : array_like, shape (answers, groups, weights) or (…, weights, strata)
        Respondents with each weight; whole numbers. With strata, answers are exchanged
        within strata only.
    statistic : {"pearson", "ranks", "trend"}
        X² of the weighted table; or, for answers in rank order, the share of the
        variation of weighted mid-ranks between groups; or, if the groups are in an order
        as well, the squared correlation of weighted mid-rank and group number.

    Notes
    -----
    p = (b + 1)/(B + 1), with b of B permutations at least as far from independence
    (Phipson & Smyth 2010).

    Examples
    --------
    >>> counts = np.stack([[[9, 2], [1, 8]], [[6, 3], [2, 5]]], axis=2)
    >>> result = weighted_permutation(counts, [1.0, 2.0], draws=999)
    >>> result.base, round(result.statistic, 3), result.p_value < 0.01
    (36.0, 9.121, True)
    """
    if statistic not in WEIGHTED_STATISTICS:
        raise unknown_name("statistic", statistic, list(WEIGHTED_STATISTICS))
    counts, weights = np.asarray(counts, float), np.asarray(weights, float)
    counts = counts[..., np.newaxis] if counts.ndim == 3 else counts
    how = WEIGHTED_STATISTICS[statistic]
    people = counts.sum((0, 1, 3))
    n, effective = people.sum(), _effective(people, weights)
    table = np.einsum("agws,w->ag", counts, weights)
    scaled = table * np.nan_to_num(effective / positive(table.sum()))

    def draw(_table):
        if not np.array_equal(counts, np.rint(counts)):
            return {"state": State.NOT_COUNTS}
        return _draw(counts, weights, how, draws, seed)

    result = how.run(how.name, scaled, level, draw)
    if result.state is State.EMPTY and n > 0:
        result = replace(result, state=State.NO_WEIGHT)
    return replace(result, base=float(n), effective_base=effective)


def _effective(people: np.ndarray, weights: np.ndarray) -> float:
    """Return Kish's effective base; 0 if nobody has weight."""
    return float(divide((people @ weights) ** 2, people @ weights**2))


def _draw(counts, weights, how, draws: int, seed: int) -> dict:
    """Return statistic and p-value."""
    observed, n = np.einsum("agws,w->ag", counts, weights), counts.sum()
    drawn = dealt_tables(counts, draws, seed, weights)
    scale = float(n) if how.scaled else 1.0
    value = scale * float(how.of(observed[np.newaxis])[0])
    words = f"{how.words} = {value:.4g}, n = {n:g}"
    return permuted(words, value, scale * np.concatenate([*map(how.of, drawn)]), seed)


def _between_ranks(tables: np.ndarray) -> np.ndarray:
    """Return the share of the variation of weighted mid-ranks between groups."""
    tied = tables.sum(2)
    ranks = tied.cumsum(1) - (tied + tied.sum(1, keepdims=True)) / 2
    sums = np.einsum("ba,bag->bg", ranks, tables)
    between = divide(sums**2, tables.sum(1)).sum(1)
    return divide(between, (tied * ranks**2).sum(1))


def _correlation(tables: np.ndarray) -> np.ndarray:
    """Return r of weighted mid-rank and group number, in [−1, 1]."""
    tied, columns = tables.sum(2), tables.sum(1)
    ranks = tied.cumsum(1) - (tied + tied.sum(1, keepdims=True)) / 2
    numbers = np.arange(tables.shape[2])
    about = numbers - divide(columns @ numbers, columns.sum(1))[:, np.newaxis]
    top = np.einsum("ba,bag,bg->b", ranks, tables, about)
    return divide(top, np.sqrt((tied * ranks**2).sum(1) * (columns * about**2).sum(1)))


def _run_trend(name: str, table: np.ndarray, level: float, compute: Callable) -> TestResult:
    from itperception.inference.tables.correlation import linear_by_linear

    def with_effect(inside):
        found = compute(inside)
        if "state" in found:
            return found
        tied = inside.sum(1)
        ranks = tied.cumsum() - tied / 2
        told = linear_by_linear(inside, ranks, level=level)
        return found | {"effect_name": "correlation of the ranks", "ci_low": told.ci_low,
                        "ci_high": told.ci_high, "effect_size": told.effect_size}  # fmt: skip

    return run_test(name, table, level, with_effect)


def _run_ranks(name: str, table: np.ndarray, level: float, compute: Callable) -> TestResult:
    def with_effect(inside):
        found = compute(inside)
        if "state" in found:
            return found
        n, df = inside.sum(), inside.shape[1] - 1
        effect = float(_between_ranks(inside[np.newaxis])[0])
        return found | share_of_variation("epsilon squared, weighted", effect,
                                          (n - 1) * effect, df, n - 1, level)  # fmt: skip

    return run_test(name, table, level, with_effect)


class _Statistic(NamedTuple):
    """How far from independence: a function of many weighted tables at once."""

    name: str
    words: str
    of: Callable
    run: Callable
    scaled: bool


WEIGHTED_STATISTICS = {
    "pearson": _Statistic(
        "Pearson's chi-squared of the weighted table by permutation",
        "X² = n Σ(π − π_r π_c)²/(π_r π_c)",
        lambda tables: chi_squared(tables) / tables.sum((1, 2)),
        run_nominal,
        True,
    ),
    "ranks": _Statistic(
        "Kruskal-Wallis of the weighted table by permutation",
        "SS_between/SS_total of weighted mid-ranks",
        _between_ranks,
        _run_ranks,
        False,
    ),
    "trend": _Statistic(
        "Trend of the weighted table by permutation",
        "r² of weighted mid-ranks and group numbers",
        lambda tables: _correlation(tables) ** 2,
        _run_trend,
        False,
    ),
}
