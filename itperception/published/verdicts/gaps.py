"""A gap in every part of the people asked, when parts are not in print, or not all of it.

The gap is the share in the first net minus the share in the second, of the same people.
In people, the gaps of the parts add up to the gap of everybody; how the people divide, and
who of a part is in which net, is open as far as print goes, and every end is that of all
tables.
"""

from collections.abc import Sequence
from itertools import count

import numpy as np

from itperception.errors import ItPerceptionError
from itperception.published.figures.figures import EVERYBODY, Figure
from itperception.published.tables.joint import Joint
from itperception.published.verdicts.gap_ends import Ends, gap_ends
from itperception.published.verdicts.question import EXHAUSTIVE, SAME_PEOPLE, Question
from itperception.published.verdicts.verdict import BY_SPLIT, Verdict, answered, quantities

EACH = "beyond chance in every group means: McNemar's mid-p of each group, uncorrected"


def gap_everywhere(asked: Question) -> Verdict:
    """Judge that the first share is above the second in every part of the people asked.

    Two nets, of two items or of one. Options: ``outweighs``, figures of a question on the
    gap itself that is printed by part; ``balance``, its answers of those who see none.

    Quantities: ``smallest_gap`` (of the groups), ``largest_midp`` (of their McNemar tests,
    two-sided), ``gap`` (of everybody). With ``outweighs``, of each of its parts
    ``lead_<part>``: the share in the figure minus that of all others, those in balance left
    out.

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
    In ``outweighing`` parts the lead is above zero in every table.
    """
    study, options = asked.study, asked.claim.options
    if not study.parts:
        raise ItPerceptionError(
            f"claim {asked.claim.id!r}: print names no parts of everybody"
        )
    groups = len(study.parts)
    each = next(b for b in count(1) if 2.0**-b <= asked.alpha)
    found = gap_ends(asked.known, *asked.figures[:2], each, asked.alpha)
    lowest, highest = found.people
    leads = [_lead(asked.known, figure, options.get("balance", ()))
             for figure in map(study.figure, options.get("outweighs", ()))]  # fmt: skip
    return asked.verdict(
        *map(answered, found.always, found.ever), said=(EXHAUSTIVE, SAME_PEOPLE, EACH),
        quantities=quantities([*_lines(found), *leads]),
        deciding="gap_outweighs" if leads else "gap_in_each",
        deciding_values={
            "needed_each": each, "needed_total": groups * each, "groups": groups,
            "needed_one_sided": next(b for b in count(1) if 2.0 ** -(b + 1) <= asked.alpha),
            "lowest": lowest, "highest": highest, "somewhere": -(-lowest // groups),
            "outweighing": sum(lead["low"] > 0 for lead in leads),
        },
    )  # fmt: skip


def _lines(found: Ends) -> list[dict[str, object]]:
    ends = {"smallest_gap": found.smallest, "largest_midp": found.largest_midp,
            "gap": found.gap}  # fmt: skip
    return [
        {"quantity": name, "low": low, "high": high, "certificate": BY_SPLIT,
         "low_at": low_at, "high_at": high_at}
        for name, ((low, low_at), (high, high_at)) in ends.items()
    ]  # fmt: skip


def _lead(known: Joint, figure: Figure, balance: Sequence[str]) -> dict[str, object]:
    """Bound by how much a figure's people outweigh all who can be against them."""
    net, balance = tuple(figure.categories), set(balance)
    told_of = {figure.group, EVERYBODY}
    is_told = any(
        f.item == figure.item and f.group in told_of and balance & {*f.categories}
        for f in known.study.figures
    )
    nets = [net, *([(*net, *balance)] if is_told else [])]
    found = known.counts(figure.item, nets, (figure.group,))[:, 0]
    if not is_told:  # of all others as many may be in balance as there are
        found = np.concatenate([found[:, [0, 1, other]] for other in (0, 1)])
    size, count, either = found.T
    lead = (count + either - size) / size
    line: dict[str, object] = {"quantity": f"lead_{figure.group}"}
    for end, at in (("low", lead.argmin()), ("high", lead.argmax())):
        told = {"size": size[at], "count": count[at], "balance": either[at] - count[at]}
        told = ", ".join(f"{name}_{figure.group} {n}" for name, n in told.items())
        line |= {end: float(lead[at]), f"{end}_at": told}
    return line | {"certificate": BY_SPLIT}
