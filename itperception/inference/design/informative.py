"""Do the weights go with the answers? Then letters and effective bases do not hold."""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import fdtrc

from itperception.inference.solving import divide


class Informative(NamedTuple):
    """A regression of the weights on the answers: F, its degrees of freedom, p, effect.

    The effect is the weighted minus the unweighted share that is largest in size, in
    [-1, 1]. NaN where fewer than two answers were given, or all weights are equal.
    """

    statistic: float
    df: float
    df_within: float
    p_value: float
    effect: float


def informative_weights(
    counts: ArrayLike, weighted: ArrayLike, squared: ArrayLike
) -> Informative:
    """Test whether the mean weight differs between those who gave different answers.

    Parameters
    ----------
    counts, weighted, squared : array_like, shape (answers,)
        Respondents, and sums of weights and of squared weights, of each answer.

    Notes
    -----
    F of the regression of w on indicators of the answers (Pfeffermann & Sverchkov 1999,
    Sankhyā B 61; DuMouchel & Duncan 1983 for its use): between mean squares over within.

    Examples
    --------
    >>> found = informative_weights([2, 2], [2, 4], [2.5, 8.5])
    >>> round(found.statistic, 3), found.df, found.df_within, round(found.effect, 3)
    (2.0, 1.0, 2.0, -0.167)
    """
    n, w, ww = (np.asarray(a, float) for a in (counts, weighted, squared))
    n, w, ww = (a[n > 0] for a in (n, w, ww))
    df, rest = len(n) - 1.0, float(n.sum() - len(n))
    nothing = Informative(np.nan, df, rest, np.nan, np.nan)
    if df < 1 or rest < 1:
        return nothing
    between = (n * (w / n - w.sum() / n.sum()) ** 2).sum()
    within = np.maximum(ww - w**2 / n, 0.0).sum()
    least = 1e-12 * ww.sum()
    if between + within <= least:
        return nothing
    # Weights that the answers decide wholly leave nothing within: F is infinite.
    statistic = (between / df) / (within / rest) if within > least else np.inf
    change = divide(w, w.sum()) - n / n.sum()
    effect = float(change[np.abs(change).argmax()])
    return Informative(
        float(statistic), df, rest, float(fdtrc(df, rest, statistic)), effect
    )
