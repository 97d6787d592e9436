"""Measures of order: whether who is in a later group gives a later answer.

Every pair of respondents is concordant (the one in the later group gave the later
answer), discordant, or tied. The measures differ in which ties they count.
"""

import numpy as np
from numpy.typing import ArrayLike

from itperception.inference.intervals import LEVEL
from itperception.inference.results import Effect
from itperception.inference.sizes.measures import of_ratio


def gamma(counts: ArrayLike, *, level: float = LEVEL) -> Effect:
    """Return Goodman and Kruskal's gamma, which leaves ties out.

    In [−1, 1]; positive if later groups give later answers.

    (C − D)/(C + D) of the concordant and discordant pairs (Goodman & Kruskal 1954;
    standard error in Agresti 2013, section 3.4).

    Examples
    --------
    >>> found = gamma([[29, 13], [7, 7], [7, 21]])
    >>> round(found.effect_size, 4), round(found.ci_low, 4), round(found.ci_high, 4)
    (0.6118, 0.3643, 0.8592)
    """

    def changes(table):
        same, other = _pairs(table)
        return same - other, same + other

    return _of_order("gamma", "(C − D)/(C + D)", counts, level, changes)


def kendall_tau_b(counts: ArrayLike, *, level: float = LEVEL) -> Effect:
    """Return Kendall's tau-b, the correlation of order with ties on both sides.

    In [−1, 1]; ±1 only in a table as wide as high.

    (C − D)/√(T_a T_g), with T_a and T_g the pairs that differ in their answer and in
    their group (Kendall 1945; standard error in Agresti 2013, section 3.4).

    Examples
    --------
    >>> round(kendall_tau_b([[29, 13], [7, 7], [7, 21]]).effect_size, 4)
    0.3734
    """

    def changes(table):
        same, other = _pairs(table)
        by_answer, by_group = _differing(table, 1), _differing(table, 0)
        answers, groups = ((table * each).sum() for each in (by_answer, by_group))
        bottom = np.sqrt(answers * groups)
        return same - other, (by_answer * groups + by_group * answers) / (2 * bottom)

    return _of_order("Kendall's tau-b", "(C − D)/√(T_a T_g)", counts, level, changes)


def somers_d(counts: ArrayLike, *, level: float = LEVEL) -> Effect:
    """Return Somers' d: of pairs that differ in their group, how the answers follow.

    In [−1, 1]; positive if later groups give later answers.

    (C − D)/T, with T the pairs that differ in their group (Somers 1962; standard error in
    Agresti 2013, section 3.4). Of two groups it is Cliff's delta.

    Examples
    --------
    >>> round(somers_d([[29, 13], [7, 7], [7, 21]]).effect_size, 4)
    0.4129
    """

    def changes(table):
        same, other = _pairs(table)
        return same - other, _differing(table, 0)

    return _of_order("Somers' d of answers", "(C − D)/T", counts, level, changes)


def order_sums(table: np.ndarray) -> tuple[float, float]:
    """Return the numbers of concordant and of discordant pairs.

    Examples
    --------
    >>> order_sums(np.array([[29.0, 13], [7, 7], [7, 21]]))
    (959.0, 231.0)
    """
    concordant, discordant = ((table * each).sum() / 2 for each in _pairs(table))
    return float(concordant), float(discordant)


def _of_order(name, words, counts, level, changes) -> Effect:
    return of_ratio(name, words, counts, level, changes, degree=2, lowest=-1.0)


def _pairs(table: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return how many respondents each cell is concordant and discordant with."""

    def before(turned):
        return np.pad(turned, ((1, 0), (1, 0)))[:-1, :-1].cumsum(0).cumsum(1)

    same = before(table) + before(table[::-1, ::-1])[::-1, ::-1]
    other = before(table[::-1])[::-1] + before(table[:, ::-1])[:, ::-1]
    return same, other


def _differing(table: np.ndarray, axis: int) -> np.ndarray:
    """Return how many respondents differ from each cell in group (0) or answer (1)."""
    margin = table.sum(axis, keepdims=True)
    return np.broadcast_to(table.sum() - margin, table.shape)
