"""The sheets on what was declared before the data: the gap, and the claims."""

from collections.abc import Mapping

import pandas as pd

from itperception.book.book import Book
from itperception.inference.results import State
from itperception.reporting.claims import claims_columns, claims_note, claims_told
from itperception.reporting.gap_chapter import GapChapter
from itperception.reporting.models_chapter import ModelStory
from itperception.reporting.wording import text
from itperception.reporting.workbook_front import title
from itperception.reporting.workbook_pen import Pen, count_format, p_format, percent_format

FIRST, OTHER, WIDTH = 60, 16, 160  # digits
POINTS = "+0;−0;0"


def write_gaps(pen: Pen, book: Book, index: str) -> None:
    """Write each gap: its verdicts, the groups, and how it differs between them.

    Parameters
    ----------
    pen : Pen
        The sheet.
    book : Book
        The wave.
    index : str
        Name of the sheet to go back to.
    """
    row = _begin(pen, book, text("page.gap", pen.language), index)
    for gap in book.gaps:
        told = GapChapter(gap, pen.language)
        pen.text(row, 0, told.title, "section")
        row = _paragraphs(pen, row + 1, told.verdicts())
        row = _frame(pen, row, told.frame, told.columns())
        row = _paragraphs(pen, row, [told.method(), *told.remarks()])
        if gap.differs is not None:
            pen.text(row, 0, text("gap.between", pen.language), "section")
            row = _frame(pen, row + 1, told.between, told.between_columns())
            row = _paragraphs(pen, row, [text("gap.between_note", pen.language)])
        row += 1


def write_models(pen: Pen, book: Book, index: str) -> None:
    """Write what goes with which answer, all else equal; see `write_gaps`."""
    row = _begin(pen, book, text("page.models", pen.language), index)
    for model in book.models:
        told = ModelStory(model, book, pen.language)
        pen.text(row, 0, told.title, "section")
        row = _paragraphs(pen, row + 1, told.verdicts())
        if model.state is State.OK:
            row = _frame(pen, row, told.frame, told.columns())
        row = _paragraphs(pen, row, told.notes()) + 1


def write_claims(pen: Pen, book: Book, index: str) -> None:
    """Write what was declared before the data, and what became of it; see `write_gaps`."""
    row = _begin(pen, book, text("page.claims", pen.language), index)
    told = claims_told(book, pen.language)
    row = _frame(pen, row, told, claims_columns(book, pen.language))
    _paragraphs(pen, row, [claims_note(book, pen.language)])


def _begin(pen: Pen, book: Book, told: str, index: str) -> int:
    pen.sheet.set_column(0, 0, FIRST)
    pen.sheet.set_column(1, 8, OTHER)
    return title(pen, book, told, 6, WIDTH, index)


def _paragraphs(pen: Pen, row: int, told: list[str]) -> int:
    for sentence in told:
        row = pen.paragraph(row, sentence, 6, WIDTH, "note")
    return row


def _frame(
    pen: Pen, row: int, frame: pd.DataFrame, columns: Mapping[str, tuple[str, str]]
) -> int:
    """Write a frame with its headings; return the next free row but one."""
    for place, (head, kind) in enumerate(columns.values()):
        pen.text(row, place, head, "head", *([] if kind == "text" else ["number"]))
    pen.fit(row, {head: OTHER for head, _ in list(columns.values())[1:]})
    for values in frame[list(columns)].itertuples(index=False):
        row += 1
        for place, (value, (_, kind)) in enumerate(
            zip(values, columns.values(), strict=True)
        ):
            if kind == "text":
                pen.text(row, place, value, "wrapped")
            else:
                told = value * 100 if kind == "points" else value
                pen.number(row, place, told, _code(kind, value, pen.language))
        texts = [v for v in values if isinstance(v, str)]
        pen.fit(row, dict(zip(texts, (FIRST, *[OTHER] * len(texts)), strict=False)))
    return row + 2


def _code(kind: str, value: float, language: str) -> str:
    """Return the number format of a value of a kind of column."""
    if kind.startswith("p_"):
        return p_format(value, language, kind)
    return {"percent": percent_format(language), "count": count_format(),
            "points": POINTS}[kind]  # fmt: skip
