"""Every fourfold table of two nets that print allows, each with its paired tests."""

import numpy as np
import pandas as pd

from itperception.published.bounds.overlap import with_overlaps


def fitting_tables(first_counts, second_counts, n, association="any") -> pd.DataFrame:
    """Return all overlaps in [max(0, first + second − n), min(first, second)]."""
    first, second = (
        side.ravel() for side in np.meshgrid(first_counts, second_counts, indexing="ij")
    )
    tables = with_overlaps(
        np.full(first.shape, n), first, second,
        np.maximum(0, first + second - n), np.minimum(first, second),
    )  # fmt: skip
    if association == "non_negative":
        enough = tables["overlap"] * n >= tables["first_count"] * tables["second_count"]
        tables = tables[enough].reset_index(drop=True)
    return tables.drop(columns="base")
