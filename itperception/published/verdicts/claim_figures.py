"""The figures a claim rests on: what they are shares of, and whether they fit together."""

from collections.abc import Mapping, Sequence
from sys import maxsize

import pandas as pd

from itperception.errors import ItPerceptionError
from itperception.published.figures.figures import Figure
from itperception.published.figures.study import Claim, Study
from itperception.published.tables.feasible import bases_for, figure_counts
from itperception.published.tables.search import MOST_BASES, search_is_cut, search_range

UNWEIGHTED = "counts are of people, unweighted"
ROUNDING = "where the way of rounding is not in print, either way is allowed"
EXHAUSTIVE = "each person asked is in one of the groups, and in no other"
SAME_PEOPLE = "the same people were asked about both"
DONT_KNOW = "dont_know"
IN_BASE = "a share is of everybody asked in its group, those without an answer included"
SAMPLED = (
    "beyond chance, and every interval: if {those} were a simple random sample of a large "
    "population"
)
UP_TO = "{group} has at most {most:,} people"


def claimed(study: Study, claim: Claim) -> tuple[Figure, ...]:
    """Return the figures of a claim; `UnknownNameError` names the nearest."""
    return tuple(study.figure(name) for name in claim.figures)


def needed_option(claim: Claim, name: str):
    """Return an option that a claim cannot do without."""
    if name not in claim.options:
        raise ItPerceptionError(f"claim {claim.id!r}, of kind {claim.kind}, needs {name!r}")
    return claim.options[name]


def group_shares(study: Study, group: str) -> list[Figure]:
    """Return every share that is printed of a group."""
    return [f for f in study.figures if f.group == group and f.is_share]


def bases_of(study: Study, figure: Figure, assume: Mapping = {}) -> tuple[int, ...]:
    """Return the bases at which everything printed of a figure's group is possible.

    Parameters
    ----------
    study : Study
        With the figure's group.
    figure : Figure
        A share.
    assume : mapping
        ``least``: the smallest a group whose size is not in print may be.

    Examples
    --------
    >>> from fractions import Fraction
    >>> half = Figure(row="1", id="half", item="web", label="", kind="percent",
    ...               printed="50 %", low=Fraction("0.495"), high=Fraction("0.505"))
    >>> bases_of(Study(name="s", figures=(half,)), half)[:3]
    (2, 4, 6)
    """
    printed = {f.id: f for f in [*group_shares(study, figure.group), figure]}
    about = [f for f in printed.values() if f.base == figure.base]
    if figure.base is not None:
        return bases_for(about, (figure.base,))
    sizes, least = study.sizes(figure.group), int(assume.get("least", 1))
    for further in (False, True):
        looked_at = search_range(sizes, about, further=further)
        if found := bases_for(about, range(max(looked_at.start, least), looked_at.stop)):
            return found
    if search_is_cut(sizes, about):
        told = f"whether {figure.printed} of {figure.group!r} is possible is not known: no"
        raise ItPerceptionError(
            f"{told} base up to {looked_at[-1]:,} fits; say how many (n)"
        )
    return ()


def limits_of(study: Study, figures: Sequence[Figure]) -> list[str]:
    """Return how large groups are taken to be at most, where print does not say."""
    return [
        UP_TO.format(group=f.group, most=_most(study, f))
        for f in {f.group: f for f in figures}.values()
        if is_unbounded(study, f)
    ]


def is_unbounded(study: Study, figure: Figure) -> bool:
    """Whether a group may be larger than the sizes that are looked at."""
    sizes = study.sizes(figure.group) or range(maxsize)
    return figure.base is None and len(sizes) > MOST_BASES


def _most(study: Study, figure: Figure) -> int:
    """Return the largest size of a group that was looked at."""
    sizes, about = study.sizes(figure.group), group_shares(study, figure.group)
    first = search_range(sizes)
    return (
        first[-1]
        if bases_for(about, first)
        else search_range(sizes, about, further=True)[-1]
    )


def contradiction(study: Study, figures: Sequence[Figure]) -> str:
    """Return in words why figures cannot all be right, empty if each can."""
    for figure in figures:
        if figure.base is not None and not figure_counts(figure):
            return f"no count of {figure.base} people is {figure.printed} ({figure.label})"
        if figure.is_share and not bases_of(study, figure):
            about = [f.printed for f in group_shares(study, figure.group)]
            told = " and ".join(dict.fromkeys([*about, figure.printed]))
            return f"{told} of {figure.group} are possible at no base that print allows"
    return ""


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


def share_counts(
    study: Study, shown: Figure, claim: Claim, others: tuple[Figure, ...] = ()
) -> pd.DataFrame:
    """Return ``base``, ``count`` and ``share`` of every count that print allows.

    Parameters
    ----------
    study, shown, claim
        Of the figure.
    others : tuple of Figure
        Further answers of the same item, added up with it.
    """
    lines = []
    for base in bases_of(study, shown, claim.assume):
        counts = {0}
        for part in (shown, *others):
            counts = {k + x for k in counts for x in figure_counts(part, base)}
        lines += [(base, count) for count in sorted(counts) if count <= base]
    frame = pd.DataFrame(lines, columns=["base", "count"])
    return frame.assign(share=frame["count"] / frame["base"])
