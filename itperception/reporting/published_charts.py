"""Charts of what is in print: the two ends of a number that nobody published.

A bar reaches from the smallest to the largest value that fits what was printed. Nothing
is drawn in its middle, since no value between the ends is likelier than another. Each
function returns a :class:`itperception.reporting.charts.Chart`.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from itperception.errors import unknown_name
from itperception.reporting import wording
from itperception.reporting.charts.chart import Chart, make_chart
from itperception.reporting.charts.colours import INK, OTHER, SELF, SOFT, looks
from itperception.reporting.charts.rows import Row, place_rows
from itperception.reporting.charts.scale import Scale
from itperception.reporting.charts.sheet import FIGURE, WIDE, Sheet
from itperception.reporting.charts.typeface import SMALL
from itperception.reporting.charts.words import points, tick_percent
from itperception.reporting.wording import text

UNITS = ("percent", "number")


def range_bars(
    frame: pd.DataFrame, *, title: str, unit: str = "percent", threshold: float | None = None,
    subtitle: str = "", notes: Sequence[str] = (), within: Sequence[float] = (),
    language: str = "en",
) -> Chart:  # fmt: skip
    """Draw from where to where each number can lie.

    Parameters
    ----------
    frame : pandas.DataFrame
        Columns label, low, high; ``told`` (optional) is written instead of the ends;
        ``is_group`` (optional, bool) says that the rows are groups, which have a colour each.
    title, subtitle : str
        Plain text.
    unit : {"percent", "number"}
        A share in [0, 1], or a plain number.
    threshold : float, optional
        Where a dashed line stands, in the unit of low and high.
    notes : sequence of str
        How to read it.
    within : sequence of float
        What the axis reaches over besides, such as the ends of a question's scale.
    language : {"en", "sv", "de"}
        Language of the page.

    Missing data
    ------------
    A row with an end that is NaN keeps its place and reads "..".

    Examples
    --------
    >>> frame = pd.DataFrame({"label": ["Good"], "low": [0.378], "high": [0.529]})
    >>> range_bars(frame, title="Image", unit="percent").lines
    ('Good: 37.8% to 52.9%',)
    """
    if unit not in UNITS:
        raise unknown_name("unit", unit, UNITS)
    given = frame.to_dict("records")
    told = [row.get("told") or told_range(row["low"], row["high"], unit, language)
            for row in given]  # fmt: skip
    colours = [colour for _, colour in looks(len(given))]
    colours = [colour if row.get("is_group") else SELF
               for row, colour in zip(given, colours, strict=True)]  # fmt: skip
    marked = [] if threshold is None else [threshold]

    def draw(sheet: Sheet) -> None:
        rows = [Row(row["label"], right=words, short=words, bold=bool(row.get("is_group")),
                    colour=colour if row.get("is_group") else INK)
                for row, words, colour in zip(given, told, colours, strict=True)]  # fmt: skip
        places = place_rows(sheet, rows, 6, step=30)
        values = [row[end] for row in given for end in ("low", "high")]
        start = [0.0] if unit == "percent" else []
        scale = Scale.of([*start, *within, *marked, *values], places.left, places.right,
                         ticks=5 if sheet.narrow else 8)  # fmt: skip
        scale.below(sheet, 4, places.bottom, lambda value: _tick(value, unit, language))
        for place in marked:
            sheet.rule(scale(place), 4, scale(place), places.bottom, SOFT, dashed=True)
        for y, row, colour in zip(places.centres, given, colours, strict=True):
            if not np.isnan(row["low"] + row["high"]):
                _bar(sheet, scale, y, row, colour)
        sheet.height = round(places.bottom + SMALL + 9)

    lines = [f"{row['label']}: {words}" for row, words in zip(given, told, strict=True)]
    kept = [] if threshold is None else [_threshold_note(threshold, unit, language)]
    return make_chart(draw, title, lines, subtitle=subtitle, note=" ".join([*notes, *kept]),
                      width=WIDE, language=language)  # fmt: skip


def shares_and_ranges(
    shares: pd.DataFrame, ranges: pd.DataFrame, *, title: str, head: str, subtitle: str = "",
    note: str = "", language: str = "en",
) -> Chart:  # fmt: skip
    """Draw two printed shares as bars, and below them what the gap between them can be.

    Parameters
    ----------
    shares : pandas.DataFrame
        Two lines: label, under (such as how many people), proportion in [0, 1].
    ranges : pandas.DataFrame
        label, low, high (in [-1, 1]), told, is_interval: what is certain of those asked
        is a bar, an interval a line with ends.
    title, subtitle, note : str
        Plain text.
    head : str
        What heads the ranges.
    language : {"en", "sv", "de"}
        Language of the page.

    Examples
    --------
    >>> shares = pd.DataFrame({"label": ["Performance", "Image"], "proportion": [0.51, 0.38],
    ...                        "under": ["79 or 80 of 156", "59 or 60 of 156"]})
    >>> ranges = pd.DataFrame({"label": ["Among the 156 asked"], "low": [0.122],
    ...     "high": [0.135], "told": ["12 to 13"], "is_interval": [False]})
    >>> chart = shares_and_ranges(shares, ranges, title="51% against 38%", head="Gap, points")
    >>> chart.lines[1:]
    ('Image: 38%, 59 or 60 of 156', 'Gap, points: Among the 156 asked: 12 to 13')
    """
    sides, gaps = shares.to_dict("records"), ranges.to_dict("records")

    def draw(sheet: Sheet) -> None:
        rows = [Row(row["label"], "" if sheet.narrow else row["under"], short=row["under"],
                    bold=True, colour=colour)
                for row, colour in zip(sides, (SELF, OTHER), strict=True)]  # fmt: skip
        below = [Row(row["label"], short=row["told"]) for row in gaps]
        left = _left(sheet, [*rows, *below])
        top = place_rows(sheet, rows, 2, step=40)
        scale = Scale.of([0, *(row["proportion"] * 1.1 for row in sides)], left, top.right)
        scale.below(sheet, 4, top.bottom, lambda share: tick_percent(share, language))
        for y, row, colour in zip(top.centres, sides, (SELF, OTHER), strict=True):
            share = row["proportion"]
            sheet.bar(left, y - 9, scale(share) - left, 18, colour)
            sheet.write(scale(share) + 8, y + 5, wording.percent(share, language), colour,
                        bold=True)  # fmt: skip
        start = top.bottom + SMALL + 32
        sheet.write(0, start, head, bold=True)
        places = place_rows(sheet, below, start + 12, step=36)
        values = [row[end] for row in gaps for end in ("low", "high")]
        room = 0 if sheet.narrow else 70
        scale = Scale.of([0, *values], left, places.right - room)
        scale.below(sheet, start + 8, places.bottom, lambda gap: points(gap, language),
                    free=1 if scale.low == 0 else 0)  # fmt: skip
        for y, row in zip(places.centres, gaps, strict=True):
            _gap_range(sheet, scale, y, row)
        sheet.height = round(places.bottom + SMALL + 9)

    lines = [f"{row['label']}: {wording.percent(row['proportion'], language)}, {row['under']}"
             for row in sides]  # fmt: skip
    lines += [f"{head}: {row['label']}: {row['told']}" for row in gaps]
    return make_chart(draw, title, lines, subtitle=subtitle, note=note, width=FIGURE,
                      language=language)  # fmt: skip


def told_range(low: float, high: float, unit: str, language: str = "en") -> str:
    """Write the two ends of a number, or the number if there is only one.

    Examples
    --------
    >>> told_range(0.122, 0.135, "points"), told_range(28, 28, "people")
    ('+12.2 to +13.5', '28')
    """
    if np.isnan(low) or np.isnan(high):
        return wording.NOT_AVAILABLE
    ends = [told_value(value, unit, language) for value in (low, high)]
    if ends[0] == ends[1]:
        return ends[0]
    return text("number.range", language, low=ends[0], high=ends[1])


def told_value(value: float, unit: str, language: str = "en") -> str:
    """Write one number in its unit, with a decimal more than print has.

    Examples
    --------
    >>> told_value(2e-9, "p_value"), told_value(0.378, "percent"), told_value(-0.5, "points")
    ('<0.001', '37.8%', '−50.0')
    """
    if np.isinf(value):
        return "∞" if value > 0 else f"{wording.MINUS}∞"
    if unit == "percent":
        number = wording.decimal(100 * value, language, 1)
        return text("number.percent", language, number=number).replace(
            " ", wording.NO_BREAK
        )
    if unit == "points":
        return wording.signed(100 * value, language, 1)
    if unit == "people":
        return wording.count(value, language)
    if unit == "number":
        return wording.decimal(value, language, 2)
    if value < wording.LEAST_P:
        return f"<{wording.decimal(wording.LEAST_P, language, 3)}"
    return wording.decimal(value, language, 3)


def _bar(sheet: Sheet, scale: Scale, y: float, row: dict, colour) -> None:
    """Draw a bar; a number that is known exactly is a dot."""
    if row["low"] == row["high"]:
        sheet.mark(scale(row["low"]), y, colour)
        return
    left, right = scale(row["low"]), scale(row["high"])
    sheet.bar(left, y - 6, max(right - left, 3), 12, colour)


def _gap_range(sheet: Sheet, scale: Scale, y: float, row: dict) -> None:
    """Draw what a gap can be, and write it beside, on a desk."""
    left, right = scale(row["low"]), scale(row["high"])
    if row["is_interval"]:
        sheet.whisker(left, right, y, cap=5)
    else:
        sheet.bar(left, y - 7, max(right - left, 4), 14, INK)
    if not sheet.narrow:
        sheet.write(right + 8, y + 5, row["told"], bold=not row["is_interval"])


def _left(sheet: Sheet, rows: Sequence[Row]) -> float:
    """Return where plots begin so that all rows have room for their labels."""
    return place_rows(Sheet(sheet.width, sheet.language), rows, 0).left


def _tick(value: float, unit: str, language: str) -> str:
    if unit == "percent":
        return tick_percent(value, language)
    return wording.decimal(value, language, 0 if value == round(value) else 1)


def _threshold_note(threshold: float, unit: str, language: str) -> str:
    number = _tick(threshold, unit, language)
    return f"{text('chart.threshold', language, number=number)}."
