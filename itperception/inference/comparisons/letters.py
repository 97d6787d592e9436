"""Letters for columns: a table book marks a column with those of columns it is higher than.

They are read off adjusted p-values and test nothing themselves.
"""

from string import ascii_uppercase

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
    """Return "+" where a column is higher than what it is compared with, "−" where lower."""
    signs = pd.DataFrame("", index=rows, columns=columns, dtype=object)
    for pair in pairs[pairs["p_adjusted"] <= level].itertuples():
        signs.loc[pair.category, pair.first] = HIGHER if pair.difference > 0 else LOWER
    return signs
