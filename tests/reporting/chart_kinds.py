"""One of each kind of chart, of small data, in any language; in German with long labels."""

from dataclasses import replace
from functools import cache

import pandas as pd

from itperception.book import tabulate
from itperception.reporting import charts
from itperception.reporting.published_charts import range_bars, shares_and_ranges
from itperception.reporting.strip_chart import strip_chart
from tests.published.overlaps import fitting_tables
from tests.reporting.test_tables import options_of, rated_table, tools

LONG = "Konzerneigene Informationstechnik-Dienstleistungsgesellschaften ohne Außenumsatz"
GAP = pd.DataFrame(
    {"label": ["All", "Internal", "Group"], "under": ["n = 140", "n = 90", "n = 40"],
     "self_proportion": [0.55, 0.52, 0.41], "other_proportion": [0.36, 0.31, 0.41],
     "difference": [0.19, 0.2179, 0.0], "ci_low": [0.1, 0.17, -0.12],
     "ci_high": [0.28, 0.27, 0.12]}
)  # fmt: skip
CHANGES = pd.DataFrame(
    {"label": ["Image", "Web", "Mail"], "difference": [0.13, -0.25, 0.034],
     "ci_low": [-0.05, -0.46, -0.004], "ci_high": [0.3, -0.04, 0.104],
     "head": ["Questions", "Tools", "Tools"], "filled": [False, True, False],
     "cells": [("30%", "43%"), ("60%", "35%"), ("50%", "53%")]}
)  # fmt: skip
KINDER = pd.DataFrame(
    {"study": ["One", "Two", "Two", "Two"], "item": ["Good", "Bad", "Fair", "Poor"],
     "own": ["30%", "9%", "25%", "17%"], "customers": ["31%", "17%", "37%", "18%"],
     "low": [-0.02, 0.07, -0.38, 0.005], "high": [0.0, 0.09, -0.12, 0.84],
     "is_turned": [False, True, False, True], "is_bar": [False, False, True, True],
     "filled": [False, True, True, False], "kinder": ["open", "kinder", "harsher", "kinder"]}
)  # fmt: skip
RANGES = pd.DataFrame(
    {"label": ["Printed", "If all had known", "Known"], "low": [0.378, 0.378, 0.5],
     "high": [0.385, 0.538, 0.5]}
)  # fmt: skip
SHARES = pd.DataFrame(
    {
        "label": ["Work", "Image"],
        "under": ["79 / 156", "59 / 156"],
        "proportion": [0.51, 0.38],
    }
)
GAPS = pd.DataFrame(
    {"label": ["Internal", "Fair", "Poor"], "low": [0.122, 0.01, -0.03],
     "high": [0.135, 0.24, 0.28], "told": ["12–13", "1–24", "−3–28"],
     "is_interval": [False, True, True]}
)  # fmt: skip
DATA = "Title Image tools Web Mail Work Internal Group Decentralised Good Bra Gut Fair Poor " \
       "Don't know A B C Better Worse n All One Two Bad Questions Tools Printed If all or had " \
       f"known type wording Own Rest {LONG}"  # fmt: skip
KINDS = (
    "gap", "negative", "alone", "overview", "stacked", "unranked", "trend", "broken",
    "forest", "kinder", "ranges", "groups", "shares", "strip",
)  # fmt: skip
UNMARKED = ("kinder", "ranges", "groups", "shares", "strip")  # print is not made up


def trend_frame(breaks=("", "", "")):
    """Return a gap in four waves; what broke before the third stands in `breaks`."""
    waves = [
        ("2011", 0.5, 0.34),
        ("2013", 0.52, 0.33),
        ("2024", 0.5, 0.34),
        ("2026", 0.4, 0.39),
    ]
    lines = []
    for wave, own, other in waves:
        line = {"wave": wave, "base": 400}
        for name, value, why in zip(("self", "other", "gap"), (own, other, own - other), breaks,
                                    strict=True):  # fmt: skip
            broke = why if wave == "2024" else ""
            line |= {name: value, f"{name}_low": value - 0.05, f"{name}_high": value + 0.05,
                     f"{name}_break": broke}  # fmt: skip
        lines.append(line)
    return pd.DataFrame(lines)


def named(frame, language):
    """Return a frame, in German with the longest of labels."""
    label = "item" if "item" in frame else "label"
    return frame.assign(**{label: f"{LONG} " + frame[label]}) if language == "de" else frame


@cache
def draw(name, *, language="en", synthetic=False):
    """Return one of each kind of chart, of small data."""
    table = rated_table(synthetic=synthetic, label=LONG if language == "de" else "Image")
    options = [replace(o, synthetic=synthetic) for o in options_of({"Web": 90, "Mail": 4})]
    words = {"title": "Title", "language": language}
    made_up = words | {"synthetic": synthetic}
    both = ("Work", "Image") if language != "de" else (LONG, f"{LONG} {LONG}")
    turned = GAP.rename(columns={"self_proportion": "other_proportion",
                                 "other_proportion": "self_proportion",
                                 "ci_low": "ci_high", "ci_high": "ci_low"})  # fmt: skip
    turned[["difference", "ci_low", "ci_high"]] *= -1
    unranked = replace(table, stub=replace(table.stub, ordered=False))
    kinds = {
        "gap": lambda: charts.gap_chart(named(GAP, language), names=both, **made_up),
        "negative": lambda: charts.gap_chart(named(turned, language), names=both, **made_up),
        "alone": lambda: charts.gap_chart(GAP.head(1), names=both, **made_up),
        "overview": lambda: charts.overview(
            [tabulate(table), tools(options, label="tools")], **words
        )[0],
        "stacked": lambda: charts.stacked_bars(tabulate(table), **words),
        "unranked": lambda: charts.stacked_bars(tabulate(unranked), **words),
        "trend": lambda: charts.trend_pair(trend_frame(), names=both, **made_up),
        "broken": lambda: charts.trend_pair(
            trend_frame(("", "wording", "wording")), names=both, **made_up
        ),
        "forest": lambda: charts.forest(
            named(CHANGES, language), heads=("2011", "2013"), **made_up
        ),
        "kinder": lambda: charts.kinder_chart(named(KINDER, language), **words),
        "ranges": lambda: range_bars(named(RANGES, language), unit="percent", threshold=0.5,
                                     **words),
        "groups": lambda: range_bars(named(RANGES, language).assign(is_group=True),
                                     unit="percent", **words),
        "shares": lambda: shares_and_ranges(SHARES, named(GAPS, language), head="Better",
                                            **words),
        "strip": lambda: strip_chart(fitting_tables([14, 15], [8], 30), n=30, **words),
    }  # fmt: skip
    return kinds[name]()
