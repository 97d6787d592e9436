"""Tails of weighted sums of chi-squared variables over an independent chi-squared.

Under the hypothesis, X² of a complex sample is not chi-squared but Σλ_i χ²₁, with the
design effects λ_i of its contrasts; their estimate is as uncertain as a chi-squared with
the degrees of freedom of the design. All functions return
P(Σλ_i χ²₁ / (χ²_ν/ν) > x), or with ν infinite P(Σλ_i χ²₁ > x).
"""

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import chdtrc, fdtrc, ndtr

# Nearer to the mean than this the saddlepoint loses all digits.
NEAR_MEAN = 1e-4
MOST_TERMS = 2**20


def satterthwaite(x: float, weights: ArrayLike, ddf: float = np.inf) -> float:
    """Return the tail of a scaled F (or chi-squared) with the same mean and variance.

    Σλ χ²₁ is near (Σλ²/Σλ) χ² with (Σλ)²/Σλ² degrees of freedom (Satterthwaite 1946).

    Examples
    --------
    >>> round(satterthwaite(5.991464547107979, [1, 1]), 6)
    0.05
    """
    a = np.asarray(weights, float)
    df = a.sum() ** 2 / (a**2).sum()
    if np.isinf(ddf):
        return float(chdtrc(df, x * df / a.sum()))
    return float(fdtrc(df, ddf, x / a.sum()))


def saddlepoint(
    x: float, weights: ArrayLike, ddf: float = np.inf, *, whole: bool = False
) -> float:
    """Return the tail by the saddlepoint of the cumulant generating function.

    1 − Φ(w + log(v/w)/w) with w, v of Lugannani & Rice (1980), as Kuonen (1999);
    near the mean Satterthwaite's. With `whole`, the denominator has ⌊ddf⌋ terms, each
    still over ddf, as in R's ``survey``: its mean is then below 1 and the tail too large.

    Examples
    --------
    >>> round(saddlepoint(5.991464547107979, [1, 1]), 3)
    0.051
    """
    a, df, at = _as_sum(x, weights, ddf, whole)
    from scipy.optimize import brentq

    if x <= 0:
        return 1.0
    largest = a.max()
    a, at = a / largest, at / largest

    def slope(zeta):
        return (df * a / (1 - 2 * zeta * a)).sum() - at

    below = (1 / (2 * a[a < 0])).max(initial=-np.inf)
    low = max(below * 0.99999, -df.sum() / max(at, 1e-9))
    zeta = brentq(slope, low, 0.5 * 0.99999, xtol=1e-14)
    if abs(zeta) < NEAR_MEAN:
        return satterthwaite(x, weights, ddf)
    k = -(df * np.log1p(-2 * zeta * a)).sum() / 2
    curvature = 2 * (df * a**2 / (1 - 2 * zeta * a) ** 2).sum()
    w = np.sign(zeta) * np.sqrt(2 * (zeta * at - k))
    return float(ndtr(-(w + np.log(zeta * np.sqrt(curvature) / w) / w)))


def inverted(
    x: float, weights: ArrayLike, ddf: float = np.inf, *, whole: bool = False
) -> float:
    """Return the tail by inversion of the characteristic function.

    ½ + (1/π) Σ_k Im φ((k + ½)Δ)/(k + ½), φ the characteristic function of the sum minus
    x (Davies 1973), with Δ so small that the sum cannot wrap round; exact to some 1e-10.
    `whole` as in `saddlepoint`.

    Examples
    --------
    >>> round(inverted(5.991464547107979, [1, 1]), 8)
    0.05
    """
    a, df, at = _as_sum(x, weights, ddf, whole)
    if x <= 0:
        return 1.0
    # A chi-squared of weight a passes mean + reach with probability below 1e-12.
    reach = np.abs(at) + 2 * (np.abs(a) * (df + 60)).sum()
    step = 2 * np.pi / reach
    total, first = 0.0, 0
    while first < MOST_TERMS:
        k = np.arange(first, first + 4096) + 0.5
        u = k[:, np.newaxis] * step
        angle = (df * np.arctan(2 * u * a)).sum(1) / 2 - u[:, 0] * at
        size = np.exp(-(df * np.log1p((2 * u * a) ** 2)).sum(1) / 4)
        total += (np.sin(angle) * size / k).sum()
        if size[-1] < 1e-11:
            break
        first += 4096
    return float(np.clip(0.5 + total / np.pi, 0, 1))


def _as_sum(x, weights, ddf, whole):
    """Return weights, degrees of freedom and the place of a sum with the same tail."""
    a = np.asarray(weights, float)
    if np.isinf(ddf):
        return a, np.ones(len(a)), float(x)
    terms = np.floor(ddf) if whole else ddf
    return np.append(a, -x / ddf), np.append(np.ones(len(a)), terms), 0.0
