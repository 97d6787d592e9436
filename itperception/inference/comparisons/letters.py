"""Letters for columns: a table book marks a column with those of columns it is higher than.

They are read off adjusted p-values and test nothing themselves.
"""

from collections.abc import Iterator
from string import ascii_uppercase

import numpy as np
import pandas as pd

HIGHER, LOWER = "+", "−"


def letter(k: int) -> str:
    """Return A to Z, then A1 to Z1, and so on.

    Examples
    --------
    >>> letter(0), letter(25), letter(26)
    ('A', 'Z', 'A1')
    """
    return ascii_uppercase[k % 26] + str(k // 26 or "")


def letters_of(
    pairs: pd.DataFrame, rows: list[str], names: dict[str, str], levels: tuple[float, ...]
) -> pd.DataFrame:
    """Return for each row and column the letters of the columns it is higher than.

    Parameters
    ----------
    pairs : pandas.DataFrame
        Columns category, first, second, difference, p_adjusted.

    Examples
    --------
    >>> pairs = pd.DataFrame({"category": ["yes"], "first": ["a"], "second": ["b"],
    ...                       "difference": [0.2], "p_adjusted": [0.07]})
    >>> letters_of(pairs, ["yes"], {"a": "A", "b": "B"}, (0.05, 0.10)).loc["yes"].tolist()
    ['b', '']
    """
    letters = {column: dict.fromkeys(rows, "") for column in names}
    for category, first, second, difference, p in differing(pairs, max(levels)):
        higher, lower = (first, second) if difference > 0 else (second, first)
        shown = names[lower]
        letters[higher][category] += shown if p <= levels[0] else shown.lower()
    told = [[letters[column][row] for column in names] for row in rows]
    shape = len(rows), len(names)
    return pd.DataFrame(np.array(told, object).reshape(shape), rows, list(names), object)


def signs_of(
    pairs: pd.DataFrame, rows: list[str], columns: list[str], level: float
) -> pd.DataFrame:
    """Return "+" where a column is higher than what it is compared with, "−" where lower."""
    signs = pd.DataFrame("", index=rows, columns=columns, dtype=object)
    for category, first, _, difference, _ in differing(pairs, level):
        signs.loc[category, first] = HIGHER if difference > 0 else LOWER
    return signs


def differing(pairs: pd.DataFrame, level: float, row: str = "category") -> Iterator[tuple]:
    """Yield row, columns, difference and p of the pairs that differ at a level.

    Parameters
    ----------
    row : str
        What the column of the rows is called.

    Examples
    --------
    >>> pairs = pd.DataFrame({"category": ["yes"], "first": ["a"], "second": ["b"],
    ...                       "difference": [0.2], "p_adjusted": [0.07]})
    >>> list(differing(pairs, 0.05)), len(list(differing(pairs, 0.10)))
    ([], 1)
    """
    if not (is_below := (pairs["p_adjusted"] <= level).to_numpy()).any():
        return iter(())
    names = (row, "first", "second", "difference", "p_adjusted")
    return zip(*(pairs[name].to_numpy()[is_below] for name in names), strict=True)
