"""Maximum likelihood of the cumulative logit: what a ranked answer owes to what.

logit P(Y ≤ j) = θⱼ − xγ for a cell with the characteristics x: each characteristic moves
all answers along one scale, by as much at every cut θⱼ (McCullagh 1980). With two
answers it is the ordinary logit. The log-likelihood is concave, so Newton's method with
steps halved where they overshoot finds its only maximum, if there is one.
"""

from dataclasses import dataclass

import numpy as np
from scipy.special import expit, logit, xlogy

# Newton's method stops after a step that promised less log-likelihood than this.
_PROMISE = 1e-14
_STEPS = 100
_HALVINGS = 40
# Relative error of a log-likelihood: a step may seem to lead down by so little.
_ROUNDING = 1e-13


@dataclass(frozen=True, slots=True)
class Fit:
    """A fitted cumulative logit.

    Attributes
    ----------
    cuts : numpy.ndarray, shape (answers − 1,)
        θ, increasing.
    slopes : numpy.ndarray, shape (characteristics,)
        γ; positive where later answers are more likely.
    covariance : numpy.ndarray
        Of cuts and slopes together: the inverse of the observed information.
    log_likelihood : float
        Without the multinomial coefficients.
    """

    cuts: np.ndarray
    slopes: np.ndarray
    covariance: np.ndarray
    log_likelihood: float

    @property
    def errors(self) -> np.ndarray:
        """Standard errors of cuts and slopes."""
        return np.sqrt(self.covariance.diagonal())


def fit(
    counts: np.ndarray,
    design: np.ndarray,
    *,
    offset: np.ndarray | float = 0.0,
    start: Fit | None = None,
) -> Fit:
    """Return the most likely cuts and slopes.

    Parameters
    ----------
    counts : numpy.ndarray, shape (cells, answers)
        Counts ≥ 0; no answer is empty in all cells.
    design : numpy.ndarray, shape (cells, characteristics)
        The characteristics of each cell, of full rank together with a constant.
    offset : numpy.ndarray, shape (cells,)
        Known part of xγ.
    start : Fit
        Where to begin; a near one saves steps.

    Examples
    --------
    >>> found = fit(np.array([[20.0, 10.0], [10.0, 20.0]]), np.array([[0.0], [1.0]]))
    >>> print(f"{found.cuts[0]:.4f} {found.slopes[0]:.4f}")
    0.6931 1.3863
    """
    cuts = counts.shape[1] - 1
    at = _start(counts, design) if start is None else np.r_[start.cuts, start.slopes]
    reached = _log_likelihood(at, counts, design, offset)
    for _ in range(_STEPS):
        gradient, information = _derivatives(at, counts, design, offset)
        step = np.linalg.solve(information, gradient)
        at, reached = _climb(at, step, reached, (counts, design, offset))
        if gradient @ step < _PROMISE:
            break
    _, information = _derivatives(at, counts, design, offset)
    return Fit(at[:cuts], at[cuts:], np.linalg.inv(information), reached)


def has_maximum(counts: np.ndarray, design: np.ndarray) -> bool:
    """Return whether the likelihood has a finite maximum.

    It has none if answers can be told apart wholly by the characteristics: if cuts and
    slopes can be moved in some direction for ever without making any answer that was
    given less likely, and making one more likely (Albert & Anderson 1984); nor if a
    characteristic cannot be told from another.

    Examples
    --------
    >>> has_maximum(np.array([[20.0, 10.0], [10.0, 0.0]]), np.array([[0.0], [1.0]]))
    False
    """
    from scipy.optimize import linprog

    cells, answers = np.nonzero(counts)
    cuts = np.eye(counts.shape[1] - 1)
    below, above = answers > 0, answers < len(cuts)
    gains = np.vstack([
        np.hstack([cuts[answers[above]], -design[cells[above]]]),
        np.hstack([-cuts[answers[below] - 1], design[cells[below]]]),
    ])  # fmt: skip
    if np.linalg.matrix_rank(gains) < gains.shape[1]:
        return False
    found = linprog(-gains.sum(0), A_ub=-gains, b_ub=np.zeros(len(gains)), bounds=(-1, 1))
    return bool(-found.fun < 1e-7)


def saturated_log_likelihood(counts: np.ndarray) -> float:
    """Return the log-likelihood if each cell has answers of its own.

    Examples
    --------
    >>> round(saturated_log_likelihood(np.array([[5.0, 5.0], [3.0, 0.0]])), 4)
    -6.9315
    """
    sizes = counts.sum(1, keepdims=True)
    return float(xlogy(counts, counts / np.where(sizes > 0, sizes, 1)).sum())


def _start(counts: np.ndarray, design: np.ndarray) -> np.ndarray:
    """Return the cuts of all cells together, and no slopes."""
    pooled = counts.sum(0).cumsum()
    return np.r_[logit(pooled[:-1] / pooled[-1]), np.zeros(design.shape[1])]


