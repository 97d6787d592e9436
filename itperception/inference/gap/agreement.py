"""How far two answers of the same people agree beyond chance: Cohen's kappa.

Two items are in a square, the first in the rows, the second in the columns. Agreement is
not sameness of the distributions: two items may have equal shares and agree on nobody.
"""

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import ndtri

from itperception.errors import unknown_name
from itperception.inference.by_statsmodels import cohens_kappa
from itperception.inference.gap.matched import square_of
from itperception.inference.intervals import LEVEL
from itperception.inference.results import Effect, State, join_notes

_NAMES = {
    "none": "Cohen's kappa",
    "linear": "weighted kappa (linear)",
    "quadratic": "weighted kappa (quadratic)",
}
SOURCE = "Fleiss, Cohen & Everitt 1969"
ALL_AGREE = "everybody agrees: the standard error is zero, which says nothing of how sure"
ONE_ANSWER = "an item with one answer only has kappa 0 with any other, without any spread"
_CUT = "the interval is cut at the ends of the scale"


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
    k, se = cohens_kappa(square, credit)
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
