"""Shares shaded by how far they are from what they were if nothing depended on the group."""

import numpy as np
import pandas as pd

from itperception.book.table import BookTable
from itperception.counting.given import TOTAL
from itperception.reporting import tables, wording
from itperception.reporting.charts.canvas import Canvas
from itperception.reporting.charts.chart import Chart, make_chart
from itperception.reporting.charts.colours import INK, hexadecimal, ink_on
from itperception.reporting.charts.shares import Shares
from itperception.reporting.charts.words import listed
from itperception.reporting.wording import text
from itperception.terms.text import say

RESIDUAL_LIMIT = 1.96
DARKEST = 4  # a residual of this size or more has the full colour


def residual_heatmap(
    table: BookTable, *, title: str | None = None, language: str = "en"
) -> Chart:
    """Draw column percentages, shaded by how far they are from independence.

    Parameters
    ----------
    table : BookTable
        With adjusted residuals; NaN (or a row that is missing) leaves a cell unshaded.
    title : str, optional
        By default "stub by banner".
    language : {"en", "sv", "de"}
        Language of the page.
    """
    shares = Shares.of(table, language)
    groups = [name for name in shares.values.index if name != TOTAL]
    percents = shares.values.loc[groups].drop(columns="base").T
    shading = table.residuals.reindex(index=percents.index, columns=groups).astype(float)
    rows = {row.id: say(row.label, language) for row in table.parts}
    heads = [shares.names[name] + shares.marks[name] for name in groups]

    def draw(canvas: Canvas) -> None:
        _cells(canvas.grid(list(rows.values()), heads), canvas, percents, shading)

    def told(row: str, group: str) -> str:
        return _with_residual(percents.at[row, group], shading.at[row, group], language)

    lines = [
        f"{shares.names[group]}: {listed((rows[row], told(row, group)) for row in rows)}"
        for group in groups
    ]
    limit = wording.decimal(RESIDUAL_LIMIT, language)
    notes = [text("chart.residual", language, limit=limit), *shares.notes()]
    title = title or tables.table_title(table, language)
    return make_chart(draw, title, lines, percents, notes, table.synthetic, language)


def _cells(ax, canvas: Canvas, percents: pd.DataFrame, shading: pd.DataFrame) -> None:
    """Shade and label the cells; on a phone every other row is left for a label."""
    import seaborn
    from matplotlib.patches import Rectangle

    colours = seaborn.color_palette("PuOr", as_cmap=True)
    every, first = (2, 1) if canvas.narrow else (1, 0)
    laid = np.full((every * len(shading), shading.shape[1]), np.nan)
    laid[first::every] = shading.fillna(0)
    seaborn.heatmap(laid, ax=ax, cmap=colours, vmin=-DARKEST, vmax=DARKEST, cbar=False,
                    linewidths=2, linecolor="white", xticklabels=False, yticklabels=False,
                    mask=np.isnan(laid))  # fmt: skip
    for (row, column), share in np.ndenumerate(percents.to_numpy()):
        residual = shading.iat[row, column]
        y, is_far = every * row + first, abs(residual) > RESIDUAL_LIMIT
        depth = np.clip(np.nan_to_num(residual) / DARKEST, -1, 1)
        shade = hexadecimal(colours((depth + 1) / 2))
        ax.text(column + 0.5, y + 0.5, wording.percent(share, canvas.language), ha="center",
                va="center_baseline", size=canvas.size, color=ink_on(shade),
                weight="bold" if is_far else "normal")  # fmt: skip
        if is_far:
            ax.add_patch(Rectangle((column + 0.012, y + 0.05), 0.976, 0.9, fill=False,
                                   edgecolor=INK, linewidth=2))  # fmt: skip


def _with_residual(share: float, residual: float, language: str) -> str:
    told = wording.percent(share, language)
    if np.isnan(residual):
        return told
    residual = wording.signed(residual, language, 1)
    return text("chart.residual_of", language, percent=told, residual=residual)
