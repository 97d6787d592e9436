"""Tests of two groups on a yes/no question: a table of two by two.

Rows are yes and no, columns the two groups. The effect is always the share of yes of
the first group minus that of the second, with the interval of Miettinen and Nurminen;
:mod:`itperception.inference.sizes.differences` has the other effects. How small the expected counts
are decides nothing: choose the test beforehand.

Boschloo's test: only the bases of the two groups are given. How likely a small Fisher
p-value is then depends on the share of yes that both have in common; the worst counts.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import chdtrc, gammaln

from itperception.errors import unknown_name
from itperception.inference.contingency import chi_squared, expected
from itperception.inference.intervals import LEVEL, miettinen_nurminen
from itperception.inference.results import State, TestResult, join_notes
from itperception.inference.running import run_test
from itperception.inference.tables.fixed_margins import (
    FISHER_SIDES,
    FirstCell,
    are_whole,
    two_sided,
)
from itperception.inference.tables.proportions import log_chances

# One-sided p-values nearer to each other than this share of themselves are the same.
_TIE = 1e-9
# Local maxima on the grid this near to the largest are climbed.
_NEAR = 0.99


def n_minus_one(counts: ArrayLike, *, level: float = LEVEL) -> TestResult:
    """Test two groups by the N − 1 chi-squared, the default for two by two.

    Effect: difference of the shares of yes. Its interval excludes 0 exactly if the test
    rejects at 1 − `level`.

    X² = (n − 1)(ad − bc)²/(r₁r₂c₁c₂), df = 1 (Campbell 2007).

    Examples
    --------
    >>> result = n_minus_one([[46, 24], [44, 16]])
    >>> round(result.statistic, 4), round(result.effect_size, 4)
    (0.8737, -0.0889)
    """

    def compute(table):
        (a, b), (c, d), n = *table, table.sum()
        found = float(chi_squared(table) * (n - 1) / n)
        words = (
            f"X² = (n − 1)(ad − bc)²/(r₁r₂c₁c₂) = ({n:.4g} − 1)({a:.4g}×{d:.4g} − "
            f"{b:.4g}×{c:.4g})²/({_margins(table)}) = {found:.4g}, df = 1"
        )
        return _asymptotic(found, words)

    return _run("N−1 chi-squared test", counts, level, compute)


def yates(counts: ArrayLike, *, level: float = LEVEL) -> TestResult:
    """Test two groups by chi-squared with Yates' correction; effect as in `n_minus_one`.

    It rejects far too seldom, so it is never chosen automatically.

    X² = n (|ad − bc| − n/2)²/(r₁r₂c₁c₂), 0 where the bracket is negative, df = 1
    (Yates 1934).

    Examples
    --------
    >>> round(yates([[46, 24], [44, 16]]).statistic, 4)
    0.5591
    """

    def compute(table):
        e = expected(table)
        apart = np.maximum(np.abs(table - e) - 0.5, 0)
        found = float((apart**2 / e).sum())
        (a, b), (c, d), n = *table, table.sum()
        words = (
            f"X² = n(|ad − bc| − n/2)²/(r₁r₂c₁c₂) = {n:.4g}(|{a:.4g}×{d:.4g} − {b:.4g}×"
            f"{c:.4g}| − {n / 2:.4g})²/({_margins(table)}) = {found:.4g}, df = 1"
        )
        return {
            "statistic": found,
            "df": 1,
            "p_value": float(chdtrc(1, found)),
            "formula": words,
        }

    return _run("Chi-squared test with Yates' correction", counts, level, compute)


def fisher(
    counts: ArrayLike, *, sides: str = "less_likely", level: float = LEVEL
) -> TestResult:
    """Test two groups by Fisher's exact test; effect as in `n_minus_one`.

    Parameters
    ----------
    sides : {"less_likely", "doubled"}
        Two-sided by the tables that are no more likely than this one, or by doubling
        the smaller tail.

    Notes
    -----
    Given its margins the first cell is hypergeometric (Fisher 1935). Tables whose
    probabilities differ by less than 1e-9 of themselves are equally likely.

    Examples
    --------
    >>> round(fisher([[3, 1], [1, 3]]).p_value, 6)
    0.485714
    """
    return _exact("Fisher's exact test", counts, sides, level, 1.0)


def fisher_midp(
    counts: ArrayLike, *, sides: str = "less_likely", level: float = LEVEL
) -> TestResult:
    """Test two groups by Fisher's test with mid-P; effect as in `n_minus_one`.

    Tables as likely as this one count half, or in the doubled tail this table does
    (Lancaster 1961). Close to its nominal level where Fisher's test stays far below
    (Lydersen, Fagerland & Laake 2009).

    Examples
    --------
    >>> round(fisher_midp([[3, 1], [1, 3]]).p_value, 6)
    0.257143
    """
    return _exact("Fisher's test (mid-P)", counts, sides, level, 0.5)


def boschloo(counts: ArrayLike, *, level: float = LEVEL) -> TestResult:
    """Test two groups by Boschloo's unconditional exact test; effect as in `n_minus_one`.

    Fisher's one-sided p-value is the statistic, made exact by the worst common share
    of yes; twice the smaller side (Boschloo 1970), see `boschloo_p`.

    Examples
    --------
    >>> round(boschloo([[3, 1], [1, 3]]).p_value, 4)
    0.2891
    """

    def compute(table):
        if not are_whole(table):
            return {"state": State.NOT_COUNTS}
        p_value, one_sided, share = boschloo_p(table)
        words = (
            f"p = 2 P(one-sided Fisher p ≤ {one_sided:.4g}), largest at the common share of "
            f"yes {share:.4g}"
        )
        return {"statistic": one_sided, "p_value": p_value, "formula": words}

    return _run("Boschloo's exact test", counts, level, compute)


def _run(name: str, counts: ArrayLike, level: float, compute: Callable) -> TestResult:
    """Run a test of a table of two by two, with the difference as its effect."""

    def with_difference(table):
        if table.shape != (2, 2):
            return {"state": State.WRONG_SHAPE}
        found = compute(table)
        if "state" in found:
            return found
        (x1, x2), (n1, n2) = table[0], table.sum(0)
        low, high = miettinen_nurminen(x1, n1, x2, n2, level=level)
        least = f"smallest expected count {expected(table).min():.2g}"
        return found | {
            "effect_name": "difference of proportions",
            "effect_size": float(x1 / n1 - x2 / n2),
            "ci_low": float(low),
            "ci_high": float(high),
            "note": join_notes(least, found.get("note", "")),
        }

    return run_test(name, counts, level, with_difference)


def _margins(table: np.ndarray) -> str:
    return "×".join(f"{size:.4g}" for size in (*table.sum(1), *table.sum(0)))


def _asymptotic(found: float, words: str) -> dict:
    p_value = float(chdtrc(1, found))
    return {"statistic": found, "df": 1, "p_value": p_value, "formula": words}


def _exact(
    name: str, counts: ArrayLike, sides: str, level: float, counted: float
) -> TestResult:
    """Run Fisher's test, the observed table `counted` whole or half."""
    if sides not in FISHER_SIDES:
        raise unknown_name("sides", sides, list(FISHER_SIDES))

    def compute(table):
        if not are_whole(table):
            return {"state": State.NOT_COUNTS}
        p_value, words = two_sided(FirstCell.of(table), sides, counted)
        return {"statistic": float(table[0, 0]), "p_value": p_value, "formula": words}

    return _run(name, counts, level, compute)


