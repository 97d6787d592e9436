"""A claim of sameness, tested as sameness: the margin is the user's, and stated first.

That no difference was found is no evidence of sameness. Two shares are shown the same if
the interval of their difference, at the level 1 − 2α, lies within a margin on both sides
of none: that is two one-sided tests (Schuirmann 1987). Several groups are shown the same
if every two of them are, without a correction (Berger 1982).
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import combinations

import numpy as np
from numpy.typing import ArrayLike

from itperception.inference.comparisons.multiplicity import adjusted, choose_adjustment
from itperception.inference.gap.gap_differences import difference_interval, difference_z
from itperception.inference.gap.gaps import compare_gaps
from itperception.inference.intervals import ALPHA, miettinen_nurminen
from itperception.inference.results import State
from itperception.inference.sameness.sameness import (
    Equivalence,
    PairComparison,
    judge_sameness,
    stated,
)
from itperception.inference.sameness.score_statistics import independent_z
from itperception.inference.tables.independence import pearson

OF_GAPS = "intervals put together from Tango's (Newcombe 1998)"


def equivalent_groups(
    counts: ArrayLike, margin: float, *, alpha: float = ALPHA,
    names: Sequence[str] | None = None,
) -> Equivalence:  # fmt: skip
    """Ask whether all groups have the same share of one answer or net.

    Its interval is that of the pair that is least the same.

    Of two groups p_same = max(P(Z ≥ z(−margin)), P(Z ≤ z(margin))), with the score
    statistic z(d) of Miettinen & Nurminen (1985), whose intervals are shown; of more it is
    the largest of the pairs' p (Berger 1982). p_different is the smallest of their p of the
    N − 1 chi-squared test, z(0)², adjusted: closed with Pearson's test for three groups,
    Holm above. At a difference of just the margin, .25, between 90 and 40, it claims
    sameness in up to 5.7 % instead of 5 % (``docs/calibration.md``).

    Examples
    --------
    >>> found = equivalent_groups([[45, 22, 12], [45, 18, 14]], margin=0.10)
    >>> str(found.verdict), round(found.p_same, 3)
    ('not settled', 0.464)
    """
    margin, counts = stated(margin, 1), np.asarray(counts, float)
    x, n = counts[0], counts.sum(0)

    def compare(i, j, first, second):
        z = independent_z(x[i], n[i], x[j], n[j], [-margin, 0.0, margin])
        return PairComparison.of_z(first, second, x[i] / n[i] - x[j] / n[j], z)

    return all_pairs(
        "shares of all groups", "score intervals (Miettinen & Nurminen 1985)", margin,
        alpha, n, names, compare, pearson(counts).p_value,
        lambda i, j, level: miettinen_nurminen(x[i], n[i], x[j], n[j], level=level),
    )  # fmt: skip


def equivalent_gaps(
    pairs: Mapping[str, Sequence[float]], margin: float, *, alpha: float = ALPHA
) -> Equivalence:
    """Ask whether the gap between two items is the same in all groups.

    Its interval is that of the pair that is least the same.

    p_same is the largest of the pairs' p (Berger 1982), p_different the smallest of their
    p as :func:`~itperception.inference.gap.gaps.compare_gaps` adjusts it.

    Examples
    --------
    >>> groups = {"in-house": (28, 7, 90), "owned": (9, 6, 40), "outside": (3, 8, 26)}
    >>> print(equivalent_gaps(groups, margin=0.10).verdict)
    shown different
    """
    margin, frame = stated(margin, 1), compare_gaps(pairs)
    found = [_gaps_compared(pairs, line, margin) for line in frame.itertuples()]

    def interval(level):
        least = max(found, key=lambda pair: pair.p_same)
        first, second = pairs[least.first], pairs[least.second]
        return difference_interval(first, second, level=level)

    bases = np.array([cells[2] for cells in pairs.values()], float)
    return judge_sameness(
        "gaps of all groups", OF_GAPS, margin, alpha, bases.sum(), found,
        interval, state=_state(bases),
    )  # fmt: skip


def _gaps_compared(pairs, line, margin: float) -> PairComparison:
    """Return one line of the comparison of gaps, held against the margin."""
    first, second = pairs[line.banner], pairs[line.other_banner]
    z = difference_z(first, second, [-margin, 0.0, margin])
    found = PairComparison.of_z(line.banner, line.other_banner, line.difference, z)
    return replace(found, p_adjusted=line.p_adjusted)


def all_pairs(claim, method, margin, alpha, bases, names, compare, together, interval):
    """Judge every two groups.

    Parameters
    ----------
    bases : numpy.ndarray
        Of each group; a group without one settles nothing.
    compare : callable
        Takes two positions and two names, returns their ``PairComparison``.
    together : float
        p of any difference between the groups, for closed testing.
    interval : callable
        Takes two positions and a level, returns limits of the difference.

    Examples
    --------
    >>> pair = PairComparison.of_z("a", "b", 0.01, [2.0, 0.2, -1.8])
    >>> found = all_pairs("shares", "z", 0.1, 0.05, np.array([90.0, 40]), None,
    ...                   lambda *_: pair, 1.0, lambda i, j, level: (-0.08, 0.09))
    >>> str(found.verdict)
    'shown the same'
    """
    names = (
        list(names) if names is not None else [f"group {i + 1}" for i in range(len(bases))]
    )
    state = _state(bases)
    places = list(combinations(range(len(bases)), 2)) if state is State.OK else []
    found = [compare(i, j, names[i], names[j]) for i, j in places]
    adjust, _ = choose_adjustment("auto", len(bases))
    together = 1.0 if np.isnan(together) else together
    p_values = np.array([pair.p_different for pair in found])
    found = [
        replace(pair, p_adjusted=float(p))
        for pair, p in zip(found, adjusted(p_values, adjust, together), strict=True)
    ]

    def of_least(level):
        return interval(*places[int(np.argmax([pair.p_same for pair in found]))], level)

    return judge_sameness(
        claim, method, margin, alpha, bases.sum(), found, of_least, state=state
    )


def _state(bases: np.ndarray) -> State:
    """Return whether all groups have somebody in them: an empty one settles nothing."""
    if not len(bases) or not (bases > 0).all():
        return State.EMPTY
    return State.ONE_COLUMN if len(bases) == 1 else State.OK
