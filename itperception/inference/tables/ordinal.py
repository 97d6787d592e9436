"""Tests of ordered answers, or of ordered groups, on arrays of counts.

Answers stand in rows, groups in columns. Both ordered: Jonckheere–Terpstra (see
:mod:`.correlation` for others). Two answers and ordered groups: Cochran–Armitage.
Scored answers and groups in no order: the test of mean scores.
"""

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import chdtrc, erfc

from itperception.inference.intervals import LEVEL, wilson
from itperception.inference.results import State, TestResult, join_notes
from itperception.inference.running import run_test, share_of_variation
from itperception.inference.sizes.concordance import kendall_tau_b, order_sums
from itperception.inference.tables.scores import between_scores, kept_scores


def jonckheere_terpstra(counts: ArrayLike, *, level: float = LEVEL) -> TestResult:
    """Test whether later groups give later (or earlier) answers, by ranks.

    Two-sided; z > 0 if later groups give later answers. Effect: Kendall's tau-b with the
    interval of `kendall_tau_b`.

    z = (C − D)/√V₀ with the variance of Kendall (1970) for ties on both sides: the
    test of tau-b and the test of Jonckheere (1954) and Terpstra (1952) are the same.

    Examples
    --------
    >>> result = jonckheere_terpstra([[29, 13], [7, 7], [7, 21]])
    >>> round(result.statistic, 3), round(result.p_value, 6)
    (3.568, 0.00036)
    """

    def compute(table):
        (concordant, discordant), variance = order_sums(table), _variance_of_order(table)
        if not variance > 0:
            return {"state": State.SMALL_BASE}
        z = float((concordant - discordant) / np.sqrt(variance))
        found = kendall_tau_b(table, level=level)
        return {
            "statistic": z,
            "p_value": _two_sided(z),
            "formula": f"z = (C − D)/√V₀ = ({concordant:.5g} − {discordant:.5g})"
            f"/√{variance:.5g} = {z:.4g}, n = {table.sum():.4g}",
            "effect_name": found.effect_name,
            "effect_size": found.effect_size,
            "ci_low": found.ci_low,
            "ci_high": found.ci_high,
            "note": found.note,
        }

    return run_test("Jonckheere-Terpstra test", counts, level, compute)


def cochran_armitage(
    counts: ArrayLike, scores: ArrayLike | None = None, *, level: float = LEVEL
) -> TestResult:
    """Test whether the share of the first of two answers rises or falls over the groups.

    z > 0 if the share rises. Effect: the slope, by how much the share of the first answer
    rises with one step of the score, least squares weighted by the groups' bases. Its
    limits are put together from the Wilson limits of each group's share (Zou & Donner
    2008); of two groups they are Newcombe's.

    Parameters
    ----------
    scores : array_like, optional
        One for each group, empty ones too; 1, 2, 3 … if not given.

    Raises
    ------
    ItPerceptionError
        If there is not one score for each group.

    Notes
    -----
    z = Σ x_j(s_j − s̄)/√(p(1 − p) Σ n_j(s_j − s̄)²) (Cochran 1954, Armitage 1955).

    Examples
    --------
    >>> result = cochran_armitage([[15, 10, 5], [10, 15, 20]])
    >>> round(result.statistic, 3), round(result.effect_size, 3)
    (-2.887, -0.2)
    """
    kept = kept_scores(counts, scores, 1)

    def compute(table):
        if len(table) != 2:
            return {"state": State.WRONG_SHAPE, "note": f"{len(table)} answers, not two"}
        if np.ptp(kept) == 0:
            return {"state": State.NO_VARIATION}
        bases, share = table.sum(0), float(table[0].sum() / table.sum())
        steps = kept - kept @ bases / bases.sum()
        top, spread = float(table[0] @ steps), float(bases @ steps**2)
        z = top / np.sqrt(share * (1 - share) * spread)
        low, high = _sum_of_shares(bases * steps / spread, table[0], bases, level)
        return {
            "statistic": float(z),
            "p_value": _two_sided(z),
            "formula": f"z = Σx(s − s̄)/√(p(1 − p)Σn(s − s̄)²) = {top:.4g}/√({share:.4g} × "
            f"{1 - share:.4g} × {spread:.4g}) = {z:.4g}, n = {table.sum():.4g}",
            "effect_name": "slope of the share per step",
            "effect_size": top / spread,
            "ci_low": low,
            "ci_high": high,
            "note": f"scores of the groups {_listed(kept)}",
        }

    return run_test("Cochran-Armitage trend test", counts, level, compute)