def boschloo_p(table: np.ndarray) -> tuple[float, float, float]:
    """Return the two-sided p-value, Fisher's one-sided one, and the worst share of yes.

    No margin is empty. Given s yeses in all, the tables with a Fisher p ≤ the observed one
    have a hypergeometric probability h_s, so their probability at a common share π is Σ
    P(s; n, π) h_s, at most its maximum over π. Twice the smaller maximum of the two sides
    (Boschloo 1970).

    Examples
    --------
    >>> p_value, one_sided, _ = boschloo_p(np.array([[3.0, 1.0], [1.0, 3.0]]))
    >>> round(p_value, 4), round(one_sided, 4)
    (0.2891, 0.2429)
    """
    found = [_one_side(side) for side in (table, table[:, ::-1])]
    worst, one_sided, share = min(found)
    return min(1.0, 2 * worst), one_sided, share


def _one_side(table: np.ndarray) -> tuple[float, float, float]:
    """Return maximum, Fisher's p-value and share for more yes in the first group."""
    (first, _), (n1, n2) = table[0], table.sum(0)
    yes, n = int(table[0].sum()), n1 + n2
    k, tails = _upper_tails(n1, n2, yes)
    observed = float(tails[k == first][0])
    reached = observed * (1 + _TIE)
    given = np.array([
        max(tails[tails <= reached], default=0.0)
        for tails in (_upper_tails(n1, n2, s)[1] for s in range(int(n) + 1))
    ])  # fmt: skip

    def minus_probability(angle):
        return -float(np.exp(log_chances(n, np.sin(angle) ** 2)) @ given)

    worst, angle = _deepest(minus_probability, 100 + int(16 * np.sqrt(n)))
    return -worst, observed, float(np.sin(angle) ** 2)


def _upper_tails(n1: float, n2: float, yes: int) -> tuple[np.ndarray, np.ndarray]:
    """Return the possible yeses of the first group, and P(at least so many)."""
    k = np.arange(max(0.0, yes - n2), min(n1, yes) + 1)
    logs = -gammaln(k + 1) - gammaln(n1 - k + 1)
    logs -= gammaln(yes - k + 1) + gammaln(n2 - yes + k + 1)
    chances = np.exp(logs - logs.max())
    return k, (chances / chances.sum())[::-1].cumsum()[::-1]


def _deepest(function, points: int) -> tuple[float, float]:
    """Return the minimum over angles of 0 to π/2 and where it is, from a fine grid."""
    from scipy.optimize import minimize_scalar

    grid = np.linspace(0, np.pi / 2, points)
    values = np.array([function(angle) for angle in grid])
    inner = values[1:-1]
    low = (inner <= values[:-2]) & (inner <= values[2:]) & (inner <= _NEAR * values.min())
    found = [
        (float(value), float(angle)) for value, angle in zip(values, grid, strict=True)
    ]
    for place in np.flatnonzero(low) + 1:
        ends = (grid[place - 1], grid[place + 1])
        tried = minimize_scalar(function, bounds=ends, options={"xatol": 1e-10})
        found.append((float(tried.fun), float(tried.x)))
    return min(found)
