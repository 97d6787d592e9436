"""Does the answer depend on the group, in a complex sample? Corrections of Pearson's X².

With weights, strata and clusters X² of the weighted shares is distributed like
Σλ_i χ²₁: each λ is the design effect of one contrast of the table (Rao & Scott 1981).
The corrections differ in how that sum is brought to a p-value; Wald's tests need no X².
"""

from collections.abc import Callable

import numpy as np
from scipy.special import chdtrc, fdtrc, xlogy

from itperception.counting.design import DesignCube
from itperception.errors import unknown_name
from itperception.inference.contingency import (
    bias_corrected_v,
    chi_squared,
    drop_empty,
    expected,
)
from itperception.inference.design.design import design_state, linearised
from itperception.inference.design.design_effects import (
    SINGULAR,
    cell_shares,
    design_effects,
)
from itperception.inference.design.weighted_sums import inverted, saddlepoint
from itperception.inference.intervals import LEVEL
from itperception.inference.results import State, TestResult, join_notes
from itperception.inference.running import share_of_variation
from itperception.inference.solving import divide

_STATISTICS = {"pearson": "X² = n Σ(π − π_r π_c)²/(π_r π_c)",
              "likelihood_ratio": "G = 2n Σ π ln(π/(π_r π_c))"}  # fmt: skip


def rao_scott(
    design: DesignCube,
    *,
    correction: str = "F",
    statistic: str = "pearson",
    level: float = LEVEL,
) -> TestResult:
    """Test independence of answers and groups in a complex sample.

    `statistic` is X²/Σλ for "F", F for Wald's tests, else X² uncorrected. Effect: V of the
    weighted proportions, corrected for bias (Bergsma 2013) with the base divided by the
    mean λ; its interval takes all λ for equal. Its coverage at level .95, simulated for 156
    respondents in three groups with lognormal weights (σ = .45), is .94 to .96.

    Parameters
    ----------
    correction : {"F", "chisq", "second_order", "saddlepoint", "lincom", "wald", \
"adjwald"}
        "F" divides by the sum of the λ and takes F with (Σλ)²/Σλ² degrees of freedom and
        that many times units − strata; "second_order" is that with chi-squared,
        "chisq" the first order, that divides by the mean λ; "saddlepoint" and "lincom"
        take the distribution of the sum, its denominator with the whole number of terms
        that R's ``survey`` takes: the note gives p without that; "wald" and "adjwald"
        test the departures from independence with their own covariance, which exists
        with empty cells too.
    statistic : {"pearson", "likelihood_ratio"}
        What is corrected; no matter for Wald's tests.

    Notes
    -----
    λ: eigenvalues of (C'D⁻¹C/n)⁻¹ C'D⁻¹VD⁻¹C with C contrasts orthogonal to the margins,
    D the shares π on a diagonal, V their linearised covariance (Rao & Scott 1984; Thomas
    & Rao 1987). The Wald test is the score test of Lipsitz et al. (2015) too.

    Examples
    --------
    >>> answers, groups = [0] * 30 + [1] * 10 + [0] * 10 + [1] * 30, [0] * 40 + [1] * 40
    >>> result = rao_scott(DesignCube.from_codes(answers, groups))
    >>> round(result.statistic, 2), result.df, result.df2
    (19.75, 1.0, 79.0)
    """
    if correction not in CORRECTIONS:
        raise unknown_name("correction", correction, list(CORRECTIONS))
    if statistic not in _STATISTICS:
        raise unknown_name("statistic", statistic, list(_STATISTICS))
    inside, note = _without_empty(design)
    state = _state(inside)
    if state is State.EMPTY and design.counts.sum():
        state = State.NO_WEIGHT
    name, compute = CORRECTIONS[correction]
    computed = compute(inside, statistic) if state is State.OK else {"state": state}
    effect = _effect(inside, level) if state is State.OK else {}
    note = join_notes(note, computed.pop("note", ""), effect.pop("note", ""))
    return TestResult(
        method=name, base=float(inside.counts.sum()), level=level, note=note,
        effective_base=inside.effective_base, **computed, **effect,
    )  # fmt: skip


def _corrected(design: DesignCube, statistic: str, finish: Callable) -> dict:
    """Compute X² or G and λ, and let `finish` bring them to a p-value."""
    value, effects = _statistic(design, statistic), design_effects(design)
    if not effects.sum() > 0:
        return {"state": State.NO_ESTIMATE,
                "note": "too many empty cells, or no spread, for a correction"}  # fmt: skip
    found = finish(value, effects, design.df)
    told = ", ".join(f"{effect:.3g}" for effect in effects[::-1])
    words = (
        f"{_STATISTICS[statistic]} = {value:.4g}, n = {design.counts.sum():g}, λ = {told}"
    )
    return found | {"formula": f"{words}; {found['formula']}"}


def _f(value, effects, df) -> dict:
    total, ndf = effects.sum(), effects.sum() ** 2 / (effects**2).sum()
    ddf = ndf * df
    return {
        "statistic": float(value / total), "df": float(ndf), "df2": float(ddf),
        "p_value": float(fdtrc(ndf, ddf, value / total)),
        "formula": f"F = {value:.4g}/Σλ = {value / total:.4g}, df = (Σλ)²/Σλ² = {ndf:.4g}, "
        f"times units − strata = {ndf:.4g} × {df} = {ddf:.4g}",
    }  # fmt: skip


def _first_order(value, effects, _df) -> dict:
    mean, size = effects.mean(), len(effects)
    p_value = float(chdtrc(size, value / mean))
    words = f"{value:.4g}/mean λ = {value / mean:.4g}, df = {size}"
    return {"statistic": value, "df": size, "p_value": p_value, "formula": words}


