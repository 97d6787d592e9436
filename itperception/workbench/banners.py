"""Several banners side by side, and a set as a banner: tables that are more than one table.

Columns of different banners are the same people told apart in other ways, and those of a set
overlap: between either nothing is compared here.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from itperception.counting.crosstab import Crosstab
from itperception.counting.display import (
    as_html,
    as_text,
    cells_as_html,
    cells_as_text,
    explained,
    shown_cells,
    table_notes,
)
from itperception.errors import ItPerceptionError, unknown_name
from itperception.inference.results import join_notes
from itperception.lines import Lines
from itperception.terms.category import Category
from itperception.terms.dimension import Dimension
from itperception.terms.text import say
from itperception.workbench.table import Table

OVERLAP = "columns overlap: people may be in several, so there are no letters and no test"


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class OverlappingTable(Crosstab):
    """A table whose columns are the options of a set, of which people chose any number.

    Each column is of those who chose the option, the total of everybody who was asked the
    rows. The last of `cells` is what makes the columns add up to that, so it is no count.

    Attributes
    ----------
    caution : str
        What is to be kept in mind of it.

    Examples
    --------
    >>> table = wave.crosstab("image", by="practice")
    >>> table.bases.head(3).to_dict()
    {'total': 486, 'strategy_guidelines': 155, 'business_model': 164}
    >>> table.test()
    Traceback (most recent call last):
    itperception.errors.ItPerceptionError: 'practice': columns overlap: people may be ...
    """

    caution: str = ""

    @classmethod
    def of(cls, banner: Dimension, options: list[Table]) -> "OverlappingTable":
        """Put the yes-columns of tables by each option side by side."""
        one = options[0]
        total = one.cells.sum(axis=2, keepdims=True)
        chosen = np.concatenate([table.cells[:, :, :1] for table in options], axis=2)
        cells = np.concatenate([chosen, total - chosen.sum(axis=2, keepdims=True)], axis=2)
        caution = join_notes(OVERLAP, one.caution)
        return cls(
            one.wave, one.stub, banner, one.rows, banner.categories, cells,
            one.is_weighted, one.synthetic, caution=caution,
        )  # fmt: skip

    def test(self, *_, **__):
        """Refuse: the columns are not independent."""
        raise ItPerceptionError(
            f"{self.banner.id!r}: {OVERLAP}; multiple_response({self.banner.id!r}, by=…) tests "
            "a set by groups, and each option alone is a banner that can be tested"
        )

    compare = test

    def explain(self) -> str:
        """Say what the shares are of, with every base."""
        return explained(self, self.caution)

    def __repr__(self) -> str:
        return as_text(self, caution=self.caution)

    def _repr_html_(self) -> str:
        return as_html(self, caution=self.caution)


def as_banner(name: str, label: dict, options: tuple[Dimension, ...]) -> Dimension:
    """Return a set as what columns are named by."""
    columns = tuple(
        Category.model_construct(id=option.id.split(".")[1], label=option.label)
        for option in options
    )
    return Dimension(name, label, options[0].wording, columns, False)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class SideBySide:
    """An item by several banners: one table to look at, and a table for each banner.

    Letters go on from banner to banner and compare columns of one banner only.

    Attributes
    ----------
    tables : tuple of Table or OverlappingTable
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

    tables: tuple[Table | OverlappingTable, ...]

    def __iter__(self) -> Iterator[Table | OverlappingTable]:
        return iter(self.tables)

    def __len__(self) -> int:
        return len(self.tables)

    def __getitem__(self, banner: str) -> Table | OverlappingTable:
        by = {table.banner.id: table for table in self.tables}
        if banner not in by:
            raise unknown_name("banner", banner, list(by))
        return by[banner]

    def tests(self, *, alpha: float = 0.05, **options) -> pd.DataFrame:
        """Test each banner by itself; p-values are not adjusted for their number.

        Returns
        -------
        pandas.DataFrame
            A line for each: banner, and what :meth:`Table.test` tells. Overlapping columns
            have none.

        Examples
        --------
        >>> wave.crosstab("image", by=["org_type", "any_marketing"]).tests()["banner"].tolist()
        ['org_type', 'any_marketing']
        """
        tested = [table for table in self.tables if isinstance(table, Table)]
        found = Lines.of(table.test(alpha=alpha, **options) for table in tested)
        found.insert(0, "banner", [table.banner.id for table in tested])
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
            compared = table._compared if isinstance(table, Table) else None
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
