"""Waves in time: which of them may stand in one trend.

The distance between waves counts, so every trend takes the time of each wave. A trend
across a change of wording is refused: waves that were asked otherwise measure something
else.
"""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import ArrayLike

from itperception.errors import ItPerceptionError
from itperception.inference.results import State, TestResult


def by_segment(
    trend: Callable, *data: ArrayLike, segments: Sequence, **options
) -> dict[object, TestResult]:
    """Test the trend of each stretch of waves that were asked alike.

    Parameters
    ----------
    trend : callable
        Of :mod:`itperception.inference.change.trend` or of
        :mod:`itperception.inference.change.score_trend`.
    *data : array_like, shape (..., waves)
        What it takes, the times included.
    segments : sequence
        A label for each wave.
    **options
        Passed on.

    Examples
    --------
    >>> from itperception.inference.change.trend import share_trend
    >>> found = by_segment(share_trend, [4, 6, 9], [10, 10, 10], [2013, 2016, 2026],
    ...                    segments=["old", "old", "new"])
    >>> {label: result.state.value for label, result in found.items()}
    {'old': 'ok', 'new': 'one_column'}
    """
    labels = list(segments)
    return {
        label: trend(*(np.compress([x == label for x in labels], x, -1) for x in data),
                     **options)
        for label in dict.fromkeys(labels)
    }  # fmt: skip


def waves_of(
    first: ArrayLike, bases: ArrayLike, times: ArrayLike, segments: Sequence | None
) -> tuple[np.ndarray, np.ndarray, np.ndarray, str]:
    """Return waves with a base as arrays, and a note of those without.

    Parameters
    ----------
    first : array_like, shape (..., waves)
        Counts.
    bases, times : array_like, shape (waves,)
        Base and time of each wave.
    segments : sequence or None
        Refused if the labels of the waves differ.

    Examples
    --------
    >>> waves_of([4, 0], [10, 0], [2013, 2016], None)[3]
    'left out as empty: 1 wave'
    """
    first, bases, times = (np.asarray(x, float) for x in (first, bases, times))
    lengths = {first.shape[-1], len(bases), len(times)} | (
        {len(segments)} if segments is not None else set()
    )
    if len(lengths) > 1:
        raise ItPerceptionError(
            f"found {first.shape[-1]} waves, {len(bases)} bases and {len(times)} times, "
            "expected as many of each (and of segments)"
        )
    there = bases > 0
    _refuse_breaks(
        times[there], [x for x, t in zip(segments or [], there, strict=False) if t]
    )
    empty = int((~there).sum())
    note = f"left out as empty: {empty} wave{'s' * (empty > 1)}" if empty else ""
    return first[..., there], bases[there], times[there], note


def not_computed(
    method: str, bases: np.ndarray, state: State, note: str, level: float
) -> TestResult:
    """Return a result without numbers.

    Examples
    --------
    >>> not_computed("Trend", np.array([3.0]), State.ONE_COLUMN, "", 0.95).base
    3.0
    """
    return TestResult(
        method=method, base=float(bases.sum()), level=level, state=state, note=note
    )


def _refuse_breaks(times: np.ndarray, segments: list) -> None:
    """Refuse a trend across a change of wording."""
    for at, label in enumerate(segments[1:], 1):
        if label != segments[at - 1]:
            raise ItPerceptionError(
                f"the wording changed between {times[at - 1]:g} ({segments[at - 1]!r}) and "
                f"{times[at]:g} ({label!r}), expected waves that were asked alike; "
                "by_segment tests each stretch by itself"
            )
