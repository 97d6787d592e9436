"""Answers side by side as bars of 100 %, one for each group."""

import numpy as np

from itperception.book.table import BookTable
from itperception.reporting import tables, wording
from itperception.reporting.charts import words
from itperception.reporting.charts.chart import Chart, make_chart
from itperception.reporting.charts.colours import (
    OFF_SCALE,
    RULE,
    Colour,
    answer_colours,
    ink_on,
)
from itperception.reporting.charts.keys import Key, write_keys
from itperception.reporting.charts.rows import Row, place_rows
from itperception.reporting.charts.sheet import WIDE, Sheet, Words
from itperception.reporting.charts.typeface import SMALL, width
from itperception.reporting.wording import text
from itperception.terms.text import say

_HIGH, _ROOM = 22, 5  # of a bar, and beside a number in it


def stacked_bars(
    table: BookTable, *, title: str | None = None, language: str = "en"
) -> Chart:
    """Draw the answers of each group as a bar; what is no answer is grey, at the end.

    Parameters
    ----------
    table : BookTable
        Counts of a stub by a banner. Colours of ranked answers run from the best to the
        worst.
    title : str, optional
        By default "stub by banner".
    language : {"en", "sv", "de"}
        Language of the page.

    Returns
    -------
    Chart
        Columns of nobody are in neither picture nor text.
    """
    apart = [row for row in table.parts if row.kind != "answer"]
    parts = [*table.answers, *apart]
    shares = table.by_row("proportion").loc[[row.id for row in parts]].T
    bases = table.by_row("base").max().astype(int)
    shares = shares[table.by_row("effective_base").max() > 0]
    named = words.column_labels(table, language)
    marks = {group: table.flag(group) for group in shares.index}
    labels = {group: named[group] + marks[group] for group in shares.index}
    ordered = not table.is_set and table.question.ordered
    colours = answer_colours(len(table.answers), ordered=ordered)
    colours += [OFF_SCALE[k % len(OFF_SCALE)] for k in range(len(apart))]
    answers = [say(row.label, language) for row in parts]

    def draw(sheet: Sheet) -> None:
        keys = [Key(*pair) for pair in zip(answers, colours, strict=True)]
        rows = [Row(labels[group], words.of(bases[group], language), bold=True)
                for group in shares.index]  # fmt: skip
        places = place_rows(sheet, rows, write_keys(sheet, keys, 0), step=46)
        right = sheet.width - 1
        for y, row in zip(places.centres, shares.to_numpy(), strict=True):
            _bar(sheet, places.left, right, y, row, colours)
        sheet.height = round(places.bottom + 4)

    lines = [
        f"{labels[group]}, {words.of(bases[group], language)}: " + words.listed(
            (answer, wording.percent(share, language))
            for answer, share in zip(answers, shares.loc[group], strict=True)
        )
        for group in shares.index
    ]  # fmt: skip
    note = " ".join(words.small_notes(marks.values(), table, language))
    return make_chart(
        draw, title or tables.table_title(table, language), lines, note=note, width=WIDE,
        subtitle=text("chart.shares", language), synthetic=table.synthetic, language=language,
    )  # fmt: skip


def _bar(sheet: Sheet, left: float, right: float, y: float, shares: np.ndarray,
         colours: list[Colour]) -> None:  # fmt: skip
    """Draw the parts of a bar, each with its number if that has room in it."""
    known = np.nan_to_num(shares)
    known = known / max(1, known.sum())  # rounded ones may add up to more
    starts = left + (np.cumsum(known) - known) * (right - left)
    for start, wide, share, colour in zip(
        starts, known * (right - left), shares, colours, strict=True
    ):
        if not wide:
            continue
        edge = RULE if colour in OFF_SCALE else None
        sheet.bar(start, y - _HIGH / 2, max(wide - 1.5, 0.5), _HIGH, colour, edge)
        told = words.bare(share, sheet.language)
        if width(told, SMALL) + _ROOM <= wide:
            sheet.shapes.append(Words(told, start + (wide - 1.5) / 2, y + 4.5, ink_on(colour),
                                      "middle", SMALL, halo=False))  # fmt: skip
