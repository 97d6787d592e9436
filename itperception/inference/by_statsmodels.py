"""What statsmodels computes for us: each function is one call of it, on our arrays.

It is imported when first called. That it agrees with R, or where it does not and we
compute ourselves, is held by ``tests/inference/test_libraries.py``.
"""

import numpy as np


def common_odds_ratio(tables: np.ndarray, level: float) -> tuple[float, float, float]:
    """Return the odds ratio of Mantel and Haenszel with its limits.

    Wraps ``StratifiedTable.oddsratio_pooled``: Σ(ad/n)/Σ(bc/n), interval of Robins, Breslow &
    Greenland (1986).

    Parameters
    ----------
    tables : numpy.ndarray, shape (strata, 2, 2)
        Counts ≥ 0, a respondent in each stratum.
    level : float
        Confidence level, in (0, 1).

    Returns
    -------
    tuple of float
        In [0, inf]; the limits are NaN if the estimate is 0, infinite or NaN.

    Examples
    --------
    >>> common_odds_ratio(np.array([[[20, 9], [9, 12]], [[15, 8], [11, 21]]]), 0.95)[0]
    3.269...
    """
    from statsmodels.stats.contingency_tables import StratifiedTable

    found = StratifiedTable(np.moveaxis(np.asarray(tables, float), 0, -1))
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = float(found.oddsratio_pooled)
    if not 0 < ratio < np.inf:
        return ratio, np.nan, np.nan
    low, high = found.oddsratio_pooled_confint(1 - level)
    return ratio, float(low), float(high)
