"""Tests of one proportion against a given one, and of several against each other.

A given proportion is one that is known without error, such as a share in a register or
one that a claim states.
"""

import numpy as np
from scipy.special import chdtrc, gammaln, xlog1py, xlogy

from itperception.errors import ItPerceptionError, unknown_name
from itperception.inference.intervals import LEVEL, wilson
from itperception.inference.results import State, TestResult
from itperception.inference.tables.fixed_margins import TIE, are_whole

ONE = {
    "exact": "Exact binomial test",
    "midp": "Binomial test (mid-P)",
    "score": "Score test of a proportion",
}


def one_proportion(
    successes: float,
    base: float,
    against: float,
    *,
    method: str = "exact",
    level: float = LEVEL,
) -> TestResult:
    """Test whether a proportion differs from a given one.

    Effect: the proportion with its interval, there also for fractions.

    Parameters
    ----------
    method : {"exact", "midp", "score"}
        Binomial probabilities, those with the observed count halved, or the normal
        approximation that the Wilson interval inverts.

    Raises
    ------
    ItPerceptionError
        If `against` is no proportion.

    Notes
    -----
    Exact: the probability of all counts that are no more likely than this one. Score:
    X² = (x − nπ)²/(nπ(1 − π)), df = 1.

    Examples
    --------
    >>> result = one_proportion(61, 100, 0.5)
    >>> round(result.p_value, 4), round(result.ci_low, 4), round(result.ci_high, 4)
    (0.0352, 0.512, 0.6998)
    """
    if method not in ONE:
        raise unknown_name("method", method, list(ONE))
    if not 0 <= against <= 1:
        raise ItPerceptionError(f"against is {against!r}, expected a proportion in [0, 1]")
    limits = wilson(successes, base, level=level)
    state = State.OK if base > 0 else State.EMPTY
    if (
        state is State.OK
        and method != "score"
        and not are_whole(np.array([successes, base]))
    ):
        state = State.NOT_COUNTS
    if state is State.OK and method == "score" and not 0 < against < 1:
        state = State.NO_VARIATION
    computed = {}
    if state is State.OK:
        compute = _score if method == "score" else _binomial
        computed = compute(successes, base, against, 0.5 if method == "midp" else 1.0)
    return TestResult(
        method=ONE[method], base=float(base), level=level, state=state,
        effect_name="proportion (Wilson 1927)",
        effect_size=float(successes / base) if base > 0 else np.nan,
        ci_low=float(limits.low), ci_high=float(limits.high), **computed,
    )  # fmt: skip


def log_chances(base: float, share: float) -> np.ndarray:
    """Return logarithms of the binomial probabilities of 0 to `base` successes.

    Examples
    --------
    >>> np.exp(log_chances(2, 0.5)).round(6).tolist()
    [0.25, 0.5, 0.25]
    """
    k = np.arange(base + 1)
    ways = gammaln(base + 1) - gammaln(k + 1) - gammaln(base - k + 1)
    return ways + xlogy(k, share) + xlog1py(base - k, -share)


def _binomial(successes: float, base: float, against: float, counted: float) -> dict:
    """Return the binomial test that counts what is as likely whole or half."""
    logs = log_chances(base, against)
    observed = logs[int(successes)]
    if observed == -np.inf:
        return {"statistic": float(successes), "p_value": 0.0,
                "formula": f"{successes:g} of {base:g} is impossible at {against:g}"}  # fmt: skip
    tied, chances = np.abs(logs - observed) <= TIE, np.exp(logs)
    less, equal = chances[(logs < observed) & ~tied].sum(), chances[tied].sum()
    half = "½ " if counted < 1 else ""
    words = (
        f"p = P(less likely counts) + {half}P(as likely as {successes:g}) = {less:.4g} + "
        f"{half}{equal:.4g}, Bin({base:g}, {against:.4g})"
    )
    p_value = min(1.0, float(less + counted * equal))
    return {"statistic": float(successes), "p_value": p_value, "formula": words}


def _score(successes: float, base: float, against: float, _: float) -> dict:
    found = float((successes - base * against) ** 2 / (base * against * (1 - against)))
    words = (
        f"X² = (x − nπ)²/(nπ(1 − π)) = ({successes:.4g} − {base:.4g}×{against:.4g})²/"
        f"({base:.4g}×{against:.4g}×{1 - against:.4g}) = {found:.4g}, df = 1"
    )
    return {
        "statistic": found,
        "df": 1,
        "p_value": float(chdtrc(1, found)),
        "formula": words,
    }
