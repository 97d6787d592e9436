"""How many sizes of a group are looked at, and when a search that was cut short proves nothing."""

from collections.abc import Sequence
from math import lcm
from sys import maxsize

from itperception.published.figures.figures import Figure
from itperception.published.tables.feasible import LARGEST_BASE

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
