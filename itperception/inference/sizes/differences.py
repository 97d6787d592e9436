"""How far apart two groups are on a yes/no question: differences, ratios, Cohen's h, w, phi.

Rows are yes and no, columns the two groups; differences and ratios are of the first group to
the second: swapping the groups changes the sign, and that of phi, or inverts the ratio.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import ndtri

from itperception.inference.contingency import (
    chi_squared,
    degrees_of_freedom,
    drop_empty,
    table_state,
)
from itperception.inference.intervals import (
    LEVEL,
    koopman,
    miettinen_nurminen,
    noncentrality,
)
from itperception.inference.results import Effect, State, join_notes


def risk_difference(counts: ArrayLike, *, level: float = LEVEL) -> Effect:
    """Return the share of yes of the first group minus that of the second.

    In [−1, 1].

    Examples
    --------
    >>> round(risk_difference([[46, 24], [44, 16]]).effect_size, 4)
    -0.0889
    """

    def compute(table):
        (x1, x2), (n1, n2) = table[0], table.sum(0)
        found = x1 / n1 - x2 / n2
        words = f"p₁ − p₂ = {x1:.4g}/{n1:.4g} − {x2:.4g}/{n2:.4g} = {found:.4g}"
        return filled(found, miettinen_nurminen(x1, n1, x2, n2, level=level), words)

    source = "Miettinen & Nurminen 1985"
    return of_fourfold("difference of proportions", source, counts, level, compute)


def cohens_h(counts: ArrayLike, *, level: float = LEVEL) -> Effect:
    """Return Cohen's h of the shares of yes.

    In [−π, π].

    h = 2 asin √p₁ − 2 asin √p₂ with SE √(1/n₁ + 1/n₂) (Cohen 1988).

    Examples
    --------
    >>> round(cohens_h([[46, 24], [44, 16]]).effect_size, 4)
    -0.1791
    """

    def compute(table):
        n = table.sum(0)
        p, se = table[0] / n, float(np.sqrt((1 / n).sum()))
        first, second = 2 * np.arcsin(np.sqrt(p))
        words = (
            f"h = 2 asin √{p[0]:.4g} − 2 asin √{p[1]:.4g} = {first - second:.4g}, "
            f"SE = √(1/{n[0]:.4g} + 1/{n[1]:.4g})"
        )
        return _around(first - second, se, level, words)

    return of_fourfold("Cohen's h", "Cohen 1988", counts, level, compute)


def cohens_w(counts: ArrayLike, *, level: float = LEVEL) -> Effect:
    """Return Cohen's w of a table of any size.

    ≥ 0; no interval where the effect is too close to none for one.

    w = √(X²/n) (Cohen 1988), limits √(λ/n) from those of the noncentrality λ.

    Examples
    --------
    >>> round(cohens_w([[20, 24, 46], [4, 13, 23], [6, 7, 13]]).effect_size, 4)
    0.1386
    """
    table, dropped = drop_empty(counts)
    state = table_state(table)
    found = {"note": dropped}
    if state is State.OK:
        df = degrees_of_freedom(table)
        found = w_from(float(chi_squared(table)), df, table.sum(), level)
        found["note"] = join_notes(dropped, found["note"])
    return Effect(
        effect_name="Cohen's w", method="noncentral chi-squared", level=level,
        base=float(table.sum()), state=state, **found,
    )  # fmt: skip


def w_from(statistic: float, df: float, n: float, level: float) -> dict:
    """Return effect, limits, formula and note of Cohen's w of a chi-squared statistic."""
    low, high = np.sqrt(np.array(noncentrality(statistic, df, level=level)) / n)
    known = high > 0
    size = float(np.sqrt(statistic / n))
    return {
        "effect_size": size,
        "ci_low": float(low) if known else np.nan,
        "ci_high": float(high) if known else np.nan,
        "formula": f"w = √(X²/n) = √({statistic:.4g}/{n:.4g}) = {size:.4g}, df = {df}",
        "note": "" if known else "the effect is too close to none for an interval",
    }


def of_fourfold(
    name: str,
    source: str,
    counts: ArrayLike,
    level: float,
    compute: Callable,
    *,
    both_answers: bool = False,
) -> Effect:
    """Compute an effect of a table of two by two, or say why it cannot be.

    Parameters
    ----------
    compute : callable
        Takes the table; returns attributes of the effect, or a state other than OK.
    both_answers : bool
        Whether neither yes nor no may be missing altogether.

    Examples
    --------
    >>> of_fourfold("yes", "", [[1, 2], [0, 0]], 0.95, lambda table: {}).state.words
    'computed'
    """
    table, dropped = np.asarray(counts, float), ""
    if table.shape != (2, 2):
        table, dropped = drop_empty(table)
    state = _state(table, both_answers)
    found = compute(table) if state is State.OK else {"state": state}
    note = join_notes(dropped, found.pop("note", ""))
    return Effect(
        effect_name=name, method=source, level=level, base=float(table.sum()), note=note,
        **found,
    )  # fmt: skip


