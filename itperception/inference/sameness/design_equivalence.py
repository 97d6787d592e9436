"""Sameness of shares where respondents were drawn in clusters: t-tests by the design."""

from collections.abc import Sequence

import numpy as np
from scipy.special import ndtri, stdtr

from itperception.counting.design import DesignCube
from itperception.counting.design_bases import effective_bases
from itperception.inference.design.design import share_difference
from itperception.inference.design.rao_scott import rao_scott
from itperception.inference.intervals import ALPHA
from itperception.inference.sameness.equivalence import all_pairs
from itperception.inference.sameness.sameness import Equivalence, PairComparison, stated
from itperception.inference.solving import positive


def equivalent_by_design(
    design: DesignCube, margin: float, *, alpha: float = ALPHA,
    names: Sequence[str] | None = None,
) -> Equivalence:  # fmt: skip
    """Ask whether all groups of a sample drawn in clusters have the same share.

    Its interval is that of the pair that is least the same; its base is effective.

    Raises
    ------
    ItPerceptionError
        If the margin is not in (0, 1).

    Notes
    -----
    As :func:`~itperception.inference.sameness.equivalence.equivalent_groups`, each p that
    of t = (d ± margin)/se or d/se, se linearised, with units − strata degrees of freedom;
    closed with the test of Rao & Scott.

    Examples
    --------
    >>> design = DesignCube.from_codes([0, 1] * 80, [0] * 80 + [1] * 80)
    >>> found = equivalent_by_design(design, 0.2)
    >>> str(found.verdict), round(found.p_same, 4)
    ('shown the same', 0.0063)
    """
    margin, steps = stated(margin, 1), np.array([1.0, 0.0, -1.0])

    def compare(i, j, first, second):
        found, df = share_difference(design, i, j), design.take(groups=[i, j]).df
        t = (found.effect_size + margin * steps) / positive(found.se)
        # The z with the same tail.
        z = -np.sign(t) * ndtri(stdtr(df, -np.abs(t)))
        return PairComparison.of_z(first, second, found.effect_size, z)

    def interval(i, j, level):
        found = share_difference(design, i, j, level=level)
        return found.ci_low, found.ci_high

    return all_pairs(
        "shares of all groups", "linearised differences, t", margin, alpha,
        effective_bases(design), names, compare, rao_scott(design).p_value, interval,
    )  # fmt: skip
