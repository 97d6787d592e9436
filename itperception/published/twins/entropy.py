"""The distribution of maximum entropy that fits print, with its certificate.

Among all ways to spread people over the cells of :mod:`.standing` that satisfy every row,
the one with the largest entropy adds nothing that print does not say (Jaynes 1957). It is
exp(Σ λ·feature) / Z(λ), with a multiplier λ ≥ 0 for each end of each row, and λ is the
lowest point of the convex dual log Z(λ) − Σ λ·end (Boyd and Vandenberghe 2004, section
5.1), found by Newton's method. Whatever λ, the dual is at least the largest entropy: their
difference proves how near the maximum is.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from itperception.published.twins.standing import StandingCells, StandingRow

_STEPS, _HALVINGS = 100, 40
_EXACT, FLAT = 1e-11, 1e-13
_DAMPING = 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class MaximumEntropy:
    """What :func:`maximise` found."""

    probabilities: np.ndarray  # share of all people per cell, shape (cells,), in [0, 1]
    # entropy of the answers of one person in nats, and what it can be at most
    entropy: float
    dual: float
    violation: float  # the furthest that any row is from being satisfied, as a share
    # one per end of each row, lower ends first: 0 where the row holds of itself
    multipliers: np.ndarray

    @property
    def gap(self) -> float:
        """The dual less the entropy: by how much the entropy may miss the maximum."""
        return float(self.dual - self.entropy)


class _Point(NamedTuple):
    """The density at some multipliers; per end, means and covariances."""

    probabilities: np.ndarray
    entropy: float
    means: np.ndarray
    covariances: np.ndarray


@dataclass(frozen=True, slots=True, eq=False)
class _Dual:
    """One problem: features (rows, cells), and the ends of their means, lower ends first."""

    corners: int
    starts: np.ndarray  # first cell of each item in each corner
    lengths: np.ndarray  # how many answers the item has
    features: np.ndarray
    ends: np.ndarray

    @classmethod
    def of(cls, cells: StandingCells, rows: Sequence[StandingRow], n: int) -> "_Dual":
        features = np.zeros((len(rows), cells.number))
        for at, row in enumerate(rows):
            for cell, times in row.coefficients.items():
                features[at, cell] = times * n / row.unit
        low, high = np.array([row[2:4] for row in rows], dtype=float).reshape(-1, 2).T
        units = np.array([row.unit for row in rows], dtype=float)
        blocks = cells.blocks.values()
        starts = np.array([first for block in blocks for first in block[:, 0]], dtype=int)
        lengths = np.array([len(line) for block in blocks for line in block], dtype=int)
        return cls(
            len(cells.corners), starts, lengths, features,
            np.concatenate([low / units, -high / units]),
        )  # fmt: skip

    def value(self, multipliers: np.ndarray) -> float:
        """Return log Z less what the ends cost."""
        bound = multipliers > 0
        return self.density(multipliers)[1] - float(multipliers[bound] @ self.ends[bound])

    def density(self, multipliers: np.ndarray) -> tuple[np.ndarray, float]:
        """Return the probability of each corner and, given it, of each answer; log Z."""
        lower, upper = multipliers.reshape(2, -1)
        told = (lower - upper) @ self.features
        scores, within = told[: self.corners].copy(), np.empty_like(told)
        if len(self.starts):
            answers, starts = told[self.corners :], self.starts - self.corners
            tops = np.maximum.reduceat(answers, starts)
            raised = np.exp(answers - tops.repeat(self.lengths))
            sums = np.add.reduceat(raised, starts)
            within[self.corners :] = raised / sums.repeat(self.lengths)
            scores += (tops + np.log(sums)).reshape(-1, self.corners).sum(0)
        top = scores.max()
        corner = np.exp(scores - top)
        within[: self.corners] = corner / corner.sum()
        return within, top + float(np.log(corner.sum()))

    def at(self, multipliers: np.ndarray) -> _Point:
        """Return the density with its means and covariances."""
        within, _ = self.density(multipliers)
        corner, probabilities = within[: self.corners], within.copy()
        own, spread = self.features[:, : self.corners].copy(), 0.0
        if len(self.starts):
            items = len(self.starts) // self.corners
            each = np.tile(corner, items)
            probabilities[self.corners :] *= each.repeat(self.lengths)
            answers = self.features[:, self.corners :]
            given = np.add.reduceat(
                answers * within[self.corners :], self.starts - self.corners, axis=1
            )
            spread = (answers * probabilities[self.corners :]) @ answers.T
            spread -= (given * each) @ given.T
            own += given.reshape(len(own), items, self.corners).sum(1)
        means = own @ corner
        centred = own - means[:, np.newaxis]
        logs = np.log(np.where(within > 0, within, 1.0))
        entropy = -float(probabilities @ logs)
        covariances = spread + (centred * corner) @ centred.T
        return _Point(
            probabilities, entropy, np.concatenate([means, -means]),
            np.kron([[1, -1], [-1, 1]], covariances),
        )  # fmt: skip


def maximise(
    cells: StandingCells,
    rows: Sequence[StandingRow],
    n: int,
    *,
    start: np.ndarray | None = None,
    floor: float = -1.0,
) -> MaximumEntropy | None:
    """Return the distribution of maximum entropy over cells, given rows.

    None if the largest entropy is no larger than `floor`, or nothing fits.

    Parameters
    ----------
    cells : StandingCells
        Where people can stand; items are independent given their corner.
    start : numpy.ndarray, optional
        Multipliers to begin with, such as those of a similar problem.
    floor : float
        Stop as soon as the entropy is proved to be no larger than this. An entropy is
        never negative, so that by default only rows that contradict each other stop it.

    Examples
    --------
    >>> cells = StandingCells({}, {"web": ("yes", "no")})
    >>> row = StandingRow("web", {1: 1}, 6, 7, 10)
    >>> maximise(cells, [row], 10).probabilities.round(6).tolist()
    [1.0, 0.6, 0.4]
    """
    dual = _Dual.of(cells, rows, n)
    multipliers = np.zeros(2 * len(rows)) if start is None else start
    value = dual.value(multipliers)
    for _ in range(_STEPS):
        if value <= floor:
            return None
        point = dual.at(multipliers)
        short = dual.ends - point.means
        violation = max(float(short.max(initial=0.0)), 0.0)
        step = _newton(point.covariances, short, multipliers) - multipliers
        moved, value = _walk(dual, multipliers, value, step)
        if moved is multipliers or max(violation, value - point.entropy) <= _EXACT:
            break
        multipliers = moved
    return MaximumEntropy(point.probabilities, point.entropy, value, violation, multipliers)


def _newton(covariances, short, multipliers) -> np.ndarray:
    """Return the lowest point with no negative multiplier of the dual's parabola."""
    from scipy.optimize import nnls

    usable, found = np.isfinite(short), np.zeros(len(short))
    if not usable.any():
        return found
    inside = covariances[np.ix_(usable, usable)]
    damped = inside + _DAMPING * (1.0 + np.trace(inside)) * np.eye(len(inside))
    root = np.linalg.cholesky(damped)
    wanted = root.T @ multipliers[usable] + np.linalg.solve(root, short[usable])
    found[usable] = nnls(root.T, wanted, maxiter=100 * len(short))[0]
    return found


def _walk(dual: _Dual, multipliers, value: float, step) -> tuple[np.ndarray, float]:
    """Go as far along a step as makes the dual fall, or leaves it flat at the end."""
    flat = FLAT if np.abs(step).max(initial=0.0) < 1e-4 else 0.0
    for halved in range(_HALVINGS):
        moved = multipliers + step / 2**halved
        reached = dual.value(moved)
        if reached < value + flat:
            return moved, reached
    return multipliers, value
