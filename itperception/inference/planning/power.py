"""How likely a test is to find a true effect with so many respondents.

How small an effect is still found is in :mod:`itperception.inference.planning.detectable`, how
many respondents find it in :mod:`itperception.inference.planning.sample_size`. All tests are
two-sided; a design effect makes the bases worth less.
"""

import math

from scipy.special import chdtri, ndtri

from itperception.errors import ItPerceptionError
from itperception.inference.by_pingouin import chi_squared_power
from itperception.inference.intervals import ALPHA
from itperception.inference.planning.plans import (
    Power,
    check_level,
    check_shares,
    state_of_bases,
)
from itperception.inference.planning.power_laws import gap_power, share_power
from itperception.inference.results import State


def power_two_proportions(
    first: float,
    second: float,
    base_first: float,
    base_second: float,
    *,
    alpha: float = ALPHA,
    design_effect: float = 1.0,
) -> Power:
    """Return the power to tell two independent groups or waves apart.

    As R's ``pwr.2p2n.test``: Φ(|h|s − z) + Φ(−|h|s − z), s = √(n₁n₂/(n₁ + n₂)), h Cohen's
    (1988).

    Raises
    ------
    ItPerceptionError
        If a share or level is outside its range.

    Examples
    --------
    >>> round(power_two_proportions(0.5, 0.75, 52, 52).power, 4)
    0.7611
    """
    check_shares(first=first, second=second)
    check_level(alpha)
    bases = (float(base_first), float(base_second))
    state = state_of_bases(*bases, design_effect)
    if state is State.OK and first == second and first in (0, 1):
        state = State.NO_VARIATION
    computed = {}
    if state is State.OK:
        n = tuple(base / design_effect for base in bases)
        found = float(share_power(first, second, *n, alpha))
        computed = {"power": found, "formula": _words(first, second, *n, alpha, found)}
    return Power(
        question="power", method="two proportions, normal approximation of Cohen's h",
        effect_name="difference", effect_size=second - first, first=first, second=second,
        bases=bases, alpha=alpha, design_effect=design_effect, state=state, **computed,
    )  # fmt: skip


def power_chi_squared(
    w: float, base: float, df: int, *, alpha: float = ALPHA, design_effect: float = 1.0
) -> Power:
    """Return the power of a chi-squared test, as R's ``pwr.chisq.test``.

    P(χ²(df, λ) > critical value), λ = nw² (Cohen 1988).

    Examples
    --------
    >>> round(power_chi_squared(0.3, 156, 8).power, 4)
    0.7667
    """
    check_level(alpha)
    if not (w >= 0 and df >= 1):
        raise ItPerceptionError(f"w is {w!r} and df {df!r}, expected w ≥ 0 and df ≥ 1")
    state = state_of_bases(base, design_effect)
    computed = {}
    if state is State.OK:
        n, critical = base / design_effect, chdtri(df, alpha)
        found = chi_squared_power(w, n, df, alpha)
        words = (
            f"power = P(χ²(df = {df}, λ = nw² = {n:.4g}×{w:.4g}² = {n * w**2:.4g}) > "
            f"{critical:.4g}) = {found:.4g}"
        )
        computed = {"power": found, "formula": words}
    return Power(
        question="power", method="chi-squared test, noncentral chi-squared",
        effect_name="Cohen's w", effect_size=w, bases=(float(base),), alpha=alpha,
        design_effect=design_effect, state=state, **computed,
    )  # fmt: skip


def power_mcnemar(
    gap: float,
    discordance: float,
    base: float,
    *,
    alpha: float = ALPHA,
    design_effect: float = 1.0,
) -> Power:
    """Return the power to find a gap between two yes/no items of the same people.

    Parameters
    ----------
    gap : float
        True share of yes on the first item minus that on the second.
    discordance : float
        Share of people who say yes to one of the two only, ≥ |gap|.

    Notes
    -----
    Φ((|δ|√n − z√ψ)/√(ψ − δ²)) for a gap δ and discordance ψ (Connor 1987).

    Examples
    --------
    >>> round(power_mcnemar(0.122, 0.3, 156).power, 2)
    0.8
    """
    check_level(alpha)
    check_shares(discordance=discordance)
    if abs(gap) > discordance:
        raise ItPerceptionError(f"gap is {gap!r}, expected within ±{discordance!r}")
    state = state_of_bases(base, design_effect)
    if state is State.OK and discordance == 0:
        state = State.NO_VARIATION
    computed = {}
    if state is State.OK:
        n, z = base / design_effect, ndtri(1 - alpha / 2)
        found = float(gap_power(gap, discordance, n, alpha))
        words = (
            f"power = Φ((|δ|√n − z√ψ)/√(ψ − δ²)) = Φ(({abs(gap):.4g}√{n:.4g} − "
            f"{z:.4g}√{discordance:.4g})/√({discordance:.4g} − {gap:.4g}²)) = {found:.4g}"
        )
        computed = {"power": found, "formula": words}
    return Power(
        question="power", method="McNemar test, normal approximation",
        effect_name="gap", effect_size=gap, bases=(float(base),), alpha=alpha,
        design_effect=design_effect, state=state, **computed,
    )  # fmt: skip


def _words(p1, p2, n1, n2, alpha, found) -> str:
    """Return the formula of the power of two proportions with its numbers."""
    z = ndtri(1 - alpha / 2)
    h = 2 * abs(math.asin(math.sqrt(p1)) - math.asin(math.sqrt(p2)))
    return (
        f"power = Φ(|h|s − z) + Φ(−|h|s − z) = {found:.4g}, |h| = |2 asin √{p1:.4g} − "
        f"2 asin √{p2:.4g}| = {h:.4g}, s = √({n1:.4g}×{n2:.4g}/({n1:.4g} + {n2:.4g})), "
        f"z = {z:.4g}"
    )
