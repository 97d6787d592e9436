"""A multiple response: who ticked what, a bar for all and a marker for each group."""

import pandas as pd

from itperception.book.table import BookTable
from itperception.counting.given import TOTAL
from itperception.reporting import tables, wording
from itperception.reporting.charts.axes import spread
from itperception.reporting.charts.canvas import Canvas, Key
from itperception.reporting.charts.chart import Chart, make_chart
from itperception.reporting.charts.colours import TOTAL_BAR, looks
from itperception.reporting.charts.words import (
    column_labels,
    listed,
    named_with_base,
    small_notes,
)
from itperception.reporting.wording import text
from itperception.terms.text import say


def option_bars(table: BookTable, *, language: str = "en") -> Chart:
    """Draw a multiple response: a bar for the total, a marker for each group.

    Parameters
    ----------
    table : BookTable
        Of a multiple response.
    language : {"en", "sv", "de"}
        Language of the page.

    Missing data
    ------------
    Shares are of those who answered the option. A group in which nobody did is left out.
    """
    least = table.by_row("effective_base").fillna(0).min()
    names = column_labels(table, language)
    shown = {name: label for name, label in names.items() if least[name] > 0}
    marks = {name: table.flag(name) for name in shown}
    values = table.by_row("proportion")[list(shown)].rename_axis(columns=None)
    values.index = pd.Index([say(row.label, language) for row in table.rows], name="option")
    values = values.sort_values(TOTAL, ascending=False, kind="stable") if shown else values
    bases = {n: wording.base_range(table.by_row("base")[n], language) for n in shown}
    keys = _keys(
        {n: named_with_base(shown[n], bases[n], language) + marks[n] for n in shown}
    )

    lines = [
        f"{option}: "
        + listed((shown[name], wording.percent(row[name], language)) for name in shown)
        for option, row in values.iterrows()
    ]
    notes = [f"{text('chart.shares', language)}.", text("table.any_number", language)]
    notes += small_notes(marks.values(), table, language)
    return make_chart(
        lambda canvas: _draw(canvas, values, keys, language),
        tables.table_title(table, language),
        lines if shown else [], values if shown else values.iloc[:0], notes,
        table.synthetic, language,
    )  # fmt: skip


def _keys(labels: dict[str, str]) -> dict[str, Key]:
    """Return the look of each group; the total is a bar."""
    rest = iter(looks())
    return {
        name: Key(label, TOTAL_BAR) if name == TOTAL else Key(label, *next(rest))
        for name, label in labels.items()
    }


def _draw(
    canvas: Canvas, values: pd.DataFrame, keys: dict[str, Key], language: str,
) -> None:  # fmt: skip
    told = [wording.percent(share, language) for share in values[TOTAL]]
    ax = canvas.rows(list(values.index), list(keys.values()), right=told, axis="percent")
    ax.barh(canvas.centres, values[TOTAL], canvas.thickness, color=TOTAL_BAR)
    groups = [name for name in keys if name != TOTAL]
    for name, aside in zip(groups, spread(len(groups), 0.16), strict=True):
        ax.scatter(values[name], canvas.centres + aside, 34, keys[name].colour,
                   marker=keys[name].marker, edgecolors="white", lw=0.8, zorder=3)  # fmt: skip
    ax.set_xlim(0, min(1.0, values.max(axis=None) + 0.05))
