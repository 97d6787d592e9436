"""Differences with their intervals, drawn and printed."""

import numpy as np
import pandas as pd

from itperception.reporting import wording
from itperception.reporting.charts.axes import fit
from itperception.reporting.charts.canvas import Canvas
from itperception.reporting.charts.chart import Chart, make_chart
from itperception.reporting.charts.colours import GROUPS, INK
from itperception.reporting.charts.words import in_points
from itperception.reporting.wording import text


def forest(
    frame: pd.DataFrame, *, title: str, language: str = "en", confidence: float = 0.95,
    synthetic: bool = False,
) -> Chart:  # fmt: skip
    """Draw differences with their intervals, and print both.

    Parameters
    ----------
    frame : pandas.DataFrame
        Columns label, difference, ci_low, ci_high; differences in [-1, 1].
    title : str
        Plain text.
    language : {"en", "sv", "de"}
        Language of the page.
    confidence : float
        Level of the intervals, in (0, 1).
    synthetic : bool
        Whether the data are synthetic.

    Missing data
    ------------
    A row whose difference is NaN keeps its place and reads "..".
    """
    middle, low, high = frame[["difference", "ci_low", "ci_high"]].to_numpy(float).T
    told = [_told(*numbers, language) for numbers in zip(middle, low, high, strict=True)]

    def draw(canvas: Canvas) -> None:
        ax = canvas.rows(list(frame["label"]), right=told, axis="points")
        ax.vlines([0] * len(canvas.centres), *canvas.edges(), colors=INK, lw=1)
        ax.hlines(canvas.centres, low, high, GROUPS[0], lw=2)
        faces = ["white" if covers else GROUPS[0] for covers in (low <= 0) & (high >= 0)]
        ax.scatter(middle, canvas.centres, 46, faces, edgecolors=GROUPS[0],
                   linewidths=1.6, zorder=3)  # fmt: skip
        fit(ax, np.array([*low, *high, 0.0]), 0.03)

    level = wording.level(confidence, language)
    notes = [f"{text('chart.difference', language)}.",
             text("chart.whisker", language, level=level),
             text("chart.hollow", language)]  # fmt: skip
    lines = [f"{label}: {t}" for label, t in zip(frame["label"], told, strict=True)]
    return make_chart(draw, title, lines, frame, notes, synthetic, language)


def _told(middle: float, low: float, high: float, language: str) -> str:
    """Write a difference and its interval, ".." if there is none."""
    if np.isnan(middle):
        return wording.NOT_AVAILABLE
    shown, *limits = (in_points(value, language) for value in (middle, low, high))
    return f"{shown} [{'; '.join(limits)}]"
