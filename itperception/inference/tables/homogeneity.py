"""Two answers by two groups in several strata: whether one odds ratio tells it all."""

from dataclasses import replace

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import chdtrc

from itperception.inference.by_statsmodels import common_odds_ratio
from itperception.inference.intervals import LEVEL
from itperception.inference.results import State, TestResult
from itperception.inference.solving import larger_root
from itperception.inference.tables.strata import COMMON_ODDS_RATIO, two_by_two


def breslow_day(
    tables: ArrayLike, *, tarone: bool = True, level: float = LEVEL
) -> TestResult:
    """Test whether two groups differ by the same odds ratio in every stratum.

    Effect: the common odds ratio of Mantel and Haenszel, which describes the strata if the
    test does not find them different. It is 0 or infinite, and has no interval, where no
    stratum has a respondent on one of the two diagonals.

    Parameters
    ----------
    tarone : bool
        Correct for the odds ratio being that of Mantel and Haenszel, which is not
        the most likely one.

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
    ratio, low, high = common_odds_ratio(strata.tables, level)
    told |= {"effect_name": COMMON_ODDS_RATIO, "effect_size": ratio}
    if not 0 < ratio < np.inf:
        return TestResult(**told, state=State.NO_ESTIMATE)
    beyond, spread = _beyond_common(strata.tables, ratio)
    correction = float(beyond.sum() ** 2 / spread.sum()) if tarone else 0.0
    statistic = max(0.0, float((beyond**2 / spread).sum()) - correction)
    less, df = f" − {correction:.4g}" if tarone else "", len(strata.tables) - 1
    return TestResult(
        **told, ci_low=low, ci_high=high,
        statistic=statistic, df=df, p_value=float(chdtrc(df, statistic)),
        formula=f"Σ(a − A)²/V{less} = {statistic:.4g}, df = strata − 1 = {df}",
    )  # fmt: skip


def _beyond_common(tables: np.ndarray, ratio: float) -> tuple[np.ndarray, np.ndarray]:
    """Return a − A and V of each stratum, A fitted to the common odds ratio.

    Ours: statsmodels divides by 1 − ratio, so that it has no digit left near ratio 1.
    """
    (row, other), (column, _) = tables.sum(2).T, tables.sum(1).T
    n = row + other
    if ratio == 1:
        fitted = row * column / n
    else:
        b = n - (1 - ratio) * (row + column)
        fitted = larger_root(1 - ratio, b, -ratio * row * column)
    cells = [fitted, row - fitted, column - fitted, n - row - column + fitted]
    return tables[:, 0, 0] - fitted, 1 / sum(1 / cell for cell in cells)
