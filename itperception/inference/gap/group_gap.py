"""The gap between two answers of the same people in one group: every test of it.

Two items are in a square, the first in the rows, the second in the columns. Agreement is
not sameness of the distributions: two items may have equal shares and agree on nobody.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import ndtri

from itperception.errors import unknown_name
from itperception.inference.gap.matched import square_of
from itperception.inference.gap.paired_scores import mean_score, up_and_down
from itperception.inference.gap.signed_rank import matched_rank_biserial, wilcoxon
from itperception.inference.gap.symmetry import bowker, mcnemar, stuart_maxwell
from itperception.inference.intervals import LEVEL
from itperception.inference.results import Effect, InWords, State, TestResult, join_notes
from itperception.inference.solving import divide

_NAMES = {
    "none": "Cohen's kappa",
    "linear": "weighted kappa (linear)",
    "quadratic": "weighted kappa (quadratic)",
}
SOURCE = "Fleiss, Cohen & Everitt 1969"
ALL_AGREE = "everybody agrees: the standard error is zero, which says nothing of how sure"
ONE_ANSWER = "an item with one answer only has kappa 0 with any other, without any spread"
_NO_SPREAD = 1e-13
_CUT = "the interval is cut at the ends of the scale"


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class GroupGap(InWords):
    """The gap in one group.

    Attributes
    ----------
    group : str
        Id of the group, or "total".
    base, effective_base : float
        Respondents who were asked both items, and what they are worth when weighted.
    self_proportion, other_proportion : float
        In the net, of the first and of the second item, in [0, 1].
    first_only, second_only : float
        Pairs in the net only on the first item, and only on the second; effective counts
        when weighted.
    up, down : float
        Shares of those who answered both items on the scale whose first answer is better,
        and worse, in [0, 1]; NaN if the scale is not ranked.
    difference : TestResult
        McNemar's test; its effect is the difference of the two proportions.
    score : TestResult
        Mean-score test over the whole scale; not computed if it is not ranked.
    signed_rank : TestResult
        Wilcoxon's test over the whole scale; not computed if it is not ranked.
    rank_biserial : Effect
        Its effect; not computed if the scale is not ranked.
    margins : TestResult
        Stuart–Maxwell test of any difference between the two distributions.
    symmetry : TestResult
        Bowker's test that each change is as frequent as its reverse.
    agreement : Effect
        Kappa, with linear weights if the scale is ranked.
    """

    group: str
    base: int
    effective_base: float
    self_proportion: float
    other_proportion: float
    first_only: float
    second_only: float
    up: float
    down: float
    difference: TestResult
    score: TestResult
    signed_rank: TestResult
    rank_biserial: Effect
    margins: TestResult
    symmetry: TestResult
    agreement: Effect

    @property
    def design_effect(self) -> float:
        """How many respondents are worth one; 1 if there are none."""
        return self.base / self.effective_base if self.effective_base > 0 else 1.0

    @property
    def pairs(self) -> tuple[float, float, float]:
        """Pairs in the net only on the first item, only on the second, and all pairs."""
        return self.first_only, self.second_only, self.effective_base

    def explain(self) -> str:
        """Say how every test of the group was computed."""
        told = (
            self.difference, self.score, self.margins, self.signed_rank,
            self.rank_biserial, self.symmetry, self.agreement,
        )  # fmt: skip
        return " ".join(result.explain() for result in told)


def group_gap(
    group: str, cells: np.ndarray, inside: np.ndarray, answers: np.ndarray, *,
    weighted: bool, ordered: bool, level: float, worth: float | None = None,
) -> GroupGap:  # fmt: skip
    """Hold two items of one group together.

    Parameters
    ----------
    cells : numpy.ndarray, shape (3, k, k)
        n, Σw and Σw² of the first item by the second.
    inside, answers : numpy.ndarray of bool, shape (k,)
        Which categories are in the net, and which are answers on the scale.
    weighted, ordered : bool
        Whether the counts are effective ones, and whether the scale is ranked.
    worth : float, optional
        The effective base of everybody in the cells, by default Kish's; those who answered
        on the scale are worth the same share of theirs.

    Examples
    --------
    >>> cells, first = np.array([[[52, 28], [7, 69]]] * 3), np.array([True, False])
    >>> group_gap("internal", cells, first, first | True, weighted=False, ordered=True,
    ...           level=0.95).pairs
    (28.0, 7.0, 156.0)
    """
    square, base = _effective(cells)
    scale, answered = _effective(cells[:, answers][:, :, answers])
    if worth is not None:
        share = float(divide(worth, square.sum()))
        square, scale = square * share, scale * share
    n = float(square.sum())
    own, other = (_share(square.sum(axis)[inside].sum(), n) for axis in (1, 0))
    b = float(square[inside][:, ~inside].sum())
    c = float(square[~inside][:, inside].sum())
    form = "asymptotic" if weighted else "midp"
    difference = mcnemar(b, c, n, method=form, level=level)
    return GroupGap(
        group=group, base=int(base), effective_base=n, self_proportion=own,
        other_proportion=other, first_only=b, second_only=c,
        difference=replace(difference, base=float(base)),
        **_on_the_scale(scale, answered, weighted, ordered, level),
    )  # fmt: skip


def _on_the_scale(scale, answered: float, weighted: bool, ordered: bool, level) -> dict:
    """Return the tests of all answers, the base being whoever gave both."""
    results = {
        "score": mean_score(scale, level=level),
        "signed_rank": wilcoxon(
            scale, method="asymptotic" if weighted else "auto", level=level
        ),
        "rank_biserial": matched_rank_biserial(scale, level=level),
        "margins": stuart_maxwell(scale, level=level),
        "symmetry": bowker(scale, level=level),
        "agreement": kappa(scale, weights="linear" if ordered else "none", level=level),
    }
    up, down, n = up_and_down(scale) if ordered else (np.nan, np.nan, 1.0)
    if not ordered:
        results |= {
            "score": _unranked(results["score"]),
            "signed_rank": _unranked(results["signed_rank"]),
            "rank_biserial": Effect(
                effect_name=results["rank_biserial"].effect_name, state=State.NOT_RANKED
            ),
        }
    based = {key: replace(found, base=float(answered)) for key, found in results.items()}
    return based | {"up": _share(up, n), "down": _share(down, n)}


def _unranked(result: TestResult) -> TestResult:
    return TestResult(method=result.method, state=State.NOT_RANKED)


def _share(part: float, n: float) -> float:
    return float(part / n) if n > 0 else np.nan


def _effective(cells: np.ndarray) -> tuple[np.ndarray, float]:
    """Return a square scaled to its effective base (Kish 1965), and its base.

    Unweighted, the factor is exactly 1 and the counts stay whole.
    """
    base, weights, squared = cells.sum((1, 2))
    return cells[1] * divide(weights, squared), base


def kappa(square: ArrayLike, *, weights: str = "none", level: float = LEVEL) -> Effect:
    """Return Cohen's kappa, plain or weighted by how close the two answers are.

    1 if all agree, 0 if no more than by chance, down to −1.

    Parameters
    ----------
    weights : {"none", "linear", "quadratic"}
        Credit for an answer j steps away: none, 1 − j/(k − 1), or 1 − (j/(k − 1))².

    Notes
    -----
    κ = (p_o − p_e)/(1 − p_e), p_o = Σ w_ij p_ij and p_e = Σ w_ij p_i· p_·j (Cohen 1960,
    1968). Standard error without the assumption that κ = 0 (Fleiss, Cohen & Everitt
    1969): se² = [Σ p_ij (w_ij − (w̄_i· + w̄_·j)(1 − κ))² − (κ − p_e(1 − κ))²]/(n(1 − p_e)²).

    Examples
    --------
    >>> found = kappa([[20, 9, 3], [15, 41, 6], [8, 22, 32]], weights="linear")
    >>> round(found.effect_size, 4), round(found.se, 4)
    (0.4208, 0.0594)
    """
    if weights not in _NAMES:
        raise unknown_name("weighting", weights, list(_NAMES))
    square, state = square_of(square)
    n, computed = float(square.sum()), {}
    if state in (State.OK, State.NO_VARIATION):
        credit = _credit(len(square), weights)
        rows, columns = square.sum(1) / n, square.sum(0) / n
        by_chance = float(rows @ credit @ columns)
        spread = 1 - by_chance > 1e-12
        state = State.OK if spread else State.NO_VARIATION
        computed = _kappa(square, credit, by_chance, level) if spread else {}
    return Effect(
        effect_name=_NAMES[weights], base=n, level=level, method=SOURCE, state=state,
        **computed,
    )  # fmt: skip


def _credit(k: int, weights: str) -> np.ndarray:
    """Return the credit for each cell, 1 on the diagonal."""
    places = np.arange(k)
    apart = np.abs(places - places[:, np.newaxis]) / max(k - 1, 1)
    return {"none": 1.0 * (apart == 0), "linear": 1 - apart, "quadratic": 1 - apart**2}[
        weights
    ]


def _kappa(square, credit, by_chance: float, level: float) -> dict:
    n = square.sum()
    k, se = _kappa_and_error(square, credit)
    observed = float((square * credit).sum() / n)
    alone = max(square.sum(1).max(), square.sum(0).max()) > n * (1 - 1e-12)
    certain = ALL_AGREE if observed == 1 else ONE_ANSWER if alone else ""
    reach = float(ndtri((1 + level) / 2) * se)
    beyond = k + reach > 1 or k - reach < -1
    return {
        "effect_size": k,
        "se": se,
        "ci_low": max(-1.0, k - reach),
        "ci_high": min(1.0, k + reach),
        "formula": f"κ = (p_o − p_e)/(1 − p_e) = ({observed:.4g} − {by_chance:.4g})/"
        f"(1 − {by_chance:.4g}), n = {n:.4g}",
        "note": join_notes(certain, _CUT if beyond else ""),
    }


def _kappa_and_error(square: np.ndarray, credit: np.ndarray) -> tuple[float, float]:
    """Return kappa and its standard error; statsmodels' would load all of scipy.stats."""
    n = square.sum()
    rows, columns = square.sum(1)[:, np.newaxis] / n, square.sum(0) / n
    missed = 1 - credit
    k = 1 - (missed * square).sum() / n / (missed * (columns * rows)).sum()
    chance = (credit * columns * rows).sum()
    means = (rows * credit).sum(0) + (columns * credit).sum(1)[:, np.newaxis]
    spread = (square / n * (credit - means * (1 - k)) ** 2).sum()
    variance = (spread - (k - chance * (1 - k)) ** 2) / ((1 - chance) ** 2 * n)
    # What rounding leaves of no spread is none.
    return float(k), float(np.sqrt(variance)) if variance > _NO_SPREAD / n else 0.0
