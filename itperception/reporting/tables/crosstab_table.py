"""A table of the book: bases, percentages, nets, letters, and what they rest on."""

from collections.abc import Iterator
from html import escape
from math import isnan, nan

from itperception.book.table import BookTable
from itperception.reporting.number_rows import number_rows
from itperception.reporting.tables.columns import Columns, how_to_percentage, label_of
from itperception.reporting.tables.html import figure, place_of, td, th, tr
from itperception.reporting.tables.letters import Letters
from itperception.reporting.tables.means import pairs_of_means
from itperception.reporting.tables.notes import notes_below
from itperception.reporting.tables.table_data import table_data
from itperception.reporting.wording import base_line, decimal, text
from itperception.terms.text import say


def table_title(table: BookTable, language: str = "en") -> str:
    """Return "question by banner"; the question alone without a banner, or of a set."""
    stub = say(table.question.label, language)
    if table.banner is None or table.is_set:
        return stub
    banner = say(table.banner.label, language)
    return text("table.title", language, stub=stub, banner=banner)


def crosstab_table(
    table: BookTable, *, language: str = "en", number: int | None = None,
    notes: str = "full", guide: str = "", asked: bool = True,
) -> str:  # fmt: skip
    """Return a table as a figure of HTML: bases, percentages, nets, letters, notes.

    Parameters
    ----------
    table : BookTable
        A question by a banner, or the options of a multiple response.
    language : {"en", "sv", "de"}
        Language of the page; labels that lack it appear in English.
    number : int, optional
        Running number on the page.
    notes : {"full", "short"}
        "short" is for a page that tells once what all tables have in common
        (:func:`~itperception.reporting.tables.notes.page_notes`), and in its files the rest.
    guide : str
        Id of the place on the page that tells how to read a table.
    asked : bool
        Whether the wording of the question stands above the table.

    Returns
    -------
    str
        ``figure.table``. Columns whose effective base is small carry a star, below the
        rule's `flag_below` two; a column of nobody is blank. Each letter is a link to the
        numbers behind it.

    Missing data
    ------------
    Don't know and no answer have rows of their own, the last ones; the line above the
    table says whether they are in the base. Percentages of options are of those who
    answered the option; where that differs, the base row gives the lowest and the highest.

    Examples
    --------
    >>> import pandas as pd
    >>> from itperception.book import tabulate
    >>> from itperception.counting.crosstab import Crosstab
    >>> table = Crosstab.from_counts(pd.DataFrame({"a": [30, 60], "b": [10, 30]}))
    >>> '<td>33%</td>' in crosstab_table(tabulate(table))
    True
    """
    columns = Columns.of(table, language)
    letters = Letters.of(columns, place_of(table.name, number))
    base = f"{base_line(table, language)}."
    if notes == "full" or table.is_set:
        base = f"{base} {how_to_percentage(table, language)}".strip()
    wording = say(table.question.wording, language) if asked else ""
    question = [("question", text("table.question", language, wording=wording))]
    first = text("table.option", language)
    return figure(
        table.name, table_title(table, language),
        columns.heads(first if table.is_set else say(table.question.label, language)),
        [*columns.base_rows(), *_percent_rows(columns, letters), *_number_rows(columns)],
        table_data(table),
        language=language, number=number,
        above=[*(question if wording else []), ("base", base)],
        notes=notes_below(table, language, notes=notes, guide=guide),
        below=letters.why() + pairs_of_means(columns), css="nums", synthetic=table.synthetic,
    )  # fmt: skip


_CSS = {"answer": "", "option": "", "net": "net"}


def _percent_rows(columns: Columns, letters: Letters) -> Iterator[str]:
    shares = columns.table.by_row("proportion")
    for row in columns.table.shares:
        yield columns.row(
            label_of(row, columns.language), shares.loc[row.id], letters.cell_marks(row.id),
            _CSS.get(row.kind, "apart"),
        )  # fmt: skip


def _number_rows(columns: Columns) -> Iterator[str]:
    """Yield the rows of means; a column in which too few gave a number is blank."""
    for row in number_rows(columns.table, columns.language):
        cells = []
        for column in columns.labels:
            value, above = row.values.get(column, nan), row.letters.get(column, "")
            told = "" if isnan(value) else decimal(value, columns.language, row.digits)
            mark = f"<sup>{above}</sup>" if above else ""
            cells.append(td(f"{escape(told)}{mark}", "sig" if above else ""))
        yield tr(th(escape(row.label), "row"), cells, "mean")
