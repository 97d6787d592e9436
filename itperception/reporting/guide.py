"""How a report is read: the one place that explains its marks, on the page and in the tab book."""

from itperception.book.book import Book
from itperception.book.table import MARK_BELOW
from itperception.reporting.wording import level, percent, text


def guide(book: Book, language: str = "en") -> list[str]:
    """Explain letters, intervals, points, effective bases and the marks beside them.

    Parameters
    ----------
    book : Book
        What is told of the wave; without columns that were compared there are no letters.
    language : {"en", "sv", "de"}
        Language of the page.

    Examples
    --------
    >>> from itperception.reporting.handover import open_book
    >>> guide(open_book("demo-2026").book)[-1]
    'Effective base: how many answers of equal weight would say as much. * below 100, ** below 30: read with care.'
    """  # noqa: E501
    rules = next((table.rules for table in book.tables if table.rules), None)
    letters = [] if rules is None else [text(
        "read.letter", language, example=f"{percent(0.52, language)} B",
        level=level(rules.alpha, language),
    )]  # fmt: skip
    return [
        *letters,
        text("read.interval", language),
        text("read.percent", language, example=percent(0.001, language)),
        text(f"read.{'effective' if book.is_weighted else 'plain'}", language,
             mark=str(MARK_BELOW), flag=f"{book.rule.flag_below:g}"),
    ]  # fmt: skip
