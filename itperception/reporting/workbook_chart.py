"""The native chart of a question, and the values that it is drawn from below it.

The values stand in the sheet as a small table of their own: a spreadsheet's chart wants
its numbers side by side. They are the table's, so that they are not printed.
"""

from collections.abc import Sequence
from typing import NamedTuple

import pandas as pd

from itperception.book.table import rows_of
from itperception.reporting.cell_text import LONGEST_TITLE, cell, shortened
from itperception.reporting.charts.colours import SELF, Colour, answer_colours, ink_on
from itperception.reporting.tables import label_of
from itperception.reporting.wording import text
from itperception.reporting.workbook_pen import Pen, percent_format
from itperception.reporting.workbook_question import Column, place_of
from itperception.terms.text import say

OFF_SCALE = tuple(Colour(grey, grey) for grey in ("#bfbfbf", "#d9d9d9", "#e8e8e8"))
WIDTH, BAR, FRAME, LEGEND, HIGHEST = 900, 20, 70, 40, 1_150  # pixels; no more than a page
ROW_PIXELS = 20
UNNUMBERED = '[<0.05]"";0%'


class Values(NamedTuple):
    """What a chart shows: a bar for each line, a part of it for each column."""

    shares: pd.DataFrame  # a line without numbers is the heading of a banner
    colours: tuple[Colour, ...]


def write_chart(pen: Pen, columns: Sequence[Column], row: int, title: str) -> int:
    """Draw the chart of a question, write its values; return the row after the chart.

    Parameters
    ----------
    pen : Pen
        The sheet.
    columns : sequence of Column
        Of the question; what is hidden in one is not drawn.
    row : int
        Where to begin.
    title : str
        Of the question.
    """
    if columns[0].table.is_bare:
        return row
    is_set = columns[0].table.is_set
    values = _of_options(columns, pen) if is_set else _of_answers(columns, pen)
    if values.shares.dropna(how="all").empty:
        return row
    height = min(HIGHEST, BAR * len(values.shares) + FRAME + (0 if is_set else LEGEND))
    below = row + height // ROW_PIXELS + 2
    _write_values(pen, values.shares, below)
    chart = pen.book.add_chart({"type": "bar", "subtype": "stacked"})
    _add_series(pen, chart, values, below)
    _style(chart, title, height, legend=not is_set)
    alt = text(
        "workbook.chart_alt", pen.language, title=shortened(cell(title), LONGEST_TITLE)
    )
    pen.sheet.insert_chart(
        row, 0, chart, {"description": alt, "object_position": 2, "y_offset": 6}
    )
    return below


def _of_answers(columns: Sequence[Column], pen: Pen) -> Values:
    """Return a bar for the total and for each column that is shown; nets are not parts of it."""
    every = rows_of({id(c.table): c.table for c in columns}.values())
    rows = [row for row in every if row.kind != "net"]
    lines, heads = [], []
    for column in columns:
        shares = column.table.by_row("proportion")[column.heading.id]
        shares = shares.reindex([row.id for row in rows])
        if column.first and column.place > 1:
            heads.append(say(column.table.banner.label, pen.language).upper())
            lines.append(shares * float("nan"))
        if shares.notna().any():
            heads.append(label_of(column.heading, pen.language))
            lines.append(shares)
    labels = [say(row.label, pen.language) for row in rows]
    answers = sum(row.kind == "answer" for row in rows)
    colours = answer_colours(answers, ordered=columns[0].table.question.ordered)
    off = (OFF_SCALE * len(rows))[: len(rows) - answers]
    frame = pd.DataFrame([line.to_numpy(float) for line in lines], heads, labels)
    return Values(frame, (*colours, *off))


def _of_options(columns: Sequence[Column], pen: Pen) -> Values:
    """Return a bar for each option, the most chosen first: the share of the total."""
    total = columns[0]
    shares = total.table.by_row("proportion")[total.heading.id]
    shares.index = [say(row.label, pen.language) for row in total.table.rows]
    ranked = shares.sort_values(ascending=False, kind="stable")
    label = label_of(total.heading, pen.language)
    return Values(ranked.to_frame(label), (SELF,))


def _write_values(pen: Pen, shares: pd.DataFrame, row: int) -> None:
    """Write the values in the columns that hold numbers above."""
    code = percent_format(pen.language)
    pen.text(row, 0, text("workbook.chart_values", pen.language), "section")
    for k, label in enumerate(shares.columns):
        pen.text(row, place_of(k), label, "section", "number", "wrapped")
    pen.fit(row, dict.fromkeys(map(str, shares.columns), 11))
    for down, (label, line) in enumerate(zip(shares.index, shares.to_numpy(), strict=True)):
        pen.text(row + 1 + down, 0, shortened(label, LONGEST_TITLE), "apart")
        for k, share in enumerate(line):
            if share == share:  # a hidden share has no cell at all
                pen.number(row + 1 + down, place_of(k), share, code, "apart")


def _add_series(pen: Pen, chart, values: Values, row: int) -> None:
    name = pen.sheet.get_name()
    first, last = row + 1, row + len(values.shares)
    for k, colour in enumerate(values.colours):
        column = place_of(k)
        labels = {"value": True, "num_format": UNNUMBERED,
                  "font": {"color": ink_on(colour).light, "size": 8}}  # fmt: skip
        chart.add_series({
            "name": [name, row, column], "categories": [name, first, 0, last, 0],
            "values": [name, first, column, last, column], "gap": 30, "overlap": 100,
            "fill": {"color": colour.light}, "border": {"color": "#FFFFFF", "width": 0.5},
            "data_labels": labels,
        })  # fmt: skip


def _style(chart, title: str, height: int, *, legend: bool) -> None:
    name = shortened(cell(title), LONGEST_TITLE)
    chart.set_title({"name": name, "name_font": {"size": 12, "bold": True}})
    grid = {"visible": True, "line": {"color": "#E0E0E0"}}
    axis = {"num_format": "0%", "min": 0, "major_gridlines": grid, "line": {"none": True}}
    chart.set_x_axis(axis | ({"max": 1} if legend else {}))
    chart.set_y_axis({"reverse": True, "label_position": "low",
                      "major_tick_mark": "none", "num_font": {"size": 9}})  # fmt: skip
    chart.set_legend({"position": "bottom"} if legend else {"none": True})
    chart.set_size({"width": WIDTH, "height": height})
