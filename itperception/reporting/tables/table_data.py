"""What a table shows as a tidy frame, for the CSV file in the page.

One line per row and column, bases first, with the ids of the codebook in place of long
labels. Numbers are those of the book; of a weighted wave they are rounded there.
"""

from collections.abc import Iterator

import pandas as pd

from itperception.book.table import BookTable
from itperception.reporting.number_rows import number_lines

FIELDS = ["row", "column", "count", "proportion", "higher_than", "note"]
BASES = ("base", "effective_base")


def table_data(table: BookTable) -> pd.DataFrame:
    """Return what a table shows as a tidy frame, nets included.

    Parameters
    ----------
    table : BookTable
        The table.

    Returns
    -------
    pandas.DataFrame
        row, column (ids; bases are rows in brackets), count (respondents, or a base; of a
        weighted wave only bases),
        proportion (weighted, in [0, 1]), higher_than (ids of columns, spaces between),
        note ("*" for a small base, "**" for a very small one), and for synthetic data
        synthetic (1). Where the bases of options differ, each has its own:
        ``(base) <option>``. Of a number there are lines of its mean, sd, median and nps, with
        who gave one as count, in a column value.

    Examples
    --------
    >>> from itperception.book import tabulate
    >>> from itperception.counting.crosstab import Crosstab
    >>> counts = pd.DataFrame({"a": [30, 60]}, ["good", "poor"])
    >>> table_data(tabulate(Crosstab.from_counts(counts))).iloc[-1, :4].tolist()
    ['poor', 'a', 60, 0.6666666666666666]
    """
    measures = ("row", "column", "proportion", "higher_than")
    own = table.cells[table.cells["row"].isin([row.id for row in table.shares])]
    cells = zip(*(own[name] for name in measures), strict=True)
    counts = [None] * len(own) if table.unit else own["count"].astype(int)
    flags = {column.id: table.flag(column.id) for column in table.columns}
    shares = [[row, column, n, share, " ".join(higher), flags[column]]
              for (row, column, share, higher), n in zip(cells, counts, strict=True)]  # fmt: skip
    lines = [*_bases(table, flags), *shares]
    frame = pd.DataFrame(lines, columns=FIELDS, dtype=object)
    numbers = number_lines(table).rename(columns={"base": "count"})
    if len(numbers):
        numbers["note"] = numbers["column"].map(flags)
        frame = pd.concat([frame, numbers.astype(object)], ignore_index=True)
    return marked(frame) if table.synthetic else frame


def marked(frame: pd.DataFrame) -> pd.DataFrame:
    """Say on every line of a frame that nobody gave these answers."""
    return frame.assign(synthetic=1)


def _bases(table: BookTable, flags: dict[str, str]) -> Iterator[list]:
    measures = {name: table.by_row(name) for name in BASES[: 2 if table.is_weighted else 1]}
    differ = any((wide.nunique(dropna=False) > 1).any() for wide in measures.values())
    for row in table.rows if differ else table.rows[:1]:
        own = f" {row.id}" if differ else ""
        for name, wide in measures.items():
            for column, flag in flags.items():
                base = wide.at[row.id, column]
                base = int(base) if name == "base" else base
                yield [f"({name}){own}", column, base, None, "", flag]