def filled(size: float, interval: tuple, formula: str, **more) -> dict:
    """Return attributes of an effect from its estimate, limits and formula."""
    low, high = (float(limit) for limit in interval)
    return {"effect_size": float(size), "ci_low": low, "ci_high": high,
            "formula": formula, **more}  # fmt: skip


def _state(table: np.ndarray, both_answers: bool) -> State:
    if not table.sum() > 0:
        return State.EMPTY
    if table.shape != (2, 2):
        return State.WRONG_SHAPE
    if not (table.sum(0) > 0).all():
        return State.ONE_COLUMN
    if both_answers and not (table.sum(1) > 0).all():
        return State.ONE_ROW
    return State.OK if table.sum() > max(table.shape) else State.SMALL_BASE


def _around(size: float, se: float, level: float, formula: str) -> dict:
    reach = ndtri((1 + level) / 2) * se
    return filled(size, (size - reach, size + reach), formula, se=se)


def odds_ratio(counts: ArrayLike, *, level: float = LEVEL) -> Effect:
    """Return the odds of yes in the first group divided by those in the second.

    In [0, ∞]; `se` is that of the logarithm. With an empty cell the estimate is 0 or
    infinite, without an interval. ad/(bc) with SE(ln OR) = √(1/a + 1/b + 1/c + 1/d)
    (Woolf 1955).

    Examples
    --------
    >>> found = odds_ratio([[3, 1], [1, 3]])
    >>> print(f"{found.effect_size:.2f} {found.ci_low:.2f} {found.ci_high:.2f}")
    9.00 0.37 220.93
    """
    source = "Wald, Woolf 1955"
    return of_fourfold("odds ratio", source, counts, level, lambda t: _odds(t, level),
                       both_answers=True)  # fmt: skip


def risk_ratio(counts: ArrayLike, *, level: float = LEVEL) -> Effect:
    """Return the share of yes of the first group divided by that of the second.

    In [0, ∞], infinite where nobody in the second group says yes; limits of
    :func:`itperception.inference.intervals.koopman`.

    Examples
    --------
    >>> round(risk_ratio([[46, 24], [44, 16]]).effect_size, 4)
    0.8519
    """
    source = "Koopman 1984"
    return of_fourfold("risk ratio", source, counts, level, lambda t: _ratio(t, level))


def phi(counts: ArrayLike, *, level: float = LEVEL) -> Effect:
    """Return the correlation of group and answer, positive if the first says yes more.

    In [−1, 1]. Its absolute value is Cohen's w of the table.

    φ = (ad − bc)/√(r₁r₂c₁c₂), and φ√n is normal around its value in the population, as
    the noncentral chi-squared of w has it: limits φ ± z/√n, cut off at −1 and 1. The
    linearised standard error is not used: it covers 70 % instead of 95 % where 5 % of
    90 and 26 say yes.

    Examples
    --------
    >>> round(phi([[46, 24], [44, 16]]).effect_size, 4)
    -0.0823
    """
    return of_fourfold(
        "phi",
        "normal φ√n",
        counts,
        level,
        lambda t: _correlation(t, level),
        both_answers=True,
    )


def _odds(table: np.ndarray, level: float) -> dict:
    (a, b), (c, d) = table
    found = _over(a * d, b * c)
    words = f"ad/(bc) = {a:.4g}×{d:.4g}/({b:.4g}×{c:.4g}) = {found:.4g}"
    if not table.all():
        note = "an empty cell leaves Wald without an interval"
        return filled(found, (np.nan, np.nan), words, note=note)
    se = float(np.sqrt((1 / table).sum()))
    reach = ndtri((1 + level) / 2) * se
    return filled(found, found * np.exp([-reach, reach]), words, se=se)


def _ratio(table: np.ndarray, level: float) -> dict:
    (x1, x2), (n1, n2) = table[0], table.sum(0)
    if x1 + x2 <= 0:
        return {"state": State.NO_ESTIMATE, "note": "nobody says yes in either group"}
    found = _over(x1 / n1, x2 / n2)
    words = f"p₁/p₂ = ({x1:.4g}/{n1:.4g})/({x2:.4g}/{n2:.4g}) = {found:.4g}"
    return filled(found, koopman(x1, n1, x2, n2, level=level), words)


def _over(top: float, bottom: float) -> float:
    return float(top / bottom) if bottom > 0 else np.inf


def _correlation(table: np.ndarray, level: float) -> dict:
    (a, b), (c, d) = table
    n, scale = table.sum(), float(np.sqrt(table.sum(0).prod() * table.sum(1).prod()))
    found, reach = float(a * d - b * c) / scale, ndtri((1 + level) / 2) / np.sqrt(n)
    words = (
        f"φ = (ad − bc)/√(r₁r₂c₁c₂) = ({a:.4g}×{d:.4g} − {b:.4g}×{c:.4g})/{scale:.4g} = "
        f"{found:.4g}, limits φ ± z/√{n:.4g}"
    )
    return filled(found, np.clip([found - reach, found + reach], -1, 1), words)
