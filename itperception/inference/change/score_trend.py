"""Trends of a mean score over many waves, by least squares on respondents."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import fdtrc, stdtr, stdtrit

from itperception.inference.change.overlap import stated_scores
from itperception.inference.change.wave_times import not_computed, waves_of
from itperception.inference.intervals import LEVEL
from itperception.inference.results import State, TestResult

LINE = "Linear trend of the mean score"
DEPARTURE = "Departure of the mean score from a linear trend"


def score_trend(
    counts: ArrayLike,
    times: ArrayLike,
    *,
    scores: ArrayLike | None = None,
    segments: Sequence | None = None,
    level: float = LEVEL,
) -> TestResult:
    """Test whether the mean score rises or falls with time.

    Parameters
    ----------
    counts : array_like, shape (answers, waves)
        Counts, best answer first; no don't knows.
    times : array_like, shape (waves,)
        When, in years.
    scores : array_like, shape (answers,), optional
        Of the answers; k, …, 1 if not given.
    segments : sequence, optional
        A label for each wave; waves that were asked alike have the same.
    level : float
        Confidence level of the interval, in (0, 1).

    Returns
    -------
    TestResult
        Effect: the change of the mean score per year, with its interval.

    Raises
    ------
    ItPerceptionError
        If the wording changed between the waves.

    Notes
    -----
    Least squares of the scores of respondents on time: b = Σn(t − t̄)s̄_t/Σn(t − t̄)²,
    t = b/SE with n − 2 df, SE² = (SS − b²Σn(t − t̄)²)/((n − 2)Σn(t − t̄)²).

    Missing data: waves without a base are left out.

    Examples
    --------
    >>> found = score_trend([[30, 35, 45], [40, 40, 40], [30, 25, 15]], [2013, 2019, 2026])
    >>> round(found.effect_size, 4), round(found.p_value, 4)
    (0.0232, 0.005)
    """
    found = _sums(counts, times, scores, segments)
    slope, spread, n = found["slope"], found["spread"], found["n"]
    state = _state(found, found["total"], n - 2)
    residual = found["total"] - slope**2 * spread
    # A line through every answer has no spread to be judged by.
    if state is State.OK and residual <= 1e-12 * found["total"]:
        state = State.NO_ESTIMATE
    if state is not State.OK:
        return not_computed(LINE, found["bases"], state, found["note"], level)
    se = float(np.sqrt(residual / ((n - 2) * spread)))
    t, reach = slope / se, float(stdtrit(n - 2, (1 + level) / 2)) * se
    return TestResult(
        method=LINE, base=n, level=level, statistic=t, df=n - 2,
        p_value=float(2 * stdtr(n - 2, -abs(t))), effect_name="change per year",
        effect_size=slope, ci_low=slope - reach, ci_high=slope + reach,
        formula=f"t = b/SE = {slope:.4g}/{se:.4g} = {t:.4g}, df = {n:.4g} − 2",
        note=found["note"],
    )  # fmt: skip


def score_departure(
    counts: ArrayLike,
    times: ArrayLike,
    *,
    scores: ArrayLike | None = None,
    segments: Sequence | None = None,
    level: float = LEVEL,
) -> TestResult:
    """Test whether the mean score departs from a straight line over time.

    Parameters
    ----------
    counts, times, scores, segments, level
        As of :func:`score_trend`.

    Notes
    -----
    F = [(SS_between − b²Σn(t − t̄)²)/(T − 2)]/[SS_within/(n − T)], T the number of times.

    Examples
    --------
    >>> found = score_departure(
    ...     [[30, 50, 30], [40, 40, 40], [30, 10, 30]], [2013, 2019, 2026])
    >>> round(found.statistic, 2), found.df, found.df2
    (19.28, 1, 297.0)
    """
    found = _sums(counts, times, scores, segments)
    places, n = found["places"], found["n"]
    state = _state(found, found["within"], n - places)
    if state is State.OK and places < 3:
        state = State.WRONG_SHAPE
    if state is not State.OK:
        return not_computed(DEPARTURE, found["bases"], state, found["note"], level)
    df, df2, within = places - 2, n - places, found["within"]
    off = max(0.0, found["between"] - found["slope"] ** 2 * found["spread"])
    statistic = (off / df) / (within / df2)
    return TestResult(
        method=DEPARTURE, base=n, level=level, statistic=statistic, df=df, df2=df2,
        p_value=float(fdtrc(df, df2, statistic)), note=found["note"],
        formula=f"F = ({off:.4g}/{df})/({within:.4g}/{df2:.4g}) = {statistic:.4g}",
    )  # fmt: skip


def _sums(counts, times, scores, segments) -> dict:
    """Return slope and sums of squares of scores on time."""
    counts = np.asarray(counts, float)
    scores = stated_scores(counts, scores)
    counts, bases, times, note = waves_of(counts, counts.sum(0), times, segments)
    moments, place = np.unique(times, return_inverse=True)
    counts = np.stack([np.bincount(place, row, len(moments)) for row in counts])
    n, held = float(bases.sum()), counts.sum(0)
    found = {"bases": bases, "n": n, "note": note, "places": len(moments)}
    if not n:
        return found | dict.fromkeys(("slope", "spread", "total", "between", "within"), 0.0)
    away, means = moments - moments @ held / n, scores @ counts / held
    centred = scores - scores @ counts.sum(1) / n
    spread, total = float(held @ away**2), float(counts.sum(1) @ centred**2)
    within = float((counts * (scores[:, np.newaxis] - means) ** 2).sum())
    slope = float((held * away) @ means / spread) if len(moments) > 1 else 0.0
    return found | {"slope": slope, "spread": spread, "total": total, "within": within,
                    "between": max(0.0, total - within)}  # fmt: skip


def _state(found: dict, squares: float, df: float) -> State:
    """Say whether there are waves, respondents and a spread to test."""
    if not found["n"]:
        return State.EMPTY
    if found["places"] < 2:
        return State.ONE_COLUMN
    if not found["total"] > 0:
        return State.ONE_ROW
    if df <= 0:
        return State.SMALL_BASE
    return State.OK if squares > 1e-12 * found["total"] else State.NO_VARIATION
