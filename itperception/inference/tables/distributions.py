"""Test of one distribution against a given one.

With few respondents every distribution that they could have given is listed, with its
probability.
"""

from collections.abc import Mapping
from dataclasses import replace
from math import comb

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import chdtrc, gammaln, xlogy

from itperception.counting.crosstab import Crosstab
from itperception.errors import ItPerceptionError, unknown_name
from itperception.inference.intervals import LEVEL
from itperception.inference.results import State, TestResult, join_notes
from itperception.inference.sizes.differences import w_from
from itperception.inference.tables.fixed_margins import TIE, are_whole
from itperception.inference.tables.independence import DRAWS, SEED

# Below this base the chi-squared of a distribution is not trusted.
_FEWEST = 30
# Shares of a population are printed with a digit or two.
_ROUNDED = 0.005
# Distributions listed; with more of them samples are drawn.
_MOST = 2_000_000
FIT = {
    "asymptotic": "Chi-squared test of a distribution",
    "exact": "Exact chi-squared test of a distribution",
}


def goodness_of_fit(
    counts: ArrayLike,
    shares: ArrayLike | None = None,
    *,
    method: str | None = None,
    level: float = LEVEL,
    draws: int = DRAWS,
    seed: int = SEED,
) -> TestResult:
    """Test whether a distribution differs from a given one.

    Parameters
    ----------
    counts : array_like, shape (k,)
        Counts ≥ 0; fractions need "asymptotic".
    shares : array_like, shape (k,), optional
        The given distribution, rescaled to sum to 1; equal shares if left out.
    method : {"asymptotic", "exact"}, optional
        Left out, it is exact for whole counts of fewer than 30 respondents.
    draws, seed : int
        Of samples drawn where there are too many to list.

    Returns
    -------
    TestResult
        Effect: Cohen's w with the interval from the noncentral chi-squared.

    Raises
    ------
    UnknownNameError
        If there is no such method.
    ItPerceptionError
        If there is not one share ≥ 0 for each count.

    Notes
    -----
    X² = Σ(O − nπ)²/(nπ), df = k − 1 (Pearson 1900). Exact: the multinomial probability
    of an X² at least as large. Categories of share 0 without answers are left out.

    Examples
    --------
    >>> result = goodness_of_fit([30, 44, 82])
    >>> round(result.statistic, 3), result.df, round(result.effect_size, 3)
    (27.846, 2, 0.422)
    """
    counts = np.asarray(counts, float)
    if method is None:
        method = "exact" if counts.sum() < _FEWEST and are_whole(counts) else "asymptotic"
    if method not in FIT:
        raise unknown_name("method", method, list(FIT))
    if counts.ndim != 1 or not counts.sum() > 0:
        state = State.WRONG_SHAPE if counts.sum() > 0 else State.EMPTY
        return TestResult(method=FIT[method], base=float(counts.sum()), state=state)
    shares, told = _shares(shares, counts)
    used = (shares > 0) | (counts > 0)
    state, why = _fit_state(counts[used], shares[used], method)
    computed = {"note": why}
    if state is State.OK:
        computed = _fit(counts[used], shares[used], method, level, draws, seed)
    note = join_notes(told, computed.pop("note"))
    return TestResult(
        method=FIT[method], base=float(counts.sum()), level=level, state=state, note=note,
        **computed,
    )  # fmt: skip


def fit_to_population(
    table: Crosstab, shares: Mapping[str, float], *, level: float = LEVEL, **options
) -> TestResult:
    """Test whether the rows of a table are distributed as in a population.

    Unweighted of the counts, else of weighted shares times the effective base. The note has
    both shares of each row, and how many are left out.

    Parameters
    ----------
    table : Crosstab
        Of its rows those that are answers on the scale, of everybody in it.
    shares : mapping of str to float
        Of every such row (its id) the share in the population; they add up to 1.

    Raises
    ------
    UnknownNameError, ItPerceptionError
        If a row is not there, or its share is missing, or they do not add up to 1.

    Examples
    --------
    >>> import pandas as pd
    >>> table = Crosstab.from_counts(pd.DataFrame({"all": [60, 40]}, ["a", "b"]))
    >>> round(fit_to_population(table, {"a": 0.5, "b": 0.5}).statistic, 3)
    4.0
    """
    answers = table.answers()
    ids = [row.id for row in answers.rows]
    for name in shares:
        if name not in ids:
            raise unknown_name("answer", name, ids)
    missing = [name for name in ids if name not in shares]
    total = float(sum(shares.values()))
    if missing or abs(total - 1) > _ROUNDED:
        raise ItPerceptionError(
            f"shares of {', '.join(missing)} are missing" if missing else
            f"shares add up to {total:.6g}; expected 1"
        )  # fmt: skip
    base, worth = float(answers.bases.iloc[0]), float(answers.effective_bases.iloc[0])
    found = answers.proportions().iloc[:, 0].to_numpy()
    is_plain = not table.is_weighted and table.design is None
    counts = np.rint(found * base) if is_plain else found * worth
    result = goodness_of_fit(np.nan_to_num(counts), [shares[name] for name in ids],
                             level=level, **options)  # fmt: skip
    told = ", ".join(f"{name} {share:.1%} against {shares[name]:.1%}"
                     for name, share in zip(ids, found, strict=True))  # fmt: skip
    out = int(table.bases.iloc[0]) - int(base)
    left = f"{out} of {int(table.bases.iloc[0])} left out, who gave no answer on the scale"
    note = join_notes(told, left if out else "", result.note)
    return replace(result, base=base, effective_base=worth, note=note)


