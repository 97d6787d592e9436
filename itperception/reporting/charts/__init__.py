"""Charts of a page: each is drawn twice, for a desk and for a phone, and told in words.

Each function takes what a table takes and returns a :class:`Chart`: two SVG pictures,
the frame they were drawn from, and one line of text per row of that frame. Colour is
never the only cue: order, numbers, hatching and marker shapes say the same. The bytes
are the same each time, whatever matplotlibrc the user has.
"""

from itperception.reporting.charts.canvas import Canvas, Key
from itperception.reporting.charts.chart import Chart, make_chart
from itperception.reporting.charts.colours import (
    DIVERGING,
    FAINT,
    GROUPS,
    INK,
    MARKERS,
    contrast,
    diverging_colours,
    ink_on,
)
from itperception.reporting.charts.dumbbell import dumbbell
from itperception.reporting.charts.forest import forest
from itperception.reporting.charts.heatmap import residual_heatmap
from itperception.reporting.charts.likert import diverging_bars, stacked_bars
from itperception.reporting.charts.options import option_bars
from itperception.reporting.charts.trend import trend
from itperception.reporting.charts.typeface import wrapped
from itperception.reporting.charts.words import in_unit

__all__ = [
    "DIVERGING", "FAINT", "GROUPS", "INK", "MARKERS", "Canvas", "Chart", "Key",
    "contrast", "diverging_bars", "diverging_colours", "dumbbell", "forest",
    "in_unit", "ink_on", "make_chart", "option_bars", "residual_heatmap",
    "stacked_bars", "trend", "wrapped",
]  # fmt: skip
