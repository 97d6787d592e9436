"""Wilcoxon's signed-rank test of pairs on a ranked scale, exact with its ties.

Pairs are ranked by how far apart their answers are; on a scale of few points nearly all
are tied. Given the ranks, each pair that differs goes up or down like a fair coin. Tied
pairs have one rank, so the number of them that go up is binomial, and the rank sum is a
sum of few binomials, each times its rank: that is why the exact distribution is quick.
"""

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import erfc, ndtri

from itperception.errors import unknown_name
from itperception.inference.gap.matched import net_difference, square_of, whole_counts
from itperception.inference.intervals import LEVEL
from itperception.inference.results import Effect, State, TestResult

ZEROS = {
    "wilcox": "pairs without a difference are left out",
    "pratt": "pairs without a difference are ranked, then left out",
}
_METHODS = ("auto", "exact", "asymptotic")
# Up to so many pairs that differ the exact distribution takes well under a second.
_EXACT_UP_TO = 500
SAME_WAY = "all pairs that differ go the same way, so there is no interval"


def wilcoxon(
    square: ArrayLike, *, zeros: str = "wilcox", method: str = "auto",
    continuity: bool = False, level: float = LEVEL,
) -> TestResult:  # fmt: skip
    """Test whether answers move up as far as down between two items of the same people.

    The statistic is the rank sum W of the pairs whose first answer is better, or Z if
    asymptotic. Effect: (up − down)/n with its Tango interval.

    Parameters
    ----------
    zeros : {"wilcox", "pratt"}
        Leave out pairs that agree before ranking, or after it (Pratt 1959).
    method : {"auto", "exact", "asymptotic"}
        "auto" is exact for up to 500 pairs that differ, if all counts are whole.
    continuity : bool
        Whether to move the rank sum half a rank towards its mean; asymptotic only.

    Raises
    ------
    UnknownNameError
        If there is no such method, or no such way with zeros.

    Notes
    -----
    Z = Σ sgn(d) R/√ΣR² with mid-ranks R of |d|: its variance is right with ties (Wilcoxon
    1945, Pratt 1959). Exact: p = P(|W − ½ΣR| ≥ |w − ½ΣR|) over all 2^m ways to give m
    pairs that differ a direction, their ranks as they are.

    Examples
    --------
    >>> square = [[20, 9, 3], [15, 41, 6], [8, 22, 32]]
    >>> found = wilcoxon(square)
    >>> found.statistic, round(found.p_value, 6)
    (571.5, 0.001232)
    >>> round(wilcoxon(square, zeros="pratt", method="asymptotic").statistic, 4)
    -3.3953
    """
    _known(zeros, method)
    square, state = square_of(square)
    exact, state = _form(square, method, state)
    name = f"Wilcoxon signed-rank test ({'exact' if exact else 'asymptotic'})"
    if state is State.WRONG_SHAPE:
        return TestResult(method=name, base=float(square.sum()), level=level, state=state)
    up, down, ranks = ranked_steps(square, zeros)
    computed = {}
    if state is State.OK:
        compute = _exact if exact else _asymptotic
        computed = compute(up, down, ranks, continuity and not exact)
        computed["note"] = ZEROS[zeros]
    n = float(square.sum())
    effect = net_difference(up.sum(), down.sum(), n, level)
    return TestResult(method=name, base=n, level=level, state=state, **effect, **computed)


def matched_rank_biserial(square: ArrayLike, *, level: float = LEVEL) -> Effect:
    """Return the rank sum that speaks for the first item minus that for the second.

    As a share of the whole rank sum, in [−1, 1]; 1 if all pairs that differ have the better
    answer first.

    r = Σ sgn(d) R/ΣR (King, Rosopa & Minium 2011), zeros left out. Its variance is that
    of a smooth function of the shares of the pairs that differ, by direction and distance;
    limits tanh(atanh r ± z se/(1 − r²)). There are none if |r| = 1.

    Examples
    --------
    >>> found = matched_rank_biserial([[20, 9, 3], [15, 41, 6], [8, 22, 32]])
    >>> print(f"{found.effect_size:.3f} {found.ci_low:.3f} {found.ci_high:.3f}")
    -0.433 -0.639 -0.170
    """
    square, state = square_of(square)
    computed = {}
    if state is State.OK:
        up, down, ranks = ranked_steps(square, "wilcox")
        total = float((up + down) @ ranks)
        r = float((up - down) @ ranks / total)
        computed = {
            "effect_size": r,
            "formula": f"r = Σ sgn(d) R/ΣR = {r * total:.4g}/{total:.4g}",
            "note": SAME_WAY if abs(r) == 1 else "",
        }
        if abs(r) < 1:
            se = _error(up, down)
            reach = ndtri((1 + level) / 2) * se / (1 - r**2)
            computed["se"] = se
            computed["ci_low"], computed["ci_high"] = (
                float(np.tanh(np.arctanh(r) + side * reach)) for side in (-1, 1)
            )
    return Effect(
        effect_name="matched-pairs rank biserial", base=float(square.sum()), level=level,
        state=state, method="King, Rosopa & Minium 2011", **computed,
    )  # fmt: skip


