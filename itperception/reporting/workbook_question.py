"""One question of the workbook: all its banners side by side, its notes and its chart.

Percentages, letters and counts have columns of their own, so that a number is a number.
"""

from collections.abc import Sequence
from math import nan
from typing import NamedTuple

import pandas as pd

from itperception.book.table import BookTable, rows_of
from itperception.reporting.cell_text import LONGEST_TITLE, shortened
from itperception.reporting.number_rows import number_rows
from itperception.reporting.tables import label_of
from itperception.reporting.wording import base_range, text
from itperception.reporting.workbook_chart import write_chart
from itperception.reporting.workbook_columns import (
    LABEL_WIDTH,
    LETTER_WIDTH,
    NUMBER_WIDTH,
    Column,
    columns_of,
)
from itperception.reporting.workbook_notes import base_line, notes_of
from itperception.reporting.workbook_pen import Pen, count_format, percent_format
from itperception.terms.text import say

LEAST_COLUMNS = 12  # over which a note runs, however few columns a table has
ROW_STYLE = {"answer": (), "option": (), "net": ("net",)}


class Place(NamedTuple):
    """Where a question stands: its first row, its headings, its chart, the next free row."""

    top: int
    heads: int
    chart: int
    end: int


def write_question(
    pen: Pen, tables: Sequence[BookTable], title: str, index: str, top: int = 0
) -> Place:
    """Write everything about one question.

    Parameters
    ----------
    pen : Pen
        The sheet.
    tables : sequence of BookTable
        The question by each banner.
    title : str
        Its heading.
    index : str
        Name of the sheet to go back to.
    top : int
        The first row.
    """
    columns = columns_of(tables)
    span = max(columns[-1].place + 1, LEAST_COLUMNS)
    width = LABEL_WIDTH + NUMBER_WIDTH + (span - 1) * (NUMBER_WIDTH + LETTER_WIDTH) / 2
    row = _write_top(pen, tables, title, index, top, span, width)
    heads = _write_heads(pen, columns, row)
    row = _write_bases(pen, columns, heads + 1)
    end = _write_shares(pen, columns, row)
    row = _write_numbers(pen, columns, end)
    named = row if tables[0].is_bare else end
    _name_range(pen, tables[0], heads, named - 1, columns[-1].place + 1)
    row = row + 1 if tables[0].unit else _write_counts(pen, columns, row + 1)
    for told in notes_of(tables, pen.language):
        row = pen.paragraph(row, told, span, width, "note")
    return Place(top, heads, row + 1, write_chart(pen, columns, row + 1, title) + 1)


def _write_top(pen, tables, title, index, row, span, width) -> int:
    """Title, way back, question and base."""
    table, language = tables[0], pen.language
    pen.text(row, 0, shortened(title, LONGEST_TITLE), "title")
    pen.sheet.set_row(row, 20)
    pen.link(row + 1, 0, index, text("workbook.back", language))
    row += 2
    if table.synthetic:
        row = pen.paragraph(row, text("workbook.synthetic", language), span, width,
                            "synthetic")  # fmt: skip
    asked = text("table.question", language, wording=say(table.question.wording, language))
    row = pen.paragraph(row, asked, span, width)
    return pen.paragraph(row, base_line(table, language), span, width)


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
    measures = {"base": "base.unweighted"}
    if columns[0].table.is_weighted:
        measures["effective_base"] = "base.effective"
    for measure, key in measures.items():
        pen.text(row, 0, text(key, pen.language), "base")
        for column in columns:
            mark = column.table.flag(column.heading.id) if measure == "base" else ""
            bases = column.table.by_row(measure)[column.heading.id]
            _write_base(pen, row, column, bases, mark)
        row += 1
    return row


def _write_base(pen: Pen, row: int, column: Column, bases: pd.Series, mark: str) -> None:
    """Write the base as a number; where options differ in it, the range as a text."""
    if bases.min() == bases.max() or bases.isna().all():
        pen.number(
            row, column.place, bases.iloc[0], count_format(mark), "base", *column.edge
        )
    else:
        told = f"{base_range(bases, pen.language)}{mark}"
        pen.text(row, column.place, told, "base", "number", *column.edge)
    if column.place > 1:
        pen.text(row, column.place + 1, "", "base")


