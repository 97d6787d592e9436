"""Charts of a page: each is drawn twice, for a desk and for a phone, and told in words.

Each function takes what a table takes and returns a :class:`Chart`: a title that is its
message, two pictures, and one line of text per row. Colour is never the only cue: order,
numbers, words and shapes say the same. The pictures take the colours of the reader's page,
light or dark.
"""

from itperception.reporting.charts.chart import Chart, make_chart
from itperception.reporting.charts.forest import forest
from itperception.reporting.charts.gap import gap_by_type, gap_chart
from itperception.reporting.charts.kinder import kinder_chart
from itperception.reporting.charts.overview import overview
from itperception.reporting.charts.stacked import stacked_bars
from itperception.reporting.charts.trend import trend_pair

__all__ = [
    "Chart", "forest", "gap_by_type", "gap_chart", "kinder_chart", "make_chart", "overview",
    "stacked_bars", "trend_pair",
]  # fmt: skip
