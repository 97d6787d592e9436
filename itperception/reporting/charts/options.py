"""A multiple response: who ticked what, a bar for all and a marker for each group."""

from collections.abc import Sequence

import pandas as pd

from itperception.counting.crosstab import TOTAL, Crosstab
from itperception.counting.disclosure_rule import DisclosureRule
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
from itperception.reporting.tables.columns import RULE
from itperception.reporting.wording import text
from itperception.survey.codebook import say


def option_bars(
    options: Sequence[Crosstab], *, title: str, language: str = "en",
    rule: DisclosureRule = RULE,
) -> Chart:  # fmt: skip
    """Draw a multiple response: a bar for the total, a marker for each group.

    Parameters
    ----------
    options : sequence of Crosstab
        One per option, all by the same banner, with a row ``selected``.
    title : str
        What the set is about.
    language : {"en", "sv", "de"}
        Language of the page.
    rule : DisclosureRule
        From where on a base is flagged.

    Missing data
    ------------
    Shares are of those who answered the option. A group in which nobody did is left out.
    """
    answered = [table.answers() for table in options]
    worth = pd.concat([t.effective_bases for t in answered], axis=1)
    least = worth.fillna(0).min(axis=1)
    names = column_labels(answered[0], language)
    shown = {name: label for name, label in names.items() if least[name] > 0}
    marks = {name: tables.small_mark(least[name], rule) for name in shown}
    values = pd.DataFrame(
        [t.proportions().loc[tables.SELECTED, list(shown)] for t in answered]
    )
    values.index = pd.Index([say(t.stub.label, language) for t in answered], name="option")
    values = values.sort_values(TOTAL, ascending=False, kind="stable") if shown else values
    bases = tables.base_ranges([table.bases for table in answered], language)
    keys = _keys(
        {n: named_with_base(shown[n], bases[n], language) + marks[n] for n in shown}
    )

    lines = [
        f"{option}: "
        + listed((shown[name], wording.percent(row[name], language)) for name in shown)
        for option, row in values.iterrows()
    ]
    notes = [f"{text('chart.shares', language)}.", text("table.any_number", language)]
    notes += small_notes(marks.values(), rule, answered[0].is_weighted, language)
    return make_chart(
        lambda canvas: _draw(canvas, values, keys, language), title,
        lines if shown else [], values if shown else values.iloc[:0], notes,
        answered[0].synthetic, language,
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
