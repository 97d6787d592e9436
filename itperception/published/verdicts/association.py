"""A gap that is said to be larger among those without a thing than among those with it.

In print are three totals of the same people: the two nets whose difference is the gap, and
how many have the thing. Who has it is open, so the gaps of both parts can lie far apart;
how far, and where the balance tips, is exact arithmetic.
"""

import pandas as pd
from scipy.special import ndtr

from itperception.inference.gap.gap_differences import difference_z
from itperception.published.figures.figures import EVERYBODY
from itperception.published.figures.study import Claim, Study
from itperception.published.verdicts.claim_figures import (
    SAME_PEOPLE,
    assumptions_of,
    claimed,
    joint_of,
)
from itperception.published.verdicts.verdict import (
    NONE,
    Answer,
    Verdict,
    buys_frame,
    ends_of,
)

NOT_CAUSE = "an association is all that a survey can show, not what contributes to what"
SCORE = "beyond chance means: the score test of the difference of two gaps"
_AT = ("first", "second", "without")


def association(study: Study, claim: Claim, alpha: float = 0.05) -> Verdict:
    """Judge that the gap is larger among those without a thing than among those with it.

    Parameters
    ----------
    study : Study
        With three figures of everybody.
    claim : Claim
        Its figures: both nets of the gap, then those who have the thing.
    alpha : float
        Level of the test, in (0, 1).

    Returns
    -------
    Verdict
        Quantities: ``gap_difference`` (without minus with) and ``gap_difference_p`` (score
        test). ``tables``: one line per three totals that print allows: ``base``,
        ``first``, ``second``, ``without``, ``needed``, and the ends of ``net`` (by how
        many people the first net is ahead among those without), of the difference
        and, at its upper end, p.

    Notes
    -----
    With P and I in the nets, d = P − I, w without: if the first net is g people ahead
    among those without, the difference is g/w − (d − g)/(n − w), above zero exactly if
    g > dw/n; ``needed`` is the next whole number. g can be max(0, P − (n − w)) − min(I, w)
    to min(P, w) − max(0, I − (n − w)).
    """
    figures = claimed(study, claim)
    tables = _totals(study, claim, figures)
    holds = _answer(
        (tables["net_low"] >= tables["needed"]).all(),
        (tables["net_high"] >= tables["needed"]).any(),
    )
    beyond = _answer(False, holds != "impossible" and (tables["p_at_high"] <= alpha).any())
    found = _quantities(tables)
    ends = found.loc[1, ["low", "high"]].to_dict()
    line = {"assumption": NONE, "holds": holds, "significant": beyond, **ends}
    return Verdict(
        claim=claim, possible=True, holds=holds, significant=beyond, alpha=alpha,
        tables=tables, quantities=found, deciding="net_without",
        deciding_values=_ends(tables), buys=buys_frame([line]),
        assumptions=assumptions_of(figures, SAME_PEOPLE, SCORE, NOT_CAUSE),
    )  # fmt: skip


def net_pairs(study: Study, claim: Claim, figures) -> list[tuple[int, ...]]:
    """Return base and the counts of all that print allows of nets of everybody."""
    asked = [(figure.item, figure.categories) for figure in figures]
    found = joint_of(study, claim).across(asked, (EVERYBODY,))[:, 0]
    return list(map(tuple, found.tolist()))


def _totals(study: Study, claim: Claim, figures) -> pd.DataFrame:
    """Return each combination of totals with its ends."""
    lines = [
        _line(n, x, y, n - have)
        for n, x, y, have in net_pairs(study, claim, figures)
        if 0 < have < n
    ]
    return pd.DataFrame(lines)


def _line(n: int, first: int, second: int, without: int) -> dict[str, float]:
    """Return the ends of one combination of totals."""
    have, gap = n - without, first - second
    low = max(0, first - have) - min(second, without)
    in_first, in_second = min(first, without), max(0, second - have)
    high = in_first - in_second

    def difference(net):
        return net / without - (gap - net) / have

    both = max(0, in_first + in_second - without)
    here = (in_first - both, in_second - both, without)
    there = (first - in_first, second - in_second, have)
    return {
        "base": n, "first": first, "second": second, "without": without,
        "needed": gap * without // n + 1, "net_low": low, "net_high": high,
        "difference_low": difference(low), "difference_high": difference(high),
        "p_at_high": float(2 * ndtr(-abs(difference_z(here, there)))),
    }  # fmt: skip


def _quantities(tables: pd.DataFrame) -> pd.DataFrame:
    """Bound the difference of the gaps, and its p-value from below by what was found."""
    how = f"closed form for all {len(tables)} totals that print allows"
    low = ends_of(tables, ["difference_low"], _AT, how)
    high = ends_of(tables, ["difference_high"], _AT, how)
    line = low.assign(quantity="gap_difference", high=high["high"], high_at=high["high_at"])
    p = ends_of(tables, ["p_at_high"], _AT, "attained; the least is an inner bound")
    p = p.assign(quantity="gap_difference_p", high=1.0, high_at="", certified=False)
    return pd.concat([line, p], ignore_index=True)


def _ends(tables: pd.DataFrame) -> dict[str, int]:
    gap = tables["first"] - tables["second"]
    ends = {
        "needed_least": tables["needed"].min(), "needed_most": tables["needed"].max(),
        "lowest": tables["net_low"].min(), "highest": tables["net_high"].max(),
        "gap_least": gap.min(), "gap_most": gap.max(),
    }  # fmt: skip
    return {name: int(value) for name, value in ends.items()}


def _answer(always: bool, ever: bool) -> Answer:
    return "certain" if always else "undecided" if ever else "impossible"
