"""Effect sizes and residuals of a table of respondents drawn in clusters.

The measures are those of any table, taken of the weighted totals; what the design changes
is how far they vary. Smooth measures are linearised on a scale on which they are nearly
normal; those that cannot be below zero take the counts divided by the mean design effect.
"""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
from scipy.special import expit, logit, stdtrit

from itperception.counting.design import DesignCube
from itperception.inference.contingency import expected
from itperception.inference.design.design import (
    LINEARISED,
    NO_SPREAD,
    design_state,
    linearised,
    t_interval,
)
from itperception.inference.design.design_effects import cell_shares, design_effects
from itperception.inference.intervals import LEVEL
from itperception.inference.results import Effect, State, TestResult, join_notes
from itperception.inference.solving import positive

SAME = (lambda x: x, lambda x: x)
LOG, LOGIT, FISHER = (np.log, np.exp), (logit, expit), (np.arctanh, np.tanh)
SCALES = {
    "risk_difference": SAME, "cohens_h": SAME, "risk_ratio": LOG, "odds_ratio": LOG,
    "probability_of_superiority": LOGIT, "cliffs_delta": FISHER, "phi": FISHER,
    "gamma": FISHER, "kendall_tau_b": FISHER, "somers_d": FISHER,
}  # fmt: skip
# Of a cell, up and down, to tell the slope of a measure.
_STEP = 1e-4


def by_design(
    measure: Callable, design: DesignCube, *, level: float = LEVEL
) -> Effect | TestResult:
    """Return a measure of a table with the interval that its design gives it.

    What `measure` returns of the weighted table. Interval: g(θ) ± t se with units − strata
    degrees of freedom, g the logarithm of ratios, the logit of probabilities, the inverse
    hyperbolic tangent of correlations. For other measures counts are divided by the mean λ
    of :func:`itperception.inference.design.design_effects.design_effects`.

    Parameters
    ----------
    measure : callable
        Takes counts and `level`; of one named in `SCALES` the interval is linearised.

    Notes
    -----
    Slopes are central differences; the variance is linearised (Binder 1983). A measure
    at the end of its range has no interval.

    Examples
    --------
    >>> from itperception.inference.sizes.differences import risk_difference
    >>> design = DesignCube.from_codes([0] * 6 + [1] * 4, [0, 1] * 5)
    >>> found = by_design(risk_difference, design)
    >>> round(found.effect_size, 3), round(found.se, 4)
    (0.0, 0.3266)
    """
    people, shares = float(design.counts.sum()), cell_shares(design)
    state = design_state(design)
    if state is not State.OK:
        found = measure(shares * people, level=level)
        state = found.state if found.state is not State.OK else state
        return replace(found, ci_low=np.nan, ci_high=np.nan, state=state, base=people)
    if measure.__name__ in SCALES:
        return _smooth(measure, design, shares * people, level)
    kept = design.take(*(np.flatnonzero(shares.sum(axis) > 0) for axis in (1, 0)))
    effect = design_effects(kept).mean()
    found = measure(
        shares * people / effect if effect > 0 else shares * people, level=level
    )
    known = {} if effect > 0 else {"ci_low": np.nan, "ci_high": np.nan}
    note = f"counts divided by the mean design effect {effect:.3g}"
    return replace(found, base=people, note=join_notes(note, found.note), **known)


def design_residuals(design: DesignCube, *, alpha: float) -> tuple[np.ndarray, float]:
    """Return departures from independence in standard errors, and the limit of chance.

    Returns
    -------
    residuals : numpy.ndarray, shape (answers, groups)
        (π − π_r π_c)/se, linearised; NaN where nothing varies or the spread is unknown.
    limit : float
        Student's t of units − strata at alpha/2 over the number of cells; cells that are
        minus another count once.

    Examples
    --------
    >>> design = DesignCube.from_codes([0] * 6 + [1] * 4, [0] * 5 + [1] * 5)
    >>> residuals, limit = design_residuals(design, alpha=0.05)
    >>> residuals.round(2).tolist(), round(limit, 2)
    ([[4.24, -4.24], [-4.24, 4.24]], 2.26)
    """
    shares = cell_shares(design)
    rows, columns = (np.eye(size) for size in shares.shape)
    departure = shares - expected(shares)
    away = np.einsum("ri,cj->rcij", rows - shares.sum(1)[:, np.newaxis],
                     columns - shares.sum(0)[:, np.newaxis])  # fmt: skip
    slopes = (away - departure[..., np.newaxis, np.newaxis]) / design.totals.sum()
    slopes = slopes.reshape(-1, *shares.shape)
    variance = np.diag(linearised(design, slopes)).reshape(shares.shape)
    error = np.sqrt(positive(np.where(variance > np.finfo(float).eps, variance, 0.0)))
    cells = np.prod([size if size > 2 else 1 for size in shares.shape])
    known = design_state(design) is State.OK
    limit = float(stdtrit(design.df, 1 - alpha / (2 * cells))) if known else np.nan
    return departure / error, limit


def _smooth(
    measure: Callable, design: DesignCube, cells: np.ndarray, level: float
) -> Effect:
    """Linearise a measure on its scale, and carry the limits back."""
    to, back = SCALES[measure.__name__]

    def value(at):
        with np.errstate(all="ignore"):
            return float(to(measure(at, level=level).effect_size))

    found, estimate = measure(cells, level=level), value(cells)
    slopes = np.zeros(cells.shape)
    for place in zip(*np.nonzero(cells), strict=True):
        step = np.zeros(cells.shape)
        step[place] = cells[place] * _STEP
        slopes[place] = (value(cells + step) - value(cells - step)) / (2 * step[place])
    told = {"base": float(design.counts.sum()), "method": LINEARISED}
    if found.state is not State.OK or not np.isfinite([estimate, *slopes.ravel()]).all():
        return replace(found, ci_low=np.nan, ci_high=np.nan, **told)
    scaled = slopes * cells.sum() / design.totals.sum()
    se = float(np.sqrt(max(linearised(design, scaled), 0.0)))
    if not se > NO_SPREAD:
        return replace(found, ci_low=np.nan, ci_high=np.nan, **told)
    low, high = t_interval(estimate, se, design.df, level=level)
    return replace(found, ci_low=float(back(low)), ci_high=float(back(high)), **told,
                   se=se if (to, back) == SAME else np.nan)  # fmt: skip
