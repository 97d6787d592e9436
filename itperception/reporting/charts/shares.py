"""What bars of a table are drawn from: the column shares of its groups."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from itperception.book.table import BookTable, Heading
from itperception.reporting import tables, wording
from itperception.reporting.charts import words
from itperception.reporting.charts.canvas import Key
from itperception.reporting.charts.chart import Chart, Draw, make_chart
from itperception.reporting.charts.colours import APART, hatch
from itperception.reporting.wording import text
from itperception.terms.text import say

NUMBERED_FROM = 0.05  # a smaller segment has no room for its number


@dataclass(frozen=True, slots=True)
class Shares:
    """The column proportions of the groups with anybody in them.

    Attributes
    ----------
    table : BookTable
        Where they are from.
    language : str
        Language of the page.
    names : dict of str to str
        Labels by group.
    values : pandas.DataFrame
        One line per group: base, and the proportion of each row of the table.
    """

    table: BookTable
    language: str
    names: dict[str, str]
    values: pd.DataFrame

    @classmethod
    def of(cls, table: BookTable, language: str) -> "Shares":
        """Leave out groups of nobody; mark small ones."""
        parts = [row.id for row in table.parts]
        values = table.by_row("proportion").loc[parts].T
        values.insert(0, "base", table.by_row("base").max().astype(int))
        somebody = table.by_row("effective_base").max() > 0
        values = values[somebody].rename_axis(index="group", columns=None)
        return cls(table, language, words.column_labels(table, language), values)

    @property
    def answers(self) -> list[Heading]:
        """Rows that are answers, in their order."""
        return self.table.answers

    @property
    def apart(self) -> list[Heading]:
        """Rows off the scale, such as don't know."""
        return [row for row in self.table.parts if row.kind != "answer"]

    @property
    def of_answers(self) -> np.ndarray:
        """Proportions, groups by answers."""
        return self.values[[row.id for row in self.answers]].to_numpy()

    @property
    def off_scale(self) -> np.ndarray:
        """Proportions, groups by rows off the scale."""
        return self.values[[row.id for row in self.apart]].to_numpy()

    @property
    def labels(self) -> list[str]:
        """Groups with their bases."""
        return [
            words.named_with_base(
                self.names[group], wording.count(base, self.language), self.language
            )
            + self.marks[group]
            for group, base in self.values["base"].items()
        ]

    @property
    def marks(self) -> dict[str, str]:
        """By group, "*" for a small base, "**" for a very small one."""
        return {group: self.table.flag(group) for group in self.values.index}

    def keys(self, colours: Sequence[str]) -> list[Key]:
        """Return the legend: answers in colours, the rest hatched."""
        named = [say(row.label, self.language) for row in (*self.answers, *self.apart)]
        looks = [(colour, "", "") for colour in colours]
        looks += [(APART, "", hatch(k)) for k in range(len(self.apart))]
        return [Key(name, *look) for name, look in zip(named, looks, strict=True)]

    def notes(self) -> list[str]:
        """Explain the marks of small groups."""
        return words.small_notes(self.marks.values(), self.table, self.language)

    def chart(self, draw: Draw, title: str | None, notes: Sequence[str]) -> Chart:
        """Return the chart that a function draws."""
        title = title or tables.table_title(self.table, self.language)
        named = {row.id: say(row.label, self.language) for row in self.table.parts}
        lines = [
            f"{label}: " + words.listed(
                (name, wording.percent(self.values.at[group, row], self.language))
                for row, name in named.items()
            )
            for label, group in zip(self.labels, self.values.index, strict=True)
        ]  # fmt: skip
        limit = wording.percent(NUMBERED_FROM, self.language)
        kept = [f"{text('chart.shares', self.language)}.", *notes,
                text("chart.segments", self.language, percent=limit)]  # fmt: skip
        return make_chart(draw, title, lines, self.values, [*kept, *self.notes()],
                          self.table.synthetic, self.language)  # fmt: skip
