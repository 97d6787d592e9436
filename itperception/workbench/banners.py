"""Several banners side by side, and a set as a banner: tables whose columns share people.

Those of a set are compared by a variance that knows who is in both; columns of different
banners, the same people told apart in other ways, are not compared.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partialmethod
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from itperception.counting.crosstab import Crosstab
from itperception.counting.display import (
    cells_as_html,
    cells_as_text,
    shown_cells,
    table_notes,
)
from itperception.errors import ItPerceptionError, unknown_name
from itperception.inference.design.overlap import OVERLAP, Overlap
from itperception.inference.results import join_notes, mark
from itperception.lines import Lines
from itperception.terms.asked import asked_all
from itperception.terms.category import Category
from itperception.terms.dimension import Dimension
from itperception.terms.text import say
from itperception.workbench.predicting import People
from itperception.workbench.table import Table

if TYPE_CHECKING:
    from itperception.inference.comparisons.comparisons import Comparisons
    from itperception.inference.comparisons.profiles import Profile
    from itperception.inference.results import TestResult

RANKS, SHARES = "ranks", "shares"


def _refuse(self, *_, **__):
    """Refuse: it takes columns for different people."""
    raise ItPerceptionError(
        f"{self.banner.id!r}: people may be in several columns, which this does not know; ask "
        "test(), tests(), compare() or intervals(), or one option alone as a banner"
    )


@asked_all
@dataclass(frozen=True, slots=True, eq=False, repr=False)
class OverlappingTable(Table):
    """A table whose columns are the options of a set, of which people chose any number.

    Each column is of those who chose the option, the total of everybody who was asked the
    rows. The last of `cells` is what makes the columns add up to that, so it is no count.

    Attributes
    ----------
    overlap : Overlap
        Who is in which columns, for what is said of two columns or more.

    Examples
    --------
    >>> table = wave.crosstab("image", by="practice")
    >>> table.bases.head(3).to_dict()
    {'total': 486, 'strategy_guidelines': 155, 'business_model': 164}
    >>> table.yes_no("good_or_very_good").test().df
    12
    >>> table.residuals()
    Traceback (most recent call last):
    itperception.errors.ItPerceptionError: 'practice': people may be in several columns, ...
    """

    overlap: Overlap | None = None

    trend = effects = residuals = proportional_odds = dont_know = partialmethod(_refuse)
    same = robust = detectable = needed = reconcile = partialmethod(_refuse)

    @classmethod
    def of(cls, name: str, people: People, tables: Sequence[Table]) -> "OverlappingTable":
        """Put the columns of who chose an option side by side.

        Parameters
        ----------
        name : str
            A multiple response.
        people : People
            Of one wave.
        tables : sequence of Table
            Of an item by each option; the first column is of who chose it.
        """
        one, chosen = tables[0], people.waves[0].codebook.multiple_response(name)
        design = one.design and replace(
            one.design, strata=_side_by_side([table.design.strata for table in tables]),
            clusters=_side_by_side([table.design.clusters for table in tables]),
        )  # fmt: skip
        columns = tuple(
            Category.model_construct(id=o.id, label=o.label) for o in chosen.options
        )
        banner = Dimension(name, chosen.label, chosen.wording, columns, False)
        places = [[c.id for c in one.stub.categories].index(row.id) for row in one.rows]
        answers = np.where(people.kept, people.codes(one.stub.id), -1)
        overlap = Overlap(answers, people.columns(name), people.units)
        return cls(
            one.wave, one.stub, banner, one.rows, columns,
            _side_by_side([table.cells for table in tables]), one.is_weighted, one.synthetic,
            design=design, twin=one.twin, caution=join_notes(OVERLAP, one.caution),
            profile=one.profile, overlap=overlap.with_rows([[k] for k in places]),
        )  # fmt: skip

    def with_rows(
        self, joined: Sequence[Sequence[int]], rows: Sequence[Category], **changes
    ) -> "OverlappingTable":
        """Return the table with some rows joined; see :meth:`Crosstab.with_rows`."""
        changes["overlap"] = self.overlap.with_rows(joined)
        return Crosstab.with_rows(self, joined, rows, **changes)

    def compare(self, profile: "str | Profile | None" = None, **rules) -> "Comparisons":
        """Say which columns differ in which rows, with letters; see :meth:`Table.compare`.

        Every profile compares by a variance that knows who is in both columns.
        """
        return Table.compare(self, profile, **rules, overlap=self.overlap)

    def test(self, method: str = "auto", *, alpha: float = 0.05) -> "TestResult":
        """Test whether the answers are the same in all columns.

        Parameters
        ----------
        method : {"auto", "ranks", "shares"}
            Mean ranks, by default of ranked answers; or the shares of all rows. That of a net
            is ``table.yes_no(net).test()``.
        alpha : float
            As in :meth:`Table.test`.

        Returns
        -------
        TestResult
            Wald's F, adjusted (Thomas & Rao 1987; t of two columns). As everywhere, don't
            know and no answer are left out.
        """
        answers = self.answers()
        names = answers._names
        if method not in ("auto", *names):
            raise unknown_name("method", method, ["auto", *names])
        ranked = (names[0] if method == "auto" else method) == RANKS
        found = answers.overlap.test(ranked=ranked, level=1 - alpha)
        silent = int((self.cells[0].sum() - answers.cells[0].sum()).round())
        left = f"left out: {silent} who gave no answer on the scale" if silent else ""
        return mark(replace(found, note=join_notes(left, found.note)), self.caution)

    def tests(self, *, alpha: float = 0.05) -> pd.DataFrame:
        """Return every test that this table allows, the chosen one first."""
        names = self.answers()._names
        frame = Lines.of(self.test(name, alpha=alpha) for name in names)
        frame.insert(0, "name", names)
        return frame

    @property
    def _names(self) -> list[str]:
        ranked = self.stub.ordered and len(self.rows) > 2
        return [RANKS, SHARES] if ranked else [SHARES]


def _side_by_side(sums: Sequence[np.ndarray]) -> np.ndarray:
    """Put first columns together, and behind them what makes all add up to their total."""
    first = np.stack([own[..., 0] for own in sums], axis=-1)
    rest = sums[0].sum(-1) - first.sum(-1)
    return np.concatenate([first, rest[..., np.newaxis]], axis=-1)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class SideBySide:
    """An item by several banners: one table to look at, and a table for each banner.

    Letters go on from banner to banner and compare columns of one banner only.

    Attributes
    ----------
    tables : tuple of Table
        One for each banner, in order.

    Examples
    --------
    >>> both = wave.crosstab("image", by=["org_type", "any_marketing"])
    >>> [table.banner.id for table in both], both["org_type"].test().p_value < 0.01
    (['org_type', 'any_marketing'], True)
    >>> print(wave.crosstab("price_policy", by=["any_marketing", "information_policy"]))
    ... # doctest: +NORMALIZE_WHITESPACE
    Defined price policy, %  Any IT marketing         Regular information on current topics
                      Total           Yes (A)  No (B)               Yes (C)  No (D)
    Yes                  41              49 B  33                        44      38
    No                   54              47    62 A                      53      56
    Don't know            3               3     4                         3       5
    No answer             1               1     1                         0       2
    base                486             259   202                       266     195
    effective base      372             197   156                       202     151
    demo-2026; weighted; letters: higher than that column beyond chance, at 5 %
    synthetic data: nobody gave these answers
    """

    tables: tuple[Table, ...]

    def __iter__(self) -> Iterator[Table]:
        return iter(self.tables)

    def __len__(self) -> int:
        return len(self.tables)

    def __getitem__(self, banner: str) -> Table:
        by = {table.banner.id: table for table in self.tables}
        if banner not in by:
            raise unknown_name("banner", banner, list(by))
        return by[banner]

    def tests(self, *, alpha: float = 0.05, **options) -> pd.DataFrame:
        """Test each banner by itself; p-values are not adjusted for their number.

        Returns
        -------
        pandas.DataFrame
            A line for each: banner, and what :meth:`Table.test` tells.

        Examples
        --------
        >>> wave.crosstab("image", by=["org_type", "any_marketing"]).tests()["banner"].tolist()
        ['org_type', 'any_marketing']
        """
        found = Lines.of(table.test(alpha=alpha, **options) for table in self.tables)
        found.insert(0, "banner", [table.banner.id for table in self.tables])
        return found

    def to_frame(self) -> pd.DataFrame:
        """Return the lines of every table, with its banner's id before them.

        Examples
        --------
        >>> both = wave.crosstab("image", by=["org_type", "any_marketing"])
        >>> both.to_frame().groupby("by", sort=False)["banner"].nunique().to_dict()
        {'org_type': 4, 'any_marketing': 3}
        """
        lines = [table.to_frame().astype({"banner": str}).assign(by=table.banner.id)
                 for table in self.tables]  # fmt: skip
        made = pd.concat(lines, ignore_index=True)
        made.insert(0, "by", made.pop("by"))
        return made

    def explain(self) -> str:
        """Say of each table what its shares are of, with every base."""
        return " ".join(table.explain() for table in self.tables)

    def _shown(self) -> tuple[pd.DataFrame, list[str]]:
        """Return the cells of all tables, the total once, and the notes below them."""
        pieces, notes, letters = [], [], 0
        for place, table in enumerate(self.tables):
            compared = table._compared
            compared = compared and compared.lettered_from(letters)
            letters += len(compared.column_letters) if compared else 0
            cells = shown_cells(table, compared)
            heads = ["", *[say(table.banner.label)] * (cells.shape[1] - 1)]
            cells.columns = pd.MultiIndex.from_arrays([heads, cells.columns])
            pieces.append(cells if not place else cells.iloc[:, 1:])
            notes += table_notes(table, compared, table.caution)
        return pd.concat(pieces, axis=1), list(dict.fromkeys(notes))

    def __repr__(self) -> str:
        return cells_as_text(*self._shown())

    def _repr_html_(self) -> str:
        return cells_as_html(*self._shown())
