"""Tests of pairs on a ranked scale by scores or direction alone.

A square has the first item in the rows and the second in the columns, the best category
first. A pair goes up if its first answer is better than its second. The sign test asks
whether as many go up as down, the mean-score test whether the steps up and down cancel
out.
"""

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import erfc

from itperception.errors import unknown_name
from itperception.inference.gap.matched import net_difference, square_of
from itperception.inference.gap.symmetry import mcnemar
from itperception.inference.intervals import LEVEL
from itperception.inference.results import State, TestResult

SIGN = {
    "midp": "sign test (mid-P)",
    "exact": "sign test (exact)",
    "asymptotic": "sign test (asymptotic)",
}


def up_and_down(square: ArrayLike) -> tuple[float, float, float]:
    """Return pairs whose first answer is better, pairs whose second is, and all pairs.

    Examples
    --------
    >>> up_and_down([[20, 9, 3], [15, 41, 6], [8, 22, 32]])
    (18.0, 45.0, 156.0)
    """
    square = np.asarray(square, float)
    up, down = np.triu(square, 1).sum(), np.tril(square, -1).sum()
    return float(up), float(down), float(square.sum())


def sign_test(
    square: ArrayLike, *, method: str = "midp", level: float = LEVEL
) -> TestResult:
    """Test whether as many first answers are better than the second as are worse.

    Effect: (up − down)/n, in [−1, 1], with its Tango interval.

    Examples
    --------
    >>> result = sign_test([[20, 9, 3], [15, 41, 6], [8, 22, 32]])
    >>> round(result.p_value, 5), round(result.effect_size, 3)
    (0.00062, -0.173)
    """
    if method not in SIGN:
        raise unknown_name("method", method, list(SIGN))
    (square, state), name = square_of(square), SIGN[method]
    if state is State.WRONG_SHAPE:
        return TestResult(method=name, base=float(square.sum()), level=level, state=state)
    found = mcnemar(*up_and_down(square), method=method, level=level)
    fields = {key: getattr(found, key) for key in found.__slots__}
    return TestResult(**fields | {"method": name})


def mean_score(
    square: ArrayLike, *, scores: ArrayLike | None = None, level: float = LEVEL
) -> TestResult:
    """Test whether the first of two ranked answers is better than the second.

    Effect: the share of pairs whose first answer is better minus the share whose second is,
    in [−1, 1], with its Tango interval.

    Parameters
    ----------
    scores : array_like, shape (k,), optional
        Of the categories, higher is better; by default k, …, 1.

    Notes
    -----
    Z = Σd/√Σd², d the score of the first answer minus that of the second: the marginal
    homogeneity test for ordered scales (Agresti 2013).

    Examples
    --------
    >>> result = mean_score([[20, 9, 3], [15, 41, 6], [8, 22, 32]])
    >>> round(result.statistic, 3), round(result.effect_size, 3)
    (-3.266, -0.173)
    """
    square, state = square_of(square)
    if state is State.WRONG_SHAPE:
        return TestResult(method=_MEAN, base=float(square.sum()), level=level, state=state)
    up, down, n = up_and_down(square)
    steps = _steps(square, scores)
    total, squared = (square * steps).sum(), (square * steps**2).sum()
    if state is State.OK and not squared > 0:
        state = State.NO_VARIATION
    computed = {}
    if state is State.OK:
        z = float(total / np.sqrt(squared))
        computed = {
            "statistic": z,
            "p_value": float(erfc(abs(z) / np.sqrt(2))),
            "formula": f"Z = Σd/√Σd² = {total:.4g}/√{squared:.4g} = {z:.4g}, n = {n:.4g}",
        }
    return TestResult(
        method=_MEAN, base=n, level=level, state=state,
        **net_difference(up, down, n, level), **computed,
    )  # fmt: skip


_MEAN = "mean-score test for pairs"


def _steps(square: np.ndarray, scores: ArrayLike | None) -> np.ndarray:
    """Return the score of the row minus that of the column, for each cell."""
    places = -np.arange(len(square)) if scores is None else np.asarray(scores, float)
    return places[:, np.newaxis] - places
