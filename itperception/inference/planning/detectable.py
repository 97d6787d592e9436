"""How small an effect is still found with the respondents that are there."""

from dataclasses import replace
from itertools import combinations

import numpy as np
import pandas as pd

from itperception.inference.intervals import ALPHA
from itperception.inference.planning.plans import WANTED, Power, check_level, unanswered
from itperception.inference.planning.power import (
    power_mcnemar,
    power_two_proportions,
)
from itperception.inference.planning.power_laws import (
    exact_power,
    gap_power,
    share_power,
)
from itperception.inference.results import State
from itperception.inference.solving import bisect
from itperception.inference.tables.fixed_margins import are_whole
from itperception.lines import Lines, sentences, told_of

_SMALLEST = "smallest detectable effect"
# Tables listed to check an approximation.
TABLES = 1_000_000


def detectable_difference(
    baseline: float,
    base_first: float,
    base_second: float,
    *,
    power: float = WANTED,
    alpha: float = ALPHA,
) -> Power:
    """Return the higher share that is told apart from a baseline of another group or wave.

    `second` is the share, `effect_size` the difference. ``State.NO_ESTIMATE`` if no share
    is far enough. The note has the exact power of the N − 1 test.

    Raises
    ------
    ItPerceptionError
        If a share or level is outside its range.

    Examples
    --------
    >>> round(detectable_difference(0.5, 90, 40).second, 3)
    0.754
    """
    check_level(alpha, power)
    n = base_first, base_second
    farthest = power_two_proportions(baseline, 1.0, *n, alpha=alpha)
    if farthest.state is State.EMPTY:
        return _unknown(farthest, farthest.state)
    if not farthest.power >= power:
        told = f"even 100% against {baseline:.1%} has power {farthest.power:.3g}"
        return _unknown(farthest, State.NO_ESTIMATE, told)
    second = bisect(lambda p2: share_power(baseline, p2, *n, alpha) < power, baseline, 1.0)
    found = power_two_proportions(baseline, float(second), *n, alpha=alpha)
    return replace(found, question=_SMALLEST, note=_exactly(found, n))


def detectable_differences(
    bases: pd.Series, baseline: float = 0.5, *, power: float = WANTED, alpha: float = ALPHA
) -> pd.DataFrame:
    """Return the smallest difference that could have been seen between any two columns.

    One line per pair: first, second, effective_base, effective_base_second, difference (in
    [0, 1]; NaN if none is large enough), state, note, how (in words).

    Parameters
    ----------
    bases : pandas.Series
        Effective base of each column.
    baseline : float
        True share in the first column of a pair, in [0, 1]; one half is the hardest.

    Examples
    --------
    >>> bases = pd.Series({"internal": 90, "group_owned": 40, "decentralised": 26})
    >>> detectable_differences(bases)["difference"].round(3).tolist()
    [0.254, 0.292, 0.324]
    """
    lines = []
    for first, second in combinations(bases.index, 2):
        found = detectable_difference(
            baseline, bases[first], bases[second], power=power, alpha=alpha
        )
        lines.append({
            "first": first, "second": second, "effective_base": bases[first],
            "effective_base_second": bases[second],
            "difference": found.effect_size, "state": str(found.state), "note": found.note,
            "how": f"{first} against {second}: {_told(found)}",
        })  # fmt: skip
    columns = ["first", "second", "effective_base", "effective_base_second", "difference",
               "state", "note", "how"]  # fmt: skip
    return Lines(lines, columns=columns)


def _told(found: Power) -> str:
    """Say how small a difference effective bases show: they are no respondents."""
    if found.state is not State.OK:
        return told_of(found)
    one, other = found.bases
    return sentences(
        f"{_SMALLEST} = {found.effect_size:.3g} (from {found.first:.1%} to {found.second:.1%}), "
        f"effective bases {one:.4g} and {other:.4g}, power {found.power:.3g} at alpha "
        f"{found.alpha:.3g} ({found.method})", found.formula,
    )  # fmt: skip


def detectable_gap(
    discordance: float,
    base: float,
    *,
    power: float = WANTED,
    alpha: float = ALPHA,
    design_effect: float = 1.0,
) -> Power:
    """Return the smallest gap between two items of the same people that McNemar finds.

    Parameters
    ----------
    discordance : float
        Share of people who say yes to one of the two items only, in [0, 1].

    Examples
    --------
    >>> round(detectable_gap(0.3, 156).effect_size, 3)
    0.122
    """
    check_level(alpha, power)
    given = {"alpha": alpha, "design_effect": design_effect}
    farthest = power_mcnemar(discordance, discordance, base, **given)
    if farthest.state is not State.OK:
        return _unknown(farthest, farthest.state)
    if farthest.power < power:
        told = f"even a gap of {discordance:.1%} has power {farthest.power:.3g}"
        return _unknown(farthest, State.NO_ESTIMATE, told)
    n = base / design_effect
    gap = bisect(
        lambda at: gap_power(at, discordance, n, alpha) < power, 0.0, float(discordance)
    )
    found = power_mcnemar(float(gap), discordance, base, **given)
    return replace(found, question=_SMALLEST)


def _exactly(found: Power, n: tuple[float, float]) -> str:
    """Return the exact power of the N − 1 test as a note, where it is quick to know."""
    if not are_whole(np.array(n)) or np.prod(n) > TABLES:
        return ""
    exact = exact_power(found.first, found.second, *n, found.alpha)
    return f"the N−1 chi-squared test finds it with probability {exact:.3g}"


def _unknown(found: Power, state: State, note: str = "") -> Power:
    """Return a result without the effect that was asked for."""
    gone = {"effect_size": np.nan, "second": np.nan}
    return unanswered(found, state, note, question=_SMALLEST, **gone)
