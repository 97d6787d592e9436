"""What the columns of a table are worth if respondents were drawn in clusters.

Kish's effective base knows weights only, whatever was answered. Of people drawn in
clusters it depends on the answers: those who answer alike within a cluster tell less.
"""

import numpy as np

from itperception.counting.design import DesignCube


def effective_bases(design: DesignCube) -> np.ndarray:
    """Return the effective base of each column of a table, by its design.

    Parameters
    ----------
    design : DesignCube
        Rows by columns; a column's base is everybody in it.

    Returns
    -------
    numpy.ndarray, shape (columns,)
        In [0, (Σw)²/Σw²]; 0 where there is nobody.

    Notes
    -----
    The base over the mean generalised design effect of the column's answers (Rao & Scott
    1981): n/(K − 1) Σ V_k/p_k over the K answers given, V their linearised variance,
    times (units − strata)/units of the strata that hold anybody of the column, so that a
    simple random sample is worth its base. For yes/no that effect is R's ``deff =
    "replace"`` times n/(n − 1) × (units − strata)/units.
    Never more than Kish's: what lies above by chance is not counted. Where nothing
    varies, or a stratum has one cluster, the spread is unknown: then a column is worth
    its clusters, (ΣW)²/ΣW² of their weights, as if each answered with one voice.
    Without clusters Kish's, strata left out: that errs towards too little.

    Examples
    --------
    >>> answers, clusters = [0] * 4 + [1] * 4, [1, 1, 2, 2, 3, 3, 4, 4]
    >>> design = DesignCube.from_codes(answers, [0] * 8, cluster=clusters)
    >>> effective_bases(design).round(9).tolist()
    [4.0]
    """
    squared = design.totals.sum(0) ** 2
    kish = _divide(squared, design.squares.sum(0))
    if design.clusters is None:
        return kish
    voices = (design.clusters.sum(1) ** 2).sum(0)
    alone = design.strata[2, ~design.clustered_strata].sum((0, 1))
    effects = _mean_effects(design)
    found = np.where(effects > 0, _divide(design.counts.sum(0), effects),
                     _divide(squared, voices + alone))  # fmt: skip
    return np.where(voices > 0, np.minimum(found, kish), kish)


def _mean_effects(design: DesignCube) -> np.ndarray:
    """Return the mean generalised design effect of each column; NaN where it is unknown."""
    rows, columns = design.totals.shape
    covariance = design.covariance().reshape(rows, columns, rows, columns)
    found = np.full(columns, np.nan)
    for k, totals in enumerate(design.totals.T):
        given, inside = totals > 0, design.units[design.strata[1, ..., k].sum(1) > 0]
        if given.sum() < 2:
            continue
        shares = totals / totals.sum()
        away = (np.eye(rows) - shares[:, np.newaxis])[given] / totals.sum()
        variances = np.einsum("ij,jk,ik->i", away, covariance[:, k, :, k], away)
        mean = (variances / shares[given]).sum() / (given.sum() - 1)
        found[k] = (
            design.counts[:, k].sum() * mean * (inside.sum() - len(inside)) / inside.sum()
        )
    return found


def _divide(top, bottom) -> np.ndarray:
    return np.divide(top, bottom, out=np.zeros(np.shape(top)), where=bottom > 0)
