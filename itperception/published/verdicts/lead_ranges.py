"""How far ahead a group can be if only everybody's total is known.

In exact arithmetic, for one way of dividing the people asked among the groups.
"""

from collections.abc import Sequence
from fractions import Fraction


def lead_range(
    sizes: Sequence[int], total: int, at: int
) -> tuple[tuple[Fraction, tuple[int, ...]], tuple[Fraction, tuple[int, ...]]]:
    """Return the least and the largest lead of a group over the highest of the others.

    Parameters
    ----------
    sizes : sequence of int
        People of each group.
    total : int
        People of the net in all groups together.
    at : int
        Place of the group.

    Returns
    -------
    tuple of (fractions.Fraction, tuple of int)
        The lead, and the counts of the net by group that attain it; least, then largest.

    Notes
    -----
    The lead grows with every person of the net who moves into the group, so it is
    largest with as many there as fit, the rest spread as evenly as whole people can be,
    and least with as few as fit, the rest filling one of the others.

    Examples
    --------
    >>> low, high = lead_range((2, 2, 4), 3, 0)
    >>> print(low, high)
    (Fraction(-1, 1), (0, 2, 1)) (Fraction(3, 4), (2, 0, 1))
    """
    others = [j for j in range(len(sizes)) if j != at]
    room = sum(sizes[j] for j in others)
    most = min(total, sizes[at])
    spread = _evenly([sizes[j] for j in others], total - most)
    fewest = max(0, total - room)
    heaped = max(
        (
            _heaped([sizes[j] for j in others], total - fewest, j)
            for j in range(len(others))
        ),
        key=lambda counts: _highest(counts, [sizes[j] for j in others]),
    )
    found = []
    for own, rest in ((fewest, heaped), (most, spread)):
        counts = [own if j == at else rest[others.index(j)] for j in range(len(sizes))]
        lead = Fraction(own, sizes[at]) - _highest(rest, [sizes[j] for j in others])
        found.append((lead, tuple(counts)))
    return found[0], found[1]


def _highest(counts: Sequence[int], sizes: Sequence[int]) -> Fraction:
    return max(Fraction(x, size) for x, size in zip(counts, sizes, strict=True))


def _evenly(sizes: Sequence[int], people: int) -> list[int]:
    """Place people one by one where the share is then lowest: the highest is least."""
    counts = [people * size // sum(sizes) for size in sizes]
    for _ in range(people - sum(counts)):
        free = [j for j, size in enumerate(sizes) if counts[j] < size]
        j = min(free, key=lambda j: Fraction(counts[j] + 1, sizes[j]))
        counts[j] += 1
    return counts


def _heaped(sizes: Sequence[int], people: int, first: int) -> list[int]:
    """Fill one group, then the others in order."""
    counts = [0] * len(sizes)
    for j in sorted(range(len(sizes)), key=lambda j: j != first):
        counts[j] = min(people - sum(counts), sizes[j])
    return counts
