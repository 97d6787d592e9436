"""The change between two waves if nobody knows how many people are in both.

Every overlap that the two samples allow, and every agreement between the answers of those
who are in both, gives a variance; at its ends lie the smallest and the largest p-value.
"""

from dataclasses import replace

import numpy as np
from numpy.typing import ArrayLike

from itperception.errors import unknown_name
from itperception.inference.change.overlap import YES_NO, stated_scores, z_of_change
from itperception.inference.intervals import LEVEL
from itperception.inference.results import State, TestResult

METHOD = "Z test over every possible overlap"
ASSOCIATIONS = ("any", "non_negative")


def unknown_overlap(
    x1: float,
    n1: float,
    x2: float,
    n2: float,
    *,
    association: str = "any",
    most: float | None = None,
    level: float = LEVEL,
) -> TestResult:
    """Test the change of a share if nobody knows how many people are in both waves.

    Parameters
    ----------
    x1, n1, x2, n2 : float
        Positives and base of the earlier and of the later wave.
    association : {"any", "non_negative"}
        "non_negative" assumes that those positive once are no less often positive again.
    most : float, optional
        The largest number of people who can be in both; min(n₁, n₂) if not given.
    level : float
        Confidence level of the interval, in (0, 1).

    Returns
    -------
    TestResult
        `p_value` for independent samples; `p_low` and `p_high` over every overlap.
        Effect: p₂ − p₁, with its widest interval.

    Raises
    ------
    UnknownNameError
        If there is no such association.

    Notes
    -----
    The variance of the change (:mod:`itperception.inference.change.overlap`) is linear in p₁₁
    and in m, so it is largest and smallest at the largest m with p₁₁ at an end of
    [max(0, p₁ + p₂ − 1), min(p₁, p₂)] (Fréchet 1951); if the association is not
    negative, it is largest without overlap.

    Examples
    --------
    >>> found = unknown_overlap(80, 156, 110, 170)
    >>> print(f"{found.p_low:.4f} {found.p_value:.4f} {found.p_high:.4f}")
    0.0000 0.0134 0.0568
    """
    waves = [x1, n1 - x1], [x2, n2 - x2]
    return _any_overlap(*waves, YES_NO, association, most, level)


def unknown_score_overlap(
    first: ArrayLike,
    second: ArrayLike,
    *,
    scores: ArrayLike | None = None,
    association: str = "any",
    most: float | None = None,
    level: float = LEVEL,
) -> TestResult:
    """Test the change of a mean score if nobody knows how many people are in both waves.

    Parameters
    ----------
    first, second : array_like, shape (k,)
        Counts of the earlier and of the later wave.
    scores : array_like, shape (k,), optional
        Of the categories; k, …, 1 if not given.
    association, most, level
        As of :func:`unknown_overlap`.

    Notes
    -----
    The covariance of two distributions is largest if the ranks of both agree, smallest
    if they are reversed (Hoeffding 1940).

    Examples
    --------
    >>> found = unknown_score_overlap([30, 50, 20], [45, 40, 15])
    >>> found.p_low < found.p_value < found.p_high
    True
    """
    return _any_overlap(
        first, second, stated_scores(first, scores), association, most, level
    )


def _any_overlap(first, second, scores, association, most, level) -> TestResult:
    """Test at the two ends of the variance, and without overlap."""
    if association not in ASSOCIATIONS:
        raise unknown_name("association", association, ASSOCIATIONS)
    first, second = np.asarray(first, float), np.asarray(second, float)
    m = min(first.sum(), second.sum(), np.inf if most is None else most)
    alike, opposed = (_coupled(first, second, scores, turn) for turn in (1, -1))
    opposed = max(opposed, 0.0) if association == "non_negative" else opposed
    apart, narrow, wide = (
        z_of_change(METHOD, (first, second), scores, (covariance, m), level)
        for covariance in (0.0, alike, opposed)
    )
    if apart.state is not State.OK:
        return apart
    # Nothing is left to vary if everybody is in both and moves alike.
    alike = float(abs(apart.effect_size) < 1e-12)
    low = narrow.p_value if narrow.state is State.OK else alike
    told = f"p from {low:.3g} to {wide.p_value:.3g}, overlap 0 to {m:g}"
    assumed = "; association not negative" if association == "non_negative" else ""
    return replace(
        wide, p_value=apart.p_value, p_low=low, p_high=wide.p_value,
        statistic=apart.statistic, formula=f"{apart.formula}; {told}",
        note=f"p of independent samples; the interval is the widest{assumed}",
    )  # fmt: skip


def _coupled(first, second, scores, turn: int) -> float:
    """Return the covariance of two distributions with ranks alike (1) or reversed (−1)."""
    scores = np.asarray(scores, float)
    up = scores.argsort()
    one, two = up, up[::turn]
    ends = [np.append(0.0, x[i].cumsum()) / x.sum() if x.sum() > 0 else np.zeros(1)
            for x, i in ((first, one), (second, two))]  # fmt: skip
    cuts = np.union1d(*ends)
    middles, widths = (cuts[1:] + cuts[:-1]) / 2, np.diff(cuts)
    pairs = [
        scores[i][np.minimum(end.searchsorted(middles) - 1, len(i) - 1)]
        for end, i in zip(ends, (one, two), strict=True)
    ]
    means = [(values * widths).sum() for values in pairs]
    return float(((pairs[0] - means[0]) * (pairs[1] - means[1]) * widths).sum())
