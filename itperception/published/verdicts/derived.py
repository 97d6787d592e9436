"""Claims that the tables of another kind decide: above the average, not always together.

A group lifts the average exactly if it is above all others taken together, so it is judged
as the higher of two groups. Two nets do not always go together exactly if somebody is in
one and not in the other, which the tables of both say without a test.
"""

from dataclasses import replace

from itperception.errors import ItPerceptionError
from itperception.published.figures.study import Group
from itperception.published.verdicts.leads import leading_group
from itperception.published.verdicts.pairs import AT, BY_ENDS, paired
from itperception.published.verdicts.question import ClaimQuestion
from itperception.published.verdicts.verdict import Verdict, answer_of, ends_of

_REST = "all others"


def above_average(asked: ClaimQuestion) -> Verdict:
    """Judge that a group is above everybody's average, in which it is itself.

    Options: ``group``, which; ``lead``, above all others together by more than so many
    points, by default 0. The verdict is that of
    :func:`itperception.published.verdicts.leads.leading_group`, all other parts taken
    together as one.

    Raises
    ------
    ItPerceptionError
        If print has the same share of one of the parts: all others together would leave
        it out.
    """
    study, claim = asked.study, asked.claim
    group, (sizes, n) = str(asked.needed("group")), _sizes(asked)
    items = {figure.item for figure in asked.figures}
    for other in study.figures:
        if other.is_share and other.item in items and other.group in study.parts:
            raise ItPerceptionError(
                f"claim {claim.id!r}: print has {other.item!r} of {other.group!r} too; "
                "use kind 'groups', which looks at every group's share"
            )
    rest = range(n - sizes[-1], n - sizes[0] + 1)
    two = {group: Group(id=group, sizes=sizes), _REST: Group(id=_REST, sizes=rest)}
    merged = study.assuming(groups={**study.groups, **two}, parts=(group, _REST))
    highest = replace(claim, kind="highest_group")
    return replace(leading_group(ClaimQuestion(merged, highest, asked.alpha)), claim=claim)


def _sizes(asked: ClaimQuestion) -> tuple[range, int]:
    """Return how large the group may be, and how many were asked."""
    group, n = str(asked.needed("group")), asked.study.n
    if group not in asked.study.parts or n is None or len(n) != 1:
        raise ItPerceptionError(
            f"claim {asked.claim.id!r}: {group!r} must be one of the 'parts' of people whose "
            "number (n) is in print"
        )
    found = asked.known.sizes((group,))
    return range(found.min(), found.max() + 1), n[0]


def not_always(asked: ClaimQuestion) -> Verdict:
    """Judge that two nets of the same people do not always go together.

    As :func:`itperception.published.verdicts.pairs.paired`, without a test: somebody in one
    net and not in the other is enough. The first quantity, ``count_apart``, is how many
    are in one net only.
    """
    found = paired(asked)
    apart = found.tables["first_count"] + found.tables["second_count"]
    tables = found.tables.assign(count_apart=apart - 2 * found.tables["overlap"])
    values = {"base": int(tables["base"].max()), "lowest": int(tables["count_apart"].min())}
    ends = ends_of(tables, ["count_apart"], AT, "" if found.number else BY_ENDS)
    return replace(
        found, tables=tables, holds=answer_of(tables["count_apart"] > 0), significant=None,
        quantities=ends, buys=found.buys[:0], deciding_values=values,
        deciding="apart" if tables["base"].nunique() == 1 else "",
    )  # fmt: skip
