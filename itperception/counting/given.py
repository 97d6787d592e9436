"""From what is printed of a table, proportions and bases, to the sums that it is made of."""

import numpy as np
import pandas as pd

from itperception.errors import ItPerceptionError

TOTAL = "total"


def given_sums(
    proportions: pd.DataFrame, bases: pd.Series, weighted_bases: pd.Series | None,
    effective_bases: pd.Series | None,
) -> tuple[np.ndarray, np.ndarray]:  # fmt: skip
    """Return n, Σw and Σw² of the cells and of the columns; see `Crosstab.from_proportions`.

    Examples
    --------
    >>> p, n = pd.DataFrame({"a": [0.25, 0.75]}, ["yes", "no"]), pd.Series({"a": 8})
    >>> given_sums(p, n, None, None)[0][0].tolist()
    [[2.0, 0.0], [6.0, 0.0]]
    """
    _refuse_what_is_no_proportion(proportions)
    known = proportions.notna().all()
    given = (bases, bases if weighted_bases is None else weighted_bases,
             bases if effective_bases is None else effective_bases)  # fmt: skip
    n, weighted, effective = (
        _base_of_each(base, proportions.columns).where(known, 0.0) for base in given
    )
    margins = np.stack([n, weighted, ratio(weighted**2, effective).fillna(0.0)])
    cells = proportions.fillna(0.0).to_numpy() * margins[:, np.newaxis]
    cells[0] = np.rint(cells[0])
    names = list(proportions.columns)
    return _with_the_others(cells, names), _with_the_others(margins, names)


def _refuse_what_is_no_proportion(proportions: pd.DataFrame) -> None:
    """Name the first cell that is outside [0, 1] or missing beside others."""
    wrong = (proportions < 0) | (proportions > 1)
    wrong |= proportions.isna() & proportions.notna().any()
    for row, column in wrong.stack().loc[lambda found: found].index:
        raise ItPerceptionError(
            f"row {row!r}, column {column!r}: found {proportions.loc[row, column]}, "
            "expected a proportion in [0, 1] (a column is given whole or not at all)"
        )


def _base_of_each(bases: pd.Series, columns: pd.Index) -> pd.Series:
    """Return the bases in the order of the columns, refusing columns without one."""
    bases = pd.Series(bases, dtype=float).rename(str)
    for column in columns:
        if not bases.get(column, np.nan) >= 0:
            raise ItPerceptionError(f"column {column!r}: found no base, expected a number")
    return bases[columns]


def _with_the_others(sums: np.ndarray, names: list[str]) -> np.ndarray:
    """Move the total, if given, out of the columns: what they leave of it comes last."""
    columns = np.array([name != TOTAL for name in names], bool)
    inside = sums[..., columns]
    others = inside[..., :0].sum(-1, keepdims=True)
    if not columns.all():
        others = sums[..., ~columns] - inside.sum(-1, keepdims=True)
    return np.concatenate([inside, others], -1)


def ratio(top, bottom):
    """Divide, with NaN where there is nothing to divide by."""
    return top / bottom.where(bottom > 0)
