"""Odds ratio, risk ratio and phi of two groups on a yes/no question.

Rows are yes and no, columns the two groups. Ratios are of the first group to the
second: swapping the groups inverts them, and changes the sign of phi.
"""

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import ndtri

from itperception.inference.intervals import LEVEL, koopman
from itperception.inference.results import Effect, State
from itperception.inference.sizes.differences import filled, of_fourfold


def odds_ratio(counts: ArrayLike, *, level: float = LEVEL) -> Effect:
    """Return the odds of yes in the first group divided by those in the second.

    In [0, ∞]; `se` is that of the logarithm. With an empty cell the estimate is 0 or
    infinite, without an interval. ad/(bc) with SE(ln OR) = √(1/a + 1/b + 1/c + 1/d)
    (Woolf 1955).

    Examples
    --------
    >>> found = odds_ratio([[3, 1], [1, 3]])
    >>> print(f"{found.effect_size:.2f} {found.ci_low:.2f} {found.ci_high:.2f}")
    9.00 0.37 220.93
    """
    source = "Wald, Woolf 1955"
    return of_fourfold("odds ratio", source, counts, level, lambda t: _odds(t, level),
                       both_answers=True)  # fmt: skip


def risk_ratio(counts: ArrayLike, *, level: float = LEVEL) -> Effect:
    """Return the share of yes of the first group divided by that of the second.

    In [0, ∞], infinite where nobody in the second group says yes; limits of
    :func:`itperception.inference.intervals.koopman`.

    Examples
    --------
    >>> round(risk_ratio([[46, 24], [44, 16]]).effect_size, 4)
    0.8519
    """
    source = "Koopman 1984"
    return of_fourfold("risk ratio", source, counts, level, lambda t: _ratio(t, level))


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


def _odds(table: np.ndarray, level: float) -> dict:
    (a, b), (c, d) = table
    found = _over(a * d, b * c)
    words = f"ad/(bc) = {a:.4g}×{d:.4g}/({b:.4g}×{c:.4g}) = {found:.4g}"
    if not table.all():
        note = "an empty cell leaves Wald without an interval"
        return filled(found, (np.nan, np.nan), words, note=note)
    se = float(np.sqrt((1 / table).sum()))
    reach = ndtri((1 + level) / 2) * se
    return filled(found, found * np.exp([-reach, reach]), words, se=se)


def _ratio(table: np.ndarray, level: float) -> dict:
    (x1, x2), (n1, n2) = table[0], table.sum(0)
    if x1 + x2 <= 0:
        return {"state": State.NO_ESTIMATE, "note": "nobody says yes in either group"}
    found = _over(x1 / n1, x2 / n2)
    words = f"p₁/p₂ = ({x1:.4g}/{n1:.4g})/({x2:.4g}/{n2:.4g}) = {found:.4g}"
    return filled(found, koopman(x1, n1, x2, n2, level=level), words)


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