def _bounds(at: np.ndarray, answers: int, design: np.ndarray, offset) -> np.ndarray:
    """Return θⱼ − xγ of each cell, from −∞ below the first answer to ∞."""
    cuts = answers - 1
    bounds = np.full((len(design), cuts + 2), np.inf)
    bounds[:, 0] = -np.inf
    bounds[:, 1:-1] = at[:cuts] - (design @ at[cuts:] + offset)[:, np.newaxis]
    return bounds


def _shares(bounds: np.ndarray) -> np.ndarray:
    """Return the probability between neighbouring bounds, precise also if it is small."""
    low, high = bounds[:, :-1], bounds[:, 1:]
    return expit(high) * expit(-low) * -np.expm1(low - high)


def _log_likelihood(at, counts, design, offset) -> float:
    shares = _shares(_bounds(at, counts.shape[1], design, offset))
    possible = (shares > 0) | (counts == 0)
    return float(xlogy(counts, shares).sum()) if possible.all() else -np.inf


def _climb(at, step, reached, data) -> tuple[np.ndarray, float]:
    """Return where a step leads, shortened until it does not lead down."""
    cuts = data[0].shape[1] - 1
    for _ in range(_HALVINGS):
        there = at + step
        ordered = (np.diff(there[:cuts]) > 0).all()
        higher = _log_likelihood(there, *data) if ordered else -np.inf
        if higher >= reached - _ROUNDING * abs(reached):
            return there, higher
        step = step / 2
    return at, reached


def _derivatives(at, counts, design, offset) -> tuple[np.ndarray, np.ndarray]:
    """Return the gradient and the observed information.

    All bounds of a cell move by −x with a slope, and each with its own cut.
    """
    slope, curvature = _of_bounds(at, counts, design, offset)
    of_slopes = curvature.sum(2)
    cuts, mixed = curvature.sum(0), -of_slopes.T @ design
    slopes = design.T @ (of_slopes.sum(1)[:, np.newaxis] * design)
    gradient = np.r_[slope.sum(0), -slope.sum(1) @ design]
    return gradient, np.block([[cuts, mixed], [mixed.T, slopes]])


def by_cell(at, counts, design) -> tuple[np.ndarray, np.ndarray]:
    """Return what each cell adds to the gradient and to the observed information.

    Returns
    -------
    numpy.ndarray, shape (cells, parameters)
    numpy.ndarray, shape (cells, parameters, parameters)
    """
    slope, curvature = _of_bounds(at, counts, design, 0.0)
    moves = _moves(slope.shape[1], design)
    gradient = np.einsum("cjp,cj->cp", moves, slope)
    return gradient, np.swapaxes(moves, 1, 2) @ curvature @ moves


def _of_bounds(at, counts, design, offset) -> tuple[np.ndarray, np.ndarray]:
    """Return the gradient and the information of the inner bounds of each cell."""
    bounds = _bounds(at, counts.shape[1], design, offset)
    shares = _shares(bounds)
    inner = bounds[:, 1:-1]
    density = expit(inner) * expit(-inner)
    once, twice = counts / shares, counts / shares**2
    slope = once[:, :-1] - once[:, 1:]
    bend = density * np.tanh(inner / 2) * slope
    bend = bend + density**2 * (twice[:, :-1] + twice[:, 1:])
    beside = -density[:, :-1] * density[:, 1:] * twice[:, 1:-1]
    cuts = inner.shape[1]
    curvature = np.zeros((len(counts), cuts, cuts))
    places = np.arange(cuts)
    curvature[:, places, places] = bend
    curvature[:, places[:-1], places[1:]] = curvature[:, places[1:], places[:-1]] = beside
    return density * slope, curvature


def _moves(cuts: int, design: np.ndarray) -> np.ndarray:
    """Return the derivatives of each cell's bounds to cuts and slopes."""
    return np.concatenate([
        np.broadcast_to(np.eye(cuts), (len(design), cuts, cuts)),
        -np.broadcast_to(design[:, np.newaxis], (len(design), cuts, design.shape[1])),
    ], axis=2)  # fmt: skip


def share_of(at, answers: np.ndarray, design: np.ndarray):
    """Return the share of some answers in each cell, and its derivatives to the parameters.

    Examples
    --------
    >>> share, moved = share_of(np.array([0.0, 1.0]), np.array([False, True]), np.zeros((1, 1)))
    >>> share.tolist(), moved.tolist()
    ([0.5], [[-0.25, 0.0]])
    """
    bounds = _bounds(at, len(answers), design, 0.0)
    inner = bounds[:, 1:-1]
    # An answer gains at its upper bound what it loses at its lower one.
    density = expit(inner) * expit(-inner) * (1.0 * answers[:-1] - answers[1:])
    moved = np.hstack([density, -density.sum(1, keepdims=True) * design])
    return _shares(bounds) @ (1.0 * answers), moved
