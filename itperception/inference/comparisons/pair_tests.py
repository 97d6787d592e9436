"""Tests of two columns of one row, elementwise: what a rule profile may choose from.

Each test takes two :class:`Side` of a comparison, arrays alike in shape, and returns a
:class:`PairTest`.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import chdtrc, fdtrc, ndtr, ndtri, stdtr

from itperception.inference.contingency import chi_squared
from itperception.inference.intervals import Interval, miettinen_nurminen, newcombe
from itperception.inference.solving import divide, positive


class PairTest(NamedTuple):
    """A test of every pair: statistic, df (NaN where it has none), two-sided p, and scale.

    The scale is what the formula divides by: a standard error or a design effect.
    """

    statistic: np.ndarray
    df: np.ndarray
    p_value: np.ndarray
    scale: np.ndarray


class Side(NamedTuple):
    """One of two columns: what is tested in it, for every row.

    Attributes
    ----------
    count, base : numpy.ndarray
        In the row, and in the column; in the unit of the profile's base.
    pool : numpy.ndarray
        What the proportion is pooled by.
    people : numpy.ndarray
        Respondents in the column.
    weighted_count, weighted_base : numpy.ndarray
        Sums of weights.
    squared_in, squared_out : numpy.ndarray
        Sums of squared weights in the row and not in it.
    """

    count: np.ndarray
    base: np.ndarray
    pool: np.ndarray
    people: np.ndarray
    weighted_count: np.ndarray
    weighted_base: np.ndarray
    squared_in: np.ndarray
    squared_out: np.ndarray

    @classmethod
    def of_counts(cls, count: ArrayLike, base: ArrayLike) -> "Side":
        """Return a side in which everybody has the weight 1."""
        count, base = (np.asarray(a, float) for a in (count, base))
        return cls(count, base, base, base, count, base, count, base - count)

    @property
    def proportion(self) -> np.ndarray:
        """What is tested, in [0, 1]; 0 where the base is empty."""
        return divide(self.count, self.base)

    @property
    def variance(self) -> np.ndarray:
        """Linearised variance of the weighted proportion (Taylor), weights only."""
        p = divide(self.weighted_count, self.weighted_base)
        spread = self.squared_in * (1 - p) ** 2 + self.squared_out * p**2
        return spread * _bessel(self.people) / positive(self.weighted_base) ** 2


def pairwise_n_minus_one(one: Side, two: Side) -> PairTest:
    """Return X² of the 2 × 2 table times (N − 1)/N (Campbell 2007).

    Examples
    --------
    >>> one, two = Side.of_counts(31, 80), Side.of_counts(55, 95)
    >>> round(float(pairwise_n_minus_one(one, two).statistic), 4)
    6.3325
    """
    rest = [side.base - side.count for side in (one, two)]
    squares = np.stack(
        [np.stack([one.count, rest[0]], -1), np.stack([two.count, rest[1]], -1)], -2
    )
    total = one.base + two.base
    statistic = chi_squared(squares) * divide(total - 1, total)
    nothing = np.full_like(total, np.nan)
    return PairTest(statistic, np.ones_like(total), chdtrc(1, statistic), nothing)


def pooled_z(one: Side, two: Side) -> PairTest:
    """Return (p₁ − p₂)/√(p(1 − p)(1/n₁ + 1/n₂)) with p of both columns together.

    Examples
    --------
    >>> one, two = Side.of_counts(31, 80), Side.of_counts(55, 95)
    >>> round(float(pooled_z(one, two).statistic) ** 2, 4)
    6.3689
    """
    return _normal(one, two, pooled_variance(one, two))


def pooled_t(one: Side, two: Side) -> PairTest:
    """Return the statistic of `pooled_z`, held against Student's t on n₁ + n₂ − 2.

    Examples
    --------
    >>> one, two = Side.of_counts(31, 80), Side.of_counts(55, 95)
    >>> round(float(pooled_t(one, two).p_value), 6)
    0.012515
    """
    found = _normal(one, two, pooled_variance(one, two))
    df = positive(one.base + two.base - 2)
    return found._replace(df=df, p_value=2 * stdtr(df, -np.abs(found.statistic)))


def unpooled_z(one: Side, two: Side) -> PairTest:
    """Return (p₁ − p₂)/√(p₁(1 − p₁)/n₁ + p₂(1 − p₂)/n₂).

    Examples
    --------
    >>> one, two = Side.of_counts(31, 80), Side.of_counts(55, 95)
    >>> round(float(unpooled_z(one, two).statistic), 2)
    -2.57
    """
    return _normal(one, two, unpooled_variance(one, two))


def pairwise_rao_scott(one: Side, two: Side) -> PairTest:
    """Return Pearson's X² of the weighted 2 × 2 table, over its design effect δ.

    δ = n a′Va/Σ(1/π) with a = (1, −1, −1, 1)/π, π the weighted shares of the four cells
    and V their linearised covariance, n that of respondents; F = X²/δ on 1 and n − 1
    degrees of freedom (Rao & Scott 1984; with one degree of freedom first and second
    order are the same). Where all weights are equal it is Pearson's X² itself, δ = 1.

    Examples
    --------
    >>> one, two = Side.of_counts(31, 80), Side.of_counts(55, 95)
    >>> round(float(pairwise_rao_scott(one, two).statistic), 4)
    6.3689
    """
    people = one.people + two.people
    total = positive(one.weighted_base + two.weighted_base)
    inside = [one.weighted_count, two.weighted_count]
    outside = [s.weighted_base - s.weighted_count for s in (one, two)]
    cells = np.stack([inside[0], outside[0], inside[1], outside[1]], -1)
    shares = cells / total[..., np.newaxis]
    squared = np.stack(
        [one.squared_in, one.squared_out, two.squared_in, two.squared_out], -1
    )
    inverse = divide(1.0, shares)
    a = np.array([1, -1, -1, 1]) * inverse
    centred = a - (a * shares).sum(-1, keepdims=True)
    spread = (squared * centred**2).sum(-1) * _bessel(people) / total**2
    effect = positive(people * spread) / positive(inverse.sum(-1))
    square = people * chi_squared(shares.reshape(*shares.shape[:-1], 2, 2))
    alike = divide(squared, squared.sum(-1, keepdims=True)) - shares
    unweighted = np.all(np.abs(alike) <= 1e-12, -1)
    effect = np.where(unweighted, 1.0, effect)
    statistic = square / effect
    df = np.where(unweighted, np.nan, positive(people - 1))
    known = np.nan_to_num(df, nan=1.0)
    p_value = np.where(unweighted, chdtrc(1, statistic), fdtrc(1, known, statistic))
    return PairTest(statistic, df, p_value, effect)


def linearised_t(one: Side, two: Side) -> PairTest:
    """Return (p₁ − p₂)/√(v₁ + v₂) with the variance that weights give each column.

    For columns of different people. Of those that share people the variance is less twice
    their covariance: :mod:`itperception.inference.design.overlap`.

    Examples
    --------
    >>> one, two = Side.of_counts(31, 80), Side.of_counts(55, 95)
    >>> round(float(linearised_t(one, two).statistic), 4)
    -2.5589
    """
    found = _normal(one, two, one.variance + two.variance)
    df = positive(one.people + two.people - 2)
    return found._replace(df=df, p_value=2 * stdtr(df, -np.abs(found.statistic)))


TEST_OF: dict[str, tuple[str, Callable]] = {
    "n_minus_one": ("N−1 chi-squared test", pairwise_n_minus_one),
    "pooled_z": ("Pooled z-test", pooled_z),
    "unpooled_z": ("Unpooled z-test", unpooled_z),
    "pooled_t": ("Pooled t-test", pooled_t),
    "rao_scott": ("Rao-Scott test of two columns", pairwise_rao_scott),
    "linearised_t": ("Linearised t-test of two columns", linearised_t),
}


def interval_of(name: str, one: Side, two: Side, level: float) -> Interval:
    """Return the interval of the difference by the name a profile has for it.

    Parameters
    ----------
    name : {"miettinen_nurminen", "newcombe", "wald", "linearised"}
        "linearised" is Wald's with variances that take the weights into account.
    """
    if name in ("miettinen_nurminen", "newcombe"):
        method = miettinen_nurminen if name == "miettinen_nurminen" else newcombe
        return method(one.count, one.base, two.count, two.base, level=level)
    variance = one.variance + two.variance
    if name == "wald":
        variance = unpooled_variance(one, two)
    bases = positive(one.base) * positive(two.base)
    reach = ndtri((1 + level) / 2) * np.sqrt(variance) + 0 * bases
    difference = one.proportion - two.proportion
    return Interval(np.maximum(difference - reach, -1), np.minimum(difference + reach, 1))


def pooled_proportion(one: Side, two: Side) -> np.ndarray:
    """Return p of both columns together."""
    top = one.proportion * one.pool + two.proportion * two.pool
    return divide(top, one.pool + two.pool)


def pooled_variance(one: Side, two: Side) -> np.ndarray:
    """Return p(1 − p)(1/n₁ + 1/n₂)."""
    p = pooled_proportion(one, two)
    return p * (1 - p) * (1 / positive(one.base) + 1 / positive(two.base))


def unpooled_variance(one: Side, two: Side) -> np.ndarray:
    """Return p₁(1 − p₁)/n₁ + p₂(1 − p₂)/n₂."""
    p1, p2 = one.proportion, two.proportion
    return p1 * (1 - p1) / positive(one.base) + p2 * (1 - p2) / positive(two.base)


def _normal(one: Side, two: Side, variance: np.ndarray) -> PairTest:
    """Hold the difference over its standard error against the normal distribution."""
    error = np.sqrt(positive(variance))
    z = (one.proportion - two.proportion) / error
    return PairTest(z, np.full_like(z, np.nan), 2 * ndtr(-np.abs(z)), error)


def _bessel(people: np.ndarray) -> np.ndarray:
    return people / positive(people - 1)
