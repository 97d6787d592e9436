"""The interval of every share of a table: one rule for pages, files, waves and the keyboard."""

from collections.abc import Sequence

import numpy as np

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


def shares(table: Crosstab, *, level: float = LEVEL) -> Lines:
    """Return the share of every row and net in the total and each column, with its interval.

    Returns
    -------
    Lines
        category, banner (the column), base, effective_base, proportion, ci_low, ci_high, how;
        the limits are those of :func:`share_limits`.

    Examples
    --------
    >>> counts = pd.DataFrame({"a": [46, 44], "b": [34, 6]}, ["good", "poor"])
    >>> shares(Crosstab.from_counts(counts))["how"][1]
    'good in a: 51.1% of 90, 95% interval 41.0% to 61.2%'
    """
    ids = [row.id for row in table.rows]
    parts = {name: [k] for k, name in enumerate(ids)}
    parts |= {net.id: [ids.index(name) for name in table.members(net.id)]
              for net in table.nets}  # fmt: skip
    limits, exact = (
        share_limits(table, list(parts.values()), level=level),
        table.proportions(),
    )
    bases, worths = table.bases, table.effective_bases
    lines = []
    for at, (row, own) in enumerate(parts.items()):
        for column, name in enumerate(exact):
            share = exact[name].to_numpy()[own].sum()
            low, high = limits.low[at, column], limits.high[at, column]
            worth = "" if np.isclose(bases[name], worths[name]) else \
                f" (effective base {worths[name]:.1f})"  # fmt: skip
            how = (f"{row} in {name}: {share:.1%} of {bases[name]:,}{worth}, {level:.0%} interval "
                   f"{low:.1%} to {high:.1%}")  # fmt: skip
            lines.append((row, name, bases[name], worths[name], share, low, high, how))
    return Lines(lines, columns=["category", "banner", "base", "effective_base", "proportion",
                                 "ci_low", "ci_high", "how"])  # fmt: skip
