"""The trend of a share over many waves: by how much it rises or falls each year."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import chdtrc, erfc, expit, logit, ndtri, xlogy

from itperception.inference.change.wave_times import not_computed, waves_of
from itperception.inference.intervals import LEVEL
from itperception.inference.results import State, TestResult, join_notes
from itperception.inference.solving import divide

# Newton doubles the digits with each step; so many are never needed.
STEPS = 100


def share_trend(
    yes: ArrayLike,
    bases: ArrayLike,
    times: ArrayLike,
    *,
    segments: Sequence | None = None,
    level: float = LEVEL,
) -> TestResult:
    """Test whether a share rises or falls with time.

    Parameters
    ----------
    yes, bases : array_like, shape (waves,)
        Positives and base of each wave.
    times : array_like, shape (waves,)
        When, in years.
    segments : sequence, optional
        A label for each wave; waves that were asked alike have the same.
    level : float
        Confidence level of the interval, in (0, 1).

    Returns
    -------
    TestResult
        Effect: the change of the share per year, with its interval.

    Raises
    ------
    ItPerceptionError
        If the wording changed between the waves.

    Notes
    -----
    X² = [Σx(t − t̄)]²/(pqΣn(t − t̄)²), df = 1 (Cochran 1954, Armitage 1955). The slope is
    Σx(t − t̄)/Σn(t − t̄)²; its interval does not assume that all shares are the same:
    SE² = Σ(t − t̄)²n p_t q_t/[Σn(t − t̄)²]².

    Missing data: waves without a base are left out.

    Examples
    --------
    >>> found = share_trend([40, 52, 66], [100, 100, 110], [2013, 2019, 2026])
    >>> round(found.statistic, 3), round(found.effect_size, 4)
    (8.24, 0.0152)
    """
    yes, bases, times, note = waves_of(yes, bases, times, segments)
    method = "Cochran-Armitage trend test"
    state = _share_state(yes, bases, times)
    if state is not State.OK:
        return not_computed(method, bases, state, note, level)
    n, p = bases.sum(), yes.sum() / bases.sum()
    away = times - times @ bases / n
    top, spread = float(yes @ away), float(bases @ away**2)
    slope, statistic = top / spread, float(top**2 / (p * (1 - p) * spread))
    shares = yes / bases
    se = np.sqrt(bases @ (away**2 * shares * (1 - shares))) / spread
    reach = ndtri((1 + level) / 2) * se
    return TestResult(
        method=method, base=float(n), level=level, statistic=statistic, df=1,
        p_value=float(chdtrc(1, statistic)), effect_name="change per year",
        effect_size=slope, ci_low=slope - reach, ci_high=slope + reach, note=note,
        formula=f"X² = [Σx(t − t̄)]²/(pqΣn(t − t̄)²) = {top:.4g}²/({p:.4g} × {1 - p:.4g} × "
        f"{spread:.4g}) = {statistic:.4g}, df = 1",
    )  # fmt: skip


def departure(
    yes: ArrayLike,
    bases: ArrayLike,
    times: ArrayLike,
    *,
    segments: Sequence | None = None,
    level: float = LEVEL,
) -> TestResult:
    """Test whether a share departs from a straight line over time.

    Parameters
    ----------
    yes, bases, times, segments, level
        As of :func:`share_trend`.

    Notes
    -----
    X² = Σn(p_t − p̂_t)²/(pq), p̂ the line of :func:`share_trend`, df = waves − 2: what
    Pearson's X² of all waves has more than that of the trend (Armitage 1955).

    Examples
    --------
    >>> found = departure([40, 70, 44], [100, 100, 110], [2013, 2019, 2026])
    >>> round(found.statistic, 2), found.df
    (24.27, 1)
    """
    line = share_trend(yes, bases, times, segments=segments, level=level)
    yes, bases, times, note = waves_of(yes, bases, times, None)
    method = "Departure from a linear trend"
    df = len(np.unique(times)) - 2
    if line.state is not State.OK or df < 1:
        state = line.state if line.state is not State.OK else State.WRONG_SHAPE
        return not_computed(method, bases, state, note, level)
    moments, yes, bases = np.unique(times), _by_time(times, yes), _by_time(times, bases)
    n, p = bases.sum(), yes.sum() / bases.sum()
    off = yes / bases - p - line.effect_size * (moments - moments @ bases / n)
    squares = float(bases @ off**2)
    statistic = squares / (p * (1 - p))
    return TestResult(
        method=method, base=line.base, level=level, statistic=float(statistic), df=df,
        p_value=float(chdtrc(df, statistic)), note=note,
        formula=f"X² = Σn(p_t − p̂_t)²/(pq) = {squares:.4g}/({p:.4g} × {1 - p:.4g}) = "
        f"{statistic:.4g}, df = {df + 2} − 2 = {df}",
    )  # fmt: skip


def logistic_trend(
    yes: ArrayLike,
    bases: ArrayLike,
    times: ArrayLike,
    *,
    segments: Sequence | None = None,
    level: float = LEVEL,
) -> TestResult:
    """Test whether the odds of a positive answer rise or fall with time.

    Parameters
    ----------
    yes, bases, times, segments, level
        As of :func:`share_trend`.

    Returns
    -------
    TestResult
        Effect: the odds ratio per year, with the interval of Wald.

    Notes
    -----
    logit p_t = a + b t by maximum likelihood; Z = b/SE, odds ratio e^b. The note has the
    deviance from the line, on waves − 2 df. No finite b fits if the answers of all
    waves before a time are the same and of all after it the opposite.

    Examples
    --------
    >>> found = logistic_trend([40, 52, 66], [100, 100, 110], [2013, 2019, 2026])
    >>> round(found.effect_size, 4), round(found.p_value, 4)
    (1.0636, 0.0044)
    """
    yes, bases, times, note = waves_of(yes, bases, times, segments)
    method = "Logistic trend"
    state = _share_state(yes, bases, times)
    if state is State.OK and _separated(yes, bases, times):
        state = State.NO_ESTIMATE
    if state is not State.OK:
        return not_computed(method, bases, state, note, level)
    slope, se, fitted = _logistic(yes, bases, times)
    z, reach = slope / se, ndtri((1 + level) / 2) * se
    return TestResult(
        method=method, base=float(bases.sum()), level=level, statistic=z,
        p_value=float(erfc(abs(z) / np.sqrt(2))), effect_name="odds ratio per year",
        effect_size=float(np.exp(slope)), ci_low=float(np.exp(slope - reach)),
        ci_high=float(np.exp(slope + reach)),
        formula=f"Z = b/SE = {slope:.4g}/{se:.4g} = {z:.4g}, odds ratio = e^{slope:.4g}",
        note=join_notes(note, _misfit(yes, bases, fitted)),
    )  # fmt: skip


def _share_state(yes: np.ndarray, bases: np.ndarray, times: np.ndarray) -> State:
    """Say whether a share can have a trend."""
    if not bases.sum() > 0:
        return State.EMPTY
    if len(np.unique(times)) < 2:
        return State.ONE_COLUMN
    if not 0 < yes.sum() < bases.sum():
        return State.ONE_ROW
    return State.OK if bases.sum() > max(2, len(bases)) else State.SMALL_BASE


def _by_time(times: np.ndarray, counts: np.ndarray) -> np.ndarray:
    """Return counts added up over waves of the same time."""
    return np.bincount(np.unique(times, return_inverse=True)[1], counts)


def _separated(yes: np.ndarray, bases: np.ndarray, times: np.ndarray) -> bool:
    """Return whether all yes lie on one side of all no in time."""
    positive, negative = times[yes > 0], times[bases - yes > 0]
    return positive.min() >= negative.max() or positive.max() <= negative.min()


def _logistic(yes, bases, times) -> tuple[float, float, np.ndarray]:
    """Return slope, its standard error and the fitted shares, by Newton's method."""
    scale = float(np.ptp(times))
    design = np.column_stack([np.ones(len(times)), (times - times.mean()) / scale])
    beta = np.array([logit(yes.sum() / bases.sum()), 0.0])
    for _ in range(STEPS):
        fitted = expit(design @ beta)
        information = (design.T * (bases * fitted * (1 - fitted))) @ design
        step = np.linalg.solve(information, design.T @ (yes - bases * fitted))
        beta = beta + step * min(1.0, 2.0 / np.abs(step).max(initial=1e-300))
        if np.abs(step).max() < 1e-13:
            break
    se = float(np.sqrt(np.linalg.inv(information)[1, 1]))
    return float(beta[1]) / scale, se / scale, fitted


def _misfit(yes: np.ndarray, bases: np.ndarray, fitted: np.ndarray) -> str:
    """Say how far the shares are from the fitted line."""
    df = len(yes) - 2
    if df < 1:
        return ""
    pairs = (yes, bases * fitted), (bases - yes, bases * (1 - fitted))
    deviance = 2 * sum(float(xlogy(o, divide(o, e)).sum()) for o, e in pairs)
    p_value = float(chdtrc(df, max(0.0, deviance)))
    return f"departure from the line: deviance {deviance:.3g}, df = {df}, p = {p_value:.3g}"
