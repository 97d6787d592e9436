"""One question of the workbook: all its banners side by side, and its notes.

Percentages, letters and counts have columns of their own, so that a number is a number.
After the labels and the total, every column of a table takes two of the sheet: one for
numbers and a narrow one for letters.
"""

from collections.abc import Iterator, Sequence
from math import nan
from typing import NamedTuple

from itperception.book.table import BookTable, Heading, rows_of
from itperception.reporting import wording
from itperception.reporting.cell_text import LONGEST_TITLE, shortened
from itperception.reporting.number_rows import number_notes, number_rows
from itperception.reporting.reasons import column_reasons
from itperception.reporting.tables import label_of, limits
from itperception.reporting.tables.columns import how_to_percentage
from itperception.reporting.tables.notes import compared
from itperception.reporting.wording import text
from itperception.reporting.workbook_pen import (
    LAST_OF_A_PAGE,
    Pen,
    count_format,
    percent_format,
)
from itperception.terms.text import say

LABEL_WIDTH, NUMBER_WIDTH, LETTER_WIDTH = 40, 12, 5  # digits
PAIRS = LAST_OF_A_PAGE // 2  # of columns, over which a note runs however few a table has
WIDTH = LABEL_WIDTH + NUMBER_WIDTH + PAIRS * (NUMBER_WIDTH + LETTER_WIDTH)
ROW_STYLE = {"answer": (), "option": (), "net": ("net",)}


class Column(NamedTuple):
    """A column of one of the tables, and where on the sheet its numbers stand."""

    table: BookTable
    heading: Heading
    place: int
    first: bool  # of its banner

    @property
    def edge(self) -> tuple[str, ...]:
        """The style that parts it from another banner's columns."""
        return ("first",) if self.first else ()


class Place(NamedTuple):
    """The row of the columns' headings, the first of the notes, and the next free row."""

    heads: int
    notes: int
    end: int


def columns_of(tables: Sequence[BookTable]) -> list[Column]:
    """Return the columns of a question: the total once, then those of each banner."""
    found = [Column(tables[0], tables[0].columns[0], 1, True)]
    for table in tables:
        for heading in table.columns[1:]:
            place = place_of(len(found))
            found.append(Column(table, heading, place, heading == table.columns[1]))
    return found


def place_of(k: int) -> int:
    """Return where the k-th column of numbers stands, the total being the first.

    Examples
    --------
    >>> [place_of(k) for k in range(3)]
    [1, 2, 4]
    """
    return 2 * k or 1


def write_question(
    pen: Pen, tables: Sequence[BookTable], columns: Sequence[Column], title: str, index: str
) -> Place:
    """Write the tables of a question.

    Parameters
    ----------
    pen : Pen
        The sheet.
    tables, columns : sequence of BookTable, sequence of Column
        Of the question; a table may have no column that is shown.
    title : str
        Its heading.
    index : str
        Name of the sheet to go back to.
    """
    pairs = max(PAIRS, len(columns) - 1)
    pen.columns([LABEL_WIDTH, NUMBER_WIDTH, *[NUMBER_WIDTH, LETTER_WIDTH] * pairs])
    heads = _write_heads(pen, columns, _write_top(pen, tables[0], title, index))
    row = _write_bases(pen, columns, heads + 1)
    row = _write_shares(pen, columns, row)
    row = _write_numbers(pen, columns, row)
    notes = row = row + 1 if tables[0].unit else _write_counts(pen, columns, row + 1)
    for told in _notes_of(tables, pen.language):
        row = pen.paragraph(row, told, LAST_OF_A_PAGE, WIDTH, "note")
    return Place(heads, notes, row)


def _write_top(pen: Pen, table: BookTable, title: str, index: str) -> int:
    """Title, way back, question and base."""
    language = pen.language
    pen.text(0, 0, shortened(title, LONGEST_TITLE), "title")
    pen.height(0, 20)
    pen.link(1, 0, index, text("workbook.back", language))
    told = {
        text("table.question", language, wording=say(table.question.wording, language)): (),
        f"{wording.base_line(table, language)}. {how_to_percentage(table, language)}".strip(): (),
    }
    if table.synthetic:
        told = {text("workbook.synthetic", language): ("synthetic",)} | told
    for row, (paragraph, styles) in enumerate(told.items(), 2):
        pen.paragraph(row, paragraph, LAST_OF_A_PAGE, WIDTH, *styles)
    return 2 + len(told)


def _write_heads(pen: Pen, columns: Sequence[Column], row: int) -> int:
    """Banners above their columns; return the row of the columns' headings."""
    language = pen.language
    pen.text(row, 0, "", "group")
    pen.text(row + 1, 0, say(columns[0].table.question.label, language), "head")
    labels = {}
    for column in columns:
        banner = column.table.banner if column.first and column.place > 1 else None
        told = shortened(say(banner.label, language), LONGEST_TITLE) if banner else ""
        pen.text(row, column.place, told, "group", *column.edge)
        label = label_of(column.heading, language)
        pen.text(row + 1, column.place, label, "head", "number", *column.edge)
        labels[label] = NUMBER_WIDTH - 1
        if column.place > 1:
            pen.text(row, column.place + 1, "", "group")
            letter = column.table.letters.get(column.heading.id, "")
            pen.text(row + 1, column.place + 1, letter, "head", "letters")
    pen.fit(row + 1, labels)
    return row + 1


