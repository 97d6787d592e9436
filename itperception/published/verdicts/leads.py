"""A group is said to be highest, or lowest; in print is only everybody's share.

Where people of a net sit among the groups is open, and with it nearly everything. What can
be had exactly: how far ahead a group can be, and from which size on its lead could be
beyond chance at all.
"""

from collections.abc import Iterator, Sequence
from fractions import Fraction

import numpy as np
import pandas as pd

from itperception.errors import ItPerceptionError
from itperception.published.figures.figures import EVERYBODY, Figure
from itperception.published.figures.study import Claim, Study
from itperception.published.verdicts.claim_figures import (
    EXHAUSTIVE,
    assumptions_of,
    claimed,
    joint_of,
    needed_option,
)
from itperception.published.verdicts.group_tables import exact_p
from itperception.published.verdicts.lead_ranges import lead_range
from itperception.published.verdicts.verdict import (
    NONE,
    Answer,
    Verdict,
    answer_of,
    buys_frame,
    quantities,
)

AGAINST_REST = "beyond chance means: Fisher's exact test of the group against all others"
FULL = (Fraction(-1), Fraction(1))


def leading_group(study: Study, claim: Claim, alpha: float = 0.05) -> Verdict:
    """Judge that a group is the highest (or lowest) of all parts on every net named.

    Parameters
    ----------
    study : Study
        With ``parts`` and figures of everybody.
    claim : Claim
        Kind ``highest_group`` or ``lowest_group``. ``group``: which. ``lead``: by more
        than so many points, by default 0. ``assume``: ``least``, size of the smallest
        group whose size is not in print.
    alpha : float
        Level of the test, in (0, 1).

    Returns
    -------
    Verdict
        Quantities: per figure ``lead_<figure>``, the group's share minus the highest of
        the others (lowest: the lowest of the others minus the group's share), and
        ``fisher_p`` of the group against all others.

    Notes
    -----
    ``deciding_values``: ``needed``, the smallest size from which on the group could be
    ahead beyond chance at all, on every net.
    """
    figures = claimed(study, claim)
    group, mirrored = str(needed_option(claim, "group")), claim.kind == "lowest_group"
    points = Fraction(str(claim.options.get("lead", 0))) / 100
    totals = [_totals(study, claim, figure, mirrored) for figure in figures]
    splits = list(map(tuple, joint_of(study, claim).sizes(study.parts).tolist()))
    at = study.parts.index(group)
    leads, holds = _leads(splits, totals, at, points)
    tests = _against_rest(splits, totals, at)
    needed, significant = _needed(tests, holds, alpha)
    p_low, p_high = min(t["fisher_p"].min() for t in tests), _largest_p(tests)
    lines = [
        _line(f"lead_{f.id}", ends, mirrored)
        for f, ends in zip(figures, leads, strict=True)
    ]
    least = [f"least {claim.assume['least']}"] if claim.assume else []
    return Verdict(
        claim=claim, possible=True, holds=holds, significant=significant, alpha=alpha,
        quantities=quantities([*lines, _fisher_line(p_low, p_high)]),
        deciding="group_size" if needed else "group_size_none",
        deciding_values={"group": group, "needed": needed,
                         "smallest": min(s[at] for s in splits),
                         "largest": max(s[at] for s in splits)},
        assumptions=assumptions_of(figures, EXHAUSTIVE, AGAINST_REST, *least),
        buys=buys_frame([{"assumption": NONE, "low": p_low, "high": p_high,
                          "holds": holds, "significant": significant}]),
    )  # fmt: skip


def _totals(study: Study, claim: Claim, figure: Figure, mirrored: bool) -> list[int]:
    """Return how many are in the net, or not in it, of everybody."""
    known = joint_of(study, claim)
    found = known.counts(figure.item, (figure.categories,), (EVERYBODY,))[:, 0].tolist()
    if len({n for n, _ in found}) > 1:
        raise ItPerceptionError(f"{figure.id}: how many were asked is not in print")
    return [n - k if mirrored else k for n, k in found]


def _leads(splits, totals, at: int, points: Fraction):
    """Return the ends of the lead on each net, and whether the claim holds.

    Once both ends are as far as shares go and both answers were found, no other split
    can change anything.
    """
    ends = [None] * len(totals)
    true, false = False, False
    for split in splits:
        found = [[lead_range(split, k, at) for k in counts] for counts in totals]
        lows = [min(low for low, _ in one) for one in found]
        highs = [max(high for _, high in one) for one in found]
        true |= all(high[0] > points for high in highs)
        false |= any(low[0] <= points for low in lows)
        for i, (low, high) in enumerate(zip(lows, highs, strict=True)):
            here = ((*low, split), (*high, split))
            ends[i] = here if ends[i] is None else _wider(ends[i], here)
        if true and false and all((a[0], b[0]) == FULL for a, b in ends):
            break
    holds: Answer = "undecided" if true and false else "certain" if true else "impossible"
    return ends, holds


def _wider(known, here):
    return min(known[0], here[0]), max(known[1], here[1])


def _line(name: str, ends, mirrored: bool) -> dict[str, object]:
    (low, counts, sizes), (high, other_counts, other_sizes) = ends
    return {
        "quantity": name, "low": float(low), "high": float(high),
        "certificate": "closed form for each split of the people asked",
        "low_at": _told(counts, sizes, mirrored),
        "high_at": _told(other_counts, other_sizes, mirrored),
    }  # fmt: skip


def _told(counts, sizes, mirrored: bool) -> str:
    pairs = zip(counts, sizes, strict=True)
    return ", ".join(f"{size - x if mirrored else x} of {size}" for x, size in pairs)


def _fisher_line(low: float, high: float) -> dict[str, object]:
    how = "every size of the group and every count in it"
    return {"quantity": "fisher_p", "low": low, "high": high, "certificate": how}


def _against_rest(splits, totals, at: int) -> list[pd.DataFrame]:
    """Return per net every table of the group against all others, with Fisher's p."""
    n, own = sum(splits[0]), sorted({split[at] for split in splits})
    found = []
    for counts in totals:
        lines = np.array(list(_fourfold(own, counts, n)))
        sizes, inside = lines[:, :2], lines[:, 2:]
        p = exact_p(sizes, inside)["freeman_halton_p"]
        ahead = inside[:, 0] * sizes[:, 1] > inside[:, 1] * sizes[:, 0]
        found.append(pd.DataFrame({"size": sizes[:, 0], "ahead": ahead, "fisher_p": p}))
    return found


def _fourfold(own: Sequence[int], totals: Sequence[int], n: int) -> Iterator[tuple]:
    for size in own:
        for k in totals:
            for x in range(max(0, k - (n - size)), min(k, size) + 1):
                yield size, n - size, x, k - x


def _needed(tests, holds: Answer, alpha: float) -> tuple[int | None, Answer]:
    """Return from which size on a lead can be significant, and whether it is."""
    possible = [
        {*test.loc[test["ahead"] & (test["fisher_p"] <= alpha), "size"]} for test in tests
    ]
    sizes = set.intersection(*possible)
    if not sizes or holds == "impossible":
        return None, "impossible"
    every = [answer_of(test["ahead"] & (test["fisher_p"] <= alpha)) for test in tests]
    certain = holds == "certain" and set(every) == {"certain"}
    return min(sizes), "certain" if certain else "undecided"


def _largest_p(tests) -> float:
    return float(max(test["fisher_p"].max() for test in tests))
