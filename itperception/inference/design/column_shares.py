"""The interval of every share of a table: one rule for pages, files, waves and the keyboard."""

from collections.abc import Sequence

import numpy as np

from itperception.counting.crosstab import Crosstab
from itperception.inference.design.design import proportion
from itperception.inference.intervals import LEVEL, Interval, wilson


def share_limits(
    table: Crosstab, rows: Sequence[Sequence[int]], *, level: float = LEVEL
) -> Interval:
    """Return the limits of the share of some rows, in the total and in each column.

    In [0, 1], shape (len(rows), 1 + columns); NaN where nobody is in the base. Wilson
    (1927) on the effective base; of respondents drawn in clusters by linearisation, on the
    logit scale, as R's ``svyciprop``.

    Examples
    --------
    >>> import pandas as pd
    >>> counts = pd.DataFrame({"a": [46, 44], "b": [34, 6]}, ["good", "poor"])
    >>> share_limits(Crosstab.from_counts(counts), [[0]]).low.round(3).tolist()
    [[0.53, 0.41, 0.709]]
    """
    shares = table.proportions().to_numpy()
    p = np.stack([shares[list(own)].sum(0) for own in rows])
    if table.design is None:
        worth = table.effective_bases.fillna(0.0).to_numpy()
        return wilson(np.clip(p, 0, 1) * worth, worth, level=level)
    every = range(table.design.totals.shape[1])
    columns = [every, *([k] for k in every[:-1])]
    found = np.full((2, *p.shape), np.nan)
    for row, column in np.ndindex(p.shape):
        rest = [k for k in range(len(table.rows)) if k not in rows[row]]
        two = table.design.merge(list(rows[row]), rest, groups=[columns[column]])
        share = proportion(two, [0], level=level)
        found[:, row, column] = share.ci_low, share.ci_high
    return Interval(*found)