def mean_scores(
    counts: ArrayLike, scores: ArrayLike | None = None, *, level: float = LEVEL
) -> TestResult:
    """Test whether the mean score of the answers differs between groups in no order.

    Effect: η² = SS_between/SS_total, with the interval from the noncentrality of the
    statistic.

    Parameters
    ----------
    scores : array_like, optional
        One for each answer, empty ones too; 1, 2, 3 … if not given.

    Raises
    ------
    ItPerceptionError
        If there is not one score for each answer.

    Notes
    -----
    Q = (n − 1) SS_between/SS_total, df = groups − 1: the Cochran–Mantel–Haenszel test
    of row means (Landis, Heyman & Koch 1978). With mid-ranks for scores it is the
    Kruskal–Wallis test.

    Examples
    --------
    >>> result = mean_scores([[29, 13], [7, 7], [7, 21]])
    >>> round(result.statistic, 3), result.df
    (12.859, 1)
    """
    kept = kept_scores(counts, scores, 0)

    def compute(table):
        if np.ptp(kept) == 0:
            return {"state": State.NO_VARIATION}
        n, df, effect = table.sum(), table.shape[1] - 1, between_scores(table, kept)
        statistic = float((n - 1) * effect)
        means = _listed(kept @ table / table.sum(0))
        found = share_of_variation("eta squared", effect, statistic, df, n - 1, level)
        told = f"scores of the answers {_listed(kept)}; means of the groups {means}"
        return found | {
            "statistic": statistic,
            "df": df,
            "p_value": float(chdtrc(df, statistic)),
            "formula": f"Q = (n − 1) SS_between/SS_total = ({n:.4g} − 1) × {effect:.4g} "
            f"= {statistic:.4g}, df = {df + 1} − 1 = {df}",
            "note": join_notes(told, found["note"]),
        }

    return run_test("Mean score test", counts, level, compute)


def _variance_of_order(table: np.ndarray) -> float:
    """Return the variance of C − D if nothing depends on anything (Kendall 1970)."""
    n, margins = table.sum(), (table.sum(1), table.sum(0))
    moved = [
        n * (n - 1) * (2 * n + 5),
        *((m * (m - 1) * (2 * m + 5)).sum() for m in margins),
    ]
    pairs = np.prod([(m * (m - 1)).sum() for m in margins])
    triples = np.prod([(m * (m - 1) * (m - 2)).sum() for m in margins])
    variance = (moved[0] - moved[1] - moved[2]) / 18 + pairs / (2 * n * (n - 1))
    return float(variance + triples / (9 * n * (n - 1) * (n - 2)))


def _sum_of_shares(factors, yes, bases, level: float) -> tuple[float, float]:
    """Return limits of Σ factor × share from the Wilson limits of each share."""
    shares, (low, high) = yes / bases, wilson(yes, bases, level=level)
    down, up = factors * (low - shares), factors * (high - shares)
    reach_down, reach_up = np.minimum(down, up), np.maximum(down, up)
    centre = factors @ shares
    return (
        float(centre - np.sqrt((reach_down**2).sum())),
        float(centre + np.sqrt((reach_up**2).sum())),
    )


def _two_sided(z: float) -> float:
    return float(erfc(abs(z) / np.sqrt(2)))


def _listed(numbers: np.ndarray) -> str:
    return ", ".join(f"{number:.4g}" for number in numbers)
