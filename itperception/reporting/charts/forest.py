"""Differences with their intervals, in rows."""

from collections.abc import Sequence
from math import isnan

import pandas as pd

from itperception.reporting import wording
from itperception.reporting.charts.chart import Chart, make_chart
from itperception.reporting.charts.rows import Row, place_rows
from itperception.reporting.charts.scale import Scale
from itperception.reporting.charts.sheet import WIDE, Sheet
from itperception.reporting.charts.typeface import SMALL, width
from itperception.reporting.charts.words import ends, points


def forest(
    frame: pd.DataFrame, *, title: str, subtitle: str = "", note: str = "",
    heads: Sequence[str] = (), sides: Sequence[str] = (), sign: bool = True,
    synthetic: bool = False, language: str = "en",
) -> Chart:  # fmt: skip
    """Draw differences with their intervals, and print both.

    Parameters
    ----------
    frame : pandas.DataFrame
        Columns label, difference, ci_low, ci_high; differences in [-1, 1]. Optional: head
        (a row with another one than the row before begins a chapter), cells (a tuple of
        what stands before the plot on a desk), filled (by default where the interval does
        not cover 0), lead (what is told before the difference), bold.
    title, subtitle, note : str
        Plain text.
    heads : sequence of str
        What heads the cells.
    sides : sequence of str
        What left and right of zero mean.
    sign : bool
        Whether differences above zero carry a plus.
    synthetic : bool
        Whether nobody gave these answers.
    language : {"en", "sv", "de"}
        Language of the page.

    Missing data
    ------------
    A row whose difference is NaN keeps its place and reads "..".

    Examples
    --------
    >>> frame = pd.DataFrame({"label": ["Image"], "difference": [0.034], "ci_low": [-0.05],
    ...                       "ci_high": [0.104], "cells": [("50%", "52%")]})
    >>> forest(frame, title="Change", heads=("2024", "2026")).lines
    ('Image: 2024 50%, 2026 52%, +3 (−5 to +10)',)
    """
    given = frame.to_dict("records")
    told = [_told(row, sign, language) for row in given]
    named = _named(given)

    def draw(sheet: Sheet) -> None:
        rows, head = [], ""
        for row, right in zip(given, told, strict=True):
            if row.get("head", "") != head:
                head = row["head"]
                rows.append(Row(head, is_head=True))
            cells = row.get("cells", ())
            short = {0: right, 1: f"{''.join(cells)}: {right}"}.get(
                len(cells), " → ".join(cells)
            )
            rows.append(Row(row["label"], cells=cells, right=right, short=short,
                            bold=row.get("bold", False)))  # fmt: skip
        top = 26 if sides or (heads and not sheet.narrow) else 6
        places = place_rows(sheet, rows, top, heads=heads)
        values = [
            row[name] for row in given for name in ("difference", "ci_low", "ci_high")
        ]
        scale = Scale.of([0, *values], places.left, places.right, least=0.05,
                         ticks=6 if sheet.narrow else 9)  # fmt: skip
        scale.below(sheet, top - 4, places.bottom, lambda gap: points(gap, language, sign=sign),
                    free=0 if scale.low < 0 < scale.high else 1)  # fmt: skip
        _heads(sheet, places, scale, heads, sides)
        for y, row in zip(places.centres, given, strict=True):
            if isnan(row["difference"]):
                continue
            sheet.line(scale(row["ci_low"]), y, scale(row["ci_high"]), y, thick=1.5)
            covers = row["ci_low"] <= 0 <= row["ci_high"]
            sheet.mark(
                scale(row["difference"]), y, hollow=not row.get("filled", not covers)
            )
        sheet.height = round(places.bottom + SMALL + 9)

    lines = [_line(name, row, right, heads)
             for name, row, right in zip(named, given, told, strict=True)]  # fmt: skip
    return make_chart(draw, title, lines, subtitle=subtitle, note=note, width=WIDE,
                      synthetic=synthetic, language=language)  # fmt: skip


def _told(row: dict, sign: bool, language: str) -> str:
    """Write a difference and its interval, ".." if there is none."""
    if isnan(row["difference"]):
        return wording.NOT_AVAILABLE
    shown = points(row["difference"], language, sign=sign)
    told = f"{shown} ({ends(row['ci_low'], row['ci_high'], language, sign=sign)})"
    return f"{row['lead']}: {told}" if row.get("lead") else told


def _named(given: Sequence[dict]) -> list[str]:
    """Return the name of each row; one without has that of the row above."""
    named = []
    for row in given:
        named.append(row["label"] or named[-1])
    return named


def _line(name: str, row: dict, right: str, heads: Sequence[str]) -> str:
    cells = row.get("cells", ())
    pairs = [" ".join(filter(None, pair)) for pair in
             zip(heads or [""] * len(cells), cells, strict=True)]  # fmt: skip
    return f"{name}: {', '.join([*pairs, right])}"


def _heads(sheet: Sheet, places, scale: Scale, heads: Sequence[str],
           sides: Sequence[str]) -> None:  # fmt: skip
    """Write what stands above the columns, and what both sides of zero mean."""
    for at, head in zip(places.columns, heads, strict=False):
        sheet.note(at, 14, head, anchor="end")
    if not sides:
        return
    left, right = sides
    zero, taken = scale(0), max(places.columns, default=0)
    free = zero - 10 - taken - (8 if taken else 0)
    if width(left, SMALL) <= free and zero + 10 + width(right, SMALL) <= sheet.width:
        sheet.note(zero - 10, 14, left, anchor="end")
        sheet.note(zero + 10, 14, right)
