"""The change between two waves that some of the same people answered.

As if of independent samples, the interval is too wide where people keep to their answers;
of the pairs alone, it leaves out everybody else. Here all respondents are used, and what
the pairs share is taken off the variance. A change is later minus earlier.
"""

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import erfc, ndtri

from itperception.errors import ItPerceptionError
from itperception.inference.gap.paired_scores import mean_score
from itperception.inference.gap.symmetry import mcnemar
from itperception.inference.intervals import LEVEL
from itperception.inference.results import State, TestResult

KNOWN = "Z test of overlapping samples"
YES_NO = (1.0, 0.0)


def overlapping_change(
    x1: float, n1: float, x2: float, n2: float, panel: ArrayLike, *, level: float = LEVEL
) -> TestResult:
    """Test the change of a share between two waves with some people in both.

    Parameters
    ----------
    x1, n1, x2, n2 : float
        Positives and base of the earlier and of the later wave, the panel included.
    panel : array_like, shape (2, 2) or (2,)
        Those who answered both times, earlier by later, positive first; or, if only this
        is known, the share of them that is positive both times and their number m.
    level : float
        Confidence level of the interval, in (0, 1).

    Returns
    -------
    TestResult
        Effect: p₂ − p₁ in [−1, 1].

    Raises
    ------
    ItPerceptionError
        If more people are said to be in both waves than are in one.

    Notes
    -----
    Z = (p₂ − p₁)/√V with V = p₁q₁/n₁ + p₂q₂/n₂ − 2 m c/(n₁n₂); c is the covariance of
    the pairs: that of the table, or p₁₁ − p₁p₂ with the shares of the waves. Nothing
    shared gives the Z of independent samples, everybody shared the paired one. The normal
    limits cover a rare answer too seldom: 93 % in ``docs/calibration.md``; the test holds.

    Examples
    --------
    >>> found = overlapping_change(80, 156, 110, 170, [[30, 8], [14, 28]])
    >>> round(found.effect_size, 4), round(found.p_value, 4)
    (0.1342, 0.0047)
    """
    panel = np.asarray(panel, float)
    waves = [x1, n1 - x1], [x2, n2 - x2]
    if panel.shape == (2, 2):
        return _shared(*waves, panel, YES_NO, level)
    if panel.shape != (2,):
        raise ItPerceptionError(
            f"panel has the shape {panel.shape}, expected 2 × 2 counts or (p11, m)"
        )
    both, m = panel
    covariance = both - _over(x1, n1) * _over(x2, n2)
    return z_of_change(KNOWN, waves, YES_NO, (covariance, m), level)


def overlapping_score_change(
    first: ArrayLike,
    second: ArrayLike,
    panel: ArrayLike,
    *,
    scores: ArrayLike | None = None,
    level: float = LEVEL,
) -> TestResult:
    """Test the change of a mean score between two waves with some people in both.

    Parameters
    ----------
    first, second : array_like, shape (k,)
        Counts of the earlier and of the later wave, the panel included.
    panel : array_like, shape (k, k)
        Those who answered both times, earlier by later.
    scores : array_like, shape (k,), optional
        Of the categories; k, …, 1 if not given, so that the first counts most.
    level : float
        Confidence level of the interval, in (0, 1).

    Returns
    -------
    TestResult
        Effect: later mean minus earlier, in scores.

    Raises
    ------
    ItPerceptionError
        If more people are said to be in both waves than are in one.

    Notes
    -----
    As :func:`overlapping_change`, with s² = Σf(s − s̄)²/n in place of pq and the
    covariance of the scores of the pairs.

    Examples
    --------
    >>> found = overlapping_score_change([30, 50, 20], [45, 40, 15], np.eye(3) * 10)
    >>> round(found.effect_size, 2)
    0.2
    """
    return _shared(first, second, panel, stated_scores(first, scores), level)


