"""Correlation of answers and groups: of their scores, or of their ranks.

Both have the standard error of multinomial samples, which assumes no normal
distribution: it follows from how the correlation changes with each cell.
"""

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import chdtrc, ndtri, stdtr

from itperception.inference.intervals import LEVEL
from itperception.inference.results import State, TestResult, join_notes
from itperception.inference.running import run_test
from itperception.inference.sizes.measures import CERTAIN, NO_SPREAD
from itperception.inference.tables.scores import kept_scores, mid_ranks


def linear_by_linear(
    counts: ArrayLike, answer_scores: ArrayLike | None = None,
    group_scores: ArrayLike | None = None, *, level: float = LEVEL,
) -> TestResult:  # fmt: skip
    """Test whether the score of the answer goes along with the score of the group.

    Effect: the correlation r, with limits on the scale of Fisher's z from its standard
    error in multinomial samples (Brown & Benedetti 1977).

    Parameters
    ----------
    answer_scores, group_scores : array_like, optional
        One for each row and column, empty ones too; 1, 2, 3 … if not given.

    Raises
    ------
    ItPerceptionError
        If there is not one score for each row or column.

    Notes
    -----
    M² = (n − 1) r², df = 1 (Mantel 1963; Agresti 2013).

    Examples
    --------
    >>> result = linear_by_linear([[29, 13], [7, 7], [7, 21]])
    >>> round(result.statistic, 3), round(result.effect_size, 3)
    (12.859, 0.394)
    """
    scores = [
        kept_scores(counts, s, i) for i, s in enumerate((answer_scores, group_scores))
    ]

    def compute(table):
        if any(np.ptp(each) == 0 for each in scores):
            return {"state": State.NO_VARIATION}
        r, se = _correlation(table, *scores)
        n = table.sum()
        statistic = float((n - 1) * r**2)
        told = [", ".join(f"{score:g}" for score in each) for each in scores]
        note = f"scores of the answers {told[0]}; of the groups {told[1]}"
        return {
            "statistic": statistic,
            "df": 1,
            "p_value": float(chdtrc(1, statistic)),
            "formula": f"M² = (n − 1)r² = ({n:.4g} − 1) × {r:.4g}² = {statistic:.4g}, df = 1",
            **_effect("correlation of the scores", r, se, level, note),
        }

    return run_test("Linear-by-linear association test", counts, level, compute)


def spearman(counts: ArrayLike, *, level: float = LEVEL) -> TestResult:
    """Test whether the rank of the answer goes along with the rank of the group.

    Effect: Spearman's ρ of mid-ranks, with limits on the scale of Fisher's z from its
    standard error in multinomial samples.

    t = ρ√((n − 2)/(1 − ρ²)), df = n − 2 (Spearman 1904). If the two orders agree in
    every respondent, t is infinite.

    Examples
    --------
    >>> result = spearman([[29, 13], [7, 7], [7, 21]])
    >>> round(result.effect_size, 4), round(result.p_value, 6)
    (0.3916, 0.00023)
    """

    def compute(table):
        ranks = mid_ranks(table), mid_ranks(table.T)
        rho, se = _correlation(table, *ranks, ranked=True)
        df, rest = float(table.sum() - 2), 1 - rho**2
        t = rho * np.sqrt(df / rest) if rest > 0 else np.copysign(np.inf, rho)
        return {
            "statistic": float(t),
            "df": df,
            "p_value": float(2 * stdtr(df, -abs(t))),
            "formula": f"t = ρ√((n − 2)/(1 − ρ²)) = {rho:.4g} × √({df:.4g}/{rest:.4g}) "
            f"= {t:.4g}, df = {df:.4g}",
            **_effect("Spearman's rho", rho, se, level),
        }

    return run_test("Spearman's rank correlation test", counts, level, compute)


def _correlation(
    table: np.ndarray, answers: np.ndarray, groups: np.ndarray, *, ranked: bool = False
) -> tuple[float, float]:
    """Return r of the scores and its standard error; ranks move with the counts."""
    margins = table.sum(1), table.sum(0)
    u, v = (s - s @ m / m.sum() for s, m in zip((answers, groups), margins, strict=True))
    top, squares = np.outer(u, v), [u**2, v**2]
    bottoms = [m @ square for m, square in zip(margins, squares, strict=True)]
    r = float(np.clip((u @ table @ v) / np.sqrt(bottoms[0] * bottoms[1]), -1, 1))
    if ranked:
        top = top - _below(table @ v)[:, np.newaxis] - _below(u @ table)
        squares = [
            square - 2 * _below(m * s)
            for m, s, square in zip(margins, (u, v), squares, strict=True)
        ]
    lost = squares[0][:, np.newaxis] / bottoms[0] + squares[1] / bottoms[1]
    change = top / np.sqrt(bottoms[0] * bottoms[1]) - r * lost / 2
    return r, float(np.sqrt((table * change**2).sum()))


def _below(values: np.ndarray) -> np.ndarray:
    """Return the sum of what stands before, and half of what stands there."""
    return values.cumsum() - values / 2


def _effect(name: str, r: float, se: float, level: float, note: str = "") -> dict:
    """Return a correlation with limits on the scale of Fisher's z."""
    inside = se > NO_SPREAD and abs(r) < 1 - NO_SPREAD
    bounded = r if inside else np.nan
    reach = ndtri((1 + level) / 2) * se / (1 - bounded**2)
    return {
        "effect_name": name,
        "effect_size": r,
        "ci_low": float(np.tanh(np.arctanh(bounded) - reach)),
        "ci_high": float(np.tanh(np.arctanh(bounded) + reach)),
        "note": join_notes(note, "" if inside else CERTAIN),
    }
