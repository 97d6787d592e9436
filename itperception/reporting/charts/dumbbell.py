"""Two shares of the same people, and the gap between them as a line."""

import numpy as np
import pandas as pd

from itperception.reporting import wording
from itperception.reporting.charts.axes import fit
from itperception.reporting.charts.canvas import Canvas, Key
from itperception.reporting.charts.chart import Chart, make_chart
from itperception.reporting.charts.colours import GROUPS, MARKERS
from itperception.reporting.charts.words import bare, listed, with_bases
from itperception.reporting.wording import text

LINE = "#9a9a9a"
SIZES = (110, 40)  # of markers: the second is seen on the first where both are equal


def dumbbell(
    frame: pd.DataFrame, *, self_label: str, other_label: str, title: str,
    language: str = "en", synthetic: bool = False,
) -> Chart:  # fmt: skip
    """Draw two shares of the same respondents and how far they lie apart.

    Parameters
    ----------
    frame : pandas.DataFrame
        Columns group, self_proportion, other_proportion (in [0, 1]) and difference
        (self minus other, in [-1, 1]); `base` (optional) is told with the group.
    self_label, other_label : str
        What the two shares are, in the language of the page.
    title : str
        Plain text.
    language : {"en", "sv", "de"}
        Language of the page.
    synthetic : bool
        Whether the data are synthetic.

    Missing data
    ------------
    A row with a share that is NaN keeps its place, without markers.
    """
    ends = frame[["self_proportion", "other_proportion"]].to_numpy(float)
    groups = with_bases(frame, language)
    gaps = [wording.points(gap, language, short=True) for gap in frame["difference"]]
    told = [[wording.percent(share, language) for share in side] for side in ends.T]
    keys = [Key(label, *look) for label, *look in
            zip((self_label, other_label), GROUPS, MARKERS, strict=False)]  # fmt: skip

    def draw(canvas: Canvas) -> None:
        ax = canvas.rows(groups, keys, right=gaps, axis="percent")
        ax.hlines(canvas.centres, ends.min(axis=1), ends.max(axis=1), LINE, lw=3)
        for side, key in enumerate(keys):
            ax.scatter(ends[:, side], canvas.centres, SIZES[side], key.colour,
                       marker=key.marker, zorder=3)  # fmt: skip
            for y, pair in zip(canvas.centres, ends, strict=True):
                _beside(canvas, ax, pair[side], pair[1 - side], y, is_first=side == 0)
        fit(ax, ends, 0.08)

    difference = text("chart.gap", language)
    lines = [
        f"{group}: {listed([(self_label, first), (other_label, second), (difference, gap)])}"
        for group, first, second, gap in zip(groups, *told, gaps, strict=True)
    ]
    notes = [f"{text('chart.shares', language)}."]
    return make_chart(draw, title, lines, frame, notes, synthetic, language)


def _beside(canvas: Canvas, ax, value, other, y, *, is_first: bool) -> None:
    """Write a share on the outer side of its marker."""
    if np.isnan(value):
        return
    is_left = value < other or (value == other and is_first)
    ax.annotate(bare(value, canvas.language), (value, y), (-7 if is_left else 7, 0),
                textcoords="offset points", va="center_baseline", size=canvas.small,
                ha="right" if is_left else "left")  # fmt: skip