def panel_change(square: ArrayLike, *, level: float = LEVEL) -> TestResult:
    """Test the change among those who answered both waves.

    Parameters
    ----------
    square : array_like, shape (k, k)
        Earlier (rows) by later wave (columns), positive or best first.
    level : float
        Confidence level of the interval, in (0, 1).

    Returns
    -------
    TestResult
        McNemar's test of a yes/no, mid-P for whole counts; the mean-score test of more
        categories. Effect: share that rose minus share that fell.

    Examples
    --------
    >>> found = panel_change([[30, 8], [14, 28]])
    >>> found.method, found.effect_size
    ('McNemar test (mid-P)', 0.075)
    """
    square = np.asarray(square, float)
    if square.shape != (2, 2):
        return mean_score(square.T, level=level)
    whole = np.array_equal(square, np.rint(square))
    form = "midp" if whole else "asymptotic"
    return mcnemar(square[1, 0], square[0, 1], square.sum(), method=form, level=level)


def z_of_change(
    method: str,
    waves: tuple[ArrayLike, ArrayLike],
    scores: ArrayLike,
    shared: tuple[float, float],
    level: float,
) -> TestResult:
    """Return Z of the change of a mean score if m people with a covariance are in both.

    Parameters
    ----------
    method : str
        Name of the test.
    waves : pair of array_like, shape (k,)
        Counts of the earlier and of the later wave.
    scores : array_like, shape (k,)
        Of the categories.
    shared : pair of float
        Covariance of the scores of those in both waves, and their number m.
    level : float
        Confidence level of the interval, in (0, 1).

    Examples
    --------
    >>> z_of_change("Z", ([5, 5], [5, 5]), YES_NO, (0.25, 10), 0.95).state.words
    'nothing varies, so there is nothing to test'
    """
    covariance, m = shared
    first, second = (np.asarray(wave, float) for wave in waves)
    scores, (n1, n2) = np.asarray(scores, float), (first.sum(), second.sum())
    if m > min(n1, n2):
        raise ItPerceptionError(
            f"{m:g} people in both waves, expected at most {min(n1, n2):g}"
        )
    base = float(n1 + n2)
    if min(n1, n2) <= 0:
        return TestResult(method=method, base=base, level=level, state=State.EMPTY)
    (mean1, v1), (mean2, v2) = (_moments(x, scores) for x in (first, second))
    overlap = 2 * m * covariance / (n1 * n2) if m > 0 else 0.0
    variance = v1 / n1 + v2 / n2 - overlap
    change = mean2 - mean1
    found = {"effect_name": "change", "effect_size": change, "base": base, "level": level}
    if variance <= 1e-12 * (v1 / n1 + v2 / n2):
        return TestResult(method=method, state=State.NO_VARIATION, **found)
    se = np.sqrt(variance)
    z, reach = change / se, ndtri((1 + level) / 2) * se
    return TestResult(
        method=method, statistic=float(z), p_value=float(erfc(abs(z) / np.sqrt(2))),
        ci_low=change - reach, ci_high=change + reach, **found,
        formula=f"Z = ({mean2:.4g} − {mean1:.4g})/√({v1:.4g}/{n1:.4g} + {v2:.4g}/{n2:.4g} "
        f"− {overlap:.4g}) = {z:.4g}",
    )  # fmt: skip


def stated_scores(counts: ArrayLike, scores: ArrayLike | None) -> np.ndarray:
    """Return the scores of the categories, k, …, 1 if none are stated.

    Examples
    --------
    >>> stated_scores([4, 9, 2], None).tolist()
    [3.0, 2.0, 1.0]
    """
    k = len(np.asarray(counts))
    return np.arange(k, 0.0, -1) if scores is None else np.asarray(scores, float)


def _shared(first, second, panel, scores, level) -> TestResult:
    """Test with the covariance of a square of pairs."""
    panel, scores = np.asarray(panel, float), np.asarray(scores, float)
    m = panel.sum()
    means = [_over(side @ scores, m) for side in (panel.sum(1), panel.sum(0))]
    covariance = _over((scores - means[0]) @ panel @ (scores - means[1]), m)
    return z_of_change(KNOWN, (first, second), scores, (covariance, m), level)


def _moments(counts: np.ndarray, scores: np.ndarray) -> tuple[float, float]:
    """Return mean and variance (divided by n) of scores."""
    mean = float(counts @ scores / counts.sum())
    return mean, float(counts @ (scores - mean) ** 2 / counts.sum())


def _over(top: float, bottom: float) -> float:
    return float(top / bottom) if bottom > 0 else 0.0
