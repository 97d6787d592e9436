"""Statistics that are a weighted sum of the cells, for any weights."""

from fractions import Fraction

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
    return Statistic(name="linear", value=found.value, fast=found.values, linear=found)
