"""A gap in every group, when only the totals are in print.

The gap is the share in the first net minus the share in the second, of the same people.
In people, the gaps of the groups add up to the gap of everybody; that is all that the
totals say, and enough for exact thresholds.
"""

from itertools import count
from math import gcd

import pandas as pd

from itperception.published.figures.figures import EVERYBODY
from itperception.published.figures.study import Claim, Study
from itperception.published.verdicts.claim_figures import (
    EXHAUSTIVE,
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
    quantities,
)

EACH = "beyond chance in every group means: McNemar's mid-p of each group, uncorrected"


def gap_everywhere(study: Study, claim: Claim, alpha: float = 0.05) -> Verdict:
    """Judge that the first share is above the second in every part of the people asked.

    Parameters
    ----------
    study : Study
        With ``parts``, and two figures of everybody.
    claim : Claim
        ``assume``: ``least``, the size of the smallest group.
    alpha : float
        Level of the tests, in (0, 1).

    Returns
    -------
    Verdict
        Quantities: ``smallest_gap`` (of the groups), ``largest_midp`` (of their McNemar
        tests, two-sided), ``gap`` (of everybody).

    Notes
    -----
    With nobody the other way round a group's mid-p is 2^−b for b people, and every
    person the other way raises it. So ``needed_each`` is the smallest b with
    2^−b ≤ alpha, ``needed_total`` as many in each group (intersection-union test,
    Berger 1982), ``needed_one_sided`` the b of one-sided tests. In people the gap of
    everybody is ``lowest`` to ``highest``; at least ``somewhere`` of it are in one group.
    """
    figures = claimed(study, claim)
    pairs = net_pairs(study, claim, figures)
    least, groups = int(claim.assume.get("least", 1)), len(study.parts)
    gaps = sorted({first - second for _, first, second in pairs})
    each = next(b for b in count(1) if 2.0**-b <= alpha)
    holds = _everywhere(pairs, groups, least)
    beyond = _beyond(holds, gaps[-1], groups * each)
    lines = [_smallest(pairs, groups, least), _largest_midp(gaps[-1], groups),
             _of_everybody(pairs)]  # fmt: skip
    ends = {end: lines[1][end] for end in ("low", "high")}
    named = [f"least {least}"] if least > 1 else []
    return Verdict(
        claim=claim, possible=True, holds=holds, significant=beyond, alpha=alpha,
        quantities=quantities(lines), deciding="gap_in_each",
        deciding_values={
            "needed_each": each, "needed_total": groups * each, "groups": groups,
            "needed_one_sided": next(b for b in count(1) if 2.0 ** -(b + 1) <= alpha),
            "lowest": gaps[0], "highest": gaps[-1], "somewhere": -(-gaps[0] // groups),
            "base": pairs[0][0],
        },
        assumptions=assumptions_of(figures, EXHAUSTIVE, SAME_PEOPLE, EACH, *named),
        buys=buys_frame(
            [{"assumption": NONE, "holds": holds, "significant": beyond, **ends}]
        ),
    )  # fmt: skip


def net_pairs(study: Study, claim: Claim, figures) -> list[tuple[int, ...]]:
    """Return base and the counts of all that print allows of nets of everybody."""
    asked = [(figure.item, figure.categories) for figure in figures]
    found = joint_of(study, claim).across(asked, (EVERYBODY,))[:, 0]
    return list(map(tuple, found.tolist()))


def _everywhere(pairs, groups: int, least: int) -> Answer:
    """Say whether every group must, can, or cannot have a gap of a person or more.

    A group without a gap leaves the others to hold all of it: they need as many people.
    """
    if max(x - y for _, x, y in pairs) < groups:
        return "impossible"
    without_one_full = all(x - y > n - least for n, x, y in pairs)
    return "certain" if without_one_full else "undecided"


def _beyond(holds: Answer, highest: int, needed: int) -> Answer:
    """Say whether every group can be beyond chance; never all of them must be."""
    return "impossible" if holds == "impossible" or highest < needed else "undecided"


def _smallest(pairs, groups: int, least: int) -> dict[str, object]:
    """Bound the smallest gap: at most that of everybody, at least all the other way."""
    n, x, y = max(pairs, key=lambda pair: (pair[1] - pair[2]) / pair[0])
    attained = gcd(n, x - y) >= groups
    reversed_group = all(least <= min(second, m - first) for m, first, second in pairs)
    even = f"; attained if all {groups} groups have it" if attained else "; outer"
    return {
        "quantity": "smallest_gap", "low": -1.0, "high": (x - y) / n,
        "certified": attained and reversed_group,
        "certificate": f"the smallest is no larger than that of everybody{even}",
        "low_at": f"a group of {least} in which all are only in the second net",
    }  # fmt: skip


def _largest_midp(highest: int, groups: int) -> dict[str, object]:
    """Bound the p-value of the group that has least of the gap."""
    return {
        "quantity": "largest_midp", "low": min(1.0, 2.0 ** -(highest // groups)),
        "high": 1.0,
        "certificate": f"some group has no more than {highest // groups} of {highest}",
    }  # fmt: skip


def _of_everybody(pairs) -> dict[str, object]:
    gaps = pd.Series([(x - y) / n for n, x, y in pairs])
    return {
        "quantity": "gap", "low": float(gaps.min()), "high": float(gaps.max()),
        "certificate": f"enumerated all {len(pairs)} pairs of counts",
    }  # fmt: skip
