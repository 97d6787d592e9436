"""Measures of prediction: how much better who knows the group guesses the answer.

They need no order. Each is the share of something that the other side removes: of
wrong guesses (lambda), of variation (tau), of entropy (uncertainty). Near zero, where
the sampling distribution is one-sided, their intervals are rough: test with
:mod:`..tables.independence`, describe with these.
"""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import ArrayLike

from itperception.errors import unknown_name
from itperception.inference.intervals import LEVEL
from itperception.inference.results import Effect
from itperception.inference.sizes.measures import of_ratio

PREDICTED = ("answers", "groups", "symmetric")


def goodman_kruskal_lambda(
    counts: ArrayLike, *, predict: str = "answers", level: float = LEVEL
) -> Effect:
    """Return the share of wrong guesses that the best guess in each group saves.

    Parameters
    ----------
    counts : array_like, shape (answers, groups)
        Counts ≥ 0.
    predict : {"answers", "groups", "symmetric"}
        What is guessed from the other.
    level : float
        Confidence level in (0, 1).

    Returns
    -------
    Effect
        In [0, 1]. It is 0 wherever all groups have the same most frequent answer, and
        then, as at 1, it has no interval.

    Raises
    ------
    UnknownNameError
        If `predict` is none of these.

    Notes
    -----
    (Σ_j max_i x_ij − max_i r_i)/(n − max_i r_i) (Goodman & Kruskal 1954, 1963).

    Examples
    --------
    >>> round(goodman_kruskal_lambda([[29, 13], [7, 7], [7, 21]]).effect_size, 4)
    0.1905
    """

    def changes(table):
        places = np.arange(len(table))[:, np.newaxis]
        guessed, most = places == table.argmax(0), places == table.sum(1).argmax()
        return guessed * 1.0 - most, 1.0 - most

    words = "(Σ max_i x_ij − max r)/(n − max r)"
    return _of_prediction("Goodman-Kruskal lambda", words, counts, predict, level, changes)


def goodman_kruskal_tau(
    counts: ArrayLike, *, predict: str = "answers", level: float = LEVEL
) -> Effect:
    """Return the share of the variation of a nominal answer that the group explains.

    Parameters
    ----------
    counts : array_like, shape (answers, groups)
        Counts ≥ 0.
    predict : {"answers", "groups"}
        What is explained by the other.
    level : float
        Confidence level in (0, 1).

    Returns
    -------
    Effect
        In [0, 1]; of two answers it is X²/n.

    Raises
    ------
    UnknownNameError
        If `predict` is none of these.

    Notes
    -----
    (n Σ x²/c − Σ r²)/(n² − Σ r²) (Goodman & Kruskal 1954).

    Examples
    --------
    >>> round(goodman_kruskal_tau([[29, 13], [7, 7], [7, 21]]).effect_size, 4)
    0.1022
    """

    def changes(table):
        n, answers, groups = table.sum(), table.sum(1, keepdims=True), table.sum(0)
        kept = table / groups
        slope = (table * kept).sum() + n * (2 * kept - (kept**2).sum(0))
        return slope - 2 * answers, 2 * (n - answers)

    words, known = "(n Σ x²/c − Σ r²)/(n² − Σ r²)", PREDICTED[:2]
    return _of_prediction(
        "Goodman-Kruskal tau", words, counts, predict, level, changes, known, degree=2
    )


def uncertainty_coefficient(
    counts: ArrayLike, *, predict: str = "answers", level: float = LEVEL
) -> Effect:
    """Return the share of the entropy of the answer that the group removes.

    Parameters
    ----------
    counts : array_like, shape (answers, groups)
        Counts ≥ 0.
    predict : {"answers", "groups", "symmetric"}
        What is told by the other.
    level : float
        Confidence level in (0, 1).

    Returns
    -------
    Effect
        In [0, 1].

    Raises
    ------
    UnknownNameError
        If `predict` is none of these.

    Notes
    -----
    Σ x ln(xn/(rc)) / Σ r ln(n/r) (Theil 1970).

    Examples
    --------
    >>> round(uncertainty_coefficient([[29, 13], [7, 7], [7, 21]]).effect_size, 4)
    0.0796
    """

    def changes(table):
        n, answers, groups = table.sum(), table.sum(1, keepdims=True), table.sum(0)
        against = table * n / (answers * groups)
        return np.log(np.where(table > 0, against, 1.0)), np.log(n / answers)

    words = "Σ x ln(xn/(rc))/Σ r ln(n/r)"
    return _of_prediction("uncertainty coefficient", words, counts, predict, level, changes)


def _of_prediction(
    name: str, words: str, counts: ArrayLike, predict: str, level: float,
    changes: Callable, known: Sequence[str] = PREDICTED, degree: int = 1,
) -> Effect:  # fmt: skip
    """Return a measure of prediction in one direction, or of both taken together."""
    if predict not in known:
        raise unknown_name("side to predict", predict, known)

    def both(table):
        one, other = changes(table), changes(table.T)
        return tuple(a + b.T for a, b in zip(one, other, strict=True))

    turned = np.asarray(counts, float).T if predict == "groups" else counts
    asked = both if predict == "symmetric" else changes
    label, formula = f"{name} ({predict})", words + _DIRECTION[predict]
    return of_ratio(label, formula, turned, level, asked, degree=degree)


_DIRECTION = {
    "answers": "",
    "groups": ", rows and columns changed over",
    "symmetric": ", tops and bottoms of both directions added",
}
