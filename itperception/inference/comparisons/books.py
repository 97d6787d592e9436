"""A table book: several banners side by side, with letters that run through its header."""

from collections.abc import Sequence

import pandas as pd

from itperception.counting.crosstab import Crosstab
from itperception.errors import ItPerceptionError
from itperception.inference.comparisons.comparisons import Comparisons, compare
from itperception.inference.comparisons.letters import letter, letters_of, signs_of
from itperception.inference.comparisons.profiles import Profile


def compare_book(
    tables: Sequence[Crosstab], profile: str | Profile = "default", **rules
) -> Comparisons:
    """Compare the columns of several banners that are printed side by side.

    Parameters
    ----------
    tables : sequence of Crosstab
        One question by several banners.
    profile, **rules
        As in :func:`itperception.inference.comparisons.comparisons.compare`.

    Returns
    -------
    Comparisons
        Columns are called ``banner.column``; letters run on through the whole header,
        and columns are compared within their banner.

    Raises
    ------
    ItPerceptionError
        If there is no table.

    Examples
    --------
    >>> counts = pd.DataFrame({"a": [46, 44], "b": [34, 6]}, ["good", "poor"])
    >>> age = Crosstab.from_counts(counts)
    >>> compare_book([age, age]).letters.loc["good"].tolist()
    ['', 'A', '', 'C']
    """
    if not tables:
        raise ItPerceptionError("a book needs at least one table")
    found = [compare(table, profile, **rules) for table in tables]
    named = _long_names(tables)
    pairs = pd.concat(
        [f.pairs.replace({"first": names, "second": names})
         for f, names in zip(found, named, strict=True)],
        ignore_index=True,
    )  # fmt: skip
    order = [name for names in named for name in names.values()]
    rows = list(dict.fromkeys(row for f in found for row in f.letters.index))
    largest = max(found, key=lambda f: len(f.letters.columns))
    lettered = {column: letter(k) for k, column in enumerate(order)}
    if rules.get("against", "columns") == "columns":
        letters = letters_of(pairs, rows, lettered, largest.profile.levels)
    else:
        letters, lettered = signs_of(pairs, rows, order, largest.alpha), {}
    marks = {
        names[column]: mark
        for f, names in zip(found, named, strict=True)
        for column, mark in f.marks.items()
    }
    reason = "; ".join(dict.fromkeys(f.reason for f in found))
    return Comparisons(pairs, letters, lettered, largest.method, reason, largest.alpha,
                       largest.adjust, largest.profile, marks)  # fmt: skip


def _long_names(tables: Sequence[Crosstab]) -> list[dict[str, str]]:
    """Return for each table its column ids with the banner's before them."""
    banners = ["" if t.banner is None else t.banner.id for t in tables]
    banners = [f"{b}_{k + 1}" if banners.count(b) > 1 else b for k, b in enumerate(banners)]
    return [
        {column.id: f"{banner}.{column.id}" for column in table.columns}
        for banner, table in zip(banners, tables, strict=True)
    ]
