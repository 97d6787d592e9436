"""Who answered: what describes the respondents, counted and weighted."""

from collections.abc import Iterator

import pandas as pd

from itperception.book.book import Book, Question
from itperception.counting.given import TOTAL
from itperception.reporting import tables, wording
from itperception.reporting.block import Block
from itperception.reporting.chapters import bullets, chapter, paragraph
from itperception.reporting.number_rows import MEASURES, number_rows
from itperception.reporting.wording import text
from itperception.terms.text import say


def profile_chapter(book: Book, number: int, language: str = "en") -> Block:
    """Say who answered.

    Of a weighted wave there are weighted shares alone: counts beside them would tell weights.

    Parameters
    ----------
    book : Book
        Its questions that describe respondents; without any, those of its banners.
    number : int
        Running number of the table on the page.
    language : {"en", "sv", "de"}
        Language of the page.
    """
    title = text("page.profile", language)
    asked = describing(book)
    lines = [line for question in asked for line in _lines(question, language)]
    if not lines:
        key = "disclosure.whole" if asked else "profile.none"
        told = {"minimum": str(book.rule.minimum)} if asked else {}
        return chapter(title, paragraph(text(key, language, **told)))
    columns = {
        "category": (text("profile.answer", language), "text"),
        "question": (text("profile.question", language), "text"),
    }
    if not book.unit:
        columns["count"] = text("base.unweighted", language), "count"
        columns["proportion"] = text("profile.share", language), "percent"
    if book.is_weighted:
        columns["weighted"] = (text("profile.weighted", language), "percent")
    table = tables.frame_table(
        pd.DataFrame(lines), columns, title=title, name="profile", language=language,
        number=number, synthetic=book.synthetic,
    )  # fmt: skip
    return chapter(title, table, bullets(_numbers(asked, language)))


def _numbers(asked: list[Question], language: str) -> list[str]:
    """Say the mean of each number that describes respondents."""
    told = []
    for question in asked:
        rows = {row.id: row for row in number_rows(question.tables[0], language)} \
            if question.tables else {}  # fmt: skip
        if rows:
            said = {name: wording.decimal(row.values[TOTAL], language, row.digits)
                    for name, row in rows.items() if name in MEASURES}  # fmt: skip
            told.append(text("means.profile", language,
                             question=say(question.asked.label, language), **said))  # fmt: skip
    return told


def describing(book: Book) -> list[Question]:
    """Return what describes respondents; without such items, what tables are broken by."""
    described = [question for question in book.questions if question.describes]
    banners = [banner.item for banner in book.codebook.banners]
    return described or [q for q in book.questions if q.asked.id in banners]


def _lines(question: Question, language: str) -> Iterator[dict]:
    for table in question.tables[:1]:
        base, weighted = (table.by_row(name)[TOTAL] for name in ("base", "proportion"))
        counts = None if table.unit else table.by_row("count")[TOTAL]
        for row in table.parts:
            line = {"category": say(row.label, language),
                    "question": say(question.asked.label, language),
                    "weighted": weighted[row.id]}  # fmt: skip
            if counts is not None:
                line["count"] = int(counts[row.id])
                line["proportion"] = counts[row.id] / (base[row.id] or float("nan"))
            yield line
