"""How often one group answers before another: probability of superiority, Cliff's delta.

Groups stand in columns, answers in rows, the best or most first: a probability above ½
and a positive delta say that the first group gives earlier answers.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike

from itperception.inference.contingency import drop_empty, superiority, table_state
from itperception.inference.intervals import LEVEL, Interval
from itperception.inference.results import Effect, State, join_notes

SUPERIORITY = "probability of superiority"


def probability_of_superiority(counts: ArrayLike, *, level: float = LEVEL) -> Effect:
    """Return the probability that the first group answers earlier, ties half.

    θ in [0, 1]. If θ is 0 or 1, the limits of Clopper & Pearson for as many pairs as the
    smaller group has respondents (disjoint pairs are independent, so they hold at least
    `level`), and the note says so.

    Brunner & Munzel (2000), limits on the logit scale.

    Examples
    --------
    >>> found = probability_of_superiority([[6, 1], [14, 5], [23, 9], [35, 17], [12, 8]])
    >>> round(found.effect_size, 2), round(found.ci_low, 4), round(found.ci_high, 4)
    (0.57, 0.4652, 0.6689)
    """
    return _effect(SUPERIORITY, "θ = U/(n₁n₂)", counts, level, lambda theta: theta)


def cliffs_delta(counts: ArrayLike, *, level: float = LEVEL) -> Effect:
    """Return Cliff's delta: how much more often the first group answers earlier.

    P(first earlier) − P(first later) = 2θ − 1 in [−1, 1] (Cliff 1993), with the limits of
    `probability_of_superiority` carried over.

    Examples
    --------
    >>> round(cliffs_delta([[6, 1], [14, 5], [23, 9], [35, 17], [12, 8]]).effect_size, 2)
    0.14
    """
    return _effect("Cliff's delta", "2θ − 1, θ = U/(n₁n₂)", counts, level,
                   lambda theta: 2 * theta - 1)  # fmt: skip


def bounded_superiority(
    first: ArrayLike, second: ArrayLike, *, level: float = LEVEL
) -> tuple[float, Interval, str]:
    """Return the probability of superiority, an interval also where it is 0 or 1, a note.

    Examples
    --------
    >>> theta, (low, high), _ = bounded_superiority([9, 0], [0, 12])
    >>> theta, round(low, 3), high
    (1.0, 0.664, 1.0)
    """
    theta, limits = superiority(first, second, level=level)
    pairs, (one, other) = min(np.sum(first), np.sum(second)), _answered(first, second)
    if not pairs > 0:
        return theta, limits, ""
    if apart(first, second):
        reach, note = ((1 - level) / 2) ** (1 / pairs), "the groups do not overlap"
        ahead = float(one[0] < other[0])
        limits = Interval(float(reach), 1.0) if ahead else Interval(0.0, float(1 - reach))
        return ahead, limits, f"{note}: limits from {pairs:.4g} pairs"
    few = "a group of fewer than two" if pairs < 2 else ""
    few = few or ("groups that all answer the same" if len({*one, *other}) < 2 else "")
    limits = Interval(np.nan, np.nan) if few else limits
    return theta, limits, f"no interval for {few}" if few else ""


def apart(first: ArrayLike, second: ArrayLike) -> bool:
    """Return whether one group is wholly before the other.

    Examples
    --------
    >>> apart([3, 2, 0], [0, 0, 4]), apart([3, 2, 0], [0, 1, 4])
    (True, False)
    """
    one, other = _answered(first, second)
    both = one.size and other.size
    return bool(both and (one[-1] < other[0] or other[-1] < one[0]))


def _answered(*groups: ArrayLike) -> list[np.ndarray]:
    """Return the places on the scale where somebody of each group is."""
    return [np.flatnonzero(group) for group in groups]


def _effect(
    name: str, words: str, counts: ArrayLike, level: float, carry: Callable
) -> Effect:
    """Return what follows from the probability of superiority."""
    table, dropped = drop_empty(counts)
    told = {"effect_name": name, "level": level, "base": float(table.sum())}
    state = table_state(table)
    if state is State.OK and table.shape[1] != 2:
        state = State.WRONG_SHAPE
    if state is not State.OK:
        return Effect(**told, state=state, note=dropped)
    theta, (low, high), note = bounded_superiority(*table.T, level=level)
    bases = table.sum(0)
    return Effect(
        **told,
        effect_size=float(carry(theta)),
        ci_low=float(carry(low)),
        ci_high=float(carry(high)),
        method="Clopper-Pearson" if theta in (0, 1) else "Brunner & Munzel 2000, logit",
        formula=f"{words} = {theta * bases.prod():.6g}/({bases[0]:.4g} × {bases[1]:.4g})",
        note=join_notes(dropped, note),
    )
