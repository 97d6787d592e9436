"""Do groups of a complex sample differ in their mean score? Tests by linearisation.

Scores may be the categories' values, an indicator (then means are proportions) or ranks
(:mod:`itperception.inference.design.design_ranks`). Two groups are compared with t, more with
F; each group takes a degree of freedom of the design, units minus strata.
"""

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import fdtrc, stdtr

from itperception.counting.design import DesignCube
from itperception.inference.design.design import design_state, linearised, t_interval
from itperception.inference.results import State, TestResult, join_notes


def group_means(design: DesignCube, scores: ArrayLike) -> tuple[np.ndarray, np.ndarray]:
    """Return the weighted mean score of each group, and the covariance of the means.

    No group is without weight.

    Parameters
    ----------
    scores : array_like, shape (answers,)
        What each answer counts.

    Returns
    -------
    means : numpy.ndarray, shape (groups,)
    covariance : numpy.ndarray, shape (groups, groups)

    Examples
    --------
    >>> design = DesignCube.from_codes([0, 0, 1, 0, 1, 1], [0, 0, 0, 1, 1, 1])
    >>> group_means(design, [0, 3])[0].tolist()
    [1.0, 2.0]
    """
    scores, weights = np.asarray(scores, float), design.totals.sum(0)
    means = scores @ design.totals / weights
    gradients = (
        np.eye(len(weights))[:, np.newaxis] * (scores[:, np.newaxis] - means) / weights
    )
    return means, linearised(design, gradients)


def compare_means(
    method: str, effect: str, design: DesignCube, scores: np.ndarray, level: float
) -> TestResult:
    """Test whether all groups have the same mean score: t for two, F for more.

    Groups without weight are left out, and the note says so. For more than two groups no
    effect is stated.

    Examples
    --------
    >>> design = DesignCube.from_codes([0, 1, 0, 1, 1, 1, 0, 1], [0, 0, 1, 1, 1, 2, 2, 2])
    >>> found = compare_means("F test", "", design, np.array([0.0, 1.0]), 0.95)
    >>> found.df, found.df2
    (2, 5)
    """
    weighted = design.totals.sum(0) > 0
    inside = design if weighted.all() else design.take(groups=np.flatnonzero(weighted))
    empty = int((~weighted).sum())
    note = f"left out as empty: {empty} column{'s' * (empty > 1)}" if empty else ""
    state = means_state(inside, scores)
    if state is State.EMPTY and design.counts.sum():
        state = State.NO_WEIGHT
    result = {"method": method, "level": level, "base": float(inside.counts.sum()),
              "effective_base": inside.effective_base}  # fmt: skip
    found = {"state": state}
    if state is State.OK:
        told = *group_means(inside, scores), inside.df, float(np.ptp(scores))
        found = wald_of_means(*told, effect=effect, level=level)
    return TestResult(**result, note=join_notes(note, found.pop("note", "")), **found)


def means_state(design: DesignCube, scores: np.ndarray) -> State:
    """Return whether mean scores of groups, none without weight, can be compared."""
    state = design_state(design)
    if state is not State.OK:
        return state
    answers, groups = design.totals.sum(1) > 0, design.totals.shape[1]
    if groups < 2:
        return State.ONE_COLUMN
    if answers.sum() < 2:
        return State.ONE_ROW
    if np.ptp(scores[answers]) == 0:
        return State.NO_VARIATION
    return State.OK if design.df >= groups else State.SMALL_BASE


def wald_of_means(
    means: np.ndarray, covariance: np.ndarray, df: int, spread: float, *, effect: str,
    level: float, adjusted: bool = False,
) -> dict:  # fmt: skip
    """Return what a test of equal means tells: t of two, F of more.

    Parameters
    ----------
    means, covariance : numpy.ndarray
        Of two groups or more.
    df : int
        Degrees of freedom of the design, units minus strata.
    spread : float
        Of the numbers: what is small beside it is what rounding leaves of nothing.
    effect : str
        What the difference of two means is called.
    adjusted : bool
        As of :func:`together`.
    """
    if len(means) == 2:
        return _t(means, covariance, df, spread, effect, level, adjusted)
    apart = np.column_stack([-np.ones(len(means) - 1), np.eye(len(means) - 1)])
    return together(apart @ means, apart @ covariance @ apart.T, df, spread, adjusted)


def _t(means, covariance, df, spread, effect, level, adjusted) -> dict:
    """Compare two means."""
    variance = covariance[0, 0] - 2 * covariance[0, 1] + covariance[1, 1]
    one, other = means
    d, df, less = float(one - other), df - (not adjusted), " − 1" * (not adjusted)
    if not variance > 1e-14 * spread**2:
        return {"state": State.NO_VARIATION, "effect_name": effect, "effect_size": d}
    se = float(np.sqrt(variance))
    low, high = t_interval(d, se, df, level=level)
    return {
        "statistic": d / se, "df": df, "p_value": float(2 * stdtr(df, -abs(d / se))),
        "effect_name": effect, "effect_size": d, "ci_low": low, "ci_high": high,
        "formula": f"t = (m₁ − m₂)/se = ({one:.4g} − {other:.4g})/{se:.3g} = {d / se:.4g}, "
        f"df = units − strata{less} = {df}",
    }  # fmt: skip


def together(
    b: np.ndarray, v: np.ndarray, df: int, spread: float, adjusted: bool = False
) -> dict:  # fmt: skip
    """Return what a test that several differences are all nothing tells: Wald's F.

    Of the rank of their covariance: differences that are nothing and cannot vary, as those
    of columns with the same people, are left out, which the note says. If one that cannot
    vary is not nothing, there is no test.

    Parameters
    ----------
    b, v : numpy.ndarray
        The differences, and their covariance.
    df, spread
        As in :func:`wald_of_means`.
    adjusted : bool
        Whether F, of q differences, is multiplied by (df − q + 1)/df and has as many degrees
        of freedom (Thomas & Rao 1987), not df − q.

    Examples
    --------
    >>> found = together(np.array([0.2, 0.2]), np.full((2, 2), 0.01), 50, 1.0)
    >>> found["df"], round(found["statistic"], 9), found["note"]
    (1, 4.0, 'of 2 differences 1 can vary by itself, and is tested')
    """
    sizes, axes = np.linalg.eigh(v)
    free, along = sizes > 1e-12 * spread**2, axes.T @ b
    q = int(free.sum())
    df2 = df - q + adjusted
    if not q or (np.abs(along[~free]) > 1e-6 * spread).any():
        return {"state": State.NO_VARIATION}
    if df2 < 1:
        return {"state": State.SMALL_BASE}
    squared = float((along[free] ** 2 / sizes[free]).sum())
    f, told, of = squared / q, "/df", f"/{q}"
    if adjusted:
        f, told, of = f * df2 / df, " × df₂/(df ν)", f" × {df2}/({q} × {df})"
    found = {
        "statistic": f, "df": q, "df2": df2, "p_value": float(fdtrc(q, df2, f)),
        "formula": f"F = b'V⁻¹b{told} = {squared:.4g}{of} = {f:.4g}, b: means minus the first, "
        f"df = {q}, {df2} = units − strata − {q}{' + 1' * adjusted}",
    }  # fmt: skip
    note = f"of {len(b)} differences {q} can vary by itself, and is tested"
    return found | ({"note": note} if q < len(b) else {})
