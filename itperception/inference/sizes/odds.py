"""Odds ratio, risk ratio and phi of two groups on a yes/no question.

Rows are yes and no, columns the two groups. Ratios are of the first group to the
second: swapping the groups inverts them, and changes the sign of phi.
"""

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import ndtri

from itperception.errors import unknown_name
from itperception.inference.intervals import LEVEL
from itperception.inference.results import Effect, State
from itperception.inference.sizes.differences import filled, of_fourfold
from itperception.inference.sizes.proportion_intervals import koopman
from itperception.inference.tables.fixed_margins import (
    accepted_odds_ratios,
    conditional_odds_ratio,
    is_whole,
)

ODDS = {
    "wald": "Wald, Woolf 1955",
    "conditional": "conditional, exact limits, Cornfield 1956",
    "midp": "conditional, mid-P limits",
    "accepted": "conditional, limits of Fisher's two-sided test, Baptista & Pike 1977",
}
RATIOS = {"score": "Koopman 1984", "wald": "Wald on the logarithm, Katz et al. 1978"}


def odds_ratio(counts: ArrayLike, method: str = "wald", *, level: float = LEVEL) -> Effect:
    """Return the odds of yes in the first group divided by those in the second.

    In [0, ∞]; `se` is that of the logarithm. With an empty cell the estimate and one exact
    limit are 0 or infinite, and Wald has no interval.

    Parameters
    ----------
    method : {"wald", "conditional", "midp", "accepted"}
        The sample odds ratio with Wald's interval, or the conditional maximum
        likelihood estimate with exact limits, mid-P limits or those of what Fisher's
        two-sided test accepts.

    Notes
    -----
    ad/(bc) with SE(ln OR) = √(1/a + 1/b + 1/c + 1/d) (Woolf 1955). Conditional: the ψ
    at which the first cell is expected given the margins; limits where its tails are
    (1 − level)/2 (Cornfield 1956), the mid-P ones counting the table half.

    Examples
    --------
    >>> for method in ("wald", "conditional"):
    ...     found = odds_ratio([[3, 1], [1, 3]], method)
    ...     print(f"{found.effect_size:.2f} {found.ci_low:.2f} {found.ci_high:.2f}")
    9.00 0.37 220.93
    6.41 0.21 626.24
    """
    if method not in ODDS:
        raise unknown_name("method", method, list(ODDS))
    compute = _wald_odds if method == "wald" else _conditional_odds
    return of_fourfold(
        "odds ratio",
        ODDS[method],
        counts,
        level,
        lambda t: compute(t, level, method),
        both_answers=True,
    )


def risk_ratio(counts: ArrayLike, method: str = "score", *, level: float = LEVEL) -> Effect:
    """Return the share of yes of the first group divided by that of the second.

    In [0, ∞], infinite where nobody in the second group says yes.

    Parameters
    ----------
    method : {"score", "wald"}
        Koopman's interval, or Wald's on the logarithm.

    Notes
    -----
    Koopman (1984), see `koopman`; Wald: SE(ln RR) = √(1/x₁ − 1/n₁ + 1/x₂ − 1/n₂)
    (Katz et al. 1978), no interval where nobody in a group says yes.

    Examples
    --------
    >>> round(risk_ratio([[46, 24], [44, 16]]).effect_size, 4)
    0.8519
    """
    if method not in RATIOS:
        raise unknown_name("method", method, list(RATIOS))
    return of_fourfold(
        "risk ratio", RATIOS[method], counts, level, lambda t: _ratio(t, level, method)
    )


def phi(counts: ArrayLike, *, level: float = LEVEL) -> Effect:
    """Return the correlation of group and answer, positive if the first says yes more.

    In [−1, 1]. Its absolute value is Cohen's w of the table.

    φ = (ad − bc)/√(r₁r₂c₁c₂), and φ√n is normal around its value in the population, as
    the noncentral chi-squared of w has it: limits φ ± z/√n, cut off at −1 and 1. The
    linearised standard error is not used: it covers 70 % instead of 95 % where 5 % of
    90 and 26 say yes.

    Examples
    --------
    >>> round(phi([[46, 24], [44, 16]]).effect_size, 4)
    -0.0823
    """
    return of_fourfold(
        "phi",
        "normal φ√n",
        counts,
        level,
        lambda t: _correlation(t, level),
        both_answers=True,
    )


def _wald_odds(table: np.ndarray, level: float, _: str) -> dict:
    (a, b), (c, d) = table
    found = _over(a * d, b * c)
    words = f"ad/(bc) = {a:.4g}×{d:.4g}/({b:.4g}×{c:.4g}) = {found:.4g}"
    return _wald_log(found, sum(_over(1, count) for count in table.ravel()), level, words)


def _conditional_odds(table: np.ndarray, level: float, method: str) -> dict:
    if not is_whole(table):
        return {"state": State.NOT_COUNTS}
    found, interval = conditional_odds_ratio(table, level, half=method == "midp")
    if method == "accepted":
        interval = accepted_odds_ratios(table, level)
    (a, b), (c, d) = table
    words = (
        f"first cell {a:g} expected at ψ = {found:.4g}, given rows {a + b:g} and "
        f"{c + d:g}, columns {a + c:g} and {b + d:g}"
    )
    empty = "an empty cell leaves the odds ratio open on one side" if 0 in table else ""
    return filled(found, interval, words, note=empty)


def _ratio(table: np.ndarray, level: float, method: str) -> dict:
    (x1, x2), (n1, n2) = table[0], table.sum(0)
    if x1 + x2 <= 0:
        return {"state": State.NO_ESTIMATE, "note": "nobody says yes in either group"}
    found = _over(x1 / n1, x2 / n2)
    words = f"p₁/p₂ = ({x1:.4g}/{n1:.4g})/({x2:.4g}/{n2:.4g}) = {found:.4g}"
    if method == "wald":
        variance = _over(1, x1) - 1 / n1 + _over(1, x2) - 1 / n2
        return _wald_log(found, variance, level, words)
    return filled(found, koopman(x1, n1, x2, n2, level=level), words)


def _wald_log(size: float, variance: float, level: float, formula: str) -> dict:
    """Return a ratio with the interval of its logarithm, none where its variance is 0 or ∞."""
    if not 0 < variance < np.inf:
        note = "an empty cell leaves Wald without an interval: the other methods have one"
        return filled(size, (np.nan, np.nan), formula, note=note)
    se = float(np.sqrt(variance))
    reach = ndtri((1 + level) / 2) * se
    return filled(size, size * np.exp([-reach, reach]), formula, se=se)


def _over(top: float, bottom: float) -> float:
    return float(top / bottom) if bottom > 0 else np.inf


def _correlation(table: np.ndarray, level: float) -> dict:
    (a, b), (c, d) = table
    n, scale = table.sum(), float(np.sqrt(table.sum(0).prod() * table.sum(1).prod()))
    found, reach = float(a * d - b * c) / scale, ndtri((1 + level) / 2) / np.sqrt(n)
    words = (
        f"φ = (ad − bc)/√(r₁r₂c₁c₂) = ({a:.4g}×{d:.4g} − {b:.4g}×{c:.4g})/{scale:.4g} = "
        f"{found:.4g}, limits φ ± z/√{n:.4g}"
    )
    return filled(found, np.clip([found - reach, found + reach], -1, 1), words)
