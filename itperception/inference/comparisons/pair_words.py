"""One comparison of two columns in words, with the numbers in the formula of its test."""

import math

import pandas as pd

from itperception.inference.comparisons.pair_tests import TEST_OF
from itperception.inference.comparisons.profiles import Profile
from itperception.inference.results import State


def sentence(pair: pd.Series, profile: Profile) -> str:
    """Say one comparison in words and numbers.

    Parameters
    ----------
    pair : pandas.Series
        A line of the pairs that :func:`itperception.inference.comparisons.comparisons.compare`
        returns.
    """
    told = (
        f"{pair['category']}: {pair['first']} "
        f"{_share(pair['proportion'], pair['tested_base'])} against {pair['second']} "
        f"{_share(pair['proportion_second'], pair['tested_base_second'])}"
    )
    if not math.isnan(pair["difference"]):
        told += f"; difference {pair['difference']:+.3g}"
    if not math.isnan(pair["ci_low"]):
        told += (
            f" ({1 - profile.alpha:.0%} interval {pair['ci_low']:+.3g} to "
            f"{pair['ci_high']:+.3g})"
        )
    told += ". "
    if pair["state"] != State.OK:
        return f"{told}Not tested: {pair['note']}."
    return (
        f"{told}{TEST_OF[profile.test][0]}: {FORMULAS[profile.test](pair)}, "
        f"p = {pair['p_value']:.3g}, adjusted ({pair['adjust']}) {pair['p_adjusted']:.3g}."
    )


def pair_notes(profile: Profile) -> dict[str, str]:
    """Return what is said of a pair in each state.

    Examples
    --------
    >>> from itperception.inference.comparisons.profiles import find_profile
    >>> pair_notes(find_profile("effective_z"))[State.SMALL_BASE]
    'an effective base below 30 is not tested'
    """
    told = {s: "" if s is State.OK else s.words for s in State}
    kind = "effective base" if profile.base == "effective" else f"{profile.base} base"
    told[State.SMALL_BASE] = f"{_article(kind)} below {profile.least_base:g} is not tested"
    if profile.skips_extremes:
        told[State.NO_VARIATION] = "a column with nobody or everybody is not tested"
    return told


def _share(proportion: float, base: float) -> str:
    return "of nobody" if math.isnan(proportion) else f"{proportion:.3g} of {base:.4g}"


def _article(noun: str) -> str:
    return f"an {noun}" if noun[0] in "aeiou" else f"a {noun}"


def _numbers(pair: pd.Series) -> tuple[float, float, float, float]:
    return (pair["tested_count"], pair["tested_base"], pair["tested_count_second"],
            pair["tested_base_second"])  # fmt: skip


def _chi_squared(pair: pd.Series) -> str:
    x1, n1, x2, n2 = _numbers(pair)
    return (
        f"(N − 1)(x₁n₂ − x₂n₁)²/(n₁n₂x(N − x)) = "
        f"({n1 + n2:.4g} − 1)({x1:.4g} × {n2:.4g} − {x2:.4g} × {n1:.4g})²/({n1:.4g} × "
        f"{n2:.4g} × {x1 + x2:.4g} × {n1 + n2 - x1 - x2:.4g}) = {pair['statistic']:.4g}, "
        f"df = 1"
    )


def _pooled(pair: pd.Series) -> str:
    x1, n1, x2, n2 = _numbers(pair)
    p, letter = pair["pooled"], "z" if math.isnan(pair["df"]) else "t"
    df = "" if math.isnan(pair["df"]) else f", df = n₁ + n₂ − 2 = {pair['df']:.4g}"
    return (
        f"{letter} = (p₁ − p₂)/√(p(1 − p)(1/n₁ + 1/n₂)) = ({x1 / n1:.4g} − {x2 / n2:.4g})/"
        f"√({p:.4g} × {1 - p:.4g} × (1/{n1:.4g} + 1/{n2:.4g})) = {pair['statistic']:.4g}{df}"
    )


def _unpooled(pair: pd.Series) -> str:
    x1, n1, x2, n2 = _numbers(pair)
    p1, p2 = x1 / n1, x2 / n2
    return (
        f"z = (p₁ − p₂)/√(p₁(1 − p₁)/n₁ + p₂(1 − p₂)/n₂) = ({p1:.4g} − {p2:.4g})/√({p1:.4g} "
        f"× {1 - p1:.4g}/{n1:.4g} + {p2:.4g} × {1 - p2:.4g}/{n2:.4g}) = "
        f"{pair['statistic']:.4g}"
    )


def _rao_scott(pair: pd.Series) -> str:
    effect, f = pair["scale"], pair["statistic"]
    if math.isnan(pair["df"]):
        return f"X² of two unweighted columns = {f:.4g}, df = 1"
    return (
        f"F = X²/δ = {f * effect:.4g}/{effect:.4g} = {f:.4g}, df = 1 and {pair['df']:.4g}"
    )


def _linearised(pair: pd.Series) -> str:
    one, two, se = pair["proportion"], pair["proportion_second"], pair["scale"]
    return (
        f"t = (p₁ − p₂)/se = ({one:.4g} − {two:.4g})/{se:.4g} = {pair['statistic']:.4g}, "
        f"df = {pair['df']:.4g}"
    )


FORMULAS = {
    "n_minus_one": _chi_squared,
    "pooled_z": _pooled,
    "pooled_t": _pooled,
    "unpooled_z": _unpooled,
    "rao_scott": _rao_scott,
    "linearised_t": _linearised,
}
