"""Tests of pairs without ranks: two answers of each respondent in a square table.

The first item stands in the rows, the second in the columns, both on one scale. If the
two have the same distribution the row sums are the column sums: McNemar's test asks that
of a yes/no, Stuart–Maxwell's and Bhapkar's of any scale. Bowker's asks for more: that each
change is as frequent as its reverse.
"""

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import bdtr, chdtrc

from itperception.errors import unknown_name
from itperception.inference.gap.matched import (
    net_difference,
    pair_state,
    square_of,
    whole_counts,
)
from itperception.inference.intervals import LEVEL
from itperception.inference.results import State, TestResult

MCNEMAR_NAMES = {
    "midp": "McNemar test (mid-P)",
    "exact": "McNemar test (exact)",
    "asymptotic": "McNemar test (asymptotic)",
    "corrected": "McNemar test (continuity corrected)",
}
TIMID = (
    "Bowker's test rejects less often than its level says where many pairs of cells are "
    "nearly empty (2.2 to 4.2 % at 5 % in simulations of 156 pairs on five points)"
)


def mcnemar(
    b: float, c: float, n: float, *, method: str = "midp", level: float = LEVEL
) -> TestResult:
    """Test whether two yes/no items of the same people have the same share of yes.

    Effect: (b − c)/n, the first proportion minus the second, with its Tango interval, there
    also if no pair differs and nothing can be tested.

    Parameters
    ----------
    method : {"midp", "exact", "asymptotic", "corrected"}
        Fractions of pairs need "asymptotic" or "corrected".

    Notes
    -----
    With m = b + c: exact p = 2 P(Bin(m, ½) ≤ min(b, c)), mid-P that minus
    P(Bin(m, ½) = min(b, c)) (Fagerland, Lydersen & Laake 2013); asymptotic
    (b − c)²/m with df = 1 (McNemar 1947); corrected (|b − c| − 1)²/m (Edwards 1948).

    Examples
    --------
    >>> result = mcnemar(28, 7, 156)
    >>> round(result.p_value, 6), round(result.effect_size, 4)
    (0.000313, 0.1346)
    """
    if method not in MCNEMAR_NAMES:
        raise unknown_name("method", method, list(MCNEMAR_NAMES))
    m = b + c
    state = pair_state(m, n)
    if state is State.OK and method in ("midp", "exact") and not whole_counts(b, c):
        state = State.NOT_COUNTS
    computed = _FORMULAS[method](b, c, m) if state is State.OK else {}
    return TestResult(
        method=MCNEMAR_NAMES[method], base=float(n), level=level, state=state,
        **net_difference(b, c, n, level), **computed,
    )  # fmt: skip


def bowker(square: ArrayLike, *, level: float = LEVEL) -> TestResult:
    """Test whether every change between two answers is as frequent as its reverse.

    Σ (n_ij − n_ji)²/(n_ij + n_ji) over the pairs of cells i < j that are not both empty,
    df = their number (Bowker 1948). Counting the empty ones in df as well, as is usual,
    makes the test more timid still. For two categories it is McNemar's X².

    Examples
    --------
    >>> result = bowker([[20, 9, 3], [15, 41, 6], [8, 22, 32]])
    >>> round(result.statistic, 3), result.df, round(result.p_value, 4)
    (12.916, 3, 0.0048)
    """
    square, state = square_of(square)
    computed = {}
    if state is State.OK:
        differing, change = square + square.T, square - square.T
        filled = np.triu(differing, 1) > 0
        statistic = float((change[filled] ** 2 / differing[filled]).sum())
        df, pairs = int(filled.sum()), len(square) * (len(square) - 1) // 2
        computed = {
            "statistic": statistic,
            "df": df,
            "p_value": float(chdtrc(df, statistic)),
            "formula": f"Σ(n_ij − n_ji)²/(n_ij + n_ji) = {statistic:.4g}, df = {df} of "
            f"{pairs} pairs of cells, n = {square.sum():.4g}",
            "note": TIMID,
        }
    return TestResult(
        method="Bowker test",
        base=float(square.sum()),
        level=level,
        state=state,
        **computed,
    )


def stuart_maxwell(square: ArrayLike, *, level: float = LEVEL) -> TestResult:
    """Test whether two items of the same people have the same distribution.

    d'S⁻d, with d the row sums minus the column sums and S their covariance if the
    two are the same; df is the rank of S, S⁻ its pseudo-inverse (Stuart 1955,
    Maxwell 1970). For two categories it is McNemar's X².

    Examples
    --------
    >>> result = stuart_maxwell([[20, 9, 3], [15, 41, 6], [8, 22, 32]])
    >>> round(result.statistic, 3), result.df
    (12.116, 2)
    """
    square, state = square_of(square)
    computed = {}
    if state is State.OK:
        statistic, df, d = _marginal(square)
        computed = _chi_squared("d'S⁻d", statistic, df, d)
    return TestResult(
        method="Stuart-Maxwell test",
        base=float(square.sum()),
        level=level,
        state=state,
        **computed,
    )


def bhapkar(square: ArrayLike, *, level: float = LEVEL) -> TestResult:
    """Test the same as :func:`stuart_maxwell`, with the covariance as it was observed.

    Q/(1 − Q/n) with Q of Stuart & Maxwell (Bhapkar 1966): a Wald test, which rejects
    somewhat too often in small samples. It is infinite, and so not computed, if Q = n.

    Examples
    --------
    >>> result = bhapkar([[20, 9, 3], [15, 41, 6], [8, 22, 32]])
    >>> round(result.statistic, 3), result.df
    (13.136, 2)
    """
    square, state = square_of(square)
    computed, n = {}, float(square.sum())
    if state is State.OK:
        q, df, d = _marginal(square)
        if q >= n * (1 - 1e-12):
            state = State.NO_ESTIMATE
        else:
            words = f"Q/(1 − Q/n) with Q = {q:.4g} and n = {n:.4g}"
            computed = _chi_squared(words, q / (1 - q / n), df, d)
    return TestResult(method="Bhapkar test", base=n, level=level, state=state, **computed)


def _marginal(square: np.ndarray) -> tuple[float, int, np.ndarray]:
    """Return d'S⁻d, the rank of S, and d = row sums minus column sums."""
    differing = square + square.T
    covariance = np.diag(differing.sum(1)) - differing
    d = square.sum(1) - square.sum(0)
    solved, _, rank, _ = np.linalg.lstsq(covariance, d, rcond=None)
    return float(d @ solved), int(rank), d


def _chi_squared(words: str, statistic: float, df: int, d: np.ndarray) -> dict:
    told = ", ".join(f"{value:.4g}" for value in d)
    return {
        "statistic": statistic,
        "df": df,
        "p_value": float(chdtrc(df, statistic)),
        "formula": f"{words} = {statistic:.4g} with d = ({told}), df = rank of S = {df}",
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


def _corrected(b, c, m) -> dict:
    statistic = float(max(abs(b - c) - 1, 0) ** 2 / m)
    words = f"(|b − c| − 1)²/(b + c) = (|{b:.4g} − {c:.4g}| − 1)²/{m:.4g}"
    p_value = float(chdtrc(1, statistic))
    told = f"X² = {words} = {statistic:.4g}"
    return {"statistic": statistic, "df": 1, "p_value": p_value, "formula": told}


_FORMULAS = {
    "midp": _midp,
    "exact": _exact,
    "asymptotic": _asymptotic,
    "corrected": _corrected,
}
