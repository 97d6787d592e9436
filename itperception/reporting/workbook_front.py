"""The sheets around the tables: the index, how to read, what a survey discloses, the tests."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from itperception.book.book import Book
from itperception.book.rounding import COARSE
from itperception.book.table import MARK_BELOW, BookTable
from itperception.counting.crosstab import TOTAL
from itperception.reporting import wording
from itperception.reporting.cell_text import LONGEST_TITLE, shortened
from itperception.reporting.chapters import disclosed
from itperception.reporting.labels import labels_of
from itperception.reporting.summary import Summary
from itperception.reporting.wave_method import found_out, rounded
from itperception.reporting.wave_summary import wave_summary
from itperception.reporting.wording import percent, text
from itperception.reporting.workbook_pen import Pen, count_format, p_format
from itperception.survey.codebook import say

if TYPE_CHECKING:
    from itperception.inference.results import TestResult

NUMBERS = ("p_value", "effect_value", "low", "high", "base")
TEST_WIDTHS = (36, 26, 38, 9, 30, 9, 11, 11, 9, 32)
READ = ("percent", "letter", "no_letter", "small", "zero", "interval", "points")
DECIMALS = "0.000"


def write_index(
    pen: Pen, book: Book, questions: Sequence[Sequence[BookTable]], names: Sequence[str],
    tops: Sequence[int], others: Sequence[str],
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
    names, tops : sequence
        The sheet of each question, and its first row there.
    others : sequence of str
        Further sheets.
    """
    language = pen.language
    pen.sheet.set_column(0, 0, 6)
    for column, width in ((1, 50), (2, 60), (3, 18)):
        pen.sheet.set_column(column, column, width)
    row = title(pen, book, say(book.folder.description.title, language), 3, 130)
    row = _summary(pen, row, wave_summary(book, language))
    for name in others:
        pen.link(row, 1, name, name)
        row += 1
    heads = [text(f"workbook.{key}", language) for key in ("table", "question", "columns")]
    for column, told in enumerate((*heads, text("base.unweighted", language))):
        pen.text(row + 1, column, told, "head", *(["number"] if column == 3 else []))
    pen.sheet.freeze_panes(row + 2, 0)
    pen.sheet.repeat_rows(row + 1)
    for number, (tables, name, top) in enumerate(zip(questions, names, tops, strict=True)):
        line = row + 2 + number
        pen.number(line, 0, number + 1, '0"  "')
        label = say(tables[0].question.label, language)
        pen.link(line, 1, name, label, f"A{top + 1}")
        banners = [say(t.banner.label, language) for t in tables if t.banner]
        pen.text(line, 2, "; ".join(banners) or text("table.total", language), "wrapped")
        pen.number(line, 3, tables[0].by_row("base")[TOTAL].max(), count_format())
        pen.fit(line, {label: 50, "; ".join(banners): 60})
    why = text("disclosure.whole", language, minimum=str(book.rule.minimum))
    hidden = [question for question in book.questions if not question.tables]
    for line, question in enumerate(hidden, row + 2 + len(questions)):
        pen.text(line, 1, say(question.asked.label, language), "apart")
        pen.text(line, 2, why, "wrapped", "apart")


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
    pen.sheet.set_column(0, 0, 36)
    pen.sheet.set_column(1, 1, 100)
    row = title(pen, book, text("page.how_to_read", language), 1, 136, index)
    profile = book.folder.description.profile
    for told in (
        *_how_to_read(book, language),
        wording.letters_rule(profile, language),
    ):
        row = pen.paragraph(row, f"• {told}", 1, 136)
    row = _pairs(pen, row + 1, text("page.methodology", language),
                 disclosure(book, language))  # fmt: skip
    row = pen.paragraph(row, text("methodology.opt_in", language), 1, 136)
    _pairs(pen, row + 1, text("page.provenance", language), _made_from(book, language))


