"""One table as it is printed, and how tables of one question stand side by side."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from itperception.counting.crosstab import TOTAL, Crosstab
from itperception.counting.disclosure_rule import DisclosureRule
from itperception.counting.shown_columns import Told
from itperception.reporting.tables import small_mark
from itperception.reporting.tables.columns import RULE
from itperception.survey.codebook import Banner, Item, MultipleResponse

if TYPE_CHECKING:
    from itperception.inference.comparisons.comparisons import Comparisons
    from itperception.inference.results import TestResult

LEAST_SCALE = 3  # answers of a scale that is worth a mean


class Heading(NamedTuple):
    """What heads a row or a column.

    ``kind`` is answer, net, dont_know, refused, no_answer or option for a row, and
    total or column for a column.
    """

    id: str
    label: dict[str, str]
    kind: str


@dataclass(frozen=True, slots=True, eq=False)
class BookTable:
    """One question by one banner, with everything that may be printed of it.

    Attributes
    ----------
    question : Item or MultipleResponse
        What was asked.
    banner : Banner or None
        What the columns are; ``None`` for a table of the total only.
    rows, columns : tuple of Heading
        In the order of print: answers, nets, what is no answer; the total first.
    withheld : tuple of Heading
        Columns that do not stand by themselves; the kind is the reason: few, apart or
        nobody.
    cells : pandas.DataFrame
        One line per row and column: row, column, count, weighted_count, base,
        weighted_base, effective_base, proportion, ci_low, ci_high (Wilson, on the
        effective base), higher_than (ids of columns).
    pairs : pandas.DataFrame
        Each difference of two columns; row, first, second, difference
        (first − second), ci_low, ci_high, p_value, p_adjusted.
    letters : dict of str
        Column id to its letter; they run on through all banners of a question.
    test, trend : TestResult or None
        Of the whole table, and of a trend over its columns, if they are ranked.
    comparisons : Comparisons or None
        By which rules the columns were compared.
    sources : tuple of Crosstab
        What was counted: one table, or one for each option. Not for print.
    rule : DisclosureRule
        What was too few, and from where on a base is flagged.
    told : Told or None
        How the columns came about.
    """

    question: Item | MultipleResponse
    banner: Banner | None
    rows: tuple[Heading, ...]
    columns: tuple[Heading, ...]
    withheld: tuple[Heading, ...]
    cells: pd.DataFrame
    pairs: pd.DataFrame
    letters: dict[str, str]
    test: "TestResult | None"
    trend: "TestResult | None"
    comparisons: "Comparisons | None"
    sources: tuple[Crosstab, ...]
    rule: DisclosureRule = RULE
    told: Told | None = None
    _wide: dict[str, pd.DataFrame] = field(default_factory=dict, init=False, repr=False)

    @property
    def name(self) -> str:
        """Question and banner, as the name of a file."""
        return f"{self.question.id}-{self.banner.id if self.banner else TOTAL}"

    @property
    def is_set(self) -> bool:
        """Whether any number of options could be chosen."""
        return isinstance(self.question, MultipleResponse)

    @property
    def is_weighted(self) -> bool:
        """Whether percentages are weighted."""
        return self.sources[0].is_weighted

    @property
    def synthetic(self) -> bool:
        """Whether nobody gave these answers."""
        return self.sources[0].synthetic

    def by_row(self, measure: str) -> pd.DataFrame:
        """Return one column of the cells as a table, rows by columns."""
        if measure not in self._wide:
            rows, columns = ([h.id for h in side] for side in (self.rows, self.columns))
            wide = self.cells.pivot(index="row", columns="column", values=measure)
            self._wide[measure] = wide.loc[rows, columns]
        return self._wide[measure]

    def flag(self, column: str) -> str:
        """Return the mark of a column's base: "*" for a small, "**" for a very small one."""
        least = self.by_row("effective_base")[column].fillna(0).min()
        return small_mark(least, self.rule)

    def means(self) -> pd.Series | None:
        """Return the mean place on the scale by column, the first answer counting 1.

        Returns
        -------
        pandas.Series or None
            Of those who gave an answer. ``None`` for answers that are not ranked or fewer than
            `LEAST_SCALE`, and for what only describes respondents.
        """
        answers = [row.id for row in self.rows if row.kind == "answer"]
        ranked = self.sources[0].stub.ordered and len(answers) >= LEAST_SCALE
        if not ranked or (isinstance(self.question, Item) and self.question.profile):
            return None
        shares = self.by_row("proportion").loc[answers]
        scores = pd.Series(np.arange(1.0, len(answers) + 1), answers)
        sums = shares.sum(skipna=False)
        return shares.mul(scores, axis=0).sum(skipna=False) / sums.where(sums > 0)


def rows_of(tables: Iterable[BookTable]) -> list[Heading]:
    """Return the rows of tables of one question side by side, each once."""
    return list({row.id: row for table in tables for row in table.rows}.values())
