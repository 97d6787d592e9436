"""A multiple response by group in a complex sample: the set as a whole.

The sum of X² over options of weighted shares, brought to F by the design effects of the
differences it adds up, as Rao and Scott do for one table.
"""

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import fdtrc

from itperception.counting.design import DesignCube
from itperception.inference.design.design import design_state, linearised
from itperception.inference.design.multiple_response_sums import (
    option_statistics,
    options_that_vary,
    set_state,
)
from itperception.inference.intervals import LEVEL
from itperception.inference.results import State, TestResult


def multiple_response_design(
    patterns: ArrayLike, design: DesignCube, *, level: float = LEVEL
) -> TestResult:
    """Test a multiple response by group in a complex sample: the set as a whole.

    X²_S/Σλ as F, as in :func:`itperception.inference.design.rao_scott.rao_scott`.

    Parameters
    ----------
    patterns : array_like of {0, 1}, shape (patterns, options)
        Each way to answer that occurs: 1 where the option is chosen.

    Notes
    -----
    X²_S = n Σ_j Σ_g a_g (p_jg − p_j)²/(p_j(1 − p_j)) with weighted shares; λ are the
    eigenvalues of n D⁻¹V, V the linearised covariance of the p_jg − p_j and D⁻¹ the
    weights a_g/(p_j(1 − p_j)) of the sum.

    Examples
    --------
    >>> design = DesignCube.from_codes([0] * 6 + [1] * 6, [0, 0, 0, 0, 0, 1] * 2)
    >>> found = multiple_response_design([[0, 0], [0, 1]], design)
    >>> round(found.statistic, 4), found.df, found.base
    (0.0, 1.0, 12.0)
    """
    patterns = np.asarray(patterns, float)
    inside = design.take(groups=np.flatnonzero(design.totals.sum(0) > 0))
    totals, weights = inside.totals, inside.totals.sum(0)
    chosen, n = totals.T @ patterns, inside.counts.sum()
    told = {"method": "Sum of X² over options, design-based F", "base": float(n), "level": level,
            "effective_base": inside.effective_base}  # fmt: skip
    state = design_state(inside)
    state = set_state(chosen, weights) if state is State.OK else state
    if state is not State.OK:
        return TestResult(**told, state=state)
    varies, p = options_that_vary(chosen, weights)
    patterns, share = patterns[:, varies], weights / weights.sum()
    x2 = float(n / weights.sum() * option_statistics(chosen, weights).sum())
    within = (
        patterns.T[np.newaxis] - (chosen[:, varies] / weights[:, np.newaxis])[..., None]
    )
    groups = np.eye(len(weights))
    gradients = np.einsum("gjp,gh->gjph", within / weights[:, None, None], groups)
    gradients -= ((patterns - p).T / weights.sum())[:, :, np.newaxis]
    size = np.sqrt(n * share[:, np.newaxis] / (p * (1 - p))).ravel()
    v = linearised(inside, gradients.reshape(-1, *totals.shape))
    effects = np.linalg.eigvalsh(v * np.outer(size, size))
    df = float(effects.sum() ** 2 / (effects**2).sum())
    ddf, value = df * inside.df, float(x2 / effects.sum())
    return TestResult(
        **told, statistic=value, df=df, df2=ddf, p_value=float(fdtrc(df, ddf, value)),
        formula=f"F = X²_S/Σλ = {x2:.4g}/{effects.sum():.4g} = {value:.4g}, "
        f"df = (Σλ)²/Σλ² = {df:.4g}, times units − strata = {df:.4g} × {inside.df}",
    )  # fmt: skip
