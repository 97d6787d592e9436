"""The tables of a wave as a workbook: numbers as numbers, letters beside them, no formula.

An index leads to every question and back. The workbook is written from texts and numbers
alone, is the same to the last byte each time, and takes the place of an older one only
when it is complete.
"""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path

from itperception.book.book import Book
from itperception.errors import ItPerceptionError
from itperception.reporting.cell_text import header, plain, sheet_names
from itperception.reporting.wording import text
from itperception.reporting.workbook_chart import write_chart
from itperception.reporting.workbook_claims import (
    write_claims,
    write_gaps,
    write_models,
    write_tests,
)
from itperception.reporting.workbook_front import write_index, write_method
from itperception.reporting.workbook_pen import Pen
from itperception.reporting.workbook_question import columns_of, write_question
from itperception.survey.files import whole
from itperception.terms.text import say

CREATED = datetime(2000, 1, 1)  # the same each time


def write_workbook(book: Book, path: Path, *, language: str = "en") -> Path:
    """Write the tables of a wave as a workbook (xlsx), a sheet for each question.

    Parameters
    ----------
    book : Book
        What is told of the wave.
    path : pathlib.Path
        The file; an older one is replaced when the new one is complete.
    language : {"en", "sv", "de"}
        Of all texts; number formats follow the reader's own settings.

    Returns
    -------
    pathlib.Path
        The file.

    Raises
    ------
    UnknownNameError
        For a language that there is none of.
    ItPerceptionError
        If no table may be shown.
    """
    path, questions = Path(path), [q.tables for q in book.questions if q.tables]
    if not questions:
        raise ItPerceptionError(
            f"wave {book.name!r}: no table of it may be shown; see 'minimum' in wave.yaml"
        )
    path.parent.mkdir(parents=True, exist_ok=True)
    with whole(path) as part:
        _fill(part, book, questions, language)
    return path


def _fill(part: Path, told: Book, questions, language: str) -> None:
    import xlsxwriter

    index, method = (text(f"workbook.{key}", language) for key in ("index", "method"))
    labels = [plain(say(tables[0].question.label, language)) for tables in questions]
    names = sheet_names(labels)
    others = _others(told, language, names)
    with xlsxwriter.Workbook(part, {
        "in_memory": True, "strings_to_urls": False, "strings_to_formulas": False,
        "strings_to_numbers": False, "nan_inf_to_errors": False,
    }) as book:  # fmt: skip
        title = header(say(told.folder.description.title, language))
        mark = header(text("workbook.synthetic", language)) if told.synthetic else ""
        book.set_properties({"title": title.replace("&&", "&"), "comments": mark,
                             "created": CREATED})  # fmt: skip
        book.set_size(24_000, 14_000)
        pens: dict[str, Pen] = {}
        formats: dict = {}
        for name in (index, method, *names, *others):
            pens[name] = Pen(book, book.add_worksheet(name), language, formats)
            pens[name].set_up(f"&L {title}&R&B{mark}" if mark else f"&L {title}",
                              f"&L&A&R{text('workbook.page_of', language)}")  # fmt: skip
        for k, (name, tables) in enumerate(zip(names, questions, strict=True)):
            _write_question(pens[name], tables, f"{k + 1}. {labels[k]}", index)
        write_index(pens[index], told, questions, names, (method, *others))
        write_method(pens[method], told, index)
        for name, write in others.items():
            write(pens[name], told, index)


def _others(
    told: Book, language: str, names: list[str]
) -> dict[str, Callable[[Pen, Book, str], None]]:
    """Return the sheets on the gap, on what was declared and on tests, and what writes them."""
    found: dict[str, Callable[[Pen, Book, str], None]] = {}
    if told.gaps:
        found[text("workbook.gaps", language)] = write_gaps
    if told.models:
        found[text("workbook.models", language)] = write_models
    if told.folder.description.families:
        found[text("workbook.claims", language)] = write_claims
    return found | {text("workbook.tests", language): partial(write_tests, names=names)}


def _write_question(pen: Pen, tables, title: str, index: str) -> None:
    """Write a question and its chart; print both on one page, or on a page each."""
    columns = columns_of(tables)
    heads, notes, end = write_question(pen, tables, columns, title, index)
    below = write_chart(pen, columns, end + 1, title)
    pen.freeze(heads + 1, 1)
    starts = [0, notes, end + 1] if below > end + 1 else [0, notes]
    pen.print_parts(starts, below, heads, [c.place for c in columns[1:] if c.first])
