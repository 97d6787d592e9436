"""From where to where a number can lie, against a threshold."""

import numpy as np
import pandas as pd

from itperception.errors import unknown_name
from itperception.reporting.charts.axes import fit
from itperception.reporting.charts.canvas import Canvas
from itperception.reporting.charts.chart import Chart, make_chart
from itperception.reporting.charts.colours import GROUPS, LIMIT
from itperception.reporting.charts.words import UNITS, in_unit
from itperception.reporting.wording import text


def bounds_bars(
    frame: pd.DataFrame, *, title: str, threshold: float, unit: str = "p_value",
    language: str = "en", synthetic: bool = False,
) -> Chart:  # fmt: skip
    """Draw from where to where a number can lie, against a threshold.

    Parameters
    ----------
    frame : pandas.DataFrame
        Columns label, low, high.
    title : str
        Plain text.
    threshold : float
        Where a dashed line stands, in the unit of low and high.
    unit : {"p_value", "points", "percent"}
        A p-value in [0, 1], a difference in [-1, 1] or a proportion in [0, 1].
    language : {"en", "sv", "de"}
        Language of the page.
    synthetic : bool
        Whether the data are synthetic.
    """
    if unit not in UNITS:
        raise unknown_name("unit", unit, UNITS)
    ends = frame[["low", "high"]].to_numpy(float)
    told = [_told(low, high, unit, language) for low, high in ends]

    def draw(canvas: Canvas) -> None:
        ax = canvas.rows(list(frame["label"]), right=told, axis=unit)
        ax.barh(canvas.centres, ends[:, 1] - ends[:, 0], 0.6 * canvas.thickness, ends[:, 0],
                color=GROUPS[0], edgecolor=GROUPS[0], linewidth=2)  # fmt: skip
        ax.vlines([threshold] * len(canvas.centres), *canvas.edges(), colors=LIMIT,
                  linestyles="dashed", lw=1.5, zorder=3)  # fmt: skip
        fit(ax, np.array([*ends.ravel(), threshold, 0.0]), 0.02)

    marked = text("chart.threshold", language, number=in_unit(threshold, unit, language))
    lines = [f"{label}: {t}" for label, t in zip(frame["label"], told, strict=True)]
    return make_chart(draw, title, lines, frame, [f"{marked}."], synthetic, language)


def _told(low: float, high: float, unit: str, language: str) -> str:
    """Write both ends, or one if they read alike."""
    first, last = (in_unit(end, unit, language) for end in (low, high))
    return first if first == last else text("number.range", language, low=first, high=last)