def _write_bases(pen: Pen, columns: Sequence[Column], row: int) -> int:
    """Write the bases; where options differ in them, the smallest and the largest."""
    measures = {"base": "base.unweighted"}
    if columns[0].table.is_weighted:
        measures["effective_base"] = "base.effective"
    for measure, key in measures.items():
        label = text(key, pen.language)
        bases = [c.table.by_row(measure)[c.heading.id] for c in columns]
        marks = [c.table.flag(c.heading.id) if measure == "base" else "" for c in columns]
        told = {label: [own.min() for own in bases]}
        if any(own.min() < own.max() for own in bases):
            told = {text(f"workbook.{end}", pen.language, base=label):
                    [getattr(own, end)() for own in bases] for end in ("min", "max")}  # fmt: skip
        for name, ends in told.items():
            cells = [(n, count_format(m), "") for n, m in zip(ends, marks, strict=True)]
            row = _write_row(pen, columns, row, name, cells, "base")
    return row


def _write_shares(pen: Pen, columns: Sequence[Column], row: int) -> int:
    if not columns[0].table.shares:
        return row
    row = _write_section(pen, columns, row, "workbook.shares")
    row = _write_rows(pen, columns, row, "proportion", percent_format(pen.language))
    averages = {table.name: table.means() for table in _tables(columns)}
    if any(mean is None for mean in averages.values()):
        return row
    question, answers = columns[0].table.question, columns[0].table.answers
    ends = [say(answers[k].label, pen.language) for k in (0, -1)]
    scores = [f"{question.scores[k]:g}" for k in (0, -1)]
    told = text("workbook.mean", pen.language, first=ends[0], last=ends[1],
                first_score=scores[0], last_score=scores[1])  # fmt: skip
    code = "0.0" if columns[0].table.unit else "0.00"
    cells = [(averages[c.table.name][c.heading.id], code, "") for c in columns]
    return _write_row(pen, columns, row, told, cells)


def _write_numbers(pen: Pen, columns: Sequence[Column], row: int) -> int:
    """Write means of the numbers whose bins the rows are."""
    found = {table.name: number_rows(table, pen.language) for table in _tables(columns)}
    for k, line in enumerate(found[columns[0].table.name]):
        code = count_format() + (f".{'0' * line.digits}" if line.digits else "")
        own = [(found[c.table.name][k], c.heading.id) for c in columns]
        cells = [(o.values.get(c, nan), code, o.letters.get(c, "")) for o, c in own]
        row = _write_row(pen, columns, row, line.label, cells)
    return row


def _write_counts(pen: Pen, columns: Sequence[Column], row: int) -> int:
    if not columns[0].table.shares:
        return row
    row = _write_section(pen, columns, row, "workbook.counts")
    return _write_rows(pen, columns, row, "count", count_format()) + 1


def _write_section(pen: Pen, columns: Sequence[Column], row: int, key: str) -> int:
    pen.text(row, 0, text(key, pen.language), "section")
    for place in range(1, columns[-1].place + 2):
        pen.text(row, place, "", "section")
    return row + 1


def _write_rows(
    pen: Pen, columns: Sequence[Column], row: int, measure: str, code: str
) -> int:
    """Write a measure of every row; letters go with proportions."""
    for heading in rows_of(_tables(columns)):
        label, styles = (
            label_of(heading, pen.language),
            ROW_STYLE.get(heading.kind, ("apart",)),
        )
        cells = [_cell(column, heading.id, measure, code) for column in columns]
        row = _write_row(pen, columns, row, label, cells, *styles)
    return row


def _cell(column: Column, row: str, measure: str, code: str) -> tuple[float, str, str]:
    table, at = column.table, (row, column.heading.id)
    if row not in table.by_row(measure).index:
        return nan, code, ""
    above = table.by_row("higher_than").at[at] if measure == "proportion" else ()
    letters = " ".join(table.letters[name] for name in above)
    return table.by_row(measure).at[at], code, letters


def _write_row(
    pen: Pen, columns: Sequence[Column], row: int, label: str,
    cells: Sequence[tuple[float, str, str]], *styles: str,
) -> int:  # fmt: skip
    """Write a label, and of each column its number with the number's format, and letters."""
    pen.text(row, 0, label, "wrapped", *styles)
    pen.fit(row, {label: LABEL_WIDTH})
    for column, (value, code, letters) in zip(columns, cells, strict=True):
        pen.number(row, column.place, value, code, *styles, *column.edge)
        if letters or (styles == ("base",) and column.place > 1):
            pen.text(row, column.place + 1, letters, *(["letters"] if letters else styles))
    return row + 1


def _tables(columns: Sequence[Column]) -> list[BookTable]:
    return list({column.table.name: column.table for column in columns}.values())


def _notes_of(tables: Sequence[BookTable], language: str) -> Iterator[str]:
    """Tell the test of each banner, how its columns were compared, and all marks."""
    for table in tables:
        told = []
        if table.rules is not None and not table.is_bare:
            told += [
                _tested(table, language),
                compared(table, "workbook.compared", language),
            ]
        told += column_reasons(table.told, table.withheld, table.rule, language)
        told += number_notes(table, language)
        if told:
            yield " ".join(told)
    small = limits(tables[0].rule, tables[0].is_weighted, language)
    keys = {"workbook.letters_run": any(table.letters for table in tables),
            "table.zero": True, "workbook.star_below": True,
            "workbook.precision": not tables[0].unit,
            "workbook.rounded": bool(tables[0].unit)}  # fmt: skip
    yield " ".join(text(key, language, **small) for key, holds in keys.items() if holds)


def _tested(table: BookTable, language: str) -> str:
    """Say what became of the test of a whole table."""
    if table.test is None:
        told = f"{text('workbook.no_test', language)}."
    else:
        tests = [table.test, *([table.trend] if table.trend else [])]
        told = " ".join(wording.describe_test(t, language, unit=table.unit) for t in tests)
    banner = say(table.banner.label, language)
    return text("workbook.whole", language, banner=banner, told=told)
