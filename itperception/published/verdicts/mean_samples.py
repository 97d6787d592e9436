"""What print says of a sample with a mean, or a share: every mean and variance, or limits.

Where the sets of answers that fit are few, each mean stands with each variance that goes
with it. Else a linear programme over proportions says how far the answers can lie apart,
from the mean and, if it is printed, the share of the answers at an end of the scale.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from itperception.errors import ItPerceptionError
from itperception.published.figures.figures import Figure
from itperception.published.tables.feasible import allowed_counts, whole_sums
from itperception.published.tables.joint import Joint
from itperception.published.tables.samples import (
    Samples,
    samples_of,
    scale_of,
    spread_of,
)
from itperception.published.tables.search import MOST_BASES
from itperception.published.tables.walk import TooManyTables
from itperception.published.verdicts.question import ClaimQuestion

MOST_STEPS = 100_000
"""Of samples up to about 150 people, without a standard deviation 35, all is gone through."""
FEW_SIZES = 50


@dataclass(frozen=True)
class Sample:
    """One sample behind a mean or a share.

    Attributes
    ----------
    least : int
        The fewest people it may have.
    is_open : bool
        Whether nothing bounds how many it has.
    mean, variance : tuple
        Ends; the variance is that of everybody asked in it.
    attained : tuple of int
        With how many people the mean is at its ends; 0 where it comes no nearer than that.
    moments : numpy.ndarray or None
        Every base, mean and variance that go together, shape (N, 3); None if too many.
    sets : Samples or None
        The sets of answers, if a standard deviation is in print and so is the base.
    """

    least: int
    is_open: bool
    mean: tuple[Fraction, Fraction]
    variance: tuple[float, float]
    attained: tuple[int, int]
    moments: np.ndarray | None = None
    sets: Samples | None = None


def sample_of(asked: ClaimQuestion, shown: Figure, end: Figure | None) -> Sample:
    """Return what print says of the sample of a mean, or a share.

    `end` is the share in the same sample of those who gave one of the answers ``end``.

    Raises
    ------
    ItPerceptionError
        If print does not bound how many were asked, or has no scale of the mean.
    """
    sizes = asked.study.sizes(shown.group)
    if shown.base is not None:
        sizes = range(shown.base, shown.base + 1)
    if sizes is None:
        raise ItPerceptionError(f"{shown.id}: print says nothing of how many were asked")
    low, high = (_extreme(shown, sizes, side) for side in (1, -1))
    mean, attained = (low[0], high[0]), (low[1], high[1])
    first = sizes[0], len(sizes) > MOST_BASES
    if shown.is_share:
        moments = _of_counts(asked.known, shown)
        return Sample(*first, mean, variance_of_share(*mean), attained, moments)
    scale = scale_of(shown, asked.study.answers.get(shown.item, ()))
    scale = scale or tuple(asked.needed("scale"))
    named = tuple(asked.claim.options.get("end", ()))
    sets = []
    for n in sizes if len(sizes) <= FEW_SIZES else ():
        made = samples_of(shown, n, asked.study.figures, scale=scale)
        if end is not None:
            counts = allowed_counts(end.low, end.high, n, end.rounding or "unknown")
            made = Samples(
                scale, n, made.mean, made.spread, (*made.shares, (named, counts))
            )
        sets.append(made)
    moments = _of_sets(sets)
    share = (end.low, end.high) if end is not None else (Fraction(0), Fraction(1))
    variance = variance_range(scale, mean, named if end is not None else (), share)
    if spread := spread_of(shown):
        squares = [float(max(s, Fraction(0)) ** 2) for s in spread]
        less = (1 - 1 / sizes[0]) if sizes[0] > 1 else 0.0  # of a sample's variance
        variance = (max(variance[0], squares[0] * less), min(variance[1], squares[1]))
    listed = sets[0] if spread and len(sets) == 1 and moments is not None else None
    return Sample(*first, mean, variance, attained, moments, listed)


def _of_counts(known: Joint, shown: Figure) -> np.ndarray | None:
    """Return base, share and variance of every count of a share that print allows."""
    if known.is_open(shown.group) and shown.base is None:
        return None
    try:
        found = known.counts(shown.item, [shown.categories], (shown.group,))[:, 0]
    except TooManyTables:
        return None
    n, share = found[:, 0], found[:, 1] / found[:, 0]
    return np.column_stack([n, share, share * (1 - share)])


def _of_sets(sets: Sequence[Samples]) -> np.ndarray | None:
    """Return base, mean and variance of every set of answers, None if they are too many."""
    if not sets or not all(_is_small(one) for one in sets):
        return None
    lines = []
    for one in sets:
        found = one.moments()
        less = (one.base - 1) / one.base  # from the variance of a sample
        lines.append(np.column_stack([np.full(len(found), one.base), found * [1, less]]))
    return np.concatenate(lines)


def _is_small(sets: Samples) -> bool:
    """Whether it is quick to go through every mean and variance of the answers."""
    steps, known = len(sets.answers) - 1, 1 if sets.spread else 20
    return sets.base > 1 and sets.base**2 * steps * known <= MOST_STEPS


def _extreme(shown: Figure, sizes: range, side: int) -> tuple[Fraction, int]:
    """Return the least (side 1) or largest mean of some size, and that size.

    Of sizes without an end the end of the range in print, with 0 if no mean is there.
    """
    rounding, best = shown.rounding or "unknown", None
    allowed = allowed_counts if shown.is_share else whole_sums
    for n in sizes[:MOST_BASES]:
        counts = allowed(shown.low, shown.high, n, rounding)
        if not counts:
            continue
        found = Fraction(counts[0] if side > 0 else counts[-1], n)
        if best is None or side * found < side * best[0]:
            best = found, n
        if found == (shown.low if side > 0 else shown.high):
            return best
    if len(sizes) <= MOST_BASES and best is not None:
        return best
    return (shown.low if side > 0 else shown.high), 0


def variance_of_share(low: Fraction, high: Fraction) -> tuple[float, float]:
    """Return the least and the largest p(1 - p) of a share p between two ends.

    Examples
    --------
    >>> variance_of_share(Fraction(0), Fraction(3, 4))
    (0.0, 0.25)
    """
    ends = [float(p * (1 - p)) for p in (low, high)]
    return min(ends), 0.25 if 2 * low <= 1 <= 2 * high else max(ends)


def variance_range(
    scale: Sequence[int],
    mean: tuple[Fraction, Fraction],
    end: Sequence[int] = (),
    share: tuple[Fraction, Fraction] = (Fraction(0), Fraction(1)),
) -> tuple[float, float]:
    """Return limits of the variance of answers on a scale of whole numbers.

    Parameters
    ----------
    end : sequence of int
        Answers whose share together is known to lie between the ends of `share`.

    Returns
    -------
    tuple of float
        Outer limits: no distribution that fits has a smaller or a larger variance. With
        a mean and a share that are points they are attained.

    Notes
    -----
    Least and largest E x² by linear programming, less the square of the mean that is
    furthest from, or nearest to, zero.

    Examples
    --------
    >>> [round(v, 6) for v in variance_range((1, 5), (3, 3))]
    [0.0, 4.0]
    """
    from scipy.optimize import linprog

    x = np.arange(scale[0], scale[1] + 1.0)
    sums = np.array([x, -x, np.isin(x, list(end)), -1.0 * np.isin(x, list(end))])
    limits = [float(mean[1]), -float(mean[0]), float(share[1]), -float(share[0])]
    found = [
        linprog(side * x**2, sums, limits, np.ones((1, len(x))), [1.0]) for side in (1, -1)
    ]
    if not all(end_found.success for end_found in found):
        raise ItPerceptionError("no answers on the scale have this mean and this share")
    least, most = found[0].fun, -found[1].fun
    squared = sorted(float(m) ** 2 for m in mean)
    return max(least - squared[1], 0.0), most - squared[0]
