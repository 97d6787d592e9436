"""p-values of several comparisons, adjusted together."""

import numpy as np

from itperception.errors import unknown_name

ADJUST = ("auto", "none", "holm", "bonferroni", "bh", "closed")
IN_STATSMODELS = {"bonferroni": "bonferroni", "bh": "fdr_bh"}


def choose(adjust: str, columns: int) -> tuple[str, str]:
    """Return the adjustment for so many tested columns, and why that one.

    Parameters
    ----------
    adjust : {"auto", "none", "holm", "bonferroni", "bh", "closed"}
        What was asked for.
    columns : int
        Columns of which every pair is tested.

    Raises
    ------
    UnknownNameError
        If there is no such adjustment.

    Examples
    --------
    >>> choose("auto", 3)
    ('closed', 'A pair differs if it does and all three columns together do')
    """
    if adjust not in ADJUST:
        raise unknown_name("adjust", adjust, ADJUST)
    if columns < 3:
        return "none", "At most one pair is tested, so nothing needs adjusting"
    if columns == 3 and adjust in ("auto", "closed"):
        return "closed", "A pair differs if it does and all three columns together do"
    if adjust == "auto":
        return "holm", f"{columns} columns: Holm keeps the level of their pairs together"
    if adjust == "closed":
        return "holm", f"Closed testing is for three columns; Holm is used for {columns}"
    return adjust, "Asked for by name"


def adjusted(p_values: np.ndarray, adjust: str, together: float) -> np.ndarray:
    """Return the p-values of one family of pairs, adjusted.

    Parameters
    ----------
    p_values : numpy.ndarray, shape (pairs,)
        In [0, 1]; NaN counts as a comparison that shows nothing, and stays NaN.
    adjust : {"none", "holm", "bonferroni", "bh", "closed"}
        As :func:`choose` returned it.
    together : float
        p-value of all columns at once; used by closed testing.

    Notes
    -----
    Closed testing of three columns: max(p of the pair, p of all three) (Marcus, Peritz
    & Gabriel 1976). Holm (1979), Bonferroni, Benjamini & Hochberg (1995).

    Examples
    --------
    >>> adjusted(np.array([0.01, 0.04, np.nan]), "bonferroni", 0.02).round(2).tolist()
    [0.03, 0.12, nan]
    """
    known = np.nan_to_num(p_values, nan=1.0)
    if adjust in IN_STATSMODELS:
        from statsmodels.stats.multitest import multipletests

        known = multipletests(known, method=IN_STATSMODELS[adjust])[1]
    elif adjust == "holm":
        known = _holm(known)
    elif adjust == "closed":
        known = np.maximum(known, together)
    return np.where(np.isnan(p_values), np.nan, known)


def _holm(p_values: np.ndarray) -> np.ndarray:
    """Adjust by Holm (1979).

    Ours, because statsmodels collects all garbage in each of its Holm adjustments,
    and a table needs one per row.
    """
    order = p_values.argsort()
    stepped = p_values[order] * np.arange(len(order), 0, -1)
    found = np.empty(len(order))
    found[order] = np.minimum(np.maximum.accumulate(stepped), 1.0)
    return found
