"""Boschloo's test: Fisher's p-value made exact without fixing how many say yes.

Only the bases of the two groups are given. How likely a small Fisher p-value is then
depends on the share of yes that both have in common; the worst share counts.
"""

import numpy as np
from scipy.special import gammaln

from itperception.inference.tables.proportions import log_chances

# One-sided p-values nearer to each other than this share of themselves are the same.
_TIE = 1e-9
# Local maxima on the grid this near to the largest are climbed.
_NEAR = 0.99


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
