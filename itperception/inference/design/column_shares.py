"""The interval of every share of a table: one rule for pages, files, waves and the keyboard."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from itperception.counting.crosstab import Crosstab
from itperception.inference.design.design import proportion
from itperception.inference.intervals import LEVEL, Interval, wilson
from itperception.lines import Lines


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


def intervals_of(table: Crosstab, *, level: float = LEVEL) -> Lines:
    """Return every share of a table, nets after rows, with its interval.

    Returns
    -------
    Lines
        category, banner, base, effective_base, proportion, ci_low, ci_high (see
        :func:`share_limits`), margin (the longer arm: shares near 0 or 1 have two lengths),
        how, note.

    Examples
    --------
    >>> import pandas as pd
    >>> counts = pd.DataFrame({"a": [46, 44], "b": [34, 6]}, ["good", "poor"])
    >>> print(intervals_of(Crosstab.from_counts(counts))["how"][1])
    good, a: 51.1% of 90, 95% interval 41.0% to 61.2% (margin 10.2 points)
    """
    ids = [row.id for row in table.rows]
    nets = {net.id: net.categories for net in table.nets if {*net.categories} <= {*ids}}
    parts = {name: [ids.index(one) for one in own]
             for name, own in ({name: (name,) for name in ids} | nets).items()}  # fmt: skip
    shares, limits = (
        table.proportions(),
        share_limits(table, list(parts.values()), level=level),
    )
    p = np.stack([shares.to_numpy()[own].sum(0) for own in parts.values()])
    many, columns = len(parts), list(shares)
    found = pd.DataFrame({
        "category": np.repeat(list(parts), len(columns)), "banner": columns * many,
        "base": [*table.bases] * many, "effective_base": [*table.effective_bases] * many,
        "proportion": p.ravel(), "ci_low": limits.low.ravel(), "ci_high": limits.high.ravel(),
        "margin": np.maximum(p - limits.low, limits.high - p).ravel(),
    })  # fmt: skip
    how = [
        f"{line.category}, {line.banner}: nobody in the base" if not line.base else
        f"{line.category}, {line.banner}: {line.proportion:.1%} of {line.base:,}, {level:.0%} "
        f"interval {line.ci_low:.1%} to {line.ci_high:.1%} (margin {100 * line.margin:.1f} points)"
        for line in found.itertuples()
    ]  # fmt: skip
    return Lines(found.assign(how=how, note=""))
