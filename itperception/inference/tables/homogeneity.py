"""Two answers by two groups in several strata: whether one odds ratio tells it all.

The odds ratio of each stratum is ad/(bc). :func:`mantel_haenszel` takes it to be the same
in all strata, estimates it, and tests whether it is one; :func:`breslow_day` and
:func:`woolf` test whether it is the same. Where strata are small,
:func:`itperception.inference.tables.exact_odds.exact_common_odds` needs no approximation.
"""

from dataclasses import replace

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import chdtrc, ndtri

from itperception.inference.contingency import expected
from itperception.inference.intervals import LEVEL
from itperception.inference.results import State, TestResult
from itperception.inference.solving import larger_root
from itperception.inference.tables.strata import COMMON_ODDS_RATIO, two_by_two


def mantel_haenszel(
    tables: ArrayLike, *, continuity: bool = False, level: float = LEVEL
) -> TestResult:
    """Test whether two groups differ in a yes/no answer, strata allowed for.

    Parameters
    ----------
    tables : array_like, shape (strata, 2, 2) or (2, 2)
        Counts ≥ 0, answers in rows and groups in columns.
    continuity : bool
        Take half a respondent from the difference, if it is half a one at least.
    level : float
        Confidence level of the interval, in (0, 1).

    Returns
    -------
    TestResult
        Effect: the odds of the first answer in the first group over those in the
        second, the same in all strata. It is 0 or infinite, and has no interval,
        where no stratum has a respondent on one of the two diagonals.

    Notes
    -----
    Q = (Σa − ΣE)²/ΣV (Mantel & Haenszel 1959); odds ratio Σ(ad/n)/Σ(bc/n) with the
    interval of Robins, Breslow & Greenland (1986).

    Examples
    --------
    >>> found = mantel_haenszel([[[20, 9], [9, 12]], [[15, 8], [11, 21]]])
    >>> print(f"{found.effect_size:.3f} {found.ci_low:.3f} {found.ci_high:.3f}")
    3.269 1.454 7.352
    """
    strata = two_by_two(tables)
    name = f"Mantel-Haenszel test{' with continuity correction' if continuity else ''}"
    told = {"method": name, "level": level, "base": strata.base, "note": strata.note}
    if strata.state is not State.OK:
        return TestResult(**told, state=strata.state)
    kept = strata.tables
    n, beyond = kept.sum((1, 2)), float((kept - expected(kept))[:, 0, 0].sum())
    spread = float((kept.sum(1).prod(1) * kept.sum(2).prod(1) / (n**2 * (n - 1))).sum())
    half = 0.5 if continuity and abs(beyond) >= 0.5 else 0.0
    statistic = (abs(beyond) - half) ** 2 / spread
    over = f"(|{beyond:.4g}| − ½)²" if half else f"({beyond:.4g})²"
    told |= {
        "statistic": statistic,
        "df": 1,
        "p_value": float(chdtrc(1, statistic)),
        "formula": f"Q = (Σa − ΣE)²/ΣV = {over}/{spread:.4g} = {statistic:.4g}, "
        f"strata = {len(kept)}, n = {n.sum():.4g}",
    }
    return TestResult(**told, **_robins_breslow_greenland(kept, level))


def breslow_day(
    tables: ArrayLike, *, tarone: bool = True, level: float = LEVEL
) -> TestResult:
    """Test whether two groups differ by the same odds ratio in every stratum.

    Parameters
    ----------
    tables : array_like, shape (strata, 2, 2)
        Counts ≥ 0, answers in rows and groups in columns.
    tarone : bool
        Correct for the odds ratio being that of Mantel and Haenszel, which is not
        the most likely one.
    level : float
        Confidence level of the interval of the common odds ratio.

    Returns
    -------
    TestResult
        Effect: the common odds ratio of `mantel_haenszel`, which describes the strata
        if the test does not find them different.

    Notes
    -----
    Σ(a − A)²/V, with A the cell that has the margins of the stratum and the common
    odds ratio, and V = 1/Σ(1/fitted); df = strata − 1 (Breslow & Day 1980). Tarone
    (1985) subtracts (Σ(a − A))²/ΣV. Strata that tell nothing are left out.

    Examples
    --------
    >>> found = breslow_day([[[20, 9], [9, 12]], [[15, 8], [11, 21]]])
    >>> round(found.statistic, 4), found.df, round(found.p_value, 4)
    (0.0521, 1, 0.8194)
    """
    strata = two_by_two(tables)
    name = f"Breslow-Day test{' with correction of Tarone' if tarone else ''}"
    told = {"method": name, "level": level, "base": strata.base, "note": strata.note}
    if strata.state is State.OK and len(strata.tables) < 2:
        strata = replace(strata, state=State.WRONG_SHAPE)
    if strata.state is not State.OK:
        return TestResult(**told, state=strata.state)
    told |= _robins_breslow_greenland(strata.tables, level)
    ratio = told["effect_size"]
    if not 0 < ratio < np.inf:
        return TestResult(**told, state=State.NO_ESTIMATE)
    beyond, spread = _beyond_common(strata.tables, ratio)
    correction = float(beyond.sum() ** 2 / spread.sum()) if tarone else 0.0
    statistic = max(0.0, float((beyond**2 / spread).sum()) - correction)
    less = f" − {correction:.4g}" if tarone else ""
    return TestResult(
        **told,
        **_chi_squared(f"Σ(a − A)²/V{less}", statistic, len(strata.tables) - 1),
    )