def tail_of_distribution(
    n: int, shares: np.ndarray, statistic: float, draws: int, seed: int
) -> tuple[float, str, float]:
    """Return the multinomial probability of a chi-squared at least as large.

    Parameters
    ----------
    shares : numpy.ndarray, shape (k,)
        Probability of each category, > 0.

    Returns
    -------
    float
        The probability, or (b + 1)/(B + 1) for b of B draws.
    str
        How it was found.
    float
        The seed, NaN where nothing was drawn.

    Examples
    --------
    >>> tail_of_distribution(2, np.array([0.5, 0.5]), 2.0, 100, 1)[:2]
    (0.5, 'p over all 3 distributions')
    """
    # What ties must count, whatever the last digit says.
    reached, size = statistic * (1 - 1e-9), comb(n + len(shares) - 1, n)
    if size <= _MOST:
        found, logs = _listed(n, shares)
        p_value = min(1.0, float(np.exp(logs[found >= reached]).sum()))
        return p_value, f"p over all {size} distributions", np.nan
    drawn = np.random.default_rng(seed).multinomial(n, shares, draws)
    found = ((drawn - n * shares) ** 2 / (n * shares)).sum(1)
    b = int((found >= reached).sum())
    told = f"p = (b + 1)/(B + 1) = ({b} + 1)/({draws} + 1), seed {seed}"
    return (b + 1) / (draws + 1), told, float(seed)


def _shares(shares: ArrayLike | None, counts: np.ndarray) -> tuple[np.ndarray, str]:
    """Return shares that sum to 1, and a note if they did not."""
    given = np.ones_like(counts) if shares is None else np.asarray(shares, float)
    if given.shape != counts.shape or not (given >= 0).all() or not given.sum() > 0:
        raise ItPerceptionError(
            f"shares are {shares!r}, expected {counts.size} numbers ≥ 0, not all 0"
        )
    total = float(given.sum())
    odd = shares is not None and abs(total - 1) > TIE
    return given / total, f"shares rescaled from a sum of {total:.6g}" if odd else ""


def _fit_state(counts, shares, method: str) -> tuple[State, str]:
    if (shares <= 0).any():
        return State.NO_ESTIMATE, "answers in a category whose given share is 0"
    if counts.size < 2:
        return State.NO_VARIATION, ""
    return State.NOT_COUNTS if method == "exact" and not are_whole(counts) else State.OK, ""


def _fit(counts, shares, method: str, level: float, draws: int, seed: int) -> dict:
    """Return statistic, p-value and effect of counts against positive shares."""
    n, df = counts.sum(), counts.size - 1
    statistic = float(((counts - n * shares) ** 2 / (n * shares)).sum())
    effect = w_from(statistic, df, n, level)
    words = f"X² = Σ(O − nπ)²/(nπ) = {statistic:.4g}, df = {df}, n = {n:.4g}"
    note = join_notes(f"smallest expected count {(n * shares).min():.2g}", effect["note"])
    found = {"statistic": statistic, "df": df, "effect_name": "Cohen's w"}
    found |= {key: effect[key] for key in ("effect_size", "ci_low", "ci_high")}
    if method == "asymptotic":
        p_value = float(chdtrc(df, statistic))
        return found | {"p_value": p_value, "formula": words, "note": note}
    p_value, how, drawn = tail_of_distribution(int(n), shares, statistic, draws, seed)
    return found | {
        "p_value": p_value, "formula": f"{words}, {how}", "note": note, "seed": drawn
    }  # fmt: skip


def _listed(n: int, shares: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return chi-squared and logarithm of the probability of every distribution."""
    left, found, logs = np.array([n]), np.zeros(1), np.full(1, gammaln(n + 1))
    for place, share in enumerate(shares):
        if place < len(shares) - 1:
            ways = left + 1
            rows = np.repeat(np.arange(left.size), ways)
            here = np.arange(rows.size) - np.repeat(ways.cumsum() - ways, ways)
        else:
            rows, here = np.arange(left.size), left
        left = left[rows] - here
        found = found[rows] + (here - n * share) ** 2 / (n * share)
        logs = logs[rows] + xlogy(here, share) - gammaln(here + 1)
    return found, logs
