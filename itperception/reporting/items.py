"""Question by question: chart, table with letters, and the differences in one picture.

The first banner stands open. The others are one click away, each with its table, so that
a page stays short and still holds every table of the codebook.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from itperception.book.book import Question
from itperception.book.making import LEAST_ANSWERS
from itperception.book.table import BookTable, Heading
from itperception.counting.disclosure_rule import DisclosureRule
from itperception.reporting import charts, tables
from itperception.reporting.block import Block
from itperception.reporting.chapters import chapter, paragraph
from itperception.reporting.wording import text
from itperception.survey.codebook import say


@dataclass(frozen=True, eq=False)
class Questions:
    """The sections on questions of a page.

    Attributes
    ----------
    numbers : mapping of str to int
        Running number of each table, by ``BookTable.name``, and of each chart, by
        ``chart:`` and the question's id, with ``:second`` for its second chart.
    rule : DisclosureRule
        How few are too few.
    guide : str
        Id of the place that tells how to read a table.
    language : {"en", "sv", "de"}
        Language of the page.
    is_long : bool
        Whether the page has so many tables that a second picture needs a reason.
    """

    numbers: Mapping[str, int]
    rule: DisclosureRule
    guide: str
    language: str = "en"
    is_long: bool = False

    def section(self, question: Question) -> Block:
        """Return the section of one question: its tables, that of the page's banner first."""
        title = say(question.asked.label, self.language)
        if not question.tables:
            told = text("disclosure.whole", self.language, minimum=str(self.rule.minimum))
            return chapter(title, paragraph(told), level=3)
        first, *others = question.tables
        # That a number was given is no picture.
        is_drawn = not first.numbers or len(first.answers) > 1
        pictures = [self._chart(first), self._second(first)] if is_drawn else ["", ""]
        return chapter(
            title, pictures[0], self._table(first), pictures[1],
            *(self._folded(other) for other in others), level=3,
        )  # fmt: skip

    def _chart(self, table: BookTable) -> str:
        number = self.numbers[f"chart:{table.question.id}"]
        return picture(table, self.language).to_html(self.language, number=number)

    def _table(self, table: BookTable, *, asked: bool = True) -> str:
        return tables.crosstab_table(
            table, language=self.language, number=self.numbers[table.name], notes="short",
            guide=self.guide, asked=asked,
        )  # fmt: skip

    def _second(self, table: BookTable) -> str:
        """Return a second picture: the net's differences, or where the table departs."""
        draw = {"forest": self._forest, "residuals": self._residuals, "": lambda _: ""}
        return draw[second_picture(table, is_long=self.is_long)](table)

    def _second_number(self, table: BookTable) -> int:
        return self.numbers[f"chart:{table.question.id}:second"]

    def _residuals(self, table: BookTable) -> str:
        title = f"{tables.table_title(table, self.language)}: "
        title += text("items.residuals", self.language)
        drawn = charts.residual_heatmap(table, title=title, language=self.language)
        return drawn.to_html(self.language, number=self._second_number(table))

    def _forest(self, table: BookTable) -> str:
        told, own = _compared(table)
        names = {c.id: tables.label_of(c, self.language) for c in table.columns}
        label = own["first"].map(names) + " − " + own["second"].map(names)
        title = text("items.differences", self.language, net=say(told.label, self.language))
        frame = pd.DataFrame({"label": label, **own[["difference", "ci_low", "ci_high"]]})
        return charts.forest(
            frame, title=f"{say(table.question.label, self.language)}: {title}",
            language=self.language, synthetic=table.synthetic,
        ).to_html(self.language, number=self._second_number(table))  # fmt: skip

    def _folded(self, table: BookTable) -> str:
        """Return a further banner: closed, with its table."""
        told = text(
            "items.by", self.language, banner=say(table.banner.label, self.language),
            number=str(self.numbers[table.name]), letters=str(table.lettered),
        )  # fmt: skip
        return tables.folded(told, self._table(table, asked=False))


def picture(table: BookTable, language: str = "en") -> charts.Chart:
    """Draw the answers to a question, column by column."""
    if table.is_set:
        return charts.option_bars(table, language=language)
    draw = charts.diverging_bars if table.question.ordered else charts.stacked_bars
    return draw(table, language=language)


def second_picture(table: BookTable, *, is_long: bool) -> str:
    """Say what a table's second picture is: its ``forest``, ``residuals``, or none.

    Parameters
    ----------
    table : BookTable
        The first table of a question.
    is_long : bool
        Whether the page has so many tables that a second picture needs a reason.
    """
    if table.is_set or not table.rules or (is_long and not table.lettered):
        return ""
    if not table.nets and len(table.answers) >= LEAST_ANSWERS:
        return "residuals"
    return "" if _compared(table)[1].empty else "forest"


def _compared(table: BookTable) -> tuple[Heading, pd.DataFrame]:
    """Return the row whose differences between columns are drawn, and these."""
    told = next(iter(table.nets), table.rows[0])
    own = table.pairs["row"] == told.id
    return told, table.pairs[own & (table.pairs["state"] == "ok")]
