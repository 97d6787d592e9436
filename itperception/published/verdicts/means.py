"""Two means, or two shares, of different samples.

Where print leaves few sets of answers, as with a standard deviation, all are gone through.
Else the largest variances, the least sizes and the least difference are enough for a lower
limit of z.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, erfc, inf, sqrt

import numpy as np
from scipy.special import ndtr, ndtri, stdtr, stdtrit

from itperception.errors import ItPerceptionError
from itperception.published.figures.figures import Figure
from itperception.published.figures.study import StudyClaim
from itperception.published.tables.feasible import MOST_BASES, allowed_counts, whole_sums
from itperception.published.tables.joint import Joint
from itperception.published.tables.samples import Samples, samples_of, scale_of, spread_of
from itperception.published.tables.walk import TooManyTables
from itperception.published.verdicts.question import ClaimQuestion
from itperception.published.verdicts.verdict import (
    Verdict,
    answer_of,
    between,
    quantities,
    verdict_of,
)

MOST_STEPS = 100_000
"""Of samples up to about 150 people, without a standard deviation 35, all is gone through."""
FEW_SIZES = 50


@dataclass(frozen=True)
class Sample:
    """One sample behind a mean or a share."""

    least: int  # the fewest people it may have
    is_open: bool  # whether nothing bounds how many it has
    mean: tuple[Fraction, Fraction]  # ends; the variance is that of everybody asked in it
    variance: tuple[float, float]
    # with how many people the mean is at its ends; 0 where it comes no nearer than that
    attained: tuple[int, int]
    # every base, mean and variance that go together, shape (N, 3); None if too many
    moments: np.ndarray | None = None
    # the sets of answers, if a standard deviation is in print and so is the base
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

    Outer limits: no distribution that fits has a smaller or a larger variance. With a mean
    and a share that are points they are attained.

    Parameters
    ----------
    end : sequence of int
        Answers whose share together is known to lie between the ends of `share`.

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


_INDEPENDENT = "the two samples are different people, each drawn at random"
_LARGE = "the samples are so large that a mean is normal"
_WELCH = "beyond chance means: Welch's t test of the two means"
SCALE = "the answers are whole numbers from {0} to {1}"
_END = "those in the printed share gave one of the answers {0}"
_OUTER = "outer: the largest variances and the least sizes"
PROGRAMME = "outer: linear programme over proportions"
_PAIRS = 4_000_000
"""Up to so many pairs of means and variances are gone through."""


def judge_means(asked: ClaimQuestion) -> Verdict:
    """Judge that a mean, or a share, is lower in the second sample than in the first.

    Options: ``scale``, [lowest, highest], for means whose scale is not printed with them;
    ``ends``, two figures, the share in each sample of those who gave one of the answers
    ``end`` (a list of numbers).

    Quantities: ``drop`` (first minus second), of means ``drop_of_means``; ``welch_p`` and
    ``t`` if a standard deviation is in print, else ``z_p`` and ``z``; ``variance_first``
    and ``variance_second`` (of all answers of a sample); and ``share_<answer> (<group>)``
    where all sets of answers behind a standard deviation are listed. With sizes open above,
    z has no upper limit if the drop can be above zero.

    z = (m₁ − m₂)/√(v₁/n₁ + v₂/n₂), two-sided p. ``deciding_values``: ``enough``, with how
    many people in each sample, or more, even the least drop is significant; ``at_least``,
    more than which both samples must have for even the largest drop to be (None if no size
    is enough).
    """
    figures, alpha = asked.figures, asked.alpha
    ends = map(asked.study.figure, asked.claim.options.get("ends", ()))
    one, two = samples = [
        sample_of(asked, shown, end)
        for shown, end in zip(figures, [*ends] or [None, None], strict=True)
    ]
    pairs = _pairs(asked, samples)
    of = _limits(samples, alpha) if pairs is None else _every(samples, pairs, alpha)
    holds, significant, lines = of
    if not figures[0].is_share:
        lines[0]["quantity"] = "drop_of_means"
    welch = any(line["quantity"] == "welch_p" for line in lines)
    enough, at_least = sizes_needed(samples, alpha, welch=welch)
    deciding = "sample_sizes" if enough else "sample_sizes_needed" if at_least else ""
    return asked.verdict(
        holds, significant,
        said=(_INDEPENDENT, _WELCH if welch else _LARGE, *_of_scale(asked.claim)), limits=False,
        quantities=quantities([*lines, *_shares(figures, samples)]),
        number=None if pairs is None else _number(samples),
        deciding=deciding if significant else "not_certified",
        deciding_values={"first_size": one.least, "second_size": two.least,
                         "enough": enough, "at_least": at_least},
    )  # fmt: skip


def _pairs(asked: ClaimQuestion, samples: Sequence[Sample]) -> tuple | None:
    """Return which moments of both samples go together, None if they are too many."""
    one, two = (sample.moments for sample in samples)
    if one is None or two is None or len(one) * len(two) > _PAIRS:
        return None
    first, second = (at.ravel() for at in np.indices((len(one), len(two))))
    groups = [figure.group for figure in asked.figures]
    if set(groups) <= set(asked.study.parts) and groups[0] != groups[1]:
        allowed = {tuple(sizes) for sizes in asked.known.sizes(groups).tolist()}
        together = zip(one[first, 0].tolist(), two[second, 0].tolist(), strict=True)
        kept = np.array([sizes in allowed for sizes in together], bool)
        first, second = first[kept], second[kept]
    return first, second


def _every(samples: Sequence[Sample], pairs, alpha: float):
    """Judge by every mean and variance of both samples."""
    one, two = (sample.moments[at] for sample, at in zip(samples, pairs, strict=True))
    welch = any(sample.sets is not None for sample in samples)
    drop = one[:, 1] - two[:, 1]
    drop = np.where(np.abs(drop) < 1e-12, 0.0, drop)
    less = int(welch)
    a, b = (some[:, 2] / (some[:, 0] - less) for some in (one, two))
    with np.errstate(divide="ignore", invalid="ignore"):
        z = np.where(a + b > 0, drop / np.sqrt(a + b), np.where(drop == 0, 0.0, inf * drop))
        df = (a + b) ** 2 / (a**2 / (one[:, 0] - 1) + b**2 / (two[:, 0] - 1))
        df = np.where(a + b > 0, df, 1.0)
        p = 2 * (stdtr(df, -np.abs(z)) if welch else ndtr(-np.abs(z)))
    values = {"drop": drop, "welch_p" if welch else "z_p": p, "t" if welch else "z": z,
              "variance_first": one[:, 2], "variance_second": two[:, 2]}  # fmt: skip
    how = f"enumerated all {len(drop):,} pairs of means and variances"

    def at(place: int) -> str:
        return "; ".join(_told(some[place]) for some in (one, two))

    lines = [between(name, found, at, how) for name, found in values.items()]
    return answer_of(drop > 0), answer_of((drop > 0) & (p <= alpha)), lines


def _told(line: np.ndarray) -> str:
    return f"mean {line[1]:.6g}, variance {line[2]:.6g} of {line[0]:.0f}"


def _number(samples: Sequence[Sample]) -> int | None:
    """Return how many sets of answers both samples may have together, if they are listed."""
    if any(sample.sets is None for sample in samples):
        return None
    return samples[0].sets.number * samples[1].sets.number


def _shares(figures: Sequence[Figure], samples) -> Iterator[dict[str, object]]:
    """Yield the range of the share of each answer."""
    for sample, group in zip(samples, (f.group for f in figures), strict=True):
        if sample.sets is None:
            continue
        every, how = (
            sample.sets.sets,
            f"enumerated all {sample.sets.number:,} sets of answers",
        )
        for at, answer in enumerate(sample.sets.answers):
            share = every[:, at] / sample.sets.base
            name = f"share_{answer} ({group})"
            yield between(name, share, lambda at, of=every: str(of[at].tolist()), how)


def _limits(samples: Sequence[Sample], alpha: float):
    """Judge by the ends of the means, the variances and the sizes."""
    one, two = samples
    drop = float(one.mean[0] - two.mean[1]), float(one.mean[1] - two.mean[0])
    z_low, p_high = _least_z(*drop, samples)
    p_low = 0.0 if drop[0] < 0 or drop[1] > 0 else 1.0
    sure = bool(all((*one.attained, *two.attained)))
    low_at, high_at = (
        f"mean {float(one.mean[side]):.6g} of {one.attained[side]:,}; "
        f"{float(two.mean[1 - side]):.6g} of {two.attained[1 - side]:,}"
        for side in (0, 1)
    )
    lines: list[dict[str, object]] = [
        {"quantity": "drop", "low": drop[0], "high": drop[1], "certified": sure,
         "certificate": "the ends of both printed ranges",
         "low_at": low_at if sure else "", "high_at": high_at if sure else ""},
    ]  # fmt: skip
    z_high = inf if drop[1] > 0 else 0.0
    for name, low, high, how in (
        ("z_p", p_low, p_high, _OUTER), ("z", z_low, z_high, _OUTER),
        ("variance_first", *one.variance, PROGRAMME),
        ("variance_second", *two.variance, PROGRAMME),
    ):  # fmt: skip
        lines.append({"quantity": name, "low": float(low), "high": float(high),
                      "certificate": how, "certified": False})  # fmt: skip
    holds = verdict_of(drop[0] > 0, drop[1] > 0)
    if holds == "none" or (holds == "every" and p_high <= alpha):
        return holds, holds, lines
    # of ever more people any drop is beyond chance in the end
    grows = holds == "some" and one.is_open and two.is_open
    return holds, "some" if grows else None, lines


def _least_z(low: float, high: float, samples: Sequence[Sample]) -> tuple[float, float]:
    """Return the z of the least drop, and the largest p that any drop can have."""
    error = sqrt(sum(sample.variance[1] / sample.least for sample in samples))
    nearest = low if low > 0 else high if high < 0 else 0.0
    if not error:
        return (0.0 if low == 0 else inf * low), (1.0 if nearest == 0 else 0.0)
    return (low / error if low >= 0 else -inf), erfc(abs(nearest / error) / sqrt(2))


def _of_scale(claim: StudyClaim) -> list[str]:
    scale, end = claim.options.get("scale"), claim.options.get("end")
    told = [SCALE.format(*scale)] if scale else []
    return told + ([_END.format(" or ".join(map(str, end)))] if end else [])


def sizes_needed(
    samples: Sequence[Sample], alpha: float, *, welch: bool
) -> tuple[int | None, int | None]:
    """Return from which sizes of both samples on any drop is significant, and up to which none.

    With n people or more in each, z² is at least d²n/(v₁ + v₂), of the least drop and the
    largest variances. Welch's t² is at least d²(n − 1)/(v₁ + v₂), with at least n − 1 degrees
    of freedom. With n in one sample, and however many in the other, both are at most √(n/v)
    times the largest drop.
    """
    one, two = samples
    least, most = float(one.mean[0] - two.mean[1]), float(one.mean[1] - two.mean[0])
    square = ndtri(1 - alpha / 2) ** 2
    enough = at_least = None
    if least > 0:
        largest = sum(sample.variance[1] for sample in samples)
        enough = max(ceil(square * largest / least**2), 1)
        while welch and (
            enough < 2
            or stdtrit(enough - 1, 1 - alpha / 2) ** 2 * largest > least**2 * (enough - 1)
        ):
            enough += 1
    if most > 0:
        smallest = min(sample.variance[0] for sample in samples)
        at_least = max(ceil(square * smallest / most**2) - 1, 0)
    return enough, at_least
