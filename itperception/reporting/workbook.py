"""The tables of a wave as a workbook: numbers as numbers, letters beside them, no formula.

An index leads to every question and back. The workbook is written from texts and numbers
alone, is the same to the last byte each time, and takes the place of an older one only
when it is complete.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

from itperception.book.book import Book
from itperception.errors import ItPerceptionError, unknown_name
from itperception.reporting.cell_text import header, plain, sheet_names
from itperception.reporting.wording import text
from itperception.reporting.workbook_claims import write_claims, write_gaps, write_models
from itperception.reporting.workbook_columns import columns_of, set_widths
from itperception.reporting.workbook_front import write_index, write_method, write_tests
from itperception.reporting.workbook_pen import Pen
from itperception.reporting.workbook_question import Place, write_question
from itperception.survey.files import whole
from itperception.terms.text import say

LAYOUTS = ("sheets", "long")
CREATED = datetime(2000, 1, 1)  # the same each time
A4 = 9


def write_workbook(
    book: Book, path: Path, *, language: str = "en", layout: str = "sheets"
) -> Path:
    """Write the tables of a wave as a workbook (xlsx).

    Parameters
    ----------
    book : Book
        What is told of the wave.
    path : pathlib.Path
        The file; an older one is replaced when the new one is complete.
    language : {"en", "sv", "de"}
        Of all texts; number formats follow the reader's own settings.
    layout : {"sheets", "long"}
        A sheet for each question, or all of them below each other on one.

    Returns
    -------
    pathlib.Path
        The file.

    Raises
    ------
    UnknownNameError
        For a layout or a language that there is none of.
    ItPerceptionError
        If no table may be shown.
    """
    if layout not in LAYOUTS:
        raise unknown_name("layout", layout, LAYOUTS)
    path, questions = Path(path), [q.tables for q in book.questions if q.tables]
    if not questions:
        raise ItPerceptionError(
            f"wave {book.name!r}: no table of it may be shown; see 'minimum' in wave.yaml"
        )
    path.parent.mkdir(parents=True, exist_ok=True)
    with whole(path) as part:
        _fill(part, book, questions, language, layout)
    return path


def _fill(part: Path, told: Book, questions, language: str, layout: str) -> None:
    import xlsxwriter

    index, tests, method = (
        text(f"workbook.{key}", language) for key in ("index", "tests", "method")
    )
    labels = [plain(say(tables[0].question.label, language)) for tables in questions]
    names = sheet_names(labels)
    together = layout == "long"
    names = [text("workbook.tables", language)] * len(names) if together else names
    with xlsxwriter.Workbook(part, {
        "in_memory": True, "strings_to_urls": False, "strings_to_formulas": False,
        "strings_to_numbers": False, "nan_inf_to_errors": False,
    }) as book:  # fmt: skip
        _describe(book, told, language)
        sheets = dict.fromkeys([index, method, *names, *_others(told, language), tests])
        pen = Pen(book, book.add_worksheet(index), language)
        pens = {index: pen} | {
            name: Pen(book, book.add_worksheet(name), language, pen.formats)
            for name in sheets
            if name != index
        }
        tops = _write_questions(pens, names, questions, labels, index)
        others = _others(told, language)
        write_index(pens[index], told, questions, names, tops, (method, *others, tests))
        write_method(pens[method], told, index)
        for name, write in others.items():
            write(pens[name], told, index)
        write_tests(pens[tests], questions, names, tops, index)
        for pen in pens.values():
            _set_up(pen, told)


def _others(told: Book, language: str) -> dict[str, Callable[[Pen, Book, str], None]]:
    """Return the sheets on the gap and on what was declared, and what writes them."""
    found = {}
    if told.gaps:
        found[text("workbook.gaps", language)] = write_gaps
    if told.models:
        found[text("workbook.models", language)] = write_models
    if told.folder.description.families:
        found[text("workbook.claims", language)] = write_claims
    return found


def _describe(book, told: Book, language: str) -> None:
    """Say in the file's properties what it is, with a date that does not change."""
    book.set_properties({
        "title": header(say(told.folder.description.title, language)).replace("&&", "&"),
        "comments": text("workbook.synthetic", language) if told.synthetic else "",
        "created": CREATED,
    })  # fmt: skip
    book.set_size(24_000, 14_000)


def _write_questions(pens, names, questions, labels, index: str) -> list[int]:
    """Write every question on its sheet; return its first row there."""
    places: dict[str, list[Place]] = {name: [] for name in names}
    for k, (name, tables, label) in enumerate(zip(names, questions, labels, strict=True)):
        free = places[name][-1].end if places[name] else 0
        title = f"{k + 1}. {label}"
        places[name].append(write_question(pens[name], tables, title, index, free))
    most = max((len(columns_of(tables)) for tables in questions), default=0)
    for name, found in places.items():
        _hold(pens[name], found, most)
    return [place.top for found in places.values() for place in found]


def _hold(pen: Pen, places: Sequence[Place], columns: int) -> None:
    """Keep the headings in sight, on the screen and in print, and charts in one piece."""
    set_widths(pen, columns)
    heads = places[0].heads
    if len(places) == 1:
        pen.sheet.repeat_rows(heads - 1, heads)
    pen.sheet.freeze_panes(heads + 1 if len(places) == 1 else 1, 1)
    starts = [place.top for place in places[1:]] + [place.chart for place in places]
    pen.sheet.set_h_pagebreaks(sorted(starts))


def _set_up(pen: Pen, told: Book) -> None:
    """Set a sheet for print: A4 across, as wide as the paper, marked if synthetic."""
    language = pen.language
    pen.sheet.hide_gridlines(2)
    pen.sheet.set_landscape()
    pen.sheet.set_paper(A4)
    pen.sheet.fit_to_pages(1, 0)
    pen.sheet.set_margins(left=0.5, right=0.5, top=0.8, bottom=0.7)
    title = header(say(told.folder.description.title, language))
    mark = header(text("workbook.synthetic", language)) if told.synthetic else ""
    pen.sheet.set_header(f"&L {title}&R&B{mark}" if mark else f"&L {title}")
    pen.sheet.set_footer(f"&L&A&R{text('workbook.page_of', language)}")
