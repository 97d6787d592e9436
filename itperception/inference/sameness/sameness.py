"""What a test of sameness returns: shown different, shown the same, or not settled."""

import math
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum

import pandas as pd
from scipy.special import ndtr

from itperception.errors import ItPerceptionError
from itperception.inference.results import InWords, State, join_notes

_BOTH = "there is a difference, and it is smaller than the margin"


class SamenessVerdict(StrEnum):
    """The answer to a claim of sameness.

    `SAME` needs the interval at 1 − 2α to lie within the margin. It wins over
    `DIFFERENT`, which needs a difference that is more than chance: a difference can be
    real and yet too small to matter, and then the note says both.
    """

    DIFFERENT = "shown different"
    SAME = "shown the same"
    OPEN = "not settled"


@dataclass(frozen=True, slots=True)
class PairComparison:
    """One pair: its difference, and p for being the same and for being different.

    Attributes
    ----------
    first, second : str
        What is compared.
    difference : float
        First minus second.
    p_low, p_high : float
        One-sided, for lying above minus the margin, and below the margin.
    p_different : float
        Two-sided, for differing from zero; `p_adjusted` for all pairs together.
    """

    first: str
    second: str
    difference: float
    p_low: float
    p_high: float
    p_different: float
    p_adjusted: float = math.nan

    @classmethod
    def of_z(
        cls, first: str, second: str, difference: float, z: Sequence[float]
    ) -> "PairComparison":  # fmt: skip
        """Make one of the statistics at minus the margin, at zero, and at the margin.

        Examples
        --------
        >>> round(PairComparison.of_z("a", "b", 0.0, [2.0, 0.0, -2.0]).p_same, 4)
        0.0228
        """
        low, none, high = (float(value) for value in z)
        two_sided = float(2 * ndtr(-abs(none)))
        return cls(first, second, float(difference), float(ndtr(-low)), float(ndtr(high)),
                   two_sided, two_sided)  # fmt: skip

    @property
    def p_same(self) -> float:
        """The p of lying within the margin on both sides."""
        return max(self.p_low, self.p_high)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Equivalence(InWords):
    """The answer to a claim of sameness.

    Attributes
    ----------
    claim, method : str
        What is claimed to be the same, and how it is tested.
    verdict : SamenessVerdict
        Shown different, shown the same, or not settled.
    margin, alpha : float
        Of what counts as the same, and of each test.
    base : float
        Respondents.
    estimate : float
        The difference; of several pairs, that of the pair least shown to be the same.
    inner_low, inner_high : float
        Its interval at the level 1 − 2α: within the margin, the two are the same.
    ci_low, ci_high : float
        Its interval at the level 1 − α: without zero, the two are different.
    p_same, p_different : float
        Of the whole claim, and of any difference.
    pairs : tuple of PairComparison
        Every pair.
    state : State
        ``State.OK``, or why it could not be computed.
    formula, note : str
        The formula with its numbers filled in; what to keep in mind.
    """

    claim: str
    method: str
    verdict: SamenessVerdict = SamenessVerdict.OPEN
    margin: float
    alpha: float
    base: float = 0.0
    estimate: float = math.nan
    inner_low: float = math.nan
    inner_high: float = math.nan
    ci_low: float = math.nan
    ci_high: float = math.nan
    p_same: float = math.nan
    p_different: float = math.nan
    pairs: tuple[PairComparison, ...] = ()
    state: State = State.OK
    formula: str = ""
    note: str = ""

    def to_frame(self) -> pd.DataFrame:
        """Return one row; its columns are the attributes but for the pairs."""
        told = asdict(self) | {"state": str(self.state), "verdict": str(self.verdict)}
        told.pop("pairs")
        return pd.DataFrame([told])

    def explain(self) -> str:
        """Say the verdict, and the numbers it rests on."""
        head = f"{self.claim}, margin ±{self.margin:g}: {self.verdict}"
        if self.state is not State.OK:
            return f"{head}; not computed, {self.state.words}. {self.note}".strip()
        inside = -self.margin < self.inner_low and self.inner_high < self.margin
        intervals = (
            f"Difference {self.estimate:.3g}, {1 - 2 * self.alpha:.0%} interval "
            f"{self.inner_low:.3g} to {self.inner_high:.3g} "
            f"{'within' if inside else 'not within'} the margin, "
            f"{1 - self.alpha:.0%} interval {self.ci_low:.3g} to {self.ci_high:.3g}"
        )
        tests = f"p for the same {self.p_same:.3g}, for different {self.p_different:.3g}"
        parts = (head, intervals, tests, self.formula, self.method, self.note)
        return " ".join(f"{part}." for part in parts if part)

    def _repr_html_(self) -> str:
        return self.to_frame().T.to_html(header=False, float_format="{:.4g}".format)


