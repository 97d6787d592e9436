"""Tests of pairs: two answers of each respondent, counted in a square table.

The first item stands in the rows, the second in the columns, both on one scale with
the best or most first. McNemar's test compares a yes/no of both, the mean-score test
the whole scale, Stuart–Maxwell finds any difference between the two distributions.
"""

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import bdtr, chdtrc, erfc

from itperception.errors import unknown_name
from itperception.inference.intervals import LEVEL, tango
from itperception.inference.results import State, TestResult

NAMES = {
    "midp": "McNemar test (mid-P)",
    "exact": "McNemar test (exact)",
    "asymptotic": "McNemar test (asymptotic)",
}


def mcnemar(
    b: float, c: float, n: float, *, method: str = "midp", level: float = LEVEL
) -> TestResult:
    """Test whether two yes/no items of the same people have the same share of yes.

    Parameters
    ----------
    b, c : float
        Pairs that are yes only on the first item, and only on the second.
    n : float
        All pairs.
    method : {"midp", "exact", "asymptotic"}
        Fractions of pairs need "asymptotic".
    level : float
        Confidence level of the interval, in (0, 1).

    Returns
    -------
    TestResult
        Effect: (b − c)/n, the first proportion minus the second, with its Tango
        interval, there also if no pair differs and nothing can be tested.

    Raises
    ------
    UnknownNameError
        If there is no such method.

    Notes
    -----
    With m = b + c: exact p = 2 P(Bin(m, ½) ≤ min(b, c)), mid-P that minus
    P(Bin(m, ½) = min(b, c)) (Fagerland, Lydersen & Laake 2013); asymptotic
    (b − c)²/m with df = 1 (McNemar 1947).

    Examples
    --------
    >>> result = mcnemar(28, 7, 156)
    >>> round(result.p_value, 6), round(result.effect_size, 4)
    (0.000313, 0.1346)
    """
    if method not in NAMES:
        raise unknown_name("method", method, list(NAMES))
    m = b + c
    state = _pair_state(m, n)
    if state is State.OK and method != "asymptotic" and not _whole(b, c):
        state = State.NOT_COUNTS
    computed = _FORMULAS[method](b, c, m) if state is State.OK else {}
    return TestResult(
        method=NAMES[method], base=float(n), level=level, state=state,
        **_difference(b, c, n, level), **computed,
    )  # fmt: skip


def mean_score(square: ArrayLike, *, level: float = LEVEL) -> TestResult:
    """Test whether the first of two ranked answers is better than the second.

    Parameters
    ----------
    square : array_like, shape (k, k)
        First item by second; the best category first.
    level : float
        Confidence level of the interval, in (0, 1).

    Returns
    -------
    TestResult
        Effect: the share of pairs whose first answer is better minus the share whose
        second is, in [−1, 1], with its Tango interval.

    Notes
    -----
    Z = Σd/√Σd², d the number of steps by which the first answer is better: the
    marginal homogeneity test with equally spaced scores (Agresti 2013).

    Examples
    --------
    >>> result = mean_score([[20, 9, 3], [15, 41, 6], [8, 22, 32]])
    >>> round(result.statistic, 3), round(result.effect_size, 3)
    (-3.266, -0.173)
    """
    square = np.asarray(square, float)
    places = np.arange(len(square))
    steps = places - places[:, np.newaxis]
    total, squared = (square * steps).sum(), (square * steps**2).sum()
    up, down, n = square[steps > 0].sum(), square[steps < 0].sum(), square.sum()
    state = _pair_state(up + down, n)
    computed = {}
    if state is State.OK:
        z = float(total / np.sqrt(squared))
        computed = {
            "statistic": z,
            "p_value": float(erfc(abs(z) / np.sqrt(2))),
            "formula": f"Z = Σd/√Σd² = {total:.4g}/√{squared:.4g} = {z:.4g}, n = {n:.4g}",
        }
    return TestResult(
        method="mean-score test for pairs", base=float(n), level=level, state=state,
        **_difference(up, down, n, level), **computed,
    )  # fmt: skip


def stuart_maxwell(square: ArrayLike) -> TestResult:
    """Test whether two items of the same people have the same distribution.

    Parameters
    ----------
    square : array_like, shape (k, k)
        First item by second.

    Notes
    -----
    d'S⁻d, with d the row sums minus the column sums and S their covariance if the
    two are the same; df is the rank of S, S⁻ its pseudo-inverse (Stuart 1955,
    Maxwell 1970). For two categories it is McNemar's X².

    Examples
    --------
    >>> result = stuart_maxwell([[20, 9, 3], [15, 41, 6], [8, 22, 32]])
    >>> round(result.statistic, 3), result.df
    (12.116, 2)
    """
    square = np.asarray(square, float)
    differing = square + square.T
    covariance = np.diag(differing.sum(1)) - differing
    state = _pair_state(square.sum() - np.trace(square), square.sum())
    computed = {}
    if state is State.OK:
        d = square.sum(1) - square.sum(0)
        solved, _, rank, _ = np.linalg.lstsq(covariance, d, rcond=None)
        statistic, df = float(d @ solved), int(rank)
        told = ", ".join(f"{value:.4g}" for value in d)
        computed = {
            "statistic": statistic,
            "df": df,
            "p_value": float(chdtrc(df, statistic)),
            "formula": f"d'S⁻d = {statistic:.4g} with d = ({told}), df = rank of S = {df}",
        }
    return TestResult(
        method="Stuart-Maxwell test", base=float(square.sum()), state=state, **computed
    )


def _pair_state(differing: float, n: float) -> State:
    """Say whether pairs can be tested: some must differ."""
    if n <= 0:
        return State.EMPTY
    return State.OK if differing > 0 else State.NO_VARIATION


def _whole(*counts: float) -> bool:
    return all(float(count).is_integer() for count in counts)


def _difference(b, c, n, level) -> dict:
    low, high = tango(b, c, n, level=level)
    size = (b - c) / n if n > 0 else np.nan
    return {
        "effect_name": "difference",
        "effect_size": float(size),
        "ci_low": float(low),
        "ci_high": float(high),
    }


def _exact(b, c, m) -> dict:
    fewer = min(b, c)
    p_value = min(1.0, 2 * float(bdtr(fewer, int(m), 0.5)))
    words = f"2 P(Bin({m:g}, ½) ≤ {fewer:g})"
    return {"statistic": float(b), "p_value": p_value, "formula": f"p = {words}"}


def _midp(b, c, m) -> dict:
    fewer = min(b, c)
    below = float(bdtr(fewer - 1, int(m), 0.5)) if fewer else 0.0
    words = f"P(Bin({m:g}, ½) ≤ {fewer:g}) + P(Bin({m:g}, ½) < {fewer:g})"
    p_value = min(1.0, float(bdtr(fewer, int(m), 0.5)) + below)
    return {"statistic": float(b), "p_value": p_value, "formula": f"p = {words}"}


def _asymptotic(b, c, m) -> dict:
    statistic = float((b - c) ** 2 / m)
    words = f"X² = (b − c)²/(b + c) = ({b:.4g} − {c:.4g})²/{m:.4g} = {statistic:.4g}"
    p_value = float(chdtrc(1, statistic))
    return {"statistic": statistic, "df": 1, "p_value": p_value, "formula": words}


_FORMULAS = {"midp": _midp, "exact": _exact, "asymptotic": _asymptotic}
