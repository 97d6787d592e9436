"""What a reader can compute of hidden groups from everything that is published.

The reader knows the questionnaire, every published table at full precision, and the rule.
Unknown are whole numbers: how many of each *atom* (respondents alike in every banner and
filter) gave each answer. Each published count is an equation over them. The largest and
the smallest value of a hidden cell are two integer programs; nothing of how the
protection was chosen is used.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from typing import NamedTuple

import numpy as np
import pandas as pd

from benchmarks.disclosure_program import Program, Sum
from itperception.counting.crosstab import TOTAL, Crosstab

NONE = ""  # an atom's place in a banner that it is in no column of


class Release(NamedTuple):
    """A table as published, as it was before, and its filter."""

    published: Crosstab
    original: Crosstab
    where: tuple[tuple[str, tuple[str, ...]], ...] = ()

    @property
    def banner(self) -> str:
        return self.original.banner.id if self.original.banner else NONE

    @property
    def hidden(self) -> list[str]:
        """Columns that are not published though somebody is in them."""
        shown = {column.id for column in self.published.columns}
        bases = self.original.bases
        return [c.id for c in self.original.columns if c.id not in shown and bases[c.id]]


@dataclass(frozen=True, eq=False)
class Attack:
    """Equations of everything that is published of one wave.

    Attributes
    ----------
    releases : sequence of Release
        All published tables of respondents who were asked alike.
    atoms : pandas.DataFrame
        Possible combinations of columns: one line each, banners and filters in columns.
    weights : tuple of float, optional
        The smallest and the largest weight, if weighted counts are published.
    sure : int
        People; a cell that is seen to be uncertain by as many is looked at no further.
    """

    releases: Sequence[Release]
    atoms: pd.DataFrame
    weights: tuple[float, float] | None = None
    sure: int = 3

    def intervals(self) -> pd.DataFrame:
        """Return the interval of every hidden cell.

        Returns
        -------
        pandas.DataFrame
            item, banner, where, column, category; count (the truth); low, high (what is
            published leaves, or two values it leaves that are `sure` people apart);
            free_low, free_high (without the columns of this table).
        """
        lines = [
            {"item": r.original.stub.id, "banner": r.banner, "where": str(r.where),
             "column": column, "category": row.id,
             "count": int(r.original.counts.loc[row.id, column])}
            | self._interval(number, column, place)
            for number, r in enumerate(self.releases) if r.banner not in (NONE, r.original.stub.id)
            for column in r.hidden
            for place, row in enumerate(r.original.rows)
        ]  # fmt: skip
        names = ["item", "banner", "where", "column", "category", "count", "low", "high",
                 "free_low", "free_high"]  # fmt: skip
        return pd.DataFrame(lines, columns=names)

    def _interval(self, number: int, column: str, row: int) -> dict[str, float]:
        release = self.releases[number]
        item = self._items[release.original.stub.id]
        wanted = self._among(release) & (self.atoms[release.banner] == column).to_numpy()
        low, high = item.limits(row, wanted, self.sure)
        free = low, high
        if release.published.columns and high - low < self.sure:
            free = item.limits(row, wanted, self.sure, without=number)
        return {"low": low, "high": high, "free_low": free[0], "free_high": free[1]}

    @cached_property
    def _items(self) -> dict[str, "Program"]:
        ids = dict.fromkeys(r.original.stub.id for r in self.releases)
        return {item: self._equations(item) for item in ids}

    def _equations(self, item: str) -> "Program":
        tables = [r for r in self.releases if r.original.stub.id == item]
        rows = [
            row.id for row in max(tables, key=lambda r: len(r.original.rows)).original.rows
        ]
        sums = [s for k, r in enumerate(self.releases) if r.original.stub.id == item
                for s in self._sums(k, r, rows)]  # fmt: skip
        sums += [s for k, r in enumerate(self.releases) if r.original.stub.id != item
                 for s in self._bases(k, r, len(rows))]  # fmt: skip
        fixed = np.ones((len(rows), len(self.atoms)), bool)
        if item in self.atoms:
            own = self.atoms[item].to_numpy()
            fixed = np.array([own == row for row in rows])
            fixed[[k for k, row in enumerate(rows) if row not in set(own)]] = own == NONE
        return Program(fixed, tuple(sums), self.weights)

    def _among(self, release: Release) -> np.ndarray:
        inside = np.ones(len(self.atoms), bool)
        for item, names in release.where:
            inside &= self.atoms[item].isin(names).to_numpy()
        return inside

    def _sums(self, number: int, release: Release, rows: list[str]) -> Iterator[Sum]:
        table, among = release.published, self._among(release)
        for place, row in enumerate(table.rows):
            joined = np.isin(rows, row.id.split("+"))
            n, w = table.cells[0, place], table.cells[1, place]
            yield Sum(joined, among, n.sum(), w.sum(), number, True)
            for k, column in enumerate(table.columns):
                inside = among & (self.atoms[release.banner] == column.id).to_numpy()
                yield Sum(joined, inside, n[k], w[k], number, False)

    def _bases(self, number: int, release: Release, rows: int) -> Iterator[Sum]:
        """Yield the bases; and all of a table whose answers are known of each atom."""
        table, among = release.published, self._among(release)
        every, item = np.ones(rows, bool), release.original.stub.id
        groups = {TOTAL: among} | {
            c.id: among & (self.atoms[release.banner] == c.id).to_numpy()
            for c in table.columns
        }
        for column, inside in groups.items():
            yield Sum(every, inside, table.bases[column], table.weighted_bases[column],
                       number, column == TOTAL)  # fmt: skip
            if item in self.atoms:
                yield from self._known(number, release, column, inside, every)

    def _known(self, number, release, column, inside, every) -> Iterator[Sum]:
        table, item = release.published, release.original.stub.id
        places = [TOTAL, *(c.id for c in table.columns)].index(column)
        apart = {c.id for c in release.original.rows if c.kind != "answer"}
        for k, row in enumerate(table.rows):
            names = set(row.id.split("+"))
            of_row = self.atoms[item].isin(names | ({NONE} if names & apart else set()))
            if names & apart and not names >= apart:
                continue
            n, w = (layer[k].sum() if not places else layer[k, places - 1]
                    for layer in table.cells[:2])  # fmt: skip
            yield Sum(every, inside & of_row.to_numpy(), n, w, number, column == TOTAL)


def every_atom(
    tables: Sequence[Crosstab], filters: dict[str, Sequence[str]]
) -> pd.DataFrame:
    """Return all combinations of columns of some banners and answers of some filters."""
    places = {t.banner.id: [*(c.id for c in t.columns), NONE] for t in tables if t.banner}
    places |= {
        item: [*names, NONE] for item, names in filters.items() if item not in places
    }
    return pd.DataFrame(list(product(*places.values())), columns=list(places))


def judged(intervals: pd.DataFrame, protection: int) -> pd.DataFrame:
    """Add whether a cell is recovered, and whether it is uncertain by enough people.

    Recovered: the published tables leave one number where the table's totals, without its
    columns, leave several. Enough: `protection` people, or what the totals leave if that
    is less.
    """
    width = intervals["high"] - intervals["low"]
    free = intervals["free_high"] - intervals["free_low"]
    return intervals.assign(
        width=width, recovered=(width == 0) & (free > 0),
        enough=width >= free.clip(upper=protection),
    )  # fmt: skip
