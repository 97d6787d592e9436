"""Design effects of a table: by how much the sample spreads each of its contrasts.

One for each independent way in which a table can depart from independence: 1 where the
sample is as good as a simple random one. The covariance of the shares they need may be
linearised, or come from leaving out one cluster at a time.
"""

import numpy as np

from itperception.counting.design import DesignCube
from itperception.inference.design.design import linearised
from itperception.inference.solving import divide, positive

# A design effect as small as this is rounding.
NOTHING = 1e-10


def design_effects(design: DesignCube, covariance: np.ndarray | None = None) -> np.ndarray:
    """Return λ: by how much the design spreads each contrast of the table.

    Parameters
    ----------
    design : DesignCube
        Answers by groups, no empty margin.
    covariance : numpy.ndarray, shape (K, K), optional
        Of the cell shares; linearised by default, see also
        :func:`jackknife`.

    Returns
    -------
    numpy.ndarray, shape ((answers − 1)(groups − 1),)
        Ascending; NaN where so many cells are empty that a contrast has no estimate.

    Examples
    --------
    >>> design = DesignCube.from_codes([0, 0, 1, 1], [0, 1, 0, 1], weight=[2, 2, 2, 2])
    >>> design_effects(design).round(4).tolist()
    [1.3333]
    """
    shares, n = cell_shares(design).ravel(), design.counts.sum()
    v = _shares_covariance(design) if covariance is None else covariance
    contrasts = np.kron(*(_orthogonal(size) for size in design.totals.shape))
    scaled = divide(contrasts, np.broadcast_to(shares[:, np.newaxis], contrasts.shape))
    under_srs = contrasts.T @ scaled / n
    size = len(under_srs)
    if np.linalg.matrix_rank(under_srs, hermitian=True) < size:
        return np.full(size, np.nan)
    root = np.linalg.inv(np.linalg.cholesky(under_srs))
    found = np.linalg.eigvalsh(root @ scaled.T @ v @ scaled @ root.T)
    return np.where(found > NOTHING, found, 0.0)


def jackknife(design: DesignCube) -> np.ndarray:
    """Return the covariance of the cell proportions by leaving out one cluster at a time.

    Parameters
    ----------
    design : DesignCube
        With clusters.

    Returns
    -------
    numpy.ndarray, shape (K, K)
        To be held against the linearised one; NaN without clusters.

    Notes
    -----
    Σ (1 − f_h)(n_h − 1)/n_h (π_hc − π̄)(π_hc − π̄)', with π_hc the proportions when
    cluster c is left out and the others of its stratum count n_h/(n_h − 1) times, and π̄
    their mean: JKn, for one stratum JK1 (Wolter 2007).

    Examples
    --------
    >>> jackknife(DesignCube.from_codes([0, 1], [0, 0], cluster=[1, 2])).round(9).tolist()
    [[0.25, -0.25], [-0.25, 0.25]]
    """
    if design.clusters is None:
        return np.full((design.totals.size,) * 2, np.nan)
    at, n = design.stratum_of, positive(design.units - 1) + 1
    sums = design.strata[1].reshape(len(n), -1)
    own = design.clusters.reshape(len(at), -1)
    left = sums.sum(0) - (own * n[at, None] - sums[at]) / (n[at, None] - 1)
    shares = left / left.sum(1, keepdims=True)
    about = shares - shares.mean(0)
    return (about.T * ((1 - design.fractions) * (n - 1) / n)[at]) @ about


def cell_shares(design: DesignCube) -> np.ndarray:
    """Return the weighted share of each cell, answers by groups."""
    return design.totals / design.totals.sum()


def _shares_covariance(design: DesignCube) -> np.ndarray:
    """Return the linearised covariance of the cell shares."""
    shares, size = cell_shares(design), design.totals.size
    gradients = np.eye(size) - shares.ravel()[:, np.newaxis]
    return linearised(design, gradients.reshape(size, *shares.shape) / design.totals.sum())


def _orthogonal(size: int) -> np.ndarray:
    """Return orthonormal contrasts of some categories: Helmert's."""
    contrasts = np.triu(np.ones((size, size)), 1) - np.diag(np.arange(size))
    contrasts = contrasts[:, 1:]
    return contrasts / np.sqrt((contrasts**2).sum(0))
