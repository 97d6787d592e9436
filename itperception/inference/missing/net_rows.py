"""Which rows of a table are in a net, and which are no answers."""

from collections.abc import Sequence

import numpy as np

from itperception.counting.crosstab import Crosstab
from itperception.errors import ItPerceptionError


def net_and_silent_rows(
    table: Crosstab,
    categories: str | Sequence[str],
    dont_know: Sequence[str] | None = None,
) -> tuple[np.ndarray, np.ndarray]:
    """Return which rows are in a net and which are don't knows.

    Returns
    -------
    numpy.ndarray of bool, shape (rows,)
        In the net.
    numpy.ndarray of bool, shape (rows,)
        Don't know.

    Raises
    ------
    UnknownNameError
        If the table has no such row.
    ItPerceptionError
        If a don't know is among the categories.

    Examples
    --------
    >>> import pandas as pd
    >>> counts = pd.DataFrame({"2026": [60, 40, 20]}, ["good", "poor", "unsure"])
    >>> [x.tolist() for x in net_and_silent_rows(Crosstab.from_counts(counts), "good", ["unsure"])]
    [[True, False, False], [False, False, True]]
    """
    rows = [row.id for row in table.rows]
    named = [categories] if isinstance(categories, str) else list(categories)
    inside = table.members(*named)
    unsure = [row.id for row in table.rows if row.kind != "answer"]
    unsure = unsure if dont_know is None else table.members(*dont_know)
    if both := [row for row in inside if row in unsure]:
        raise ItPerceptionError(
            f"{table.stub.id!r}: {both[0]!r} is a don't know, expected answers of the scale"
        )
    return np.isin(rows, inside), np.isin(rows, unsure)
