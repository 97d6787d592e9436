"""Every count and every base that a printed figure allows, in exact arithmetic.

51 % of 156 people is 79 or 80 of them. At a small base many percentages are impossible:
no count of 20 people is 61 % (Brown and Heathers 2017 call such a figure inconsistent).
An impossible figure is an answer, not an error: its counts are empty.
"""

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from math import lcm
from sys import maxsize

import numpy as np
import pandas as pd

from itperception.published.figures.figures import EVERYBODY, Figure
from itperception.published.figures.words import RoundingRule
from itperception.published.tables.atoms import atoms
from itperception.published.tables.walk import END, Sum, Walk

LARGEST_BASE = 1000
"""How far to look for the smallest base if nobody says how many people there were."""


def allowed_counts(
    low: Fraction, high: Fraction, base: int, rounding: RoundingRule = "unknown"
) -> range:
    """Return the counts of people whose share a printed figure stands for.

    Whole numbers between 0 and `base`; empty if the figure is impossible.

    Parameters
    ----------
    low, high : fractions.Fraction
        Shares in [0, 1]: the ends of what is rounded to the figure, such as 0.505 and
        0.515 for 51 %.
    rounding : {"unknown", "half_up", "half_even", "inequality", "declared"}
        Whether the ends belong to the range. ``half_up``: the lower end does.
        ``half_even``: both or neither, depending on whether the printed figure is even.
        ``unknown`` (either of these) and ``declared`` (words): both do.
        ``inequality`` ("more than 30 %"): neither does, but nobody
        and everybody, where they are an end, are beyond nothing.

    Notes
    -----
    Each count k with low <= k / base <= high, the ends as said above.

    Examples
    --------
    >>> list(allowed_counts(Fraction("0.505"), Fraction("0.515"), 156))
    [79, 80]
    >>> list(allowed_counts(Fraction("0.605"), Fraction("0.615"), 20))
    []
    """
    whole = whole_sums(low, high, base, rounding)
    return range(max(whole.start, 0), min(whole.stop, base + 1))


def whole_sums(
    low: Fraction, high: Fraction, base: int, rounding: RoundingRule = "unknown"
) -> range:
    """Return the sums of scores of `base` people whose mean a figure stands for.

    As :func:`allowed_counts`, in scale points instead of shares.

    Examples
    --------
    Of 28 people no sum of whole scores has a mean of 3.45 (Brown and Heathers 2017):

    >>> whole_sums(Fraction("3.445"), Fraction("3.455"), 28)
    range(97, 97)
    """
    closed_below, closed_above = _closed(low, high, rounding)
    first, below = divmod(low.numerator * base, low.denominator)
    last, above = divmod(high.numerator * base, high.denominator)
    return range(
        first + (below > 0 or not closed_below), last + (above > 0 or closed_above)
    )


def figure_counts(figure: Figure, base: int | None = None) -> range:
    """Return the counts that a figure allows, of the printed base or of another.

    Empty if the figure is impossible, is no share, or its base is not known.

    Examples
    --------
    >>> half = Figure(row="1", id="web", item="web", label="Web site", kind="words",
    ...               printed="half", low=Fraction(9, 20), high=Fraction(11, 20))
    >>> figure_counts(half, 10)
    range(5, 6)
    """
    base = figure.base if base is None else base
    if base is None or not figure.is_share:
        return range(0)
    return allowed_counts(figure.low, figure.high, base, figure.rounding or "unknown")


def bases_for(
    figures: Sequence[Figure],
    bases: Iterable[int],
    answers: Mapping[str, Sequence[str]] | None = None,
) -> tuple[int, ...]:
    """Return the bases at which a group's percentages are possible together.

    At these each item has whole counts of its answers that agree with all of its figures.
    `answers`: item → all its answers, for items whose every answer is known: their counts
    add up to the base.

    Examples
    --------
    >>> share = dict(item="balance", label="", kind="percent", rounding="unknown")
    >>> better = Figure(row="8", id="better", printed="43 %", categories=("better",),
    ...                 low=Fraction("0.425"), high=Fraction("0.435"), **share)
    >>> half = Figure(row="9", id="half", printed="50 %", categories=("in_balance",),
    ...               low=Fraction("0.495"), high=Fraction("0.505"), **share)
    >>> bases_for([better, half], range(1, 40))
    (14, 28, 30)
    >>> bases_for([better, half], range(1, 40), {"balance": ["better", "in_balance"]})
    ()
    """
    shares = [figure for figure in figures if figure.is_share]
    possible = tuple(bases)
    for item in dict.fromkeys(figure.item for figure in shares):
        about = [figure for figure in shares if figure.item == item]
        known = (answers or {}).get(item, ())
        fitting = _item_bases(about, possible, known) if possible else ()
        possible = tuple(base for base in possible if base in fitting)
    return possible