def write_tests(
    pen: Pen, questions: Sequence[Sequence[BookTable]], names: Sequence[str],
    tops: Sequence[int], index: str,
) -> None:  # fmt: skip
    """Write one line for the test of each table, to be sorted and filtered.

    Parameters
    ----------
    pen : Pen
        The sheet.
    questions, names, tops
        As in :func:`write_index`.
    index : str
        Name of the sheet to go back to.
    """
    language = pen.language
    keys = ("question", "columns", "test_method", "p_value", "effect", "effect_value",
            "low", "high", "base", "remark")  # fmt: skip
    pen.text(0, 0, text("workbook.tests", language), "title")
    pen.link(1, 0, index, text("workbook.back", language))
    if any(table.synthetic for tables in questions for table in tables):
        pen.text(2, 0, text("workbook.synthetic", language), "synthetic")
    for column, (key, width) in enumerate(zip(keys, TEST_WIDTHS, strict=True)):
        pen.sheet.set_column(column, column, width)
        kind = "number" if key in NUMBERS else "inset"
        pen.text(3, column, text(f"workbook.{key}", language), "head", kind)
    pen.sheet.freeze_panes(4, 1)
    pen.sheet.repeat_rows(3)
    row = 4
    for tables, name, top in zip(questions, names, tops, strict=True):
        for table in tables:
            for test in (table.test, table.trend):
                if test is not None:
                    label = say(table.question.label, language)
                    pen.link(row, 0, name, label, f"A{top + 1}")
                    _write_test(pen, row, table, test)
                    row += 1
    if row > 4:
        pen.sheet.autofilter(3, 0, row - 1, len(keys) - 1)


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
    only = book.folder.only
    pairs += [(text("methodology.only", language), say(only, language))] if only else []
    labels = labels_of(book.folder.raw, language)
    sources = "; ".join(labels.get(source.text, source.text) for source in told.sources)
    return [
        *pairs,
        *([(text("methodology.sources", language), sources)] if sources else []),
    ]


def title(pen: Pen, book: Book, told: str, last: int, width: float, index: str = "") -> int:
    """Write the head of a sheet; return the next free row but one."""
    pen.text(0, 0, shortened(told, LONGEST_TITLE), "title")
    pen.sheet.set_row(0, 20)
    row = 1
    if index:
        pen.link(row, 0, index, text("workbook.back", pen.language))
        row += 1
    if book.synthetic:
        mark = text("workbook.synthetic", pen.language)
        row = pen.paragraph(row, mark, last, width, "synthetic")
    return row + 1


def _how_to_read(book: Book, language: str) -> Iterator[str]:
    examples = {
        "letter": {"example": f"{percent(0.52, language)} B"},
        "small": {"mark": str(MARK_BELOW), "flag": f"{book.rule.flag_below:g}"},
        "zero": {"example": percent(0.001, language)},
    }
    for key in READ:
        yield text(f"read.{key}", language, **examples.get(key, {}))
    yield text("workbook.letters_run", language)
    yield text(f"workbook.{'rounded' if book.unit else 'precision'}", language)
    yield from rounded(book.unit, language)


def _pairs(pen: Pen, row: int, title: str, pairs: Sequence[tuple[str, str]]) -> int:
    pen.text(row, 0, title, "section")
    pen.text(row, 1, "", "section")
    for name, fact in pairs:
        row += 1
        pen.text(row, 0, name, "wrapped")
        pen.text(row, 1, fact, "wrapped")
        pen.fit(row, {name: 36, fact: 100})
    return row + 1


def _made_from(book: Book, language: str) -> Iterator[tuple[str, str]]:
    made = book.provenance
    for name, mark in made["inputs"].items():
        yield text("workbook.made_from", language, name=name), f"SHA-256 {mark}"
    yield text("workbook.code", language), f"SHA-256 {made['code']}"
    versions = ", ".join(f"{name} {number}" for name, number in made["versions"].items())
    yield text("provenance.version", language), versions


def _write_test(pen: Pen, row: int, table: BookTable, test: "TestResult") -> None:
    language = pen.language
    effect = wording.named("effect", test.effect_name, language) if test.effect_name else ""
    state = "" if test.state == "ok" else text(f"state.{test.state}", language)
    told = {1: say(table.banner.label, language), 4: effect, 9: state}
    told |= {2: wording.named("method", test.method, language)}
    for column, words in told.items():
        pen.text(row, column, words, "wrapped", "inset")
    pen.fit(row, {words: TEST_WIDTHS[column] for column, words in told.items()})
    code = p_format(test.p_value, language, rounded_up=table.unit == COARSE)
    pen.number(row, 3, test.p_value, code)
    for column, value in enumerate((test.effect_size, test.ci_low, test.ci_high), 5):
        pen.number(row, column, value, "0.0" if table.unit else DECIMALS)
    pen.number(row, 8, test.base, count_format())
