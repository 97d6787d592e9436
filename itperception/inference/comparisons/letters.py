"""Letters for columns: what stands at the higher of two, and displays of what is alike.

A table book marks a column with the letters of those it is higher than. A compact letter
display gives a letter to columns that do not differ. Both are read off adjusted p-values
and test nothing themselves.
"""

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
    rows : list of str
        Rows and nets, in order.
    names : dict of str
        Column id to letter, in order.
    levels : tuple of float
        Of capital letters, and of small ones if there is a second.

    Examples
    --------
    >>> pairs = pd.DataFrame({"category": ["yes"], "first": ["a"], "second": ["b"],
    ...                       "difference": [0.2], "p_adjusted": [0.07]})
    >>> letters_of(pairs, ["yes"], {"a": "A", "b": "B"}, (0.05, 0.10)).loc["yes"].tolist()
    ['b', '']
    """
    letters = {column: dict.fromkeys(rows, "") for column in names}
    for pair in pairs[pairs["p_adjusted"] <= max(levels)].itertuples():
        sides = (pair.first, pair.second)
        higher, lower = sides if pair.difference > 0 else sides[::-1]
        shown = names[lower]
        sure = pair.p_adjusted <= levels[0]
        letters[higher][pair.category] += shown if sure else shown.lower()
    return pd.DataFrame(letters, index=rows, columns=list(names), dtype=object)


def signs_of(
    pairs: pd.DataFrame, rows: list[str], columns: list[str], level: float
) -> pd.DataFrame:
    """Return "+" where a column is higher than what it is compared with, "−" where lower.

    Parameters
    ----------
    pairs : pandas.DataFrame
        Columns category, first, difference, p_adjusted.
    rows, columns : list of str
        In order.
    level : float
        Of the test.
    """
    signs = pd.DataFrame("", index=rows, columns=columns, dtype=object)
    for pair in pairs[pairs["p_adjusted"] <= level].itertuples():
        signs.loc[pair.category, pair.first] = HIGHER if pair.difference > 0 else LOWER
    return signs


def compact_letters(p_values: pd.DataFrame, *, alpha: float = 0.05) -> pd.Series:
    """Return a compact letter display: columns that share a letter do not differ.

    Parameters
    ----------
    p_values : pandas.DataFrame
        Adjusted p of every pair, columns by columns; one triangle is enough. A pair
        without a p-value is one that was not shown to differ.
    alpha : float
        Level in (0, 1).

    Returns
    -------
    pandas.Series
        Small letters by column.

    Notes
    -----
    Insert and absorb (Piepho 2004): start with one letter for all; for each pair that
    differs, split every letter that both have into one without either; drop letters
    whose columns another letter covers.

    Examples
    --------
    >>> p = pd.DataFrame([[1, 0.2, 0.01], [0.2, 1, 0.3], [0.01, 0.3, 1]], list("abc"),
    ...                  list("abc"))
    >>> compact_letters(p).to_dict()
    {'a': 'a', 'b': 'ab', 'c': 'b'}
    """
    differs = p_values.to_numpy(float) <= alpha
    differs |= differs.T
    groups = [frozenset(range(len(differs)))]
    for i, j in np.argwhere(np.triu(differs, 1)):
        split = [
            group - {k} for group in groups for k in ((i, j) if {i, j} <= group else ())
        ]
        kept = [group for group in groups if not {i, j} <= group]
        groups = _absorbed([*kept, *split])
    groups.sort(key=sorted)
    told = ["".join(letter(k).lower() for k, group in enumerate(groups) if column in group)
            for column in range(len(differs))]  # fmt: skip
    return pd.Series(told, p_values.columns, dtype=object)


def p_matrix(pairs: pd.DataFrame, category: str, columns: list[str]) -> pd.DataFrame:
    """Return the adjusted p-values of one row as a square table, for `compact_letters`.

    Parameters
    ----------
    pairs : pandas.DataFrame
        Of comparisons: category, first, second, p_adjusted.
    category : str
        Id of a row or net.
    columns : list of str
        In order.
    """
    square = pd.DataFrame(np.nan, index=columns, columns=columns)
    for pair in pairs[pairs["category"] == category].itertuples():
        square.loc[pair.first, pair.second] = pair.p_adjusted
        square.loc[pair.second, pair.first] = pair.p_adjusted
    return square


def _absorbed(groups: list[frozenset]) -> list[frozenset]:
    """Drop groups that are part of another, and repetitions."""
    distinct = list(dict.fromkeys(groups))
    return [group for group in distinct if not any(group < other for other in distinct)]