def _write_shares(pen: Pen, columns: Sequence[Column], row: int) -> int:
    if not columns[0].table.shares:
        return row
    code = percent_format(pen.language)
    row = _write_section(pen, columns, row, "workbook.shares")
    row = _write_rows(pen, columns, row, "proportion", code, lettered=True)
    averages = {id(c.table): c.table.means() for c in columns}
    if any(mean is None for mean in averages.values()):
        return row
    answers = [r for r in columns[0].table.rows if r.kind == "answer"]
    ends = [say(answers[k].label, pen.language) for k in (0, -1)]
    scores = [f"{columns[0].table.question.scores[k]:g}" for k in (0, -1)]
    told = text("workbook.mean", pen.language, first=ends[0], last=ends[1],
                first_score=scores[0], last_score=scores[1])  # fmt: skip
    _write_label(pen, row, told, ())
    for column in columns:
        mean = averages[id(column.table)][column.heading.id]
        code = "0.0" if column.table.unit else "0.00"
        pen.number(row, column.place, mean, code, *column.edge)
    return row + 1


def _write_numbers(pen: Pen, columns: Sequence[Column], row: int) -> int:
    """Write means of the numbers whose bins the rows are."""
    found = {id(c.table): number_rows(c.table, pen.language) for c in columns}
    for own in zip(*found.values(), strict=True):
        _write_label(pen, row, own[0].label, ())
        for column in columns:
            line = own[list(found).index(id(column.table))]
            value = line.values.get(column.heading.id, nan)
            code = count_format() + (f".{'0' * line.digits}" if line.digits else "")
            pen.number(row, column.place, value, code, *column.edge)
            if above := line.letters.get(column.heading.id, ""):
                pen.text(row, column.place + 1, above, "letters")
        row += 1
    return row


def _write_counts(pen: Pen, columns: Sequence[Column], row: int) -> int:
    if not columns[0].table.shares:
        return row
    row = _write_section(pen, columns, row, "workbook.counts")
    return _write_rows(pen, columns, row, "count", count_format(), lettered=False) + 1


def _write_section(pen: Pen, columns: Sequence[Column], row: int, key: str) -> int:
    pen.text(row, 0, text(key, pen.language), "section")
    for place in range(1, columns[-1].place + 2):
        pen.text(row, place, "", "section")
    return row + 1


def _write_rows(
    pen: Pen, columns: Sequence[Column], row: int, measure: str, code: str, *,
    lettered: bool,
) -> int:  # fmt: skip
    values = {id(c.table): c.table.by_row(measure) for c in columns}
    higher = {id(c.table): c.table.by_row("higher_than") for c in columns}
    for heading in rows_of({id(c.table): c.table for c in columns}.values()):
        styles = ROW_STYLE.get(heading.kind, ("apart",))
        _write_label(pen, row, label_of(heading, pen.language), styles)
        for column in columns:
            at = heading.id, column.heading.id
            known = heading.id in values[id(column.table)].index
            value = values[id(column.table)].at[at] if known else nan
            pen.number(row, column.place, value, code, *styles, *column.edge)
            above = higher[id(column.table)].at[at] if lettered and known else ()
            if above:
                told = " ".join(column.table.letters[name] for name in above)
                pen.text(row, column.place + 1, told, "letters")
        row += 1
    return row


def _write_label(pen: Pen, row: int, told: str, styles: Sequence[str]) -> None:
    pen.text(row, 0, told, "wrapped", *styles)
    pen.fit(row, {told: LABEL_WIDTH})


def _name_range(pen: Pen, table: BookTable, first: int, last: int, edge: int) -> None:
    """Give the percentages of a question, or its means alone, a name, such as table_image."""
    from xlsxwriter.utility import quote_sheetname, xl_range_abs

    place = f"{quote_sheetname(pen.sheet.get_name())}!{xl_range_abs(first, 0, last, edge)}"
    pen.book.define_name(f"table_{table.question.id}", f"={place}")
