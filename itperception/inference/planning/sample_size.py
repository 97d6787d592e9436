"""How many respondents a survey needs to find an effect.

Bases are not rounded, so that they are those of other software; `respondents` of the
result rounds them up.
"""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pandas as pd
from scipy.special import ndtri

from itperception.errors import ItPerceptionError
from itperception.inference.by_pingouin import needed_noncentrality
from itperception.inference.intervals import ALPHA
from itperception.inference.planning.plans import (
    WANTED,
    Power,
    check_level,
    check_shares,
    unanswered,
)
from itperception.inference.planning.power import (
    power_chi_squared,
    power_mcnemar,
    power_two_proportions,
)
from itperception.inference.planning.power_laws import share_power
from itperception.inference.results import State
from itperception.inference.solving import bisect

NEEDED = "respondents needed"
# As good as everybody.
ENDLESS = 1e12


def needed_two_proportions(
    first: float,
    second: float,
    *,
    power: float = WANTED,
    alpha: float = ALPHA,
    design_effect: float = 1.0,
) -> Power:
    """Return how many respondents of two groups tell two shares apart.

    `bases` of the two groups; ``State.NO_ESTIMATE`` if the shares are equal.

    Raises
    ------
    ItPerceptionError
        If a share or level is outside its range.

    Examples
    --------
    >>> needed_two_proportions(0.5, 0.75).respondents
    (58, 58)
    """
    return _needed(first, second, lambda n: (n, n), power, alpha, design_effect)


def needed_points(
    points: float,
    baseline: float,
    bases: pd.Series,
    effective_bases: pd.Series,
    *,
    power: float = WANTED,
    alpha: float = ALPHA,
) -> Power:
    """Return how many respondents of each column show a difference of so many points.

    Parameters
    ----------
    points : float
        The difference, in (0, 1).
    baseline : float
        True share in one column, in [0, 1]; the other is that much higher or lower,
        whichever needs more respondents.
    bases, effective_bases : pandas.Series
        Of the total, which comes first and has the design effect, and of each column.

    Returns
    -------
    Power
        The note says which columns have fewer.

    Examples
    --------
    >>> bases = pd.Series({"total": 130, "a": 90, "b": 40})
    >>> found = needed_points(0.25, 0.5, bases, bases)
    >>> found.respondents, found.note
    ((58, 58), 'fewer are there of b (40)')
    """
    if not 0 < points < 1:
        raise ItPerceptionError(f"points is {points!r}, expected a share in (0, 1)")
    check_shares(baseline=baseline)
    effect = float(bases.iloc[0] / effective_bases.iloc[0])
    ends = [end for end in (baseline - points, baseline + points) if 0 <= end <= 1]
    if not ends:
        raise ItPerceptionError(
            f"no share is {points!r} from {baseline!r}; expected fewer points"
        )
    told = [needed_two_proportions(baseline, end, power=power, alpha=alpha, design_effect=effect)
            for end in ends]  # fmt: skip
    found = max(told, key=lambda plan: plan.bases or (0,))
    few = [f"{name} ({n})" for name, n in bases.iloc[1:].items() if n < found.bases[0]]
    return replace(found, note=f"fewer are there of {', '.join(few)}" if few else "")


def needed_next_wave(
    before: float,
    after: float,
    base_before: float,
    *,
    power: float = WANTED,
    alpha: float = ALPHA,
    design_effect: float = 1.0,
) -> Power:
    """Return how many respondents of the next wave show a change of a share.

    Parameters
    ----------
    before, after : float
        Share of yes in the wave that is there, and the true one in the next.
    base_before : float
        Respondents of the wave that is there.
    power, alpha, design_effect
        As in `needed_two_proportions`; the design effect is that of both waves.

    Returns
    -------
    Power
        `bases` of both waves; ``State.NO_ESTIMATE`` if the first one is too small
        whatever the size of the next.

    Raises
    ------
    ItPerceptionError
        If a share or level is outside its range.

    Examples
    --------
    >>> needed_next_wave(0.51, 0.65, 156).respondents
    (156, 256)
    """
    if not base_before > 0:
        found = power_two_proportions(before, after, 0, 0, alpha=alpha)
        return _unknown(found, State.EMPTY)
    n = base_before / design_effect
    return _needed(before, after, lambda m: (n, m), power, alpha, design_effect)


def needed_chi_squared(
    w: float,
    df: int,
    *,
    power: float = WANTED,
    alpha: float = ALPHA,
    design_effect: float = 1.0,
) -> Power:
    """Return how many respondents a chi-squared test needs to find a Cohen's w.

    Parameters
    ----------
    w : float
        Cohen's w of the true table, ≥ 0.
    df : int
        Degrees of freedom, ≥ 1.
    design_effect : float
        The base is multiplied by it.

    Examples
    --------
    >>> needed_chi_squared(0.3, 8).respondents
    (167,)
    """
    check_level(alpha, power)
    given = {"alpha": alpha, "design_effect": design_effect}
    if w == 0:
        found = power_chi_squared(w, 1, df, **given)
        return _unknown(found, State.NO_ESTIMATE, "no number shows an effect of 0")
    base = needed_noncentrality(df, power, alpha) * design_effect / w**2
    return replace(power_chi_squared(w, base, df, **given), question=NEEDED)


def needed_mcnemar(
    gap: float,
    discordance: float,
    *,
    power: float = WANTED,
    alpha: float = ALPHA,
    design_effect: float = 1.0,
) -> Power:
    """Return how many people show a gap between two items that all of them answer.

    Parameters
    ----------
    gap : float
        True share of yes on the first item minus that on the second.
    discordance : float
        Share of people who say yes to one of the two only, ≥ |gap|.

    Notes
    -----
    n = ((z√ψ + z_power √(ψ − δ²))/δ)² (Connor 1987).

    Examples
    --------
    >>> needed_mcnemar(0.13, 0.3).respondents
    (137,)
    """
    check_level(alpha, power)
    given = {"alpha": alpha, "design_effect": design_effect}
    if gap == 0:
        found = power_mcnemar(gap, discordance, 1, **given)
        return _unknown(found, State.NO_ESTIMATE, "no number shows a gap of 0")
    z, z_power = ndtri(1 - alpha / 2), ndtri(power)
    root = z * np.sqrt(discordance) + z_power * np.sqrt(max(0.0, discordance - gap**2))
    base = float((root / gap) ** 2) * design_effect
    return replace(power_mcnemar(gap, discordance, base, **given), question=NEEDED)


def _needed(first, second, bases_of: Callable, power, alpha, design_effect):
    """Return the bases, functions of one number, that tell two shares apart."""
    check_shares(first=first, second=second)
    check_level(alpha, power)

    def power_at(log_size):
        return share_power(first, second, *bases_of(np.exp(log_size)), alpha)

    def answer(size):
        bases = [float(base * design_effect) for base in bases_of(size)]
        return power_two_proportions(
            first, second, *bases, alpha=alpha, design_effect=design_effect
        )

    most = answer(ENDLESS)
    if first == second:
        return _unknown(most, State.NO_ESTIMATE, "no number tells equals apart")
    if not most.power >= power:
        told = f"with any number of others the power is below {most.power:.3g}"
        return _unknown(most, State.NO_ESTIMATE, told)
    size = bisect(lambda at: power_at(at) < power, 0.0, np.log(ENDLESS))
    return replace(answer(float(np.exp(size))), question=NEEDED)


def _unknown(found: Power, state: State, note: str = "") -> Power:
    """Return a result without the bases that were asked for."""
    return unanswered(found, state, note, question=NEEDED, bases=())