def allowed(figures: Sequence[Figure], n: int | None = None) -> pd.DataFrame:
    """Return what each figure allows, one line per figure.

    ``row``, ``id``, ``label``, ``group``, ``kind``, ``printed``, ``base`` (missing if not
    in print), ``counts`` (in words), ``count_low``, ``count_high`` (missing if there is
    none).

    Examples
    --------
    >>> figure = Figure(row="1", id="good", item="image", label="", base=156, low=Fraction(
    ...     "0.375"), high=Fraction("0.385"), kind="percent", printed="38 %")
    >>> allowed([figure])[["printed", "counts", "count_low"]].values.tolist()
    [['38 %', '59 or 60', 59]]
    """
    lines = [_allowed_line(figure, n) for figure in figures]
    names = ["row", "id", "label", "group", "kind", "printed",
             "base", "counts", "count_low", "count_high"]  # fmt: skip
    frame = pd.DataFrame(lines, columns=names)
    whole = dict.fromkeys(["base", "count_low", "count_high"], "Int64")
    return frame.astype(whole)


def counts_in_words(counts: range) -> str:
    """Write counts as people do.

    Examples
    --------
    >>> counts_in_words(range(79, 81)), counts_in_words(range(70, 87))
    ('79 or 80', '70 to 86')
    >>> counts_in_words(range(17, 18)), counts_in_words(range(0))
    ('17', 'none')
    """
    if not counts:
        return "none"
    if len(counts) <= 2:
        return " or ".join(map(str, counts))
    return f"{counts[0]} to {counts[-1]}"


def _closed(low: Fraction, high: Fraction, rounding: RoundingRule) -> tuple[bool, bool]:
    """Say whether the lower and the upper end belong to the range."""
    if rounding == "half_up":
        return True, False
    if rounding == "half_even":
        even = high > low and round((low + high) / 2 / (high - low)) % 2 == 0
        return even, even
    if rounding == "inequality":
        return low <= 0, high >= 1  # nobody is "less than 25 %", everybody "over 30 %"
    return True, True


def _item_bases(
    shares: Sequence[Figure], bases: Sequence[int], answers: Sequence[str]
) -> set[int]:
    """Return the bases at which an item's answers can be counted: the first variable."""
    rows = atoms([figure.categories for figure in shares], answers)
    domain = range(min(bases), max(bases) + 1)
    everybody = dict.fromkeys(range(1, len(rows.members) + 1), 1)
    sums = [Sum(everybody, domain, domain, base=0)]
    for figure in shares:
        counts = [figure_counts(figure, base) for base in domain]
        cells = {row + 1: 1 for row in rows.rows(figure.categories)}
        ends = [c.start for c in counts], [c.stop - 1 for c in counts]
        sums.append(Sum(cells, *ends, base=0))
    people = range(domain.stop)
    walk = Walk([domain, *[people] * len(everybody)], sums, kept={0: END})
    return set(walk.end().chosen.get(0, np.empty(0)).tolist())


def _allowed_line(figure: Figure, n: int | None) -> tuple:
    counts = figure_counts(figure)
    ends = (counts[0], counts[-1]) if counts else (None, None)
    return (
        figure.row, figure.id, figure.label, figure.group, figure.kind, figure.printed,
        figure.base, _allowed_in_words(figure, counts, n), *ends,
    )  # fmt: skip


def _allowed_in_words(figure: Figure, counts: range, n: int | None) -> str:
    if figure.kind == "claim":
        return "no figure: a claim"
    if figure.kind == "mean":
        return "no count: a mean"
    if figure.base is not None:
        return counts_in_words(counts)
    most = (n or LARGEST_BASE) - (n is not None and figure.group != EVERYBODY)
    possible = bases_for([figure], range(1, most + 1))
    if not possible:
        return "none at any base"
    many = f"{len(possible)} of the bases up to {most}"
    return f"base not in print; possible at {many}, the smallest is {possible[0]}"


MOST_BASES = 20_000
"""The most sizes of a group that are looked at; where more are left, nothing is refused."""


def search_range(
    sizes: range | None, figures: Sequence[Figure] = (), *, further: bool = False
) -> range:
    """Return the sizes of a group to look at.

    Up to :data:`MOST_BASES` sizes that are bounded are all looked at. Else the first
    :data:`LARGEST_BASE`, and `further`, if none of these would do, as far as the least
    common denominator of all ends of the figures: nets that are nested are possible at that
    base or at none, since the corners of all their solutions are multiples of it (their
    matrix is totally unimodular, Hoffman and Kruskal 1956).

    Examples
    --------
    >>> search_range(range(1, 1302)), search_range(None)
    (range(1, 1302), range(1, 1001))
    """
    known = sizes or range(1, maxsize)
    if len(known) <= MOST_BASES:
        return known
    ends = [end.denominator for f in figures for end in (f.low, f.high)] if further else []
    most = min(max(LARGEST_BASE, lcm(*ends)), MOST_BASES)
    return range(known.start, known.start + most)


def search_is_cut(sizes: range | None, figures: Sequence[Figure]) -> bool:
    """Whether a base may fit that the search did not reach, so that nothing is refused."""
    ends = [end.denominator for f in figures for end in (f.low, f.high)]
    return (sizes is None or len(sizes) > MOST_BASES) and lcm(*ends) > MOST_BASES
