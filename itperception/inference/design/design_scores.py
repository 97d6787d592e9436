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
        with np.errstate(over="ignore", invalid="ignore"):  # of huge scores there is no sum
            told = *group_means(inside, scores), inside.df, float(np.abs(scores).max())
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
    means: np.ndarray, covariance: np.ndarray, df: int, scale: ArrayLike, *, effect: str,
    level: float, adjusted: bool = False, null: np.ndarray | None = None,
) -> dict:  # fmt: skip
    """Return what a test of equal means tells: t of two, F of more.

    Parameters
    ----------
    means, covariance : numpy.ndarray
        Of two groups or more.
    df : int
        Degrees of freedom of the design, units minus strata.
    scale : array_like
        Largest of the numbers, of each group or of all: rounding leaves eps of it.
    effect : str
        What the difference of two means is called.
    adjusted : bool
        As of :func:`together`.
    null : numpy.ndarray, optional
        Covariance of the means if all are the same, which the test then goes by; the
        interval goes by `covariance`.
    """
    null = covariance if null is None else null
    if not (np.isfinite(means).all() and np.isfinite([covariance, null]).all()):
        return {"state": State.NO_ESTIMATE}
    scale = np.broadcast_to(scale, means.shape)
    if len(means) == 2:
        return _t(means, covariance, null, df, scale, effect, level, adjusted)
    # From the surest, which leaves most digits; F is the same from whichever.
    order = np.argsort(null.diagonal(), kind="stable")
    apart = np.column_stack([-np.ones(len(means) - 1), np.eye(len(means) - 1)])
    return together(means[order], null[np.ix_(order, order)], apart, df, scale[order],
                    adjusted=adjusted)  # fmt: skip


def _t(means, covariance, null, df, scale, effect, level, adjusted) -> dict:
    """Compare two means."""
    apart = np.array([[1.0, -1.0]])
    variance, least = apart @ null @ apart.T, _least(null, apart, scale)
    one, other = means
    d, df, less = float(one - other), df - (not adjusted), " − 1" * (not adjusted)
    if not variance[0, 0] > least[0] ** 2:
        return {"state": State.NO_VARIATION, "effect_name": effect, "effect_size": d}
    se, own = (
        float(np.sqrt(max((apart @ v @ apart.T)[0, 0], 0.0))) for v in (null, covariance)
    )
    low, high = t_interval(d, own, df, level=level)
    return {
        "statistic": d / se, "df": df, "p_value": float(2 * stdtr(df, -abs(d / se))),
        "effect_name": effect, "effect_size": d, "ci_low": low, "ci_high": high,
        "formula": f"t = (m₁ − m₂)/se = ({one:.4g} − {other:.4g})/{se:.3g} = {d / se:.4g}, "
        f"df = units − strata{less} = {df}",
    }  # fmt: skip


def _least(covariance: np.ndarray, apart: np.ndarray, scale: np.ndarray) -> np.ndarray:
    """Return for each difference the standard error that rounding leaves of none.

    It is beside the two that are compared, whatever the size of all other numbers.
    """
    size = np.sqrt(np.abs(apart) @ covariance.diagonal())
    return np.maximum(1e-7 * size, 1e-14 * (np.abs(apart) @ scale))


def together(
    means: np.ndarray, covariance: np.ndarray, apart: np.ndarray, df: int, scale: ArrayLike,
    *, adjusted: bool = False,
) -> dict:  # fmt: skip
    """Return what a test that several differences are all nothing tells: Wald's F.

    Of the rank of their covariance: differences that are nothing and cannot vary, as those
    of columns with the same people, are left out, which the note says. If one that cannot
    vary is not nothing, there is no test.

    Parameters
    ----------
    means, covariance, df, scale
        As in :func:`wald_of_means`; finite.
    apart : numpy.ndarray, shape (differences, means)
        1 and −1 for the two means of each difference.
    adjusted : bool
        Whether F, of q differences, is multiplied by (df − q + 1)/df and has as many degrees
        of freedom (Thomas & Rao 1987), not df − q.

    Examples
    --------
    >>> apart, v = np.array([[-1, 1, 0], [-1, 0, 1]]), np.zeros((3, 3))
    >>> v[0, 0] = 0.01
    >>> found = together(np.array([0, 0.2, 0.2]), v, apart, 50, 1.0)
    >>> found["df"], round(found["statistic"], 9), found["note"]
    (1, 4.0, '1 of 2 differences can vary by itself, and is tested')
    """
    scale = np.broadcast_to(scale, means.shape)
    b, v, least = (
        apart @ means,
        apart @ covariance @ apart.T,
        _least(covariance, apart, scale),
    )
    still = ~(v.diagonal() > least**2)
    if (still & (np.abs(b) > 10 * least)).any():
        return {"state": State.NO_VARIATION}
    b, v = b[~still], v[np.ix_(~still, ~still)]
    size = np.sqrt(v.diagonal())
    sizes, axes = np.linalg.eigh(v / np.outer(size, size))
    free, along = sizes > 1e-12, axes.T @ (b / size)
    q = int(free.sum())
    df2 = df - q + adjusted
    if not q or (np.abs(along[~free]) > 1e-6).any():
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
    verbs = "can vary by itself, and is" if q == 1 else "can vary by themselves, and are"
    note = f"{q} of {len(apart)} differences {verbs} tested"
    return found | ({"note": note} if q < len(apart) else {})
