"""The sheets around the tables: the index, how to read, what a survey discloses."""

from collections.abc import Iterable, Iterator, Sequence

from itperception.book.book import Book
from itperception.book.table import BookTable
from itperception.counting.given import TOTAL
from itperception.reporting import wording
from itperception.reporting.cell_text import LONGEST_TITLE, shortened
from itperception.reporting.chapters import disclosed
from itperception.reporting.guide import guide
from itperception.reporting.labels import labels_of
from itperception.reporting.summary import Summary
from itperception.reporting.wave_method import derived_told, found_out, only_told, rounded
from itperception.reporting.wave_summary import wave_summary
from itperception.reporting.wording import text
from itperception.reporting.workbook_pen import Pen, count_format
from itperception.terms.text import say


def write_index(
    pen: Pen, book: Book, questions: Sequence[Sequence[BookTable]], names: Sequence[str],
    others: Sequence[str],
) -> None:  # fmt: skip
    """Write a line with a link for every question.

    Parameters
    ----------
    pen : Pen
        The sheet.
    book : Book
        The wave, whose title stands above.
    questions : sequence of sequence of BookTable
        The tables of each question.
    names : sequence of str
        The sheet of each question.
    others : sequence of str
        Further sheets.
    """
    language = pen.language
    pen.columns([6, 50, 60, 18])
    row = title(pen, book, say(book.folder.description.title, language), 3, 130)
    row = _summary(pen, row, wave_summary(book, language))
    for name in others:
        pen.link(row, 1, name, name)
        row += 1
    heads = [text(f"workbook.{key}", language) for key in ("table", "question", "columns")]
    for column, told in enumerate((*heads, text("base.unweighted", language))):
        pen.text(row + 1, column, told, "head", *(["number"] if column == 3 else []))
    pen.freeze(row + 2, 0)
    pen.sheet.repeat_rows(row + 1)
    for number, (tables, name) in enumerate(zip(questions, names, strict=True)):
        line = row + 2 + number
        pen.number(line, 0, number + 1, '0"  "')
        label = say(tables[0].question.label, language)
        pen.link(line, 1, name, label)
        banners = [say(t.banner.label, language) for t in tables if t.banner]
        pen.text(line, 2, "; ".join(banners) or text("table.total", language), "wrapped")
        pen.number(line, 3, tables[0].by_row("base")[TOTAL].max(), count_format())
        pen.fit(line, {label: 55, "; ".join(banners): 66})
    why = text("disclosure.whole", language, minimum=str(book.rule.minimum))
    hidden = [question for question in book.questions if not question.tables]
    end = row + 2 + len(questions)
    for line, question in enumerate(hidden, end):
        pen.text(line, 1, say(question.asked.label, language), "apart")
        pen.text(line, 2, why, "wrapped", "apart")
    pen.print_parts([0], end + len(hidden))


def _summary(pen: Pen, row: int, summary: Summary) -> int:
    """Write what the page begins with; return the next free row but one."""
    row = pen.paragraph(row, summary.message, 3, 130, "section")
    for told in (summary.lead, *map(" ".join, summary.facts)):
        row = pen.paragraph(row, told, 3, 130)
    return row + 1


def write_method(pen: Pen, book: Book, index: str) -> None:
    """Write how the tables are read, what a survey discloses, and what they are made from.

    Parameters
    ----------
    pen : Pen
        The sheet.
    book : Book
        The wave.
    index : str
        Name of the sheet to go back to.
    """
    language = pen.language
    pen.columns([36, 100])
    row = title(pen, book, text("page.how_to_read", language), 1, 136, index)
    n = wording.count(book.people, language)
    profile = book.folder.description.profile
    for told in (
        *_how_to_read(book, language),
        wording.letters_rule(profile, language),
    ):
        row = pen.paragraph(row, f"• {told}", 1, 136)
    starts = [0, row + 1]
    facts = [(name, book.people if fact == n else fact)
             for name, fact in disclosure(book, language)]  # fmt: skip
    row = _pairs(pen, row + 1, text("page.methodology", language), facts)
    row = pen.paragraph(row, text("methodology.opt_in", language), 1, 136)
    end = _pairs(
        pen, row + 1, text("page.provenance", language), _made_from(book, language)
    )
    pen.print_parts([*starts, row + 1], end)


def disclosure(book: Book, language: str) -> list[tuple[str, str]]:
    """Return what a survey must disclose: name and fact; unknown ones say so."""
    told = book.folder.description
    shown = disclosed(
        book.folder, language, base=wording.count(book.people, language),
        **found_out(book, language),
    )  # fmt: skip
    unknown = text("methodology.unknown", language)
    pairs = [
        (text(f"methodology.{n}", language), fact or unknown) for n, fact in shown.items()
    ]
    only = only_told(book, language)
    pairs += [(text("methodology.only", language), only)] if only else []
    made = derived_told(book, language)
    pairs += [(text("methodology.derived", language), made)] if made else []
    labels = labels_of(book.folder.raw, language)
    sources = "; ".join(labels.get(source.text, source.text) for source in told.sources)
    return [
        *pairs,
        *([(text("methodology.sources", language), sources)] if sources else []),
    ]


def title(pen: Pen, book: Book, told: str, last: int, width: float, index: str = "") -> int:
    """Write the head of a sheet; return the next free row but one."""
    pen.text(0, 0, shortened(told, LONGEST_TITLE), "title")
    pen.height(0, 20)
    row = 1
    if index:
        pen.link(row, 0, index, text("workbook.back", pen.language))
        row += 1
    if book.synthetic:
        mark = text("workbook.synthetic", pen.language)
        row = pen.paragraph(row, mark, last, width, "synthetic")
    return row + 1


def _how_to_read(book: Book, language: str) -> Iterator[str]:
    yield from guide(book, language)
    yield text("workbook.letters_run", language)
    yield text(f"workbook.{'rounded' if book.unit else 'precision'}", language)
    yield from rounded(book.unit, language)


def _pairs(pen: Pen, row: int, title: str, pairs: Iterable[tuple[str, str | int]]) -> int:
    pen.text(row, 0, title, "section")
    pen.text(row, 1, "", "section")
    for name, fact in pairs:
        row += 1
        pen.text(row, 0, name, "wrapped")
        if isinstance(fact, str):
            pen.text(row, 1, fact, "wrapped")
        else:
            pen.number(row, 1, fact, count_format(), "inset")
        pen.fit(row, {name: 36, str(fact): 100})
    return row + 1


def _made_from(book: Book, language: str) -> Iterator[tuple[str, str]]:
    made = book.provenance
    for name, mark in made["inputs"].items():
        yield text("workbook.made_from", language, name=name), f"SHA-256 {mark}"
    yield text("workbook.code", language), f"SHA-256 {made['code']}"
    versions = ", ".join(f"{name} {number}" for name, number in made["versions"].items())
    yield text("provenance.version", language), versions
