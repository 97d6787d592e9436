"""The change between two waves if nobody knows how many people are in both.

Every overlap that the two samples allow, and every agreement between the answers of those
who are in both, gives a variance; at its ends lie the smallest and the largest p-value.
"""

from dataclasses import replace

import numpy as np
from scipy.special import erfc, ndtri

from itperception.errors import ItPerceptionError, unknown_name
from itperception.inference.intervals import LEVEL
from itperception.inference.results import State, TestResult

_METHOD = "Z test over every possible overlap"
ASSOCIATIONS = ("any", "non_negative")


def unknown_overlap(
    x1: float,
    n1: float,
    x2: float,
    n2: float,
    *,
    association: str = "any",
    most: float | None = None,
    level: float = LEVEL,
) -> TestResult:
    """Test the change of a share if nobody knows how many people are in both waves.

    Parameters
    ----------
    x1, n1, x2, n2 : float
        Positives and base of the earlier and of the later wave.
    association : {"any", "non_negative"}
        "non_negative" assumes that those positive once are no less often positive again.
    most : float, optional
        The largest number of people who can be in both; min(n₁, n₂) if not given.

    Returns
    -------
    TestResult
        `p_value` for independent samples; `p_low` and `p_high` over every overlap.
        Effect: p₂ − p₁, with its widest interval.

    Raises
    ------
    UnknownNameError
        If there is no such association.

    Notes
    -----
    Z = (p₂ − p₁)/√V with V = p₁q₁/n₁ + p₂q₂/n₂ − 2 m (p₁₁ − p₁p₂)/(n₁n₂), where m people
    are in both waves and p₁₁ of them are positive twice. V is linear in p₁₁ and in m, so it
    is largest and smallest at the largest m with p₁₁ at an end of
    [max(0, p₁ + p₂ − 1), min(p₁, p₂)] (Fréchet 1951); if the association is not
    negative, it is largest without overlap.

    Examples
    --------
    >>> found = unknown_overlap(80, 156, 110, 170)
    >>> print(f"{found.p_low:.4f} {found.p_value:.4f} {found.p_high:.4f}")
    0.0000 0.0134 0.0568
    """
    if association not in ASSOCIATIONS:
        raise unknown_name("association", association, ASSOCIATIONS)
    if min(n1, n2) <= 0:
        return TestResult(method=_METHOD, base=n1 + n2, level=level, state=State.EMPTY)
    p1, p2 = x1 / n1, x2 / n2
    m = min(n1, n2, np.inf if most is None else most)
    least = p1 * p2 if association == "non_negative" else max(0.0, p1 + p2 - 1)
    apart, narrow, wide = (
        z_of_change((x1, n1, x2, n2), (both, m), level)
        for both in (p1 * p2, min(p1, p2), least)
    )
    if apart.state is not State.OK:
        return apart
    # Nothing is left to vary if everybody is in both and keeps the answer.
    low = narrow.p_value if narrow.state is State.OK else float(abs(p2 - p1) < 1e-12)
    told = f"p from {low:.3g} to {wide.p_value:.3g}, overlap 0 to {m:g}"
    assumed = "; association not negative" if association == "non_negative" else ""
    return replace(
        wide, p_value=apart.p_value, p_low=low, p_high=wide.p_value,
        statistic=apart.statistic, formula=f"{apart.formula}; {told}",
        note=f"p of independent samples; the interval is the widest{assumed}",
    )  # fmt: skip


def z_of_change(
    waves: tuple[float, float, float, float], shared: tuple[float, float], level: float
) -> TestResult:
    """Return Z of the change of a share if some people are in both waves.

    Parameters
    ----------
    shared : pair of float
        The share of those in both waves who are positive twice, and their number m.

    Examples
    --------
    >>> round(z_of_change((80, 156, 110, 170), (0.4, 80), 0.95).p_value, 4)
    0.0077
    """
    (x1, n1, x2, n2), (both, m) = waves, shared
    if m > min(n1, n2):
        raise ItPerceptionError(
            f"{m:g} people in both waves, expected at most {min(n1, n2):g}"
        )
    p1, p2 = x1 / n1, x2 / n2
    apart = p1 * (1 - p1) / n1 + p2 * (1 - p2) / n2
    overlap = 2 * m * (both - p1 * p2) / (n1 * n2)
    change, base = p2 - p1, n1 + n2
    found = {"effect_name": "change", "effect_size": change, "base": base, "level": level}
    if apart - overlap <= 1e-12 * apart:
        return TestResult(method=_METHOD, state=State.NO_VARIATION, **found)
    se = np.sqrt(apart - overlap)
    z, reach = change / se, ndtri((1 + level) / 2) * se
    return TestResult(
        method=_METHOD, statistic=float(z), p_value=float(erfc(abs(z) / np.sqrt(2))),
        ci_low=change - reach, ci_high=change + reach, **found,
        formula=f"Z = ({p2:.4g} − {p1:.4g})/√({apart:.4g} − {overlap:.4g}) = {z:.4g}",
    )  # fmt: skip
