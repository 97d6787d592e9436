"""Every question with its tables, each closed under its name: chart, tables with letters."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from itperception.book.book import Question
from itperception.book.table import BookTable
from itperception.counting.disclosure_rule import DisclosureRule
from itperception.reporting import charts, tables
from itperception.reporting.chapters import paragraph
from itperception.reporting.wording import text
from itperception.terms.text import say


@dataclass(frozen=True, eq=False)
class Questions:
    """The questions of a page as folds.

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

    def fold(self, question: Question, *, is_counted: bool) -> str:
        """Return a question under its name and the banners with letters, as HTML.

        Parameters
        ----------
        question : Question
            What was asked, with its tables.
        is_counted : bool
            Whether what its columns are compared for is among what the page explored.
        """
        told = [paragraph(said, "note") for said in self._remarks(question, is_counted)]
        drawn = (
            question.tables[:1]
            if question.tables and not question.tables[0].is_bare
            else ()
        )
        told += [
            chart.to_html() for table in drawn for chart in pictures(table, self.language)
        ]
        told += [self._table(table, is_first=place == 0)
                 for place, table in enumerate(question.tables)]  # fmt: skip
        title = say(question.asked.label, self.language)
        return tables.folded(title, "\n".join(told), self._letters(question))

    def _letters(self, question: Question) -> str:
        """Say which banners have letters, and how many."""
        if not question.tables:
            return text("items.hidden", self.language)
        if not any(table.rules for table in question.tables):
            return text("items.total", self.language)
        found = [f"{say(table.banner.label, self.language)} {table.lettered}"
                 for table in question.tables if table.lettered]  # fmt: skip
        return ", ".join(found) or text("items.no_letters", self.language)

    def _remarks(self, question: Question, is_counted: bool) -> Iterator[str]:
        """Say what is otherwise than a reader expects of a table."""
        if not question.tables:
            yield text("disclosure.whole", self.language, minimum=str(self.rule.minimum))
            return
        first = question.tables[0]
        if first.is_bare:
            yield text("items.numbers", self.language)
        if first.banner is None:
            yield text("items.no_banner", self.language)
        elif not is_counted and any(table.letters for table in question.tables):
            yield text("items.uncounted", self.language)

    def _table(self, table: BookTable, *, is_first: bool) -> str:
        return tables.crosstab_table(
            table, language=self.language, number=self.numbers[table.name], notes="short",
            guide=self.guide if is_first else "", asked=is_first,
        )  # fmt: skip


def pictures(table: BookTable, language: str = "en") -> list[charts.Chart]:
    """Draw the answers to a question, column by column; of a set in parts if it is long."""
    if not table.is_set:
        return [charts.stacked_bars(table, language=language)]
    title = tables.table_title(table, language)
    return charts.overview([table], title=title, language=language)
