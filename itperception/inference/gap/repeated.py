"""Whether several items of the same people differ at all.

Cochran's Q asks it of yes/no items, Friedman's test of ranked ones; both compare within
each respondent, so that people who say yes to everything tell nothing. For two items
Cochran's Q is McNemar's X².
"""

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import chdtrc

from itperception.inference.intervals import LEVEL
from itperception.inference.results import State, TestResult

COCHRAN = "Cochran Q test"
FRIEDMAN = "Friedman test"
NO_INTERVAL = "respondents who answer all items alike are in the base and add nothing"


def cochran_q(
    items: ArrayLike, counts: ArrayLike | None = None, *, level: float = LEVEL
) -> TestResult:
    """Test whether several yes/no items of the same people have the same share of yes.

    Parameters
    ----------
    items : array_like of 0 and 1, shape (patterns, items)
        One line per respondent, or per pattern of answers.
    counts : array_like, shape (patterns,), optional
        Respondents with each pattern; by default one.
    level : float
        Confidence level that the result states; the test has no interval.

    Returns
    -------
    TestResult
        Effect: Kendall's W, in [0, 1].

    Missing data
    ------------
    Leave out respondents who did not answer all items before calling this.

    Notes
    -----
    Q = (k − 1)(k Σ C_j² − N²)/(k N − Σ R_i²) with column sums C, row sums R and N of all
    (Cochran 1950), df = k − 1; W = Q/(n(k − 1)).

    Examples
    --------
    >>> result = cochran_q([[1, 1, 0], [1, 0, 0], [0, 0, 1]], [20, 12, 5])
    >>> round(result.statistic, 3), result.df, result.base
    (29.676, 2, 37.0)
    """
    return _within(COCHRAN, "Q", np.asarray(items, float), counts, level)


def friedman(
    answers: ArrayLike, counts: ArrayLike | None = None, *, level: float = LEVEL
) -> TestResult:
    """Test whether several ranked items of the same people are answered alike.

    Parameters
    ----------
    answers : array_like, shape (patterns, items)
        Places on one scale; one line per respondent, or per pattern of answers.
    counts : array_like, shape (patterns,), optional
        Respondents with each pattern; by default one.
    level : float
        Confidence level that the result states; the test has no interval.

    Returns
    -------
    TestResult
        Effect: Kendall's W, the agreement of the respondents, in [0, 1].

    Missing data
    ------------
    Leave out respondents who did not answer all items before calling this.

    Notes
    -----
    With mid-ranks r of each respondent's answers: (k − 1) Σ_j(Σ_i r_ij − n(k + 1)/2)²/
    Σ_ij(r_ij − (k + 1)/2)², corrected for ties (Friedman 1937), df = k − 1; W =
    statistic/(n(k − 1)) (Kendall & Babington Smith 1939).

    Examples
    --------
    >>> result = friedman([[1, 2, 3], [2, 1, 3], [1, 3, 2], [1, 2, 2]])
    >>> round(result.statistic, 3), result.df, round(result.effect_size, 3)
    (4.133, 2, 0.517)
    """
    return _within(FRIEDMAN, "χ²", _ranks_within(np.asarray(answers, float)), counts, level)


def _ranks_within(answers: np.ndarray) -> np.ndarray:
    """Return each answer's mid-rank among those of its line."""
    if answers.ndim != 2:
        return answers
    below = answers[:, :, np.newaxis] > answers[:, np.newaxis]
    same = answers[:, :, np.newaxis] == answers[:, np.newaxis]
    return below.sum(2) + (same.sum(2) + 1) / 2


def _within(name: str, letter: str, values: np.ndarray, counts, level) -> TestResult:
    """Return the test of items whose values are centred within each respondent."""
    if values.ndim != 2 or values.shape[1] < 2:
        return TestResult(method=name, level=level, state=_shape_state(values))
    counts = np.ones(len(values)) if counts is None else np.asarray(counts, float)
    n, k = float(counts.sum()), values.shape[1]
    centred = values - values.mean(1, keepdims=True)
    between = float(((counts @ centred) ** 2).sum())
    within = float(counts @ (centred**2).sum(1))
    if not within > 0:
        state = State.NO_VARIATION if n > 0 else State.EMPTY
        return TestResult(method=name, base=n, level=level, state=state)
    statistic, df = (k - 1) * between / within, k - 1
    return TestResult(
        method=name,
        base=n,
        level=level,
        statistic=statistic,
        df=df,
        p_value=float(chdtrc(df, statistic)),
        effect_name="Kendall's W",
        effect_size=statistic / (n * df),
        formula=f"{letter} = (k − 1) Σ(column sums)²/ΣΣ squares, centred within "
        f"respondents, = {df} × {between:.4g}/{within:.4g} = {statistic:.4g}, "
        f"df = {k} − 1, n = {n:.4g}",
        note=NO_INTERVAL,
    )


def _shape_state(values: np.ndarray) -> State:
    if not values.size:
        return State.EMPTY
    return State.ONE_COLUMN if values.ndim == 2 else State.WRONG_SHAPE
