"""Every count and every base that a printed figure allows, in exact arithmetic.

51 % of 156 people is 79 or 80 of them. At a small base many percentages are impossible:
no count of 20 people is 61 % (Brown and Heathers 2017 call such a figure inconsistent).
An impossible figure is an answer, not an error: its counts are empty.
"""

from collections.abc import Iterable, Sequence
from fractions import Fraction
from itertools import combinations
from math import ceil, floor

import pandas as pd

from itperception.published.figures import EVERYBODY, Figure, Rounding

LARGEST_BASE = 1000
"""How far to look for the smallest base if nobody says how many people there were."""


def allowed_counts(
    low: Fraction, high: Fraction, base: int, rounding: Rounding = "unknown"
) -> range:
    """Return the counts of people whose share a printed figure stands for.

    Parameters
    ----------
    low, high : fractions.Fraction
        Shares in [0, 1]: the ends of what is rounded to the figure, such as 0.505 and
        0.515 for 51 %.
    base : int
        Respondents.
    rounding : {"unknown", "half_up", "half_even", "inequality", "declared"}
        Whether the ends belong to the range. ``half_up``: the lower end does.
        ``half_even``: both or neither, depending on whether the printed figure is even.
        ``unknown`` (either of these) and ``declared`` (words): both do.
        ``inequality`` ("more than 30 %"): neither does.

    Returns
    -------
    range
        Whole numbers between 0 and `base`; empty if the figure is impossible.

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
    closed_below, closed_above = _closed(low, high, rounding)
    first, last = ceil(low * base), floor(high * base)
    first += not closed_below and first == low * base
    last -= not closed_above and last == high * base
    return range(max(first, 0), min(last, base) + 1)


def figure_counts(figure: Figure, base: int | None = None) -> range:
    """Return the counts that a figure allows.

    Parameters
    ----------
    figure : Figure
        A percentage or words; a claim or a mean allows no counts.
    base : int, optional
        Respondents; by default the printed base.

    Returns
    -------
    range
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


def bases_for(figures: Sequence[Figure], bases: Iterable[int]) -> tuple[int, ...]:
    """Return the bases at which a group's percentages are possible together.

    Parameters
    ----------
    figures : sequence of Figure
        Shares of one and the same unknown base.
    bases : iterable of int
        Bases to try.

    Returns
    -------
    tuple of int
        Those at which each figure has a count, the counts of figures of one item that
        exclude each other fit into the base together, and a figure that contains
        another can be at least as large.

    Examples
    --------
    >>> share = dict(item="balance", label="", kind="percent", rounding="unknown")
    >>> better = Figure(row="8", id="better", printed="43 %", categories=("better",),
    ...                 low=Fraction("0.425"), high=Fraction("0.435"), **share)
    >>> half = Figure(row="9", id="half", printed="50 %", categories=("in_balance",),
    ...               low=Fraction("0.495"), high=Fraction("0.505"), **share)
    >>> bases_for([better, half], range(1, 40))
    (14, 28, 30)
    """
    shares = [figure for figure in figures if figure.is_share]
    return tuple(base for base in bases if _fit_together(shares, base))


def allowed(figures: Sequence[Figure], n: int | None = None) -> pd.DataFrame:
    """Return what each figure allows, one line per figure.

    Parameters
    ----------
    figures : sequence of Figure
        As read by :func:`itperception.published.figures.read_figures`.
    n : int, optional
        Respondents of the wave: no group is larger.

    Returns
    -------
    pandas.DataFrame
        ``row``, ``id``, ``label``, ``group``, ``kind``, ``printed``, ``base`` (missing
        if not in print), ``counts`` (in words), ``count_low``, ``count_high`` (missing
        if there is none).

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
    ('17', 'impossible')
    """
    if not counts:
        return "impossible"
    if len(counts) <= 2:
        return " or ".join(map(str, counts))
    return f"{counts[0]} to {counts[-1]}"


def _closed(low: Fraction, high: Fraction, rounding: Rounding) -> tuple[bool, bool]:
    """Say whether the lower and the upper end belong to the range."""
    if rounding == "half_up":
        return True, False
    if rounding == "half_even":
        even = high > low and round((low + high) / 2 / (high - low)) % 2 == 0
        return even, even
    return (False, False) if rounding == "inequality" else (True, True)


def _fit_together(shares: Sequence[Figure], base: int) -> bool:
    """Say whether counts exist that agree with each other; items do not interfere."""
    if not all(figure_counts(figure, base) for figure in shares):
        return False
    return all(
        _item_fits([figure for figure in shares if figure.item == item], base)
        for item in {figure.item for figure in shares}
    )


def _item_fits(shares: Sequence[Figure], base: int) -> bool:
    counts = {figure.id: figure_counts(figure, base) for figure in shares}
    for size in range(2, len(shares) + 1):
        for some in combinations(shares, size):
            fewest = sum(counts[figure.id][0] for figure in some)
            if _exclude_each_other(some) and fewest > base:
                return False
    return all(
        counts[part.id][0] <= counts[whole.id][-1]
        for part in shares
        for whole in shares
        if set(part.categories) <= set(whole.categories)
    )


def _exclude_each_other(figures: Sequence[Figure]) -> bool:
    categories = [category for figure in figures for category in figure.categories]
    return len(categories) == len(set(categories))


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
        return "impossible at every base"
    many = f"{len(possible)} of the bases up to {most}"
    return f"base not in print; possible at {many}, the smallest is {possible[0]}"
