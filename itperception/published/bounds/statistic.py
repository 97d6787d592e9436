"""A statistic whose range over all tables can be asked for.

It is what a function of :mod:`itperception.inference` returns for a table. Beside that
function stand the ways to find the tables at the ends: a fast form for many tables at
once (:mod:`.statistics_fast`), and what the statistic depends on once both margins are
given (:mod:`.margin_forms`).
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np

from itperception.errors import ItPerceptionError
from itperception.published.bounds.margin_forms import CellSum, Staircase, Terms

Shape = Literal["any", "fourfold", "two_columns", "square"]
_SHAPES = {
    "fourfold": ("two by two", lambda rows, columns: (rows, columns) == (2, 2)),
    "two_columns": ("with two columns", lambda rows, columns: columns == 2),
    "square": ("square", lambda rows, columns: rows == columns),
    "any": ("of any shape", lambda rows, columns: True),
}


@dataclass(frozen=True, kw_only=True)
class Statistic:
    """A number that a function of `inference` returns for a table.

    Attributes
    ----------
    name : str
        As in :data:`itperception.published.bounds.statistics.STATISTICS`.
    value : callable
        Takes a table of counts, returns the number; NaN where it is not computed.
    fast : callable or None
        Takes tables, shape (N, R, C), returns the numbers to about twelve digits.
    exact : str
        Of an exact p-value, what makes tables extreme: see
        :func:`itperception.published.bounds.exact_tails.exact_p`.
    counted : float
        Of an exact p-value, how much tables as extreme count.
    shape : {"any", "fourfold", "two_columns", "square"}
        Tables it is for.
    least, most : float
        What it can be at all.
    certain : callable
        Takes a table, says whether `value` is exact for it, not halfway between wide limits
        or drawn at random.
    chunk : int
        Tables that the fast form takes about a second for.
    form : CellSum, Staircase, Terms or None
        What it only rises or only falls with, both margins given.
    falls : bool
        Whether it falls with its form.
    from_form : callable or None
        Takes a number of the form and the number of rows, returns that of the statistic.
    """

    name: str
    value: Callable[[np.ndarray], float]
    fast: Callable[[np.ndarray], np.ndarray] | None = None
    exact: str = ""
    counted: float = 1.0
    shape: Shape = "any"
    certain: Callable[[np.ndarray], bool] = lambda table: True
    chunk: int = 100_000
    least: float = -np.inf
    most: float = np.inf
    form: CellSum | Staircase | Terms | None = None
    falls: bool = False
    from_form: Callable[[float, int], float] | None = None

    def check(self, shape: tuple[int, int]) -> None:
        """Raise `ItPerceptionError` if the statistic is not for tables of this shape."""
        words, suits = _SHAPES[self.shape]
        if not suits(*shape):
            raise ItPerceptionError(
                f"{self.name} is for tables {words}, not of {shape[0]} rows by "
                f"{shape[1]} columns"
            )
