"""Every table of two nets of n people, whatever else is in print."""

import numpy as np

from itperception.published.bounds.overlap import with_overlaps


def fitting_tables(first_counts, second_counts, n):
    first, second = (
        side.ravel() for side in np.meshgrid(first_counts, second_counts, indexing="ij")
    )
    low, high = np.maximum(0, first + second - n), np.minimum(first, second)
    return with_overlaps(np.full(first.shape, n), first, second, low, high)
