"""Statistics that are a weighted sum of the cells, for any weights."""

from fractions import Fraction
from functools import partial

import numpy as np

from itperception.errors import ItPerceptionError
from itperception.published.bounds.linear import Linear
from itperception.published.bounds.statistic import Statistic


def linear(weights, base="people") -> Statistic:
    """Return a weighted sum; a float is the decimal that it is written as."""
    exact = np.array(
        [
            [w if isinstance(w, Fraction) else Fraction(str(w)) for w in row]
            for row in weights
        ]
    )

    def of_shape(shape):
        if exact.shape != shape:
            raise ItPerceptionError(
                f"weights for {exact.shape} rows and columns; the table has {shape}"
            )
        return exact

    found = Linear(of_shape, base)
    return Statistic(
        name="linear", value=found.value, fast=partial(_fast, found), linear=found
    )


def _fast(one: Linear, tables: np.ndarray) -> np.ndarray:
    weights = one.weights(tables.shape[1:]).astype(float)
    sums, bases = (tables * weights).sum(1), tables.sum(1)
    known = bases.sum(1) >= one.fewest
    if one.base == "columns":
        known &= (bases[:, (weights != 0).any(0)] > 0).all(1)
        found = (sums / np.maximum(bases, 1)).sum(1)
    else:
        people = np.maximum(bases.sum(1), 1) if one.base == "people" else 1
        found = sums.sum(1) / people
    return np.where(known, found, np.nan)
