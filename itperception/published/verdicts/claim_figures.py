"""The figures a claim rests on: what they are shares of, and whether they fit together."""

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
import pandas as pd

from itperception.errors import ItPerceptionError
from itperception.published.figures.figures import EVERYBODY, Figure
from itperception.published.figures.study import Claim, Group, Study
from itperception.published.tables.joint import Joint

UNWEIGHTED = "counts are of people, unweighted"
ROUNDING = "where the way of rounding is not in print, either way is allowed"
EXHAUSTIVE = "each person asked is in one of the groups, and in no other"
SAME_PEOPLE = "the same people were asked about both"
DONT_KNOW = "dont_know"
IN_BASE = "a share is of everybody asked in its group, those without an answer included"
NO_SIZES = "no sizes of the groups that add up to everybody asked allow all of them"
SAMPLED = (
    "beyond chance, and every interval: if {those} were a simple random sample of a large "
    "population"
)
MAY_OVERLAP = (
    "{groups} may overlap, so that it is not known who all others are; name parts of "
    "everybody, or other groups, not both"
)
NO_OTHERS = "{groups}: in no table is anybody else asked, so that there is no comparison"
UP_TO = "{group} has at most {most:,} people"


@lru_cache(maxsize=16)
def joint(study: Study, least: int = 1) -> Joint:
    """Return what everything in print allows together, worked out once per study."""
    return Joint(study, least)


def joint_of(study: Study, claim: Claim) -> Joint:
    """Return what print allows under the claim's assumption about the smallest group."""
    return joint(study, int(claim.assume.get("least", 1)))


def claimed(study: Study, claim: Claim) -> tuple[Figure, ...]:
    """Return the figures of a claim; `UnknownNameError` names the nearest."""
    return tuple(study.figure(name) for name in claim.figures)


def is_some_of_all(study: Study, group: str) -> bool:
    """Whether the people of a group are some of everybody asked, and not all of them."""
    own = study.groups.get(group, Group(id=group)).own
    return group != EVERYBODY and (group in study.parts or not own)


def check_apart(study: Study, groups: Sequence[str]) -> None:
    """Refuse to hold groups that may overlap against all others."""
    parts = [group for group in groups if group in study.parts]
    if parts and len(parts) < len(groups):
        raise ItPerceptionError(MAY_OVERLAP.format(groups=" and ".join(groups)))


def needed_option(claim: Claim, name: str):
    """Return an option that a claim cannot do without."""
    if name not in claim.options:
        raise ItPerceptionError(f"claim {claim.id!r}, of kind {claim.kind}, needs {name!r}")
    return claim.options[name]


def limits_of(known: Joint, figures: Sequence[Figure]) -> list[str]:
    """Return how large groups are taken to be at most, where print does not say."""
    return [
        UP_TO.format(group=name, most=known.looked_at(name)[-1])
        for name in dict.fromkeys(f.group for f in figures if f.base is None)
        if known.is_open(name)
    ]


def assumptions_of(figures: Sequence[Figure], *others: str) -> tuple[str, ...]:
    """Return what is assumed of every count, how words are read, and the rest."""
    read = [f"{f.label}: {f.assumption}" for f in figures if f.kind == "words"]
    return tuple(dict.fromkeys([UNWEIGHTED, IN_BASE, ROUNDING, *read, *others]))


def sampled(study: Study) -> str:
    """Return on what all that is said of chance rests, with the wave's own n.

    Examples
    --------
    >>> from itperception.published.figures.study import Group
    >>> sampled(Study(name="s", groups={"all": Group(id="all", sizes=range(156, 157))}))[:47]
    'beyond chance, and every interval: if the 156 w'
    """
    known = study.n is not None and len(study.n) == 1
    return SAMPLED.format(those=f"the {study.n[0]:,}" if known else "those asked")


def dont_know_of(study: Study, shown: Figure, claim: Claim) -> Figure | None:
    """Return the figure of those who did not know, None if there is none in print."""
    if name := claim.options.get(DONT_KNOW):
        return study.figure(str(name))
    same = (f for f in study.figures if (f.item, f.group) == (shown.item, shown.group))
    return next((f for f in same if f.categories == (DONT_KNOW,) and f is not shown), None)


def share_counts(study: Study, claim: Claim, figures: Sequence[Figure]) -> pd.DataFrame:
    """Return what print allows of answers of one item and group, added up.

    Returns
    -------
    pandas.DataFrame
        ``base``, ``count``, ``share``; with a figure of don't knows also ``silent``, how
        many of the base these are.
    """
    first = figures[0]
    net = [answer for figure in figures for answer in figure.categories]
    silent = dont_know_of(study, first, claim)
    nets = [net, *([silent.categories] if silent else [])]
    found = joint_of(study, claim).counts(first.item, nets, (first.group,))[:, 0]
    frame = pd.DataFrame(found, columns=["base", "count", "silent"][: found.shape[1]])
    return frame.assign(share=frame["count"] / np.maximum(frame["base"], 1))