def stated(margin: float, largest: float) -> float:
    """Return the margin, or say that it is none.

    Examples
    --------
    >>> stated(10, 1)
    Traceback (most recent call last):
    itperception.errors.ItPerceptionError: margin 10 is not in (0, 1): state how far ...
    """
    if not 0 < margin < largest:
        raise ItPerceptionError(
            f"margin {margin!r} is not in (0, {largest:g}): state how far apart two shares "
            "may be and still count as the same, such as 0.1 for ten points"
        )
    return float(margin)


def judge_sameness(
    claim: str, method: str, margin: float, alpha: float, base: float,
    pairs: Sequence[PairComparison], interval: Callable, *, state: State, note: str = "",
) -> Equivalence:  # fmt: skip
    """Return the answer for pairs of which `interval` gives that least the same.

    Parameters
    ----------
    pairs : sequence of PairComparison
        All that are claimed to be the same.
    interval : callable
        Takes a level, returns the limits of the pair with the largest `p_same`.
    state : State
        ``State.OK`` if there is something to judge.

    Examples
    --------
    >>> pair = PairComparison.of_z("a", "b", 0.01, [2.0, 0.2, -1.8])
    >>> judge_sameness("shares", "z", 0.1, 0.05, 90, [pair], lambda level: (-0.08, 0.09),
    ...       state=State.OK).verdict
    <SamenessVerdict.SAME: 'shown the same'>
    """
    if not 0 < alpha < 0.5:
        raise ItPerceptionError(f"alpha {alpha!r} is not in (0, 0.5)")
    fixed = {"claim": claim, "method": method, "margin": margin, "alpha": alpha}
    if state is State.OK and any(math.isnan(pair.p_same) for pair in pairs):
        state = State.NO_ESTIMATE
    if state is not State.OK:
        return Equivalence(
            **fixed, base=float(base), pairs=tuple(pairs), state=state, note=note
        )
    least = max(pairs, key=lambda pair: pair.p_same)
    p_different = min(pair.p_adjusted for pair in pairs)
    same, different = least.p_same < alpha, p_different < alpha
    verdict = SamenessVerdict.DIFFERENT if different else SamenessVerdict.OPEN
    (inner_low, inner_high), (low, high) = interval(1 - 2 * alpha), interval(1 - alpha)
    several = f", largest of {len(pairs)} pairs" if len(pairs) > 1 else ""
    return Equivalence(
        **fixed, verdict=SamenessVerdict.SAME if same else verdict, base=float(base),
        estimate=least.difference, inner_low=float(inner_low), inner_high=float(inner_high),
        ci_low=float(low), ci_high=float(high), p_same=least.p_same,
        p_different=p_different, pairs=tuple(pairs), state=state,
        formula=f"{least.first} minus {least.second}: p(above −{margin:g}) = "
        f"{least.p_low:.3g}, p(below {margin:g}) = {least.p_high:.3g}, the larger counts"
        + several,
        note=join_notes(_BOTH if same and different else "", note),
    )  # fmt: skip
