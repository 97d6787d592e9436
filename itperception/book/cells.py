"""The numbers of a table as lines: shares with their intervals, and differences."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from itperception.counting.crosstab import Crosstab
from itperception.inference.comparisons.letters import differing
from itperception.inference.comparisons.pairs import PAIR_COLUMNS
from itperception.inference.design.column_shares import share_limits

SELECTED = "selected"
"""Row of an option of a multiple response: who chose it."""
PAIR = ["row", *PAIR_COLUMNS[1:]]
PAIR_SHOWN = [
    "row", "first", "second", "difference", "ci_low", "ci_high", "p_value", "p_adjusted",
]  # fmt: skip


def cells_of(sources: Sequence[Crosstab], is_set: bool) -> pd.DataFrame:
    """Return the lines of a table.

    Parameters
    ----------
    sources : sequence of Crosstab
        One table, or one for each option of a multiple response.
    is_set : bool
        Whether they are options: of each there is one line, who chose it.

    Returns
    -------
    pandas.DataFrame
        One line per row, or net, and column; the columns of
        :class:`~itperception.book.table.BookTable` but for `higher_than`.
    """
    return pd.concat([_lines(source, is_set) for source in sources], ignore_index=True)


def _lines(table: Crosstab, is_set: bool) -> pd.DataFrame:
    """Return one line per row and column of a table; of an option, who chose it."""
    ids = [row.id for row in table.rows]
    parts = {row: [k] for k, row in enumerate(ids)}
    parts |= {
        net.id: [ids.index(c) for c in net.categories if c in ids] for net in table.nets
    }
    parts = {table.stub.id: parts[SELECTED]} if is_set else parts
    total = table.cells.sum(axis=2, keepdims=True)
    sums = np.concatenate([total, table.cells[..., :-1]], axis=2)[:2]
    bases = [table.bases, table.weighted_bases, table.effective_bases]
    base, weighted, effective = (one.to_numpy(float) for one in bases)
    shares = sums[1] / np.where(weighted > 0, weighted, np.nan)
    size = len(parts)
    joined = [
        np.stack([one[k].sum(0) for k in parts.values()]) for one in (sums[0], shares)
    ]
    count, proportion = (one.ravel() for one in joined)
    limits = share_limits(table, list(parts.values()))
    return pd.DataFrame({
        "row": np.repeat(list(parts), len(base)),
        "column": np.tile(table.bases.index.to_numpy(str), size),
        "base": np.tile(base, size), "effective_base": np.tile(effective, size),
        "count": count, "proportion": proportion,
        "ci_low": limits.low.ravel(), "ci_high": limits.high.ravel(),
    })  # fmt: skip


def pairs_of(compared, options: Sequence[Crosstab]) -> pd.DataFrame:
    """Return the differences of columns.

    Parameters
    ----------
    compared : sequence of Comparisons
        One for each source.
    options : sequence of Crosstab
        The sources of a multiple response; else none.
    """
    found = [c.pairs.rename(columns={"category": "row"}) for c in compared]
    if not found:
        return pd.DataFrame(columns=PAIR)
    if options:
        found = [
            pairs[pairs["row"] == SELECTED].assign(row=option.stub.id)
            for pairs, option in zip(found, options, strict=True)
        ]
    return pd.concat(found, ignore_index=True)[PAIR]


def higher_of(cells: pd.DataFrame, pairs: pd.DataFrame, alpha: float) -> list[tuple]:
    """Return for each cell the columns that it is significantly higher than.

    Parameters
    ----------
    cells : pandas.DataFrame
        Columns row and column.
    pairs : pandas.DataFrame
        See :func:`pairs_of`.
    alpha : float
        Level of the adjusted p-values.
    """
    found: dict[tuple[str, str], list[str]] = {}
    for row, first, second, difference, _ in differing(pairs, alpha, "row"):
        higher, lower = (first, second) if difference > 0 else (second, first)
        found.setdefault((row, higher), []).append(lower)
    places = zip(cells["row"], cells["column"], strict=True)
    return [tuple(found.get(place, ())) for place in places]
