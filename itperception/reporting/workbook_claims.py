"""The sheets that are lists: the gap, the models, the claims, and every test that was made."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

from itperception.book.book import Book
from itperception.inference.results import State
from itperception.reporting.claims import claims_columns, claims_note, claims_told
from itperception.reporting.gap_chapter import GapChapter
from itperception.reporting.models_chapter import ModelStory
from itperception.reporting.tables import p_kind
from itperception.reporting.wording import named, text
from itperception.reporting.workbook_front import title
from itperception.reporting.workbook_pen import Pen, count_format, p_format, percent_format
from itperception.terms.text import say

if TYPE_CHECKING:
    from itperception.inference.results import TestResult

FIRST, OTHER, LAST, WIDTH = 60, 16, 6, 160  # digits; the last column of a note
FOUND = 44  # digits, of what was found of a claim
CODES = {"points": "+0;−0;0", "decimal": "0.0", "hundredths": "0.00",
         "decimals": "0.000", "df": "0.##"}  # fmt: skip
TESTS = {
    "question": 40, "columns": 28, "test_method": 58, "statistic": 11, "df": 8, "p_value": 9,
    "effect": 28, "effect_value": 9, "low": 11, "high": 11, "base": 9, "effective": 10,
    "remark": 26,
}  # fmt: skip
WORDS = ("question", "columns", "test_method", "effect", "remark")


class Cell(NamedTuple):
    """A number, and as what kind it is written."""

    value: float
    kind: str


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
    row, starts = _begin(pen, book, text("page.gap", pen.language), index), []
    for gap in book.gaps:
        starts.append(row)
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
    pen.print_parts([0, *starts[1:]], row)


def write_models(pen: Pen, book: Book, index: str) -> None:
    """Write what goes with which answer, all else equal; see `write_gaps`."""
    row, starts = _begin(pen, book, text("page.models", pen.language), index), []
    for model in book.models:
        starts.append(row)
        told = ModelStory(model, book, pen.language)
        pen.text(row, 0, told.title, "section")
        row = _paragraphs(pen, row + 1, told.verdicts())
        if model.state is State.OK:
            row = _frame(pen, row, told.frame, _with_ends(told.columns(), pen.language))
        row = _paragraphs(pen, row, told.notes()) + 1
    pen.print_parts([0, *starts[1:]], row)


def write_claims(pen: Pen, book: Book, index: str) -> None:
    """Write what was declared before the data, and what became of it; see `write_gaps`."""
    row = _begin(pen, book, text("page.claims", pen.language), index, FOUND)
    told = claims_told(book, pen.language)
    row = _frame(pen, row, told, claims_columns(book, pen.language), FOUND)
    _paragraphs(pen, row, [claims_note(book, pen.language)])


def write_tests(pen: Pen, book: Book, index: str, *, names: Sequence[str]) -> None:
    """Write a line for each test, to be sorted and filtered; see `write_gaps`.

    Statistics and degrees of freedom are not told of a wave that is rounded.

    Parameters
    ----------
    names : sequence of str
        The sheets of the questions that have tables.
    """
    hidden = ("statistic", "df") if book.unit else ()
    hidden += () if book.is_weighted else ("effective",)
    shown = {key: width for key, width in TESTS.items() if key not in hidden}
    pen.columns(list(shown.values()))
    row = title(pen, book, text("workbook.tests", pen.language), LAST, WIDTH, index)
    if book.unit:
        row = pen.paragraph(row, text("workbook.no_statistics", pen.language), LAST, WIDTH)
    for column, key in enumerate(shown):
        kind = "number" if key not in WORDS else "inset" if column else "plain"
        pen.text(row, column, text(f"workbook.{key}", pen.language), "head", kind)
    pen.fit(row, {text(f"workbook.{key}", pen.language): 0.8 * shown[key] for key in shown})
    pen.freeze(row + 1, 1)
    pen.sheet.repeat_rows(row)
    for line, (sheet, label, told) in enumerate(_tests(book, pen.language, names), row + 1):
        _cells(pen, line, [told[key] for key in shown], list(shown.values()), "inset")
        pen.link(line, 0, sheet, label)
    pen.sheet.autofilter(row, 0, pen.sheet.dim_rowmax, len(shown) - 1)


def _tests(
    book: Book, language: str, names: Sequence[str]
) -> Iterator[tuple[str, str, dict[str, str | Cell]]]:
    """Yield the sheet that each test belongs to, its label, and its line."""
    questions = [question.tables for question in book.questions if question.tables]
    for sheet, tables in zip(names, questions, strict=True):
        for table in tables:
            own = say(table.question.label, language)
            means = table.numbers.tests.items() if table.numbers else ()
            tests = [(own, test) for test in (table.test, table.trend)]
            tests += [
                (f"{own}: {text(f'means.{row}', language)}", test) for row, test in means
            ]
            banner = say(table.banner.label, language) if table.banner else ""
            for label, test in tests:
                if test is not None:
                    kind = "decimal" if table.unit else "decimals"
                    line = _line(test, label, banner, kind, p_kind(table.unit), language)
                    yield sheet, label, line
    for gap in book.gaps:
        label = say(gap.declared.label, language)
        for test in (gap.everywhere, gap.differs):
            if test is not None:
                banner = say(book.codebook.dimension(gap.declared.by).label, language)
                kind = "hundredths" if gap.unit else "decimals"
                line = _line(test, label, banner, kind, p_kind(gap.unit), language)
                yield text("workbook.gaps", language), label, line


def _line(
    test: "TestResult", label: str, banner: str, kind: str, p: str, language: str
) -> dict[str, str | Cell]:
    effect = named("effect", test.effect_name, language) if test.effect_name else ""
    return {
        "question": label, "columns": banner, "effect": effect,
        "test_method": named("method", test.method, language),
        "statistic": Cell(test.statistic, "decimals"), "df": Cell(test.df, "df"),
        "p_value": Cell(test.p_value, p),
        "effect_value": Cell(test.effect_size, kind), "low": Cell(test.ci_low, kind),
        "high": Cell(test.ci_high, kind), "base": Cell(test.base, "count"),
        "effective": Cell(test.effective_base, "count"),
        "remark": "" if test.state is State.OK else text(f"state.{test.state}", language),
    }  # fmt: skip


def _begin(pen: Pen, book: Book, told: str, index: str, second: float = OTHER) -> int:
    pen.columns([FIRST, second, *[OTHER] * 7])
    return title(pen, book, told, LAST, WIDTH, index)


def _paragraphs(pen: Pen, row: int, told: list[str]) -> int:
    for sentence in told:
        row = pen.paragraph(row, sentence, LAST, WIDTH, "note")
    return row


def _with_ends(
    columns: Mapping[str, tuple[str, str]], language: str
) -> dict[str, tuple[str, str]]:
    """Return columns with both ends of an interval in place of its words."""
    found: dict[str, tuple[str, str]] = {}
    for name, (head, kind) in columns.items():
        if name.endswith("ci"):
            of = [*found.values()][-1][1]
            found |= {f"{name}_{end}": (text(f"workbook.{end}", language), of)
                      for end in ("low", "high")}  # fmt: skip
        else:
            found[name] = head, kind
    return found


def _frame(
    pen: Pen, row: int, frame: pd.DataFrame, columns: Mapping[str, tuple[str, str]],
    second: float = OTHER,
) -> int:  # fmt: skip
    """Write a frame with its headings; return the next free row but one."""
    for place, (head, kind) in enumerate(columns.values()):
        pen.text(row, place, head, "head", *([] if kind == "text" else ["number"]))
    pen.fit(row, {head: OTHER for head, _ in list(columns.values())[1:]})
    kinds = [kind for _, kind in columns.values()]
    for values in frame[list(columns)].itertuples(index=False):
        row += 1
        cells = [value if kind == "text" else Cell(value, kind)
                 for value, kind in zip(values, kinds, strict=True)]  # fmt: skip
        _cells(pen, row, cells, (FIRST, second, *[OTHER] * len(cells)))
    return row + 2


def _cells(
    pen: Pen, row: int, cells: Sequence[str | Cell], widths: Sequence[float], *styles: str
) -> None:
    """Write the cells of a row, as high as its longest text."""
    for place, told in enumerate(cells):
        if isinstance(told, str):
            pen.text(row, place, told, "wrapped", *styles)
        else:
            points = 100 if told.kind == "points" else 1
            pen.number(row, place, points * told.value, _code(told, pen.language))
    pen.fit(row, {told: width for told, width in zip(cells, widths, strict=False)
                  if isinstance(told, str)})  # fmt: skip


def _code(told: Cell, language: str) -> str:
    """Return the number format of a value of a kind."""
    if told.kind.startswith("p_"):
        return p_format(told.value, language, told.kind)
    codes = {"percent": percent_format(language), "count": count_format()}
    return (CODES | codes)[told.kind]
