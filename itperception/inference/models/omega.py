"""Ordinal omega: what one common factor explains of a sum of yes/no items.

Behind each answer is taken to lie a normal variable, and behind these one common
factor, which an item may follow more or less closely. Omega is the share of the spread
of the sum of the variables that the factor explains.

Each answer is taken to say whether a normal variable is below a threshold; the tetrachoric
correlation is that of the two variables. Thresholds come from the margins, and the
correlation is the one that gives the first cell its share: in a table of two by two that
is the most likely one (Olsson 1979).
"""

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import ndtr, ndtri, owens_t

from itperception.inference.intervals import LEVEL
from itperception.inference.results import Effect, State
from itperception.inference.solving import bisect

# The share is not looked at nearer to a perfect correlation.
_LARGEST = 1 - 1e-9
# No estimate is believed that is nearer to a perfect correlation than this.
PERFECT = 1 - 1e-4
OMEGA = "ordinal omega"


def omega_from_pairs(pairs: ArrayLike, base: float, *, level: float = LEVEL) -> Effect:
    """Return ordinal omega of yes/no items, from pairs as `alpha_from_pairs` takes them.

    Examples
    --------
    >>> pairs = [[14, 11, 11], [11, 14, 11], [11, 11, 14]]
    >>> round(omega_from_pairs(pairs, 26).effect_size, 3)
    0.898
    """
    pairs = np.atleast_2d(np.asarray(pairs, float))
    told = {"effect_name": OMEGA, "level": level, "base": float(base)}
    yes = pairs.diagonal()
    state = State.OK
    if pairs.shape[0] != pairs.shape[1] or len(pairs) < 3:
        state = State.WRONG_SHAPE
    elif not base > 1:
        state = State.SMALL_BASE if base > 0 else State.EMPTY
    elif not ((yes > 0) & (yes < base)).all():
        state = State.NO_VARIATION
    if state is not State.OK:
        return Effect(**told, state=state)
    first, second = np.tril_indices(len(pairs), -1)
    both, one, other = pairs[first, second], yes[first], yes[second]
    cells = [[base - one - other + both, other - both], [one - both, both]]
    found, filled = correlations(np.moveaxis(np.array(cells), -1, 0))
    half = f"½ added to each empty cell of {filled.sum()} pairs of items"
    told["note"] = half if filled.any() else ""
    loadings = one_factor(_square(found)) if np.abs(found).max() < PERFECT else None
    if loadings is None:
        return Effect(**told, state=State.NO_ESTIMATE)
    total, rest = float(loadings.sum()), float((1 - loadings**2).sum())
    return Effect(
        **told,
        effect_size=total**2 / (total**2 + rest),
        method="McDonald (1999), of tetrachoric correlations",
        formula=f"(Σλ)²/((Σλ)² + Σ(1 − λ²)) = {total:.4g}²/({total:.4g}² + {rest:.4g})",
    )


def one_factor(correlation: np.ndarray) -> np.ndarray | None:
    """Return the loadings of one common factor that leave the smallest residuals.

    Loadings, positive in sum; None where the search does not end, or where an item would be
    explained wholly (a Heywood case).

    Parameters
    ----------
    correlation : numpy.ndarray, shape (items, items)
        At least three items.

    Examples
    --------
    >>> truth = np.array([0.8, 0.6, 0.5, 0.7])
    >>> one_factor(np.outer(truth, truth) + np.diag(1 - truth**2)).round(6).tolist()
    [0.8, 0.6, 0.5, 0.7]
    """
    from scipy.optimize import least_squares

    first, second = np.tril_indices(len(correlation), -1)
    wanted, pairs = correlation[first, second], np.arange(len(first))

    def residuals(loadings):
        return loadings[first] * loadings[second] - wanted

    def slopes(loadings):
        found = np.zeros((len(pairs), len(loadings)))
        found[pairs, first], found[pairs, second] = loadings[second], loadings[first]
        return found

    values, vectors = np.linalg.eigh(correlation)
    start = np.clip(vectors[:, -1] * np.sqrt(max(values[-1] - 1, 0.1)), -0.95, 0.95)
    found = least_squares(residuals, start, slopes, xtol=1e-12, gtol=1e-12)
    if not found.success or np.abs(found.x).max() > PERFECT:
        return None
    loadings = _polished(found.x, correlation - np.eye(len(correlation)))
    return loadings * (1.0 if loadings.sum() >= 0 else -1.0)


def _polished(loadings: np.ndarray, shared: np.ndarray) -> np.ndarray:
    """Return the loadings after Newton steps, which reach the last digits."""
    for _ in range(3):
        squares = (loadings**2).sum() - loadings**2
        slopes = loadings * squares - shared @ loadings
        curvature = 2 * np.outer(loadings, loadings) - shared
        np.fill_diagonal(curvature, squares)
        loadings = loadings - np.linalg.lstsq(curvature, slopes, rcond=1e-12)[0]
    return loadings


def _square(lower: np.ndarray) -> np.ndarray:
    """Return the correlation matrix with this lower triangle."""
    size = int((1 + np.sqrt(1 + 8 * len(lower))) / 2)
    square = np.eye(size)
    square[np.tril_indices(size, -1)] = lower
    return square + square.T - np.eye(size)


def correlations(tables: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the tetrachoric correlation of each table, and which had an empty cell.

    Parameters
    ----------
    tables : numpy.ndarray, shape (pairs, 2, 2)
        No table has all its respondents in one row or column.

    Returns
    -------
    numpy.ndarray, shape (pairs,)
        In (−1, 1).
    numpy.ndarray of bool, shape (pairs,)
        Whether ½ was added to an empty cell.

    Examples
    --------
    >>> correlations(np.array([[[40.0, 10.0], [10.0, 40.0]]]))[0].round(4).tolist()
    [0.809]
    """
    empty = tables == 0
    shares = tables + 0.5 * empty
    shares = shares / shares.sum((1, 2), keepdims=True)
    x, y = ndtri(shares[:, 0].sum(1)), ndtri(shares[:, :, 0].sum(1))

    def too_low(correlation):
        return bivariate_normal(x, y, correlation) < shares[:, 0, 0]

    ends = np.full(len(tables), _LARGEST)
    return bisect(too_low, -ends, ends), empty.any((1, 2))


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