def ranked_steps(square: np.ndarray, zeros: str) -> tuple[np.ndarray, ...]:
    """Return, for each number of steps, pairs up, pairs down and the mid-rank of both.

    Returns
    -------
    up, down, ranks : numpy.ndarray, shape (k − 1,)
        For 1, …, k − 1 steps.

    Examples
    --------
    >>> square = np.array([[4.0, 2, 1], [1, 3, 0], [0, 1, 2]])
    >>> [part.tolist() for part in ranked_steps(square, "wilcox")]
    [[2.0, 1.0], [2.0, 0.0], [2.5, 5.0]]
    """
    steps = range(1, max(len(square), 1))
    up = np.array([np.trace(square, step) for step in steps])
    down = np.array([np.trace(square, -step) for step in steps])
    tied = up + down
    below = tied.cumsum() - tied + (np.trace(square) if zeros == "pratt" else 0)
    return up, down, below + (tied + 1) / 2


def _known(zeros: str, method: str) -> None:
    if zeros not in ZEROS:
        raise unknown_name("way with zeros", zeros, list(ZEROS))
    if method not in _METHODS:
        raise unknown_name("method", method, list(_METHODS))


def _form(square: np.ndarray, method: str, state: State) -> tuple[bool, State]:
    """Return whether to be exact, and the state: exact needs whole counts."""
    counted = whole_counts(square)
    if method == "auto":
        few = square.sum() - np.trace(square) <= _EXACT_UP_TO if square.ndim == 2 else True
        return bool(counted and few), state
    lacks = method == "exact" and state is State.OK and not counted
    return method == "exact", State.NOT_COUNTS if lacks else state


def _asymptotic(up, down, ranks, continuity: bool) -> dict:
    total, squared = (up - down) @ ranks, (up + down) @ ranks**2
    moved = np.sign(total) * max(abs(total) - continuity, 0)
    z = float(moved / np.sqrt(squared))
    told = f"({total:.6g} moved by 1)" if continuity else f"{total:.6g}"
    return {
        "statistic": z,
        "p_value": float(erfc(abs(z) / np.sqrt(2))),
        "formula": f"Z = Σ sgn(d) R/√ΣR² = {told}/√{squared:.6g} = {z:.4g}",
    }


def _exact(up, down, ranks, continuity: bool) -> dict:
    w, m = float(up @ ranks), (up + down).sum()
    doubled = np.rint(2 * ranks).astype(int)
    whole_sum = int((up + down) @ doubled)
    reached = max(int(up @ doubled), int(down @ doubled))
    p_value = 1.0 if 2 * reached == whole_sum else 2 * _beyond(up + down, doubled, reached)
    return {
        "statistic": w,
        "p_value": min(1.0, p_value),
        "formula": f"W = {w:g} of ΣR = {whole_sum / 2:g}, p = P(|W − {whole_sum / 4:g}| ≥ "
        f"{abs(w - whole_sum / 4):g}) over the directions of {m:g} pairs",
    }


def _beyond(tied: np.ndarray, steps: np.ndarray, reached: int) -> float:
    """Return the probability that the doubled rank sum is at least `reached`.

    The sum over all groups of ties but the largest is built up value by value; the
    largest group enters by the tail of its binomial distribution.
    """
    tied, steps = tied[tied > 0].astype(int), steps[tied > 0]
    order = tied.argsort()
    sums = np.ones(1)
    for count, step in zip(tied[order[:-1]], steps[order[:-1]], strict=True):
        longer = np.zeros(len(sums) + count * step)
        for ups, probability in enumerate(_fair(count)):
            longer[ups * step : ups * step + len(sums)] += probability * sums
        sums = longer
    largest, step = tied[order[-1]], steps[order[-1]]
    tail = np.append(_fair(largest)[::-1].cumsum()[::-1], 0.0)
    needed = -((np.arange(len(sums)) - reached) // step)
    return float(sums @ tail[np.clip(needed, 0, largest + 1)])


def _fair(count: int) -> np.ndarray:
    """Return P(Bin(count, ½) = 0, …, count), from the middle outwards."""
    middle = count // 2
    onwards = np.arange(middle, count)
    ratios = np.cumprod((count - onwards) / (onwards + 1))
    backwards = np.arange(middle, 0, -1)
    before = np.cumprod(backwards / (count - backwards + 1))[::-1]
    weights = np.concatenate([before, [1.0], ratios])
    return weights / weights.sum()


def _error(up, down) -> float:
    """Return the standard error of the rank biserial, the shares of the pairs being multinomial."""
    m = (up + down).sum()
    up, down = up / m, down / m
    tied, lead = up + down, up - down
    rank = tied.cumsum() - tied / 2
    farther = lead.sum() - lead.cumsum() + lead / 2
    gradient = 2 * (np.concatenate([rank, -rank]) + np.tile(farther, 2))
    shares = np.concatenate([up, down])
    mean = shares @ gradient
    return float(np.sqrt(max(shares @ gradient**2 - mean**2, 0) / m))
