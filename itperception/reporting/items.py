"""Question by question: chart and table with letters.

The first banner stands open. The others are one click away, each with its table, so that
a page stays short and still holds every table of the codebook.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from itperception.book.book import Question
from itperception.book.table import BookTable
from itperception.counting.disclosure_rule import DisclosureRule
from itperception.reporting import charts, tables
from itperception.reporting.block import Block
from itperception.reporting.chapters import chapter, paragraph
from itperception.reporting.wording import text
from itperception.terms.text import say


@dataclass(frozen=True, eq=False)
class Questions:
    """The sections on questions of a page.

    Attributes
    ----------
    numbers : mapping of str to int
        Running number of each table, by ``BookTable.name``.
    rule : DisclosureRule
        How few are too few.
    guide : str
        Id of the place that tells how to read a table.
    language : {"en", "sv", "de"}
        Language of the page.
    """

    numbers: Mapping[str, int]
    rule: DisclosureRule
    guide: str
    language: str = "en"

    def section(self, question: Question) -> Block:
        """Return the section of one question: its tables, that of the page's banner first."""
        title = say(question.asked.label, self.language)
        if not question.tables:
            told = text("disclosure.whole", self.language, minimum=str(self.rule.minimum))
            return chapter(title, paragraph(told), level=3)
        first, *others = question.tables
        drawn = "" if first.is_bare else self._chart(first)
        return chapter(title, drawn, self._table(first),
                       *(self._folded(other) for other in others), level=3)  # fmt: skip

    def _chart(self, table: BookTable) -> str:
        return "".join(chart.to_html() for chart in pictures(table, self.language))

    def _table(self, table: BookTable, *, asked: bool = True) -> str:
        return tables.crosstab_table(
            table, language=self.language, number=self.numbers[table.name], notes="short",
            guide=self.guide, asked=asked,
        )  # fmt: skip

    def _folded(self, table: BookTable) -> str:
        """Return a further banner: closed, with its table."""
        told = text(
            "items.by", self.language, banner=say(table.banner.label, self.language),
            number=str(self.numbers[table.name]), letters=str(table.lettered),
        )  # fmt: skip
        return tables.folded(told, self._table(table, asked=False))


def pictures(table: BookTable, language: str = "en") -> list[charts.Chart]:
    """Draw the answers to a question, column by column; of a set in parts if it is long."""
    if not table.is_set:
        return [charts.stacked_bars(table, language=language)]
    title = tables.table_title(table, language)
    return charts.overview([table], title=title, language=language)
