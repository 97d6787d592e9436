"""Cochran's Q of several nets of the same people, of which only the totals are in print.

Q depends on the totals and on how many of the nets each person is in, and there only on
the sum of squares. That is smallest if all are in as many, give or take one, and largest
if the nets lie inside each other: both can be had with any totals.
"""

import numpy as np
from scipy.special import chdtrc


def cochran_ends(sizes: np.ndarray, counts: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the least and the largest value of Cochran's Q, table by table.

    Q = (k − 1)(k Σ C² − N²)/(kN − Σ u²), totals C with sum N, u nets of each person. Given
    the totals it rises with Σ u², which is that of all groups. In a group of n whose
    counts add up to qn + r the least is nq² + r(2q + 1), attained by dealing the nets round
    and round; the most is Σ (2j − 1) C₍ⱼ₎ with C₍₁₎ ≥ C₍₂₎ ≥ …, nets inside each other,
    since no u is ahead of the conjugate of the totals (Gale 1957, Ryser 1957). If nobody
    is in only some of the nets, these are equal, and Q is 0.

    Examples
    --------
    >>> least, most = cochran_ends(np.array([[10]]), np.array([[[5, 5, 2]]]))
    >>> print(f"{least[0]:.3f} {most[0]:.3f}")
    1.800 6.000
    """
    totals, k = counts.sum(1), counts.shape[2]
    top = (k - 1) * (k * (totals**2).sum(1) - totals.sum(1) ** 2)
    all_in = counts.sum(2)
    whole, over = np.divmod(all_in, np.maximum(sizes, 1))
    even = (sizes * whole**2 + over * (2 * whole + 1)).sum(1)
    nested = (np.sort(counts, axis=2)[:, :, ::-1] @ (2 * np.arange(k) + 1)).sum(1)
    varied = (k * all_in.sum(1) - squares for squares in (even, nested))
    least, most = (np.where(top > 0, top / np.maximum(v, 1), 0.0) for v in varied)
    return least, most


def cochran_p(q: np.ndarray, nets: int) -> np.ndarray:
    """Return the p-value of Q, by its distribution for many people."""
    return chdtrc(nets - 1, q)
