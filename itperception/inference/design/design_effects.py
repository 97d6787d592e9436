"""Design effects of a table: by how much the sample spreads each of its contrasts.

One for each independent way in which a table can depart from independence: 1 where the
sample is as good as a simple random one.
"""

import numpy as np

from itperception.counting.design import DesignCube
from itperception.inference.design.design import linearised
from itperception.inference.solving import divide

# A design effect as small as this is rounding.
SINGULAR = 1e-10


def design_effects(design: DesignCube) -> np.ndarray:
    """Return λ: by how much the design spreads each contrast of a table without empty margin.

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
    v = _shares_covariance(design)
    contrasts = np.kron(*(_orthogonal(size) for size in design.totals.shape))
    scaled = divide(contrasts, np.broadcast_to(shares[:, np.newaxis], contrasts.shape))
    under_srs = contrasts.T @ scaled / n
    size = len(under_srs)
    if np.linalg.matrix_rank(under_srs, hermitian=True) < size:
        return np.full(size, np.nan)
    root = np.linalg.inv(np.linalg.cholesky(under_srs))
    found = np.linalg.eigvalsh(root @ scaled.T @ v @ scaled @ root.T)
    return np.where(found > SINGULAR, found, 0.0)


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
