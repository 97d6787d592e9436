"""A gap in every part of the people asked, when parts are not in print, or not all of it.

The gap is the share in the first net minus the share in the second, of the same people.
In people, the gaps of the parts add up to the gap of everybody; how the people divide, and
who of a part is in which net, is open as far as print goes, and every end is that of all
tables.
"""

from itertools import count

from itperception.errors import ItPerceptionError
from itperception.published.figures.study import Claim, Study
from itperception.published.verdicts.claim_figures import (
    EXHAUSTIVE,
    SAME_PEOPLE,
    assumptions_of,
    claimed,
    joint_of,
)
from itperception.published.verdicts.gap_ends import Ends, gap_ends
from itperception.published.verdicts.verdict import (
    NONE,
    Answer,
    Verdict,
    buys_frame,
    quantities,
)

EACH = "beyond chance in every group means: McNemar's mid-p of each group, uncorrected"
BY_SPLIT = "closed form for each split of the people asked"


def gap_everywhere(study: Study, claim: Claim, alpha: float = 0.05) -> Verdict:
    """Judge that the first share is above the second in every part of the people asked.

    Parameters
    ----------
    study : Study
        With ``parts``, and two nets, of two items or of one.
    claim : Claim
        ``assume``: ``least``, the size of the smallest group.
    alpha : float
        Level of the tests, in (0, 1).

    Returns
    -------
    Verdict
        Quantities: ``smallest_gap`` (of the groups), ``largest_midp`` (of their McNemar
        tests, two-sided), ``gap`` (of everybody).

    Raises
    ------
    ItPerceptionError
        If there are no parts, or too many tables to say anything of all of them.

    Notes
    -----
    With nobody the other way round a group's mid-p is 2^−b for b people, and every
    person the other way raises it. So ``needed_each`` is the smallest b with
    2^−b ≤ alpha, ``needed_total`` as many in each group (intersection-union test,
    Berger 1982), ``needed_one_sided`` the b of one-sided tests. In people the gap of
    everybody is ``lowest`` to ``highest``; at least ``somewhere`` of it are in one group.
    """
    figures = claimed(study, claim)
    if not study.parts:
        raise ItPerceptionError(f"claim {claim.id!r}: print names no parts of everybody")
    groups = len(study.parts)
    each = next(b for b in count(1) if 2.0**-b <= alpha)
    found = gap_ends(joint_of(study, claim), *figures[:2], each, alpha)
    holds, beyond = map(_answer, found.ever, found.always)
    lowest, highest = found.people
    named = [f"{key} {value}" for key, value in claim.assume.items()]
    (low, _), (high, _) = found.largest_midp
    line = {"assumption": NONE, "holds": holds, "significant": beyond}
    return Verdict(
        claim=claim, possible=True, holds=holds, significant=beyond, alpha=alpha,
        quantities=_quantities(found), deciding="gap_in_each",
        deciding_values={
            "needed_each": each, "needed_total": groups * each, "groups": groups,
            "needed_one_sided": next(b for b in count(1) if 2.0 ** -(b + 1) <= alpha),
            "lowest": lowest, "highest": highest, "somewhere": -(-lowest // groups),
        },
        assumptions=assumptions_of(figures, EXHAUSTIVE, SAME_PEOPLE, EACH, *named),
        buys=buys_frame([{**line, "low": low, "high": high}]),
    )  # fmt: skip


def _answer(ever: bool, always: bool) -> Answer:
    return "certain" if always else "undecided" if ever else "impossible"


def _quantities(found: Ends):
    return quantities(
        {"quantity": name, "low": low, "high": high, "certificate": BY_SPLIT, "low_at": low_at,
         "high_at": high_at}
        for name in ("smallest", "largest_midp", "gap")
        for (low, low_at), (high, high_at) in [getattr(found, name)]
    ).replace({"quantity": {"smallest": "smallest_gap"}})  # fmt: skip
