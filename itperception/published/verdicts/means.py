"""Two means, or two shares, of large samples of which only the least size is in print.

A mean on a scale, with the share of the answers at its end, bounds how far the answers
can lie apart: their largest variance is a linear programme over proportions. With the
least sizes and the least difference that is enough for a lower limit of z.
"""

from collections.abc import Sequence
from fractions import Fraction
from math import ceil, erfc, inf, sqrt

import numpy as np
import pandas as pd
from scipy.special import ndtri

from itperception.errors import ItPerceptionError
from itperception.published.figures.figures import Figure
from itperception.published.figures.study import Claim, Study
from itperception.published.verdicts.claim_figures import (
    assumptions_of,
    claimed,
    needed_option,
)
from itperception.published.verdicts.verdict import (
    NONE,
    Answer,
    Verdict,
    buys_frame,
    quantities,
)

INDEPENDENT = "the two samples are different people, each drawn at random"
LARGE = "the samples are so large that a mean is normal"
SCALE = "the answers are whole numbers from {0} to {1}"
END = "those in the printed share gave one of the answers {0}"


def means(study: Study, claim: Claim, alpha: float = 0.05) -> Verdict:
    """Judge that a mean, or a share, is lower in the second sample than in the first.

    Parameters
    ----------
    study : Study
        With the claim's two figures.
    claim : Claim
        For means: ``scale`` [lowest, highest]; ``ends`` two figures, the share in each sample of
        those who gave one of the answers ``end`` (a list of numbers).
    alpha : float
        Level of the test, in (0, 1).

    Returns
    -------
    Verdict
        Quantities: ``drop`` (first minus second), ``z``, ``z_p``, ``variance_first``,
        ``variance_second``. With sizes open above, z has no upper limit if the drop can
        be above zero.

    Notes
    -----
    z = (m₁ − m₂)/√(v₁/n₁ + v₂/n₂), two-sided p. ``deciding_values``: ``enough``, with how
    many people in each sample even the least drop is significant; ``at_least``, below
    how many not even the largest is (None if no size is enough).
    """
    figures = claimed(study, claim)
    sizes = [_least_size(study, shown) for shown in figures]
    spreads = _spreads(study, claim, figures)
    low = figures[0].low - figures[1].high
    high = figures[0].high - figures[1].low
    least, most = zip(*spreads, strict=True)
    z_low, p_high = _least_z(float(low), float(high), most, sizes)
    certain = low > 0 and p_high <= alpha
    enough, at_least = _needed(low, most, alpha), _needed(high, least, alpha)
    answers = {
        "holds": _answer(low > 0, high <= 0), "significant": _answer(certain, high <= 0)
    }  # fmt: skip
    p_low = 0.0 if low < 0 or high > 0 else 1.0
    return Verdict(
        claim=claim, possible=True, alpha=alpha, **answers,
        quantities=_quantities(
            "drop_of_means" if figures[0].kind == "mean" else "drop",
            (float(low), float(high)), (p_low, p_high), z_low, spreads,
        ),
        deciding="sample_sizes" if enough else "sample_sizes_needed" if at_least else "",
        deciding_values={"first_size": sizes[0], "second_size": sizes[1],
                         "enough": enough, "at_least": at_least},
        assumptions=assumptions_of(figures, INDEPENDENT, LARGE, *_of_scale(claim)),
        buys=buys_frame([{"assumption": NONE, "low": p_low, "high": p_high, **answers}]),
    )  # fmt: skip


def _least_size(study: Study, shown: Figure) -> int:
    sizes = study.sizes(shown.group)
    if shown.base is None and sizes is None:
        raise ItPerceptionError(f"{shown.id}: print says nothing of how many were asked")
    return shown.base or sizes[0]


def _least_z(low: float, high: float, most, sizes) -> tuple[float, float]:
    """Return the z of the least drop, and the largest p that any drop can have."""
    error = sqrt(sum(v / n for v, n in zip(most, sizes, strict=True)))
    nearest = low if low > 0 else high if high < 0 else 0.0
    return (low / error if low >= 0 else -inf), _two_sided(nearest / error)


def _quantities(name: str, drop, p_value, z_low: float, spreads) -> pd.DataFrame:
    z_high = inf if drop[1] > 0 else 0.0
    lines = [
        (name, *drop, "the ends of both printed ranges"),
        ("z_p", *p_value, OUTER),
        ("z", z_low, z_high, OUTER),
        ("variance_first", *spreads[0], "linear programme over proportions"),
        ("variance_second", *spreads[1], "linear programme over proportions"),
    ]
    return quantities(
        {"quantity": name, "low": float(low), "high": float(high), "certificate": how,
         "certified": how != OUTER}
        for name, low, high, how in lines
    )  # fmt: skip


def _of_scale(claim: Claim) -> list[str]:
    scale, end = claim.options.get("scale"), claim.options.get("end")
    told = [SCALE.format(*scale)] if scale else []
    return told + ([END.format(" or ".join(map(str, end)))] if end else [])


OUTER = "outer: the largest variances and the least sizes"


def variance_range(
    scale: Sequence[int],
    mean: tuple[Fraction, Fraction],
    end: Sequence[int] = (),
    share: tuple[Fraction, Fraction] = (Fraction(0), Fraction(1)),
) -> tuple[float, float]:
    """Return limits of the variance of answers on a scale of whole numbers.

    Parameters
    ----------
    scale : sequence of int
        Lowest and highest answer.
    mean : tuple of fractions.Fraction
        Ends of the mean.
    end : sequence of int
        Answers whose share together is known to lie between the ends of `share`.
    share : tuple of fractions.Fraction
        In [0, 1].

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


def _spreads(study: Study, claim: Claim, figures: Sequence[Figure]) -> list[tuple]:
    """Return the range of the variance in each sample."""
    if figures[0].is_share:
        return [_of_share(shown) for shown in figures]
    scale, end = needed_option(claim, "scale"), claim.options.get("end", ())
    ends = [study.figure(name) for name in claim.options.get("ends", ())]
    shares = [(shown.low, shown.high) for shown in ends] or [(0, 1)] * len(figures)
    return [
        variance_range(scale, (shown.low, shown.high), end, share)
        for shown, share in zip(figures, shares, strict=True)
    ]


def _of_share(shown: Figure) -> tuple[float, float]:
    ends = [float(p * (1 - p)) for p in (shown.low, shown.high)]
    return min(ends), 0.25 if shown.low <= Fraction(1, 2) <= shown.high else max(ends)


def _needed(drop: Fraction, variances: Sequence[float], alpha: float) -> int | None:
    """Return how many people in each sample make a drop significant, None if it is none."""
    if drop <= 0:
        return None
    return ceil(ndtri(1 - alpha / 2) ** 2 * sum(variances) / float(drop) ** 2)


def _two_sided(z: float) -> float:
    return erfc(abs(z) / sqrt(2))


def _answer(always: bool, never: bool) -> Answer:
    return "certain" if always else "impossible" if never else "undecided"
