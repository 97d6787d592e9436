"""One of each kind of chart, of small data, in any language."""

from dataclasses import replace
from functools import cache

import pandas as pd

from itperception.book import tabulate
from itperception.reporting import charts
from tests.reporting.test_tables import options_of, rated_table, tools

GAP = pd.DataFrame(
    {"group": ["Internal", "Group"], "self_proportion": [0.55, 0.41], "base": [90, 40],
     "other_proportion": [0.36, 0.41], "difference": [0.19, 0.0]}
)  # fmt: skip
DIFFERENCES = pd.DataFrame(
    {"label": ["A − B", "A − C"], "difference": [0.13, -0.25], "ci_low": [-0.05, -0.46],
     "ci_high": [0.3, -0.04]}
)  # fmt: skip
TREND = pd.DataFrame(
    {"wave": ["2011", "2013", "2026"] * 2, "group": ["Internal"] * 3 + ["Group"] * 3,
     "proportion": [0.3, 0.34, 0.4, 0.5, 0.52, 0.6], "ci_low": 0.2, "ci_high": 0.7,
     "break_before": ["", "", "wording"] * 2}
)  # fmt: skip
DATA = "Title Image tools Web Mail Work Internal Group Decentralised Good Bra Gut Fair Poor " \
       "Don't know A B C Better Worse n"  # fmt: skip
KINDS = (
    "diverging", "stacked", "heatmap", "options", "dumbbell", "forest", "trend",
)  # fmt: skip


@cache
def draw(name, *, language="en", synthetic=False):
    """Return one of each kind of chart, of small data."""
    table = rated_table(synthetic=synthetic)
    options = [replace(o, synthetic=synthetic) for o in options_of({"Web": 90, "Mail": 4})]
    words = {"title": "Title", "language": language}
    residuals = pd.DataFrame(
        {"internal": [3.1, 0.2], "group": [-3.1, 0.1]}, ["good", "fair"]
    )
    kinds = {
        "diverging": lambda: charts.diverging_bars(tabulate(table), **words),
        "stacked": lambda: charts.stacked_bars(tabulate(table), **words),
        "heatmap": lambda: charts.residual_heatmap(
            tabulate(table, residuals=residuals), **words
        ),
        "options": lambda: charts.option_bars(
            tools(options, label="Title"), language=language
        ),
        "dumbbell": lambda: charts.dumbbell(
            GAP, self_label="Work", other_label="Image", synthetic=synthetic, **words
        ),
        "forest": lambda: charts.forest(DIFFERENCES, synthetic=synthetic, **words),
        "trend": lambda: charts.trend(TREND, synthetic=synthetic, **words),
    }
    return kinds[name]()
