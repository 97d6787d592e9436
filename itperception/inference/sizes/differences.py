"""How far apart two groups are on a yes/no question: difference, Cohen's h, w.

Rows are yes and no, columns the two groups; the first group comes first in every
difference, so swapping the groups changes the sign.
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
