"""Claims that the tables of another kind decide: above the average, not always together.

A group lifts the average exactly if it is above all others taken together, so it is judged
as the higher of two groups. Two nets do not always go together exactly if somebody is in
one and not in the other, which the tables of both say without a test.
"""

from dataclasses import replace

from itperception.errors import ItPerceptionError
from itperception.published.figures.study import Claim, Group, Study
from itperception.published.verdicts.claim_figures import claimed, joint_of, needed_option
from itperception.published.verdicts.leads import leading_group
from itperception.published.verdicts.pairs import BY_ENDS, paired
from itperception.published.verdicts.verdict import (
    NONE,
    Verdict,
    answer_of,
    buys_frame,
    buys_line,
    ends_of,
)

REST = "all others"
_AT = ("first_count", "second_count", "overlap")


def above_average(study: Study, claim: Claim, alpha: float = 0.05) -> Verdict:
    """Judge that a group is above everybody's average, in which it is itself.

    Parameters
    ----------
    study : Study
        With ``parts``, and figures of everybody.
    claim : Claim
        ``group``: which. ``lead``: above all others together by more than so many
        points, by default 0.
    alpha : float
        Level of the test, in (0, 1).

    Returns
    -------
    Verdict
        As of :func:`itperception.published.verdicts.leads.leading_group`, all other
        parts taken together as one.

    Raises
    ------
    ItPerceptionError
        If print has the same share of one of the parts: all others together would leave
        it out.
    """
    group, (sizes, n) = str(needed_option(claim, "group")), _sizes(study, claim)
    for shown in claimed(study, claim):
        for other in study.figures:
            same = other.is_share and other.item == shown.item
            if same and other.group in study.parts:
                raise ItPerceptionError(
                    f"claim {claim.id!r}: print has {other.item!r} of {other.group!r} too; "
                    "use kind 'groups', which looks at every group's share"
                )
    rest = range(n - sizes[-1], n - sizes[0] + 1)
    two = {group: Group(id=group, sizes=sizes), REST: Group(id=REST, sizes=rest)}
    merged = study.assuming(groups={**study.groups, **two}, parts=(group, REST))
    found = leading_group(merged, replace(claim, kind="highest_group"), alpha)
    return replace(found, claim=claim)


def _sizes(study: Study, claim: Claim) -> tuple[range, int]:
    """Return how large the group may be, and how many were asked."""
    group, n = str(needed_option(claim, "group")), study.n
    if group not in study.parts or n is None or len(n) != 1:
        raise ItPerceptionError(
            f"claim {claim.id!r}: {group!r} must be one of the 'parts' of people whose "
            "number (n) is in print"
        )
    found = joint_of(study, claim).sizes((group,))
    return range(found.min(), found.max() + 1), n[0]


def not_always(study: Study, claim: Claim, alpha: float = 0.05) -> Verdict:
    """Judge that two nets of the same people do not always go together.

    Parameters
    ----------
    study : Study
        With the claim's two figures.
    claim : Claim
        ``assume`` as for :func:`itperception.published.verdicts.pairs.paired`.
    alpha : float
        Not used: somebody in one net and not in the other is enough, and no test.

    Returns
    -------
    Verdict
        The first quantity, ``count_apart``, is how many are in one net only.
    """
    found = paired(study, claim, alpha)
    if not found.possible:
        return found
    apart = found.tables["first_count"] + found.tables["second_count"]
    tables = found.tables.assign(count_apart=apart - 2 * found.tables["overlap"])
    true = tables["count_apart"] > 0
    line = buys_line(NONE, tables, effect="count_apart", holds=true)
    values = {"base": int(tables["base"].max()), "lowest": int(tables["count_apart"].min())}
    how = "" if found.number else BY_ENDS
    return replace(
        found, tables=tables, holds=answer_of(true), significant=None,
        quantities=ends_of(tables, ["count_apart"], _AT, how),
        buys=buys_frame([line] if found.number else []),
        deciding="apart" if tables["base"].nunique() == 1 else "", deciding_values=values,
    )  # fmt: skip