def _second_order(value, effects, _df) -> dict:
    scale = (effects**2).sum() / effects.sum()
    df = float(effects.sum() / scale)
    words = f"{value:.4g} Σλ/Σλ² = {value / scale:.4g}, df = (Σλ)²/Σλ² = {df:.4g}"
    return {"statistic": value, "df": df, "p_value": float(chdtrc(df, value / scale)),
            "formula": words}  # fmt: skip


def _sum_of(tail: Callable, words: str) -> Callable:
    """Take the distribution of the sum over ⌊ν⌋ terms, as ``survey`` does, and tell."""

    def finish(value, effects, df):
        ddf = effects.sum() ** 2 / (effects**2).sum() * df
        plain = f"denominator of ⌊ν⌋ terms; of ν it would be p = {tail(value, effects, ddf):.3g}"
        return {
            "statistic": value, "p_value": tail(value, effects, ddf, whole=True),
            "formula": f"P(Σλχ²₁/(χ²/ν) > {value:.4g}) by {words}, ν = {ddf:.4g}",
            "note": plain if ddf % 1 else "",
        }  # fmt: skip

    return finish


def _by(finish: Callable) -> Callable:
    return lambda design, statistic: _corrected(design, statistic, finish)


def _wald(shrink: bool) -> Callable:
    """Test that π − π_r π_c is nothing, by its own linearised covariance."""

    def compute(design: DesignCube, _statistic: str) -> dict:
        shares = cell_shares(design)
        departure = (shares - expected(shares))[1:, 1:].ravel()
        v = linearised(design, _departure_gradients(design, shares))
        df, nu = len(departure), design.df
        ddf = nu - df + 1 if shrink else nu
        if ddf < 1:
            return {"state": State.SMALL_BASE, "note": "more contrasts than units"}
        rows, columns = (shares.sum(axis)[1:] for axis in (1, 0))
        plain = np.outer(rows * (1 - rows), columns * (1 - columns)).ravel()
        scaled = v * design.counts.sum() / np.sqrt(np.outer(plain, plain))
        if np.linalg.matrix_rank(scaled, tol=SINGULAR, hermitian=True) < df:
            return {"state": State.NO_ESTIMATE, "note": "the covariance is singular"}
        squared = float(departure @ np.linalg.solve(v, departure))
        value = squared * ddf / (df * nu)
        words = f"{squared:.4g} × {ddf}/({df} × {nu}) = {value:.4g}"
        return {
            "statistic": value, "df": df, "df2": ddf,
            "p_value": float(fdtrc(df, ddf, value)),
            "formula": f"F = d'V⁻¹d × {'(ν − k + 1)' if shrink else 'ν'}/(kν) = {words}, "
            f"d = π − π_r π_c, k = {df}, ν = units − strata = {nu}",
        }  # fmt: skip

    return compute


def _departure_gradients(design: DesignCube, shares: np.ndarray) -> np.ndarray:
    """Return the gradients of π − π_r π_c without the first row and column."""
    rows, columns = (np.eye(size)[1:] for size in shares.shape)
    rows = rows - shares.sum(1)[1:, np.newaxis]
    columns = columns - shares.sum(0)[1:, np.newaxis]
    products = np.einsum("ri,cj->rcij", rows, columns)
    return products.reshape(-1, *shares.shape) / design.totals.sum()


def _statistic(design: DesignCube, statistic: str) -> float:
    shares, n = cell_shares(design), design.counts.sum()
    if statistic == "pearson":
        return float(n * chi_squared(shares))
    return float(2 * n * xlogy(shares, divide(shares, expected(shares))).sum())


def _without_empty(design: DesignCube) -> tuple[DesignCube, str]:
    """Leave out answers and groups without weight, and say so."""
    totals = design.totals
    rows, columns = (np.flatnonzero(totals.sum(axis) > 0) for axis in (1, 0))
    return design.take(rows, columns), drop_empty(totals)[1]


def _state(design: DesignCube) -> State:
    if design.totals.size and 1 in design.totals.shape:
        return State.ONE_ROW if design.totals.shape[0] == 1 else State.ONE_COLUMN
    return design_state(design)


def _effect(design: DesignCube, level: float) -> dict:
    """Return V of the shares, corrected for bias with the base over the mean λ."""
    effects = design_effects(design)
    name = {"effect_name": "bias-corrected Cramér's V, weighted"}
    if not effects.mean() > 0:
        return name | {"note": "no interval: the design effects are unknown"}
    worth = cell_shares(design) * design.counts.sum() / effects.mean()
    x2, scale = float(chi_squared(worth)), worth.sum() * (min(worth.shape) - 1)
    v = share_of_variation(name["effect_name"], bias_corrected_v(worth) ** 2, x2,
                           len(effects), scale, level)  # fmt: skip
    v |= {key: np.sqrt(v[key]) for key in ("effect_size", "ci_low", "ci_high")}
    told = f"V's interval takes the design effects for equal (mean {effects.mean():.3g})"
    return v | {"note": join_notes(told, v["note"])}


CORRECTIONS: dict[str, tuple[str, Callable]] = {
    "F": ("Rao-Scott F test", _by(_f)),
    "chisq": ("Rao-Scott chi-squared test (first order)", _by(_first_order)),
    "second_order": ("Rao-Scott chi-squared test (second order)", _by(_second_order)),
    "saddlepoint": ("Rao-Scott test (saddlepoint)",
                    _by(_sum_of(saddlepoint, "saddlepoint"))),
    "lincom": ("Rao-Scott test (distribution of the sum)",
               _by(_sum_of(inverted, "inversion"))),
    "wald": ("Design-based Wald test", _wald(shrink=False)),
    "adjwald": ("Design-based Wald test (adjusted)", _wald(shrink=True)),
}  # fmt: skip
