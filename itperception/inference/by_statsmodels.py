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

    Returns
    -------
    tuple of float
        In [0, inf]; the limits are NaN if the estimate is 0, infinite or NaN.

    Examples
    --------
    >>> tables = np.array([[[20, 9], [9, 12]], [[15, 8], [11, 21]]])
    >>> [round(x, 3) for x in common_odds_ratio(tables, 0.95)]
    [3.269, 1.454, 7.352]
    """
    from statsmodels.stats.contingency_tables import StratifiedTable

    found = StratifiedTable(np.moveaxis(np.asarray(tables, float), 0, -1))
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = float(found.oddsratio_pooled)
    if not 0 < ratio < np.inf:
        return ratio, np.nan, np.nan
    low, high = found.oddsratio_pooled_confint(1 - level)
    return ratio, float(low), float(high)


def adjusted_by_statsmodels(p_values: np.ndarray, method: str) -> np.ndarray:
    """Return p-values adjusted together: ``multipletests``, by its name of the method.

    Examples
    --------
    >>> adjusted_by_statsmodels(np.array([0.01, 0.04, 0.3]), "hommel").round(2).tolist()
    [0.03, 0.08, 0.3]
    """
    from statsmodels.stats.multitest import multipletests

    return multipletests(p_values, method=method)[1]


def welch(
    means: np.ndarray, variances: np.ndarray, sizes: np.ndarray
) -> tuple[float, float, float, float]:
    """Return F, both degrees of freedom and p of Welch's test that means are equal.

    Wraps ``anova_generic`` with unequal variances (Welch 1951); of two groups F = t².

    Parameters
    ----------
    means, variances, sizes : numpy.ndarray, shape (groups,)
        Variances > 0, with n − 1 below; sizes ≥ 2.

    Examples
    --------
    >>> found = welch(np.array([3.0, 4.0, 4.5]), np.array([1.0, 2.0, 4.0]), np.array([9, 12, 15]))
    >>> [round(x, 4) for x in found]
    [3.5084, 2.0, 21.9387, 0.0476]
    """
    from statsmodels.stats.oneway import anova_generic

    found = anova_generic(means, variances, sizes, use_var="unequal", welch_correction=True)
    df, df2 = found.df
    return float(found.statistic), float(df), float(df2), float(found.pvalue)