def woolf(tables: ArrayLike) -> TestResult:
    """Test whether two groups differ by the same odds ratio in every stratum, from logs.

    Parameters
    ----------
    tables : array_like, shape (strata, 2, 2)
        Counts ≥ 0, answers in rows and groups in columns.

    Returns
    -------
    TestResult
        Effect: the common odds ratio by inverse variance, without interval.

    Notes
    -----
    Σw(l − l̄)² with l the log odds ratio of a stratum, w = 1/(1/a + 1/b + 1/c + 1/d),
    l̄ their weighted mean; df = strata − 1 (Woolf 1955). Where any cell is zero ½ is
    added to every cell of every stratum. Only strata without respondents are left out.

    Examples
    --------
    >>> found = woolf([[[20, 9], [9, 12]], [[15, 8], [11, 21]]])
    >>> round(found.statistic, 4), round(found.p_value, 4)
    (0.0521, 0.8194)
    """
    told = {"method": "Woolf test", "effect_name": COMMON_ODDS_RATIO}
    tables = np.asarray(tables, float)
    if tables.shape[1:] != (2, 2):
        return TestResult(**told, state=State.WRONG_SHAPE)
    tables = tables[tables.sum((1, 2)) > 0]
    told["base"] = float(tables.sum())
    if len(tables) < 2:
        return TestResult(**told, state=State.WRONG_SHAPE if len(tables) else State.EMPTY)
    empty = bool((tables == 0).any())
    tables = tables + 0.5 * empty
    log_odds = np.log(_cross_ratio(tables))
    weights = 1 / (1 / tables).sum((1, 2))
    mean = weights @ log_odds / weights.sum()
    statistic = float(weights @ (log_odds - mean) ** 2)
    return TestResult(
        **told,
        effect_size=float(np.exp(mean)),
        note="½ added to every cell because one is zero" if empty else "",
        **_chi_squared("Σw(l − l̄)²", statistic, len(tables) - 1),
    )


def _cross_ratio(tables: np.ndarray) -> np.ndarray:
    return tables[:, 0, 0] * tables[:, 1, 1] / (tables[:, 0, 1] * tables[:, 1, 0])


def _robins_breslow_greenland(tables: np.ndarray, level: float) -> dict:
    """Return the odds ratio of Mantel and Haenszel with its interval."""
    n = tables.sum((1, 2))
    along, across = tables[:, 0, 0] + tables[:, 1, 1], tables[:, 0, 1] + tables[:, 1, 0]
    r = tables[:, 0, 0] * tables[:, 1, 1] / n
    s = tables[:, 0, 1] * tables[:, 1, 0] / n
    over, under = float(r.sum()), float(s.sum())
    told = {"effect_name": COMMON_ODDS_RATIO}
    if not over * under > 0:
        return told | {"effect_size": np.inf if over > 0 else 0.0 if under else np.nan}
    variance = (
        (along * r / n).sum() / (2 * over**2)
        + ((along * s + across * r) / n).sum() / (2 * over * under)
        + (across * s / n).sum() / (2 * under**2)
    )
    reach = -ndtri((1 - level) / 2) * np.sqrt(variance)
    limits = (over / under * np.exp(sign * reach) for sign in (-1, 1))
    low, high = map(float, limits)
    return told | {"effect_size": over / under, "ci_low": low, "ci_high": high}


def _beyond_common(tables: np.ndarray, ratio: float) -> tuple[np.ndarray, np.ndarray]:
    """Return a − A and V of each stratum, A fitted to the common odds ratio."""
    (row, other), (column, _) = tables.sum(2).T, tables.sum(1).T
    n = row + other
    if ratio == 1:
        fitted = row * column / n
    else:
        b = n - (1 - ratio) * (row + column)
        fitted = larger_root(1 - ratio, b, -ratio * row * column)
    cells = [fitted, row - fitted, column - fitted, n - row - column + fitted]
    return tables[:, 0, 0] - fitted, 1 / sum(1 / cell for cell in cells)


def _chi_squared(words: str, statistic: float, df: int) -> dict:
    return {
        "statistic": statistic,
        "df": df,
        "p_value": float(chdtrc(df, statistic)),
        "formula": f"{words} = {statistic:.4g}, df = strata − 1 = {df}",
    }
