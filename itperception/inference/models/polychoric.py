"""Correlation of what lies behind two ranked answers.

Each answer is taken to say between which two thresholds a normal variable lies; the
polychoric correlation is that of the two variables (the tetrachoric one, if both items
are yes or no). Thresholds come from the margins, the correlation from the likelihood of
the table given them (Olsson 1979).
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import ndtr, ndtri, owens_t

from itperception.inference.contingency import drop_empty, state_of
from itperception.inference.results import Effect, State
from itperception.inference.solving import HALVINGS

# Beyond this a normal variable does not go.
FARTHEST = 38.0
# The likelihood is not looked at nearer to a perfect correlation.
LARGEST = 1 - 1e-9
# No estimate is believed that is nearer to a perfect correlation than this.
PERFECT = 1 - 1e-4
NEAR = 1e-13
RAREST = 1e-20


def polychoric(counts: ArrayLike) -> Effect:
    """Return the polychoric correlation of two ranked items.

    Parameters
    ----------
    counts : array_like, shape (answers of one item, answers of the other)
        Counts ≥ 0, both in rank order.

    Returns
    -------
    Effect
        In (−1, 1), without interval. In a table of two by two ½ is added to an empty
        cell, as the most likely correlation would be ±1; the note says so.

    Examples
    --------
    >>> round(polychoric([[40, 10], [10, 40]]).effect_size, 4)
    0.809
    """
    table, note = drop_empty(np.atleast_2d(counts))
    state = state_of(table)
    told = {"effect_name": "polychoric correlation", "base": float(table.sum())}
    if state is not State.OK:
        return Effect(**told, state=state, note=note)
    found, filled = correlations(table[np.newaxis])
    if abs(found[0]) > PERFECT:
        return Effect(**told, state=State.NO_ESTIMATE, note=note)
    return Effect(
        **told,
        effect_size=float(found[0]),
        method="two-step maximum likelihood, Olsson (1979)",
        note="½ added to each empty cell" if filled[0] else note,
    )


def correlations(tables: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the polychoric correlation of each table, and which had an empty cell.

    Parameters
    ----------
    tables : numpy.ndarray, shape (pairs, answers, answers)
        No table has all its respondents in one row or column.

    Returns
    -------
    numpy.ndarray, shape (pairs,)
        The root of the score in (−1, 1).
    numpy.ndarray of bool, shape (pairs,)
        Whether ½ was added to an empty cell, of a table that is in effect 2 × 2.

    Examples
    --------
    >>> correlations(np.array([[[40.0, 10.0], [10.0, 40.0]]]))[0].round(4).tolist()
    [0.809]
    """
    tables, filled = _without_empty_cell(tables)
    n = tables.sum((1, 2))
    rows = _thresholds(tables.sum(2) / n[:, np.newaxis])
    columns = _thresholds(tables.sum(1) / n[:, np.newaxis])
    first, second = rows[:, :, np.newaxis], columns[:, np.newaxis]

    def score(correlation):
        at = correlation[:, np.newaxis, np.newaxis]
        shares = np.maximum(_rectangles(bivariate_normal(first, second, at)), RAREST)
        slopes = _rectangles(_density(first, second, at))
        each = np.where(tables > 0, slopes / shares, 0)
        known = (tables * each**2).sum((1, 2))
        return (tables * each).sum((1, 2)), np.maximum(known, RAREST)

    return _root(score, len(tables)), filled


def bivariate_normal(x: ArrayLike, y: ArrayLike, correlation: ArrayLike) -> np.ndarray:
    """Return P(X ≤ x, Y ≤ y) of standard normal variables with a correlation.

    By Owen's T function (Owen 1956), elementwise.

    Examples
    --------
    >>> round(float(bivariate_normal(0, 0, 0.5)), 9)
    0.333333333
    """
    x, y = (np.where(np.abs(v) < 1e-15, 1e-15, v) for v in (x, y))
    root = np.sqrt((1 - correlation) * (1 + correlation))
    apart = np.where(x * y < 0, 0.5, 0.0)
    return (
        (ndtr(x) + ndtr(y)) / 2
        - owens_t(x, (y - correlation * x) / (x * root))
        - owens_t(y, (x - correlation * y) / (y * root))
        - apart
    )


def _root(score: Callable, pairs: int) -> np.ndarray:
    """Return where the scores vanish: by scoring, or halving if that leads outside."""
    at, low, high = np.zeros(pairs), np.full(pairs, -LARGEST), np.full(pairs, LARGEST)
    for _ in range(HALVINGS):
        slope, information = score(at)
        low, high = np.where(slope > 0, at, low), np.where(slope > 0, high, at)
        there = at + slope / information
        there = np.where((there >= low) & (there <= high), there, (low + high) / 2)
        step, at = np.abs(there - at).max(initial=0), there
        if step < NEAR:
            break
    return at


def _thresholds(shares: np.ndarray) -> np.ndarray:
    """Return between which values of a normal variable each answer lies."""
    below = np.concatenate([np.zeros((len(shares), 1)), shares.cumsum(1)], axis=1)
    return np.clip(ndtri(np.clip(below, 0, 1)), -FARTHEST, FARTHEST)


def _density(x, y, correlation) -> np.ndarray:
    """Return the normal density, which is also how fast P(X ≤ x, Y ≤ y) grows."""
    rest = (1 - correlation) * (1 + correlation)
    exponent = (x * x - 2 * correlation * x * y + y * y) / (2 * rest)
    return np.exp(-exponent) / (2 * np.pi * np.sqrt(rest))


def _rectangles(corners: np.ndarray) -> np.ndarray:
    return np.diff(np.diff(corners, axis=1), axis=2)


def _without_empty_cell(tables: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Add ½ to empty cells of tables in which two answers of both items occur."""
    rows, columns = tables.sum(2) > 0, tables.sum(1) > 0
    empty = (tables == 0) & rows[:, :, np.newaxis] & columns[:, np.newaxis]
    filled = (rows.sum(1) == 2) & (columns.sum(1) == 2) & empty.any((1, 2))
    return tables + 0.5 * (empty & filled[:, np.newaxis, np.newaxis]), filled
