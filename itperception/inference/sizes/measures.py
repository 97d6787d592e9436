"""Measures of association: how strongly answers and groups go together.

The measures of order (:mod:`.concordance`) are ratios of sums over the table. Their
standard error follows from how the ratio changes with each cell (the delta method), which
the literature calls ASE1. The measures in this module follow from a chi-squared statistic
and have the interval of its noncentrality.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import ndtri

from itperception.inference.contingency import (
    chi_squared,
    degrees_of_freedom,
    drop_empty,
    table_state,
)
from itperception.inference.intervals import LEVEL, noncentrality
from itperception.inference.results import Effect, State, join_notes
from itperception.inference.tables.scores import between_ranks

# A standard error as small as this is zero with rounding error.
NO_SPREAD = 1e-9
CERTAIN = "no interval: the standard error is zero where nobody contradicts the estimate"
_CUT = "the interval is cut off at the end of the range, where it is rough"
TOO_CLOSE = "the effect is too close to none for an interval"


def cramers_v(counts: ArrayLike, *, level: float = LEVEL) -> Effect:
    """Return Cramér's V as it is usually printed, without correction for bias.

    √(X²/(n(min(R, C) − 1))), in [0, 1] (Cramér 1946), with limits √(λ/(n(min(R, C) −
    1))) from the noncentrality λ of X² (Smithson 2003). Far above zero where nothing
    depends on anything, so prefer the V of `pearson`.

    Examples
    --------
    >>> found = cramers_v([[30, 10], [10, 30]])
    >>> round(found.effect_size, 4), round(found.ci_low, 4)
    (0.5, 0.2809)
    """

    def share(table, value):
        return np.sqrt(value / (table.sum() * (min(table.shape) - 1)))

    words = "√(X²/(n(min(R, C) − 1)))"
    return _of_chi_squared(
        "Cramér's V, not corrected for bias", words, counts, level, share
    )


def rank_eta_squared(counts: ArrayLike, *, level: float = LEVEL) -> Effect:
    """Return the share of the variation of ranks between groups, corrected for bias.

    max(0, (H − k + 1)/(n − k)) of k groups, H of Kruskal & Wallis (Tomczak & Tomczak
    2014), in [0, 1]; limits λ/(n − k) from the noncentrality λ of H.

    Examples
    --------
    >>> round(rank_eta_squared([[29, 13], [7, 7], [7, 21]]).effect_size, 4)
    0.1431
    """
    table, dropped = drop_empty(counts)
    told = {"effect_name": "rank eta squared", "level": level, "base": float(table.sum())}
    if (state := table_state(table)) is not State.OK:
        return Effect(**told, state=state, note=dropped)
    n, groups = table.sum(), table.shape[1]
    h = (n - 1) * between_ranks(table)
    low, high = noncentrality(h, groups - 1, level=level)
    return Effect(
        **told,
        effect_size=float(max(0.0, (h - groups + 1) / (n - groups))),
        **_limits(low / (n - groups), high / (n - groups), dropped),
        formula=f"max(0, (H − k + 1)/(n − k)) with H = {h:.4g}, k = {groups}, n = {n:.4g}",
    )


def of_ratio(
    name: str, words: str, counts: ArrayLike, level: float, changes: Callable, *,
    degree: int = 1, lowest: float = 0.0,
) -> Effect:  # fmt: skip
    """Return a ratio of two sums over a table, with its interval by the delta method.

    Parameters
    ----------
    changes : callable
        Takes the table; returns the derivatives of numerator and denominator by each
        cell, shaped like the table or broadcast to it.
    degree : int
        Multiplying the table by t multiplies both sums by t to this power, so that
        each is Σ x · derivative / degree (Euler).
    lowest : float
        Least value of the measure; the limits are kept in [lowest, 1].

    Notes
    -----
    With φ = (N' − θD')/D the standard error is √(Σ x φ²). At a value where nobody
    contradicts the measure it is zero and means nothing: there is no interval then.

    Examples
    --------
    >>> of_ratio("share of the first", "a/n", [[3, 0], [0, 1]], 0.95,
    ...          lambda t: (np.array([[1, 1], [0, 0]]), np.ones((2, 2)))).effect_size
    0.75
    """
    table, dropped = drop_empty(counts)
    told = {"effect_name": name, "level": level, "base": float(table.sum())}
    if (state := table_state(table)) is not State.OK:
        return Effect(**told, state=state, note=dropped)
    up, down = changes(table)
    top, bottom = float((table * up).sum() / degree), float((table * down).sum() / degree)
    estimate = top / bottom
    se = float(np.sqrt((table * ((up - estimate * down) / bottom) ** 2).sum()))
    inside = se > NO_SPREAD and lowest + NO_SPREAD < estimate < 1 - NO_SPREAD
    reach = ndtri((1 + level) / 2) * se if inside else np.nan
    low, high = float(estimate - reach), float(estimate + reach)
    doubt = _CUT if low < lowest or high > 1 else ""
    return Effect(
        **told,
        effect_size=estimate,
        se=se if inside else np.nan,
        ci_low=float(np.maximum(lowest, low)),
        ci_high=float(np.minimum(1.0, high)),
        method="Wald, delta method",
        formula=f"{words} = {top:.4g}/{bottom:.4g}",
        note=join_notes(dropped, doubt if inside else CERTAIN),
    )


def _of_chi_squared(
    name: str, words: str, counts: ArrayLike, level: float, share: Callable
) -> Effect:
    """Return a share that follows from X², with the limits that follow from its λ."""
    table, dropped = drop_empty(counts)
    told = {"effect_name": name, "level": level, "base": float(table.sum())}
    if (state := table_state(table)) is not State.OK:
        return Effect(**told, state=state, note=dropped)
    x2 = float(chi_squared(table))
    low, high = noncentrality(x2, degrees_of_freedom(table), level=level)
    return Effect(
        **told,
        effect_size=float(min(1.0, share(table, x2))),
        **_limits(share(table, low), share(table, high), dropped),
        formula=f"{words} with X² = {x2:.4g}, n = {table.sum():.4g}",
    )


def _limits(low: float, high: float, dropped: str) -> dict:
    """Return limits in [0, 1]; none where no noncentrality explains the statistic."""
    known = high > 0
    return {
        "ci_low": min(1.0, float(low)) if known else np.nan,
        "ci_high": min(1.0, float(high)) if known else np.nan,
        "method": "noncentrality of chi-squared, Smithson 2003",
        "note": join_notes(dropped, "" if known else TOO_CLOSE),
    }
