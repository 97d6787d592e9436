"""Cells by their distinct texts, so that work is done once for each text and not for each cell.

Columns are of texts, or pandas categoricals of texts, which are the same thing with the
distinct texts already known.
"""

from collections.abc import Callable, Mapping

import numpy as np
import pandas as pd


class Distinct:
    """A column: its distinct texts, and by number which of them each cell has.

    Parameters
    ----------
    cells : pandas.Series
        Texts, or a categorical of texts.

    Examples
    --------
    >>> column = Distinct(pd.Series(["b", "a", "b"], dtype="category"))
    >>> column.texts.tolist(), column.numbers.tolist()
    (['b', 'a'], [0, 1, 0])
    >>> column.codes({"a": 7}, -2).tolist()
    [-2, 7, -2]
    """

    def __init__(self, cells: pd.Series):
        self.numbers, texts = pd.factorize(cells)
        self.texts = np.asarray(texts, dtype=object)

    def each(self, function: Callable[[str], object], dtype: type) -> np.ndarray:
        """Return for every cell what a function makes of its text."""
        made = np.fromiter(map(function, self.texts), dtype, len(self.texts))
        return made[self.numbers]

    def codes(self, known: Mapping[str, int], unknown: int) -> np.ndarray:
        """Return the code of each cell's text."""
        return self.each(lambda text: known.get(text, unknown), np.int16)

    def counts(self, rows: np.ndarray) -> tuple[tuple[str, int], ...]:
        """Return how often each text is in some of the rows, the most frequent first."""
        times = np.bincount(self.numbers[rows], minlength=len(self.texts))
        order = np.argsort(-times, kind="stable")[: np.count_nonzero(times)]
        return tuple((self.texts[k], int(times[k])) for k in order)
