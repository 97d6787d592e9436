"""Maximum likelihood of the multinomial logit: answers without an order.

log P(Y = k)/P(Y = 0) = αₖ + xγₖ for the answers k = 1, 2, … (McFadden 1974). Parameters
stand answer by answer, each with its constant first. As of
:mod:`itperception.inference.models.logit`, the log-likelihood is concave.
"""

import numpy as np
from scipy.special import log_softmax, softmax

# Newton's method stops after a step that promised less log-likelihood than this.
PROMISE, STEPS, HALVINGS = 1e-14, 100, 40


def fit(counts: np.ndarray, design: np.ndarray) -> np.ndarray:
    """Return the most likely parameters, shape ((answers − 1) · (1 + characteristics),).

    Parameters
    ----------
    counts : numpy.ndarray, shape (cells, answers)
        Counts ≥ 0; no answer is empty in all cells.
    design : numpy.ndarray, shape (cells, characteristics)
        Of full rank together with a constant.

    Examples
    --------
    >>> fit(np.array([[20.0, 10.0], [10.0, 20.0]]), np.array([[0.0], [1.0]])).round(4).tolist()
    [-0.6931, 1.3863]
    """
    at = np.zeros((counts.shape[1] - 1) * (1 + design.shape[1]))
    reached = _log_likelihood(at, counts, design)
    for _ in range(STEPS):
        gradient, information = (part.sum(0) for part in by_cell(at, counts, design))
        step = np.linalg.solve(information, gradient)
        for _ in range(HALVINGS):
            higher = _log_likelihood(at + step, counts, design)
            if higher >= reached - 1e-13 * abs(reached):
                break
            step = step / 2
        at, reached = at + step, higher
        if gradient @ step < PROMISE:
            break
    return at


def by_cell(at, counts, design) -> tuple[np.ndarray, np.ndarray]:
    """Return what each cell adds to the gradient and to the information.

    Returns
    -------
    numpy.ndarray, shape (cells, parameters)
    numpy.ndarray, shape (cells, parameters, parameters)
    """
    z = _with_constant(design)
    shares = softmax(_logits(at, counts.shape[1], z), axis=1)
    people = counts.sum(1, keepdims=True)
    gradient = np.einsum("ck,cp->ckp", (counts - people * shares)[:, 1:], z)
    later = shares[:, 1:]
    spread = later[:, :, np.newaxis] * (np.eye(later.shape[1]) - later[:, np.newaxis])
    information = np.einsum("ckl,cp,cq->ckplq", people[:, :, np.newaxis] * spread, z, z)
    size = len(at)
    return gradient.reshape(-1, size), information.reshape(-1, size, size)


def share_of(at, answers: np.ndarray, design: np.ndarray):
    """Return the share of some answers in each cell, and its derivatives.

    See :func:`itperception.inference.models.logit.share_of`.
    """
    z = _with_constant(design)
    shares = softmax(_logits(at, len(answers), z), axis=1)
    share = shares @ (1.0 * answers)
    moved = shares * (answers - share[:, np.newaxis])
    return share, np.einsum("ck,cp->ckp", moved[:, 1:], z).reshape(len(z), -1)


def has_maximum(counts: np.ndarray, design: np.ndarray) -> bool:
    """Return whether the likelihood has a finite maximum (Albert & Anderson 1984).

    Examples
    --------
    >>> has_maximum(np.array([[20.0, 10.0, 5.0], [10.0, 3.0, 0.0]]), np.array([[0.0], [1.0]]))
    False
    """
    from scipy.optimize import linprog

    z, answers = _with_constant(design), counts.shape[1]
    if np.linalg.matrix_rank(z) < z.shape[1]:
        return False
    cells, given = np.nonzero(counts)
    # For each answer given and each other: how much more likely the given one gets.
    sides = np.eye(answers)[:, 1:]
    gains = [
        np.einsum("ck,cp->ckp", sides[given] - sides[other], z[cells]).reshape(
            len(cells), -1
        )
        for other in range(answers)
    ]
    gains = np.unique(np.concatenate(gains), axis=0)
    found = linprog(-gains.sum(0), A_ub=-gains, b_ub=np.zeros(len(gains)), bounds=(-1, 1))
    return bool(-found.fun < 1e-7)


def _with_constant(design: np.ndarray) -> np.ndarray:
    return np.hstack([np.ones((len(design), 1)), design])


def _logits(at, answers: int, z: np.ndarray) -> np.ndarray:
    return np.hstack([np.zeros((len(z), 1)), z @ at.reshape(answers - 1, -1).T])


def _log_likelihood(at, counts, design) -> float:
    logs = log_softmax(_logits(at, counts.shape[1], _with_constant(design)), axis=1)
    return float((counts * logs).sum())
