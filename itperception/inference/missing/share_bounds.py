"""A share that is only known to lie between bounds, because some did not know or answer."""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import betaincinv, ndtr

from itperception.errors import unknown_name
from itperception.inference.intervals import LEVEL, Interval
from itperception.inference.missing.identification import critical_value, imbens_manski
from itperception.inference.solving import divide, positive

_LIMITS = ("jeffreys", "normal")


class ShareBounds(NamedTuple):
    """Bounds of a share with their standard errors; a point is a pair of equal bounds."""

    low: np.ndarray | float
    high: np.ndarray | float
    se_low: np.ndarray | float
    se_high: np.ndarray | float


def share_bounds(
    yes: ArrayLike,
    dont_know: ArrayLike,
    base: ArrayLike,
    *,
    less_positive: bool = False,
    answered: ArrayLike | None = None,
) -> ShareBounds:
    """Return the bounds of a share in which some did not know.

    NaN where the base is zero; with `less_positive` also where nobody answered.

    Parameters
    ----------
    yes, dont_know, base : array_like
        Counts, effective if weighted; yes + dont_know ≤ base.
    less_positive : bool
        Whether to assume that don't knows are at most as positive as the rest.
    answered : array_like, optional
        Effective base of those who answered; n − d if not given.

    Notes
    -----
    [k/n, (k + d)/n] (Manski 2003); with `less_positive` [k/n, k/(n − d)]. Standard
    errors √(p(1 − p)/base).

    Examples
    --------
    >>> low, high, *_ = share_bounds(60, 20, 120)
    >>> print(f"{low:.3f} {high:.3f}")
    0.500 0.667
    """
    n = positive(base)
    k, d = np.asarray(yes, float), np.asarray(dont_know, float)
    low, high, n_high = k / n, (k + d) / n, n
    if less_positive:
        high = k / positive(n - d)
        n_high = positive(n - d if answered is None else answered)
    high = np.clip(high, low, 1.0)
    return ShareBounds(low, high, _se(low, n), _se(high, n_high))


def dont_know_limits(
    yes: ArrayLike,
    dont_know: ArrayLike,
    base: ArrayLike,
    *,
    limits: str = "jeffreys",
    level: float = LEVEL,
) -> Interval:
    """Return the interval of a share in which some did not know.

    Parameters
    ----------
    yes, dont_know, base : array_like
        Counts, effective if weighted; yes + dont_know ≤ base.
    limits : {"jeffreys", "normal"}
        "normal" is :func:`imbens_manski`, cut at 0 and 1; "jeffreys" has its c with the
        limits of the bounds that Jeffreys' prior gives, and is Jeffreys' interval where
        there are no don't knows.

    Notes
    -----
    "jeffreys": the Φ(−c) quantile of Beta(k + ½, n − k + ½) below and, with k + d yes, its
    complement above (Brown, Cai & DasGupta 2001), 0 and 1 at the ends. It is the default
    because "normal" limits cover too seldom near 0 and 1: see ``docs/calibration.md``.

    Examples
    --------
    >>> low, high = dont_know_limits(0, 5, 40)
    >>> print(f"{low:.3f} {high:.3f}")
    0.000 0.230
    """
    if limits not in _LIMITS:
        raise unknown_name("limits", limits, _LIMITS)
    bounds = share_bounds(yes, dont_know, base)
    if limits == "normal":
        low, high = imbens_manski(*bounds, level=level)
        return Interval(np.maximum(low, 0.0), np.minimum(high, 1.0))
    apart = divide(bounds.high - bounds.low, np.fmax(bounds.se_low, bounds.se_high))
    n, tail = positive(base), ndtr(-critical_value(apart, level))
    k, most = np.asarray(yes, float), np.add(yes, dont_know)
    low = np.where(k <= 0, 0.0, betaincinv(k + 0.5, n - k + 0.5, tail))
    high = np.where(most >= n, 1.0, betaincinv(most + 0.5, n - most + 0.5, 1 - tail))
    unknown = np.isnan(n)
    return Interval(np.where(unknown, np.nan, low), np.where(unknown, np.nan, high))


def _se(share: np.ndarray, n: np.ndarray) -> np.ndarray:
    """Return the standard error of a share."""
    return np.sqrt(share * (1 - share) / n)
